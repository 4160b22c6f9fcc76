//! The single-page app: pages, panels, table, and the data source behind them.

use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(|| view! { <h1>"Suisei"</h1> });
}
