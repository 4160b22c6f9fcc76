//! The rows of the table, of which only those that can be seen exist; keys that move in them.

use std::collections::BTreeMap;

use leptos::prelude::*;
use suisei_core::table::{Column, PageRow, RowHead};
use suisei_core::view::DEFAULT_SHOWN;

use super::cells::{Best, EYE, cell};
use super::marks::best_values;
use super::state::TableState;
use crate::dom::element;
use crate::dom::keyboard::KeyListener;
use crate::list::{RowSwitch, ShortName};
use crate::route::{ExperimentTab, Link, Route};
use crate::state::load::Loaded;
use crate::state::theme::slot_of;
use crate::text::list as words;
use crate::ui::virtual_rows::{Piece, focus_row, pieces, step};

/// Rows that Page Up and Page Down move by.
const PAGE: isize = 20;

/// Row numbers for those who cannot see them count the two rows of the head.
const HEAD_ROWS: usize = 2;

/// The rows.
#[component]
pub(super) fn Rows(state: TableState) -> impl IntoView {
    let best = best_values(state);
    let places = Memo::new(move |_| {
        state.pager.with(|pager| {
            state.columns.with(|columns| {
                let place = |column| pager.columns().iter().position(|other| other == column);
                columns.iter().map(place).collect::<Vec<_>>()
            })
        })
    });
    let items = Memo::new(move |_| {
        let rows = state.pager.with(|pager| pager.matched());
        pieces(state.rows.visible(rows), state.active.get(), rows)
    });
    let show = move |piece: Piece| match piece {
        Piece::Row(index) => row(state, index, places, best).into_any(),
        Piece::Gap(_, rows) => view! {
            <tr aria-hidden="true" style:height=move || state.rows.height_of(rows)></tr>
        }
        .into_any(),
    };
    view! {
        <tbody>
            <For each=move || items.get() key=|piece| *piece children=show />
        </tbody>
    }
}

fn row(
    state: TableState,
    index: usize,
    places: Memo<Vec<Option<usize>>>,
    best: Memo<BTreeMap<Column, Best>>,
) -> impl IntoView {
    let content = Memo::new(move |_| state.pager.with(|pager| pager.row(index).cloned()));
    let key = Memo::new(move |_| content.with(|row| row.as_ref().map(|row| row.head.key.clone())));
    let is_shown = Memo::new(move |_| {
        content.with(|row| row.as_ref().is_some_and(|row| is_shown(state, &row.head)))
    });
    let is_marked = Memo::new(move |_| {
        let key = key.get();
        let hovered = state.project.hovered.get();
        key.is_some() && (hovered == key || state.project.pointed.get() == key)
    });
    let enter = move |event: leptos::ev::PointerEvent| {
        if element::can_hover(&event) {
            state.project.hovered.set(key.get_untracked());
        }
    };
    let leave = move || {
        let mine = key.try_get_untracked().flatten();
        if mine.is_some() && state.project.hovered.get_untracked() == mine {
            state.project.hovered.set(None);
        }
    };
    let cells = move || match content.get() {
        Some(row) => view! {
            <NameCell state=state head=row.head.clone() index=index is_shown=is_shown />
            {values(state, &row, places, best)}
        }
        .into_any(),
        None => view! {
            <th class="name-cell">
                <span class="skeleton-line" tabindex="-1" data-row=index.to_string()></span>
            </th>
        }
        .into_any(),
    };
    view! {
        <tr
            class="table-row"
            class:off=move || !is_shown.get()
            class:marked=move || is_marked.get()
            aria-rowindex=(index + 1 + HEAD_ROWS).to_string()
            on:pointerenter=enter
            on:pointerleave=move |_| leave()
        >
            {cells}
        </tr>
    }
}

