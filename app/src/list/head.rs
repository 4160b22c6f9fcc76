//! The head of the list: how many are drawn, the filter, showing and hiding many at once.

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;
use suisei_core::view::DEFAULT_SHOWN;

use super::{ListLayout, ListState};
use crate::state::load::Loaded;
use crate::state::project::Visible;
use crate::text::format::count;
use crate::text::{common, fill, list as words, t};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::{AlignRight, MenuButton, MenuItem};
use crate::ui::search_box::SearchBox;

/// The head of the list; of a folded one only the button that brings it back.
#[component]
pub(super) fn Head(state: ListState, layout: ListLayout) -> impl IntoView {
    let shown = move || {
        let (n, m) = counts(state);
        fill(
            common::N_OF_M_SHOWN,
            &[("n", &count(n as u64)), ("m", &count(m as u64))],
        )
    };
    view! {
        <Show
            when=move || !layout.is_collapsed()
            fallback=move || view! {
                <div class="list-unfold">
                    <IconButton
                        icon=Icon::Right
                        label=shortcut(t(words::EXPAND))
                        on_click=move |()| layout.toggle()
                    />
                </div>
            }
        >
            <div class="list-head">
                <div class="row">
                    <h2>{t(words::EXPERIMENTS)}</h2>
                    <span class="list-count" aria-live="polite">{shown}</span>
                    <span class="grow"></span>
                    <ShownMenu state=state />
                    <IconButton
                        icon=Icon::Left
                        class="list-fold"
                        label=shortcut(t(words::COLLAPSE))
                        on_click=move |()| layout.toggle()
                    />
                </div>
                <SearchBox
                    class="quiet list-filter"
                    label=t(words::FILTER)
                    value=state.search
                    on_input=move |word| state.search.set(word)
                    on_key=move |event| leave_filter(state, &event)
                    shortcut="/"
                />
            </div>
        </Show>
    }
}

/// The words of a button with the key that does the same.
fn shortcut(label: &str) -> String {
    format!("{label} ([)")
}

/// Escape clears the filter, the arrow goes on to the rows.
fn leave_filter(state: ListState, event: &leptos::ev::KeyboardEvent) {
    match event.key().as_str() {
        "Escape" => state.search.set(String::new()),
        "ArrowDown" | "Enter" => {
            event.prevent_default();
            state.go_to(0);
        }
        _ => {}
    }
}

/// Experiments that are drawn, and all.
fn counts(state: ListState) -> (usize, usize) {
    state.project.list.with(|list| match list {
        Loaded::Here(page) => state.project.with_view(|view| {
            let is_shown = |(place, row): &(usize, &suisei_core::table::PageRow)| {
                view.is_shown(&row.head.key, *place)
            };
            (
                page.rows.iter().enumerate().filter(is_shown).count(),
                page.matched,
            )
        }),
        Loaded::Asking | Loaded::Failed(_) => (0, 0),
    })
}

/// Shows and hides many experiments at once.
#[component]
fn ShownMenu(state: ListState) -> impl IntoView {
    let all = move || {
        let n = count(state.order.with(|order| order.len()) as u64);
        let is_filtered = state.search.with(|search| !search.trim().is_empty());
        let text = if is_filtered {
            words::SHOW_MATCHING
        } else {
            words::SHOW_ALL
        };
        fill(text, &[("n", &n)])
    };
    let show_all = move |()| {
        state
            .project
            .show(&matching(state, Visible::No), Visible::Yes);
    };
    let hide_all = move |()| state.project.show(&drawn(state), Visible::No);
    let newest = fill(words::SHOW_NEWEST, &[("n", &DEFAULT_SHOWN.to_string())]);
    let newest = StoredValue::new(newest);
    // Without choices by hand the newest are drawn, today's and tomorrow's.
    let show_newest = move |()| state.project.edit_view(|view| view.shown.clear());
    view! {
        <MenuButton
            face=|| view! { <Glyph icon=Icon::Eye class="small" /> }
            class="icon-button"
            label=t(words::SHOW_AND_HIDE)
            align_right=AlignRight
        >
            <MenuItem label=all() icon=Icon::Eye on_click=show_all />
            <MenuItem label=newest.get_value() icon=Icon::Refresh on_click=show_newest />
            <MenuItem label=t(words::HIDE_ALL) icon=Icon::EyeOff on_click=hide_all />
        </MenuButton>
    }
}

/// Experiments that match the filter and are drawn, or are not.
fn matching(state: ListState, visible: Visible) -> Vec<ExperimentKey> {
    untrack(|| {
        let keys: Vec<ExperimentKey> = state.order.with(|order| order.keys().cloned().collect());
        let wanted = visible == Visible::Yes;
        keys.into_iter()
            .filter(|key| state.is_shown(key) == wanted)
            .collect()
    })
}

/// All experiments that are drawn, whether they match or not.
fn drawn(state: ListState) -> Vec<ExperimentKey> {
    untrack(|| state.project.shown())
        .into_iter()
        .map(|head| head.key)
        .collect()
}
