//! Chooses columns: which, in which order, and which statistic of a metric.

use std::sync::Arc;

use leptos::prelude::*;
use suisei_core::table::{Column, Statistic};

use super::columns::{Group, IDENTITY, is_same, moved, toggled};
use super::state::TableState;
use crate::state::load::Loaded;
use crate::text::column::{STATISTICS, full_label, label, statistic_word};
use crate::text::format::count;
use crate::text::{fill, t, table as words};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::popover::Popover;
use crate::ui::search_box::SearchBox;

/// Columns of a group that are listed at once; a search finds the others.
const MOST_LISTED: usize = 60;

/// The menu.
#[component]
pub(super) fn ColumnMenu(state: TableState) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if open.get() {
            state.load_catalogue();
        }
    });
    let number = move || {
        let n = state.columns.with(|columns| columns.len()) + 1;
        let m = all(state).len() + 1;
        fill(
            words::COLUMNS_COUNT,
            &[("n", &count(n as u64)), ("m", &count(m as u64))],
        )
    };
    let face = move || {
        view! {
            <Glyph icon=Icon::Columns />
            <span class="wide-only">{t(words::COLUMNS)}</span>
            <span class="column-count wide-only">{number}</span>
        }
    };
    view! {
        <Popover
            face=face
            class="button"
            label=t(words::COLUMNS)
            surface_class="align-right column-menu"
            open=open
        >
            <Choices state=state />
        </Popover>
    }
}

/// All columns that there are, without the name.
fn all(state: TableState) -> Vec<Column> {
    let mut columns = IDENTITY.to_vec();
    state.catalogue.with(|catalogue| {
        if let Loaded::Here(infos) = catalogue {
            columns.extend(infos.iter().map(|info| info.column.clone()));
        }
    });
    columns
}

#[component]
fn Choices(state: TableState) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let word = search.get().to_lowercase();
        let matches = |column: &Column| label(column).to_lowercase().contains(&word);
        Arc::new(all(state).into_iter().filter(matches).collect::<Vec<_>>())
    });
    let is_searching = Memo::new(move |_| search.with(|search| !search.is_empty()));
    let groups = move || {
        let found = found.get();
        Group::ALL
            .map(|group| view! { <GroupOfColumns state=state group=group found=found.clone() /> })
    };
    view! {
        <SearchBox
            class="small popover-search"
            label=t(words::SEARCH_COLUMNS)
            value=search
            on_input=move |word| search.set(word)
        />
        <Show when=move || !is_searching.get()>
            <ChosenColumns state=state />
        </Show>
        {groups}
        <Show when=move || found.with(|found| found.is_empty())>
            <p class="menu-head">{t(words::NO_COLUMN_MATCHES)}</p>
        </Show>
    }
}

/// The columns on screen, in their order.
#[component]
fn ChosenColumns(state: TableState) -> impl IntoView {
    let lines = move || {
        let columns = state.columns.get();
        let count = columns.len();
        let line = |(index, column): (usize, &Column)| chosen(state, column.clone(), index, count);
        columns.iter().enumerate().map(line).collect_view()
    };
    let is_chosen = move || state.project.with_view(|view| !view.columns.is_empty());
    view! {
        <div class="menu-head row">
            <span class="grow">{t(words::SHOWN_COLUMNS)}</span>
            <Show when=is_chosen>
                <button
                    type="button"
                    class="link-button"
                    on:click=move |_| state.set_columns(Vec::new())
                >
                    {t(words::AUTOMATIC_COLUMNS)}
                </button>
            </Show>
        </div>
        {lines}
        <hr class="menu-line" />
    }
}

fn chosen(state: TableState, column: Column, index: usize, count: usize) -> impl IntoView {
    let name = full_label(&column);
    let say = move |text| fill(text, &[("name", &name)]);
    let shift = move |from: usize, before: usize| {
        let columns = state.columns.get_untracked();
        state.set_columns(moved(&columns, from, before));
    };
    let removed = column.clone();
    let remove = move |()| {
        let columns = state.columns.get_untracked();
        state.set_columns(toggled(&columns, &removed));
    };
    view! {
        <div class="chosen-column">
            <span class="ellipsis grow">{label(&column)}</span>
            <StatisticChoice state=state column=column index=index />
            <IconButton
                icon=Icon::Up
                label=say(words::MOVE_LEFT)
                class=if index == 0 { "unusable" } else { "" }
                on_click=move |()| shift(index, index.saturating_sub(1))
            />
            <IconButton
                icon=Icon::Down
                label=say(words::MOVE_RIGHT)
                class=if index + 1 == count { "unusable" } else { "" }
                on_click=move |()| shift(index, (index + 2).min(count))
            />
            <IconButton icon=Icon::Cross label=say(words::REMOVE) on_click=remove />
        </div>
    }
}

/// Which statistic of a metric; nothing for other columns.
#[component]
fn StatisticChoice(state: TableState, column: Column, index: usize) -> impl IntoView {
    let Column::Metric {
        metric,
        statistic: taken,
    } = column.clone()
    else {
        return ().into_any();
    };
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event).parse().ok();
        let statistic: Option<&Statistic> = chosen.and_then(|at: usize| STATISTICS.get(at));
        if let Some(&statistic) = statistic {
            let mut columns = state.columns.get_untracked().to_vec();
            if let Some(column) = columns.get_mut(index) {
                *column = Column::Metric {
                    metric: metric.clone(),
                    statistic,
                };
            }
            state.set_columns(columns);
        }
    };
    let options = STATISTICS.iter().enumerate().map(|(at, statistic)| {
        view! {
            <option value=at.to_string() selected=*statistic == taken>
                {t(statistic_word(*statistic))}
            </option>
        }
    });
    view! {
        <select
            class="statistic-choice"
            aria-label=fill(words::STATISTIC_OF, &[("name", &label(&column))])
            on:change=choose
        >
            {options.collect_view()}
        </select>
    }
    .into_any()
}

/// The columns of a group with boxes to tick.
#[component]
fn GroupOfColumns(state: TableState, group: Group, found: Arc<Vec<Column>>) -> impl IntoView {
    let mine: Vec<Column> = found
        .iter()
        .filter(|column| Group::of(column) == group)
        .cloned()
        .collect();
    let left = mine.len().saturating_sub(MOST_LISTED);
    let head = (!mine.is_empty()).then(|| {
        view! {
            <div class="menu-head row">
                <span class="grow">{t(group.word())}</span>
                <span class="number">{count(mine.len() as u64)}</span>
            </div>
        }
    });
    let more = (left > 0).then(|| {
        let text = fill(words::N_MORE_COLUMNS, &[("n", &count(left as u64))]);
        view! { <p class="menu-head">{text}</p> }
    });
    view! {
        {head}
        {mine.into_iter().take(MOST_LISTED).map(|column| choice(state, column)).collect_view()}
        {more}
    }
}

fn choice(state: TableState, column: Column) -> impl IntoView {
    let name = label(&column);
    let mine = column.clone();
    let is_chosen = Memo::new(move |_| {
        state
            .columns
            .with(|columns| columns.iter().any(|other| is_same(other, &mine)))
    });
    let toggle = move |_| {
        let columns = state.columns.get_untracked();
        state.set_columns(toggled(&columns, &column));
    };
    view! {
        <label class="menu-item column-choice">
            <input
                type="checkbox"
                class="check-box"
                prop:checked=move || is_chosen.get()
                on:change=toggle
            />
            <span class="ellipsis" title=name.clone()>{name.clone()}</span>
        </label>
    }
}