fn values(
    state: TableState,
    row: &PageRow,
    places: Memo<Vec<Option<usize>>>,
    best: Memo<BTreeMap<Column, Best>>,
) -> impl IntoView + use<> {
    let now = state.now.get();
    let (columns, places) = (state.columns.get(), places.get());
    let cells = columns.iter().zip(&places).map(|(column, place)| {
        let value = place.and_then(|place| row.cells.get(place));
        let best = best.with(|best| best.get(column).copied());
        cell(column, &row.head, value, best, now)
    });
    view! {
        {cells.collect_view()}
        <td class="filler"></td>
    }
}

/// Whether an experiment is drawn. Its place among the newest is that of the list; beyond the
/// list nothing is drawn that nobody chose.
fn is_shown(state: TableState, head: &RowHead) -> bool {
    let place = state.project.list.with(|list| match list {
        Loaded::Here(page) => {
            let newest = page.rows.iter().take(DEFAULT_SHOWN);
            newest
                .map(|row| &row.head.key)
                .position(|key| *key == head.key)
        }
        Loaded::Asking | Loaded::Failed(_) => None,
    });
    state
        .project
        .with_view(|view| view.is_shown(&head.key, place.unwrap_or(usize::MAX)))
}

#[component]
fn NameCell(state: TableState, head: RowHead, index: usize, is_shown: Memo<bool>) -> impl IntoView {
    let name = StoredValue::new(head.name.clone());
    let swatch = format!("swatch slot-{}", slot_of(head.number));
    let to = Route::Experiment {
        key: head.key,
        tab: ExperimentTab::Overview,
        at: None,
    };
    if state.is_going.get_value() && state.active.get_untracked() == Some(index) {
        focus_row(selector(index));
    }
    let tab_index = move || {
        if state.active.get().unwrap_or(0) == index {
            "0"
        } else {
            "-1"
        }
    };
    view! {
        <th class="name-cell" scope="row">
            <div class="name-parts">
                <RowSwitch
                    is_on=is_shown
                    icons=EYE
                    words=(words::HIDE, words::SHOW)
                    name=name
                    on_click=move |()| state.toggle_shown(index)
                />
                <span class=swatch></span>
                <Link
                    to=to
                    class="experiment-link"
                    attr:tabindex=tab_index
                    attr:data-row=index.to_string()
                    on:focus=move |_| {
                        state.is_going.set_value(false);
                        state.active.set(Some(index));
                    }
                >
                    <ShortName name=name.get_value() />
                </Link>
            </div>
        </th>
    }
}

/// Listens to `/` anywhere, and to letters while nothing else has the focus: a row that was
/// scrolled away may have lost it.
pub(super) fn listen(state: TableState) {
    let listener = KeyListener::new(move |event| {
        if element::is_typing(&event) || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "/" => {
                event.prevent_default();
                element::focus(".table-search input");
            }
            "j" | "k" | "h" if element::is_from_page(&event) => on_key(state, &event),
            _ => {}
        }
    });
    StoredValue::new_local(listener);
}

/// Moves between rows, shows and hides the one that has the focus.
pub(super) fn on_key(state: TableState, event: &leptos::ev::KeyboardEvent) {
    let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
    if is_chord || element::is_typing(event) || element::is_inside(event, "thead") {
        return;
    }
    let active = state.active.get_untracked();
    let rows = state.pager.with_untracked(|pager| pager.matched());
    let target = match event.key().as_str() {
        "j" | "ArrowDown" => step(active, 1, rows),
        "k" | "ArrowUp" => step(active, -1, rows),
        "PageDown" => step(active, PAGE, rows),
        "PageUp" => step(active, -PAGE, rows),
        "Home" => step(Some(0), 0, rows),
        "End" => step(Some(rows), 0, rows),
        "h" => {
            if let Some(index) = active {
                state.toggle_shown(index);
            }
            None
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(target) = target {
        go_to(state, target);
    }
}

/// Puts the keyboard focus on a row; on one that is not here yet, as soon as it is.
pub(super) fn go_to(state: TableState, index: usize) {
    state.rows.show(index);
    state.is_going.set_value(true);
    state.active.set(Some(index));
    focus_row(selector(index));
}

fn selector(index: usize) -> String {
    format!(".experiment-table [data-row=\"{index}\"]")
}
