//! The single-page app: pages, panels, table, and the data source behind them.
//!
//! Modules in reading order. `dom` alone touches the browser; `ui` knows no domain word;
//! `source` is where data comes from; `state` is what pages share; pages are put together from
//! `list`, `panels` and `table`.

#![expect(
    clippy::needless_pass_by_value,
    reason = "components own their properties: the view that uses them outlives the call"
)]
#![expect(
    unreachable_pub,
    reason = "the component macro writes `pub` for every component"
)]

mod dom;
mod text;
mod ui;

mod route;
mod source;
mod state;

mod list;
mod panels;
mod table;

mod app;
mod pages;

/// Starts the app on the page.
pub fn start() {
    console_error_panic_hook::set_once();
    text::choose_language();
    state::theme::apply_stored();
    leptos::mount::mount_to_body(app::App);
}
