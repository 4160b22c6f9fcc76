//! The bar above the table: search, how many match, columns, copying.

use leptos::prelude::*;

use super::column_menu::ColumnMenu;
use super::copy::CopyMenu;
use super::rows::go_to;
use super::state::TableState;
use crate::dom::element;
use crate::text::format::count;
use crate::text::{fill, t, table as words};
use crate::ui::icon::{Glyph, Icon};

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
            <label class="input quiet table-search">
                <Glyph icon=Icon::Search class="small" />
                <input
                    type="search"
                    placeholder=t(words::SEARCH)
                    aria-label=t(words::SEARCH)
                    prop:value=move || state.search.get()
                    on:input=move |event| state.search.set(element::input_value(&event))
                    on:keydown=on_key
                />
                <kbd class="wide-only">"/"</kbd>
            </label>
            <span class="table-count" aria-live="polite">{matched}</span>
            <span class="grow wide-only"></span>
            <ColumnMenu state=state />
            <CopyMenu state=state />
        </div>
    }
}
