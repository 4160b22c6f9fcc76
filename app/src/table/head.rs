//! The head of the table: groups, names, order, widths.

use std::collections::HashSet;

use leptos::prelude::*;
use suisei_core::table::Column;

use super::columns::{Group, runs};
use super::head_drag::{ColumnDrag, keep_focus, on_move, on_resize};
use super::sorting::{OtherKeys, clicked, place};
use super::state::TableState;
use crate::text::column::{full_label, label, statistic_word};
use crate::text::{t, table as words};
use crate::ui::icon::{Glyph, Icon};

/// How far a key press moves the edge of a column.
const KEY_STEP: f64 = 16.0;

/// The head.
#[component]
pub(super) fn Head(state: TableState) -> impl IntoView {
    let numeric = state.numeric();
    // Above the cells, which a drop makes anew.
    let drag = ColumnDrag::new();
    let width = move |column: Column| {
        let css = move || format!("{}px", state.widths.of(&column, state.rows.width()));
        view! { <col style:width=css /> }
    };
    let groups = move || {
        let runs = state.columns.with(|columns| runs(columns));
        runs.into_iter()
            .map(|(group, count)| group_cell(group, count))
            .collect_view()
    };
    let names = move || {
        let columns = state.columns.get();
        let cell = |(index, column): (usize, &Column)| {
            view! {
                <NameCell state=state column=column.clone() index=Some(index) drag=drag numeric=numeric />
            }
        };
        columns.iter().enumerate().map(cell).collect_view()
    };
    view! {
        <colgroup>
            {width(Column::Name)}
            {move || state.columns.get().iter().cloned().map(width).collect_view()} <col />
        </colgroup>
        <thead>
            <tr class="group-row">
                <th class="name-cell" scope="colgroup">{t(words::GROUP_PINNED)}</th>
                {groups}
                <th class="filler"></th>
            </tr>
            <tr class="head-row">
                <NameCell state=state column=Column::Name index=None drag=drag numeric=numeric />
                {names}
                <th class="filler"></th>
            </tr>
        </thead>
    }
}

fn group_cell(group: Group, count: usize) -> impl IntoView {
    view! {
        <th colspan=count.to_string() scope="colgroup">
            {t(group.word())}
        </th>
    }
}

#[component]
fn NameCell(
    state: TableState,
    column: Column,
    /// Its place among the columns; none for the one that cannot move.
    index: Option<usize>,
    drag: ColumnDrag,
    numeric: Memo<HashSet<Column>>,
) -> impl IntoView {
    let is_number = {
        let column = column.clone();
        Memo::new(move |_| match &column {
            Column::Metric { .. } | Column::Created | Column::Duration => true,
            Column::Name | Column::State | Column::Tags => false,
            Column::Parameter { .. } | Column::Other { .. } => {
                numeric.with(|numeric| numeric.contains(&column))
            }
        })
    };
    let edge = drop_side(index, drag.drop, state);
    let class = move || {
        let kind = if index.is_none() {
            "name-cell"
        } else if is_number.get() {
            "number"
        } else {
            ""
        };
        format!("{kind} {}", edge.get())
    };
    let sorted = {
        let column = column.clone();
        Memo::new(move |_| {
            state.project.with_view(|view| {
                place(&view.sort, &column).map(|(at, key)| (at, key.descending, view.sort.len()))
            })
        })
    };
    let aria_sort = move || match sorted.get() {
        Some((_, true, _)) => "descending",
        Some((_, false, _)) => "ascending",
        None => "none",
    };
    let edge_column = StoredValue::new(column.clone());
    view! {
        <th
            class=class
            scope="col"
            aria-sort=aria_sort
            data-column=index.map(|index| index.to_string())
        >
            <HeadButton state=state column=column index=index drag=drag sorted=sorted />
            <span
                class="column-edge"
                on:pointerdown=move |event| on_resize(state, &edge_column.get_value(), &event)
                on:dblclick=move |_| state.widths.reset(&edge_column.get_value())
            ></span>
        </th>
    }
}

/// On which side of a column a dragged one would be put in.
fn drop_side(
    index: Option<usize>,
    drop: RwSignal<Option<usize>>,
    state: TableState,
) -> Memo<&'static str> {
    Memo::new(move |_| match (drop.get(), index) {
        (Some(drop), Some(index)) if drop == index => "drop-before",
        (Some(drop), Some(index))
            if drop == index + 1 && drop == state.columns.with(|columns| columns.len()) =>
        {
            "drop-after"
        }
        _ => "",
    })
}

#[component]
fn HeadButton(
    state: TableState,
    column: Column,
    index: Option<usize>,
    drag: ColumnDrag,
    sorted: Memo<Option<(usize, bool, usize)>>,
) -> impl IntoView {
    let statistic = match &column {
        Column::Metric { statistic, .. } => Some(t(statistic_word(*statistic))),
        _ => None,
    };
    let name = label(&column);
    let title = format!("{}\n{}", full_label(&column), t(words::HEAD_HINT));
    let column = StoredValue::new(column);
    let on_click = move |event: leptos::ev::MouseEvent| {
        if drag.takes_click() {
            return;
        }
        let others = if event.shift_key() {
            OtherKeys::Keep
        } else {
            OtherKeys::Drop
        };
        let column = column.get_value();
        state
            .project
            .edit_view(|view| view.sort = clicked(&view.sort, &column, others));
    };
    let on_down = move |event: leptos::ev::PointerEvent| {
        if let Some(index) = index
            && event.button() == 0
        {
            on_move(state, index, drag, &event);
        }
    };
    view! {
        <button
            type="button"
            class="head-button"
            title=title
            on:click=on_click
            on:pointerdown=on_down
            on:keydown=move |event| on_key(state, &column.get_value(), index, &event)
        >
            <span class="ellipsis">{name}</span>
            {statistic.map(|word| view! { <span class="statistic">{word}</span> })}
            {move || {
                sorted.get().map(|(at, descending, keys)| view! { <SortMark at=at descending=descending keys=keys /> })
            }}
        </button>
    }
}

#[component]
fn SortMark(at: usize, descending: bool, keys: usize) -> impl IntoView {
    let icon = if descending { Icon::Down } else { Icon::Up };
    view! {
        <Glyph icon=icon class="small" />
        {(keys > 1).then(|| view! { <span class="badge sort-badge">{at.to_string()}</span> })}
    }
}

/// Alt with an arrow moves a column, Shift with an arrow moves its edge.
fn on_key(
    state: TableState,
    column: &Column,
    index: Option<usize>,
    event: &leptos::ev::KeyboardEvent,
) {
    let is_right = match event.key().as_str() {
        "ArrowLeft" => false,
        "ArrowRight" => true,
        _ => return,
    };
    if event.shift_key() {
        event.prevent_default();
        let width = state.widths.of(column, 0.0);
        state.widths.set(
            column,
            if is_right {
                width + KEY_STEP
            } else {
                width - KEY_STEP
            },
        );
        state.widths.remember();
    } else if event.alt_key()
        && let Some(index) = index
    {
        event.prevent_default();
        let before = if is_right {
            index + 2
        } else {
            index.saturating_sub(1)
        };
        let count = state.columns.with_untracked(|columns| columns.len());
        let before = before.min(count);
        state.move_column(index, before);
        keep_focus(index, before);
    }
}
