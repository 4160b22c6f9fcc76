//! The bar above the table: search, how many match, columns, copying.

use leptos::prelude::*;

use super::column_menu::ColumnMenu;
use super::copy::CopyMenu;
use super::rows::go_to;
use super::state::TableState;
use crate::text::format::count;
use crate::text::{fill, t, table as words};
use crate::ui::search_box::SearchBox;

/// The bar.
#[component]
pub(super) fn ToolBar(state: TableState) -> impl IntoView {
    let matched = move || {
        state.pager.with(|pager| {
            pager.is_here().then(|| {
                let (n, m) = (count(pager.matched() as u64), count(pager.total() as u64));
                fill(words::MATCHED, &[("n", &n), ("m", &m)])
            })
        })
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => state.search.set(String::new()),
        "ArrowDown" | "Enter" => {
            event.prevent_default();
            go_to(state, 0);
        }
        _ => {}
    };
    view! {
        <div class="table-bar">
            <SearchBox
                class="quiet table-search"
                label=t(words::SEARCH)
                value=state.search
                on_input=move |word| state.search.set(word)
                on_key=on_key
                shortcut="/"
            />
            <span class="table-count" aria-live="polite">{matched}</span>
            <span class="grow wide-only"></span>
            <ColumnMenu state=state />
            <CopyMenu state=state />
        </div>
    }
}
