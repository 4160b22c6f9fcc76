//! The experiment table: rows that are asked for as they come into view, columns that people
//! choose, order and search that the server answers.

mod automatic;
mod best;
mod cells;
mod column_menu;
mod columns;
mod copy;
mod export;
mod head;
mod head_drag;
mod marks;
mod pager;
mod rows;
mod sorting;
mod state;
mod tool_bar;
mod trend;
mod widths;

use leptos::prelude::*;

use crate::list::SNIPPET;
use crate::state::toast::explain;
use crate::text::{common, list as list_words, t, table as words};
use crate::ui::empty::{Empty, Skeleton};
use crate::ui::icon::{Glyph, Icon};
use head::Head;
use rows::Rows;
use state::TableState;
use tool_bar::ToolBar;

/// The table.
#[component]
pub(crate) fn ExperimentTable() -> impl IntoView {
    let state = TableState::start();
    trend::Trends::provide();
    rows::listen(state);
    let face = Memo::new(move |_| {
        let is_here = state.pager.with(|pager| pager.is_here());
        match state.error.get() {
            Some(error) if !is_here => Face::Failed(explain(&error)),
            _ if !is_here => Face::Asking,
            _ => state
                .pager
                .with(|pager| match (pager.matched(), pager.total()) {
                    (0, 0) => Face::Empty,
                    (0, _) => Face::NoMatch,
                    _ => Face::Here,
                }),
        }
    });
    view! {
        <main class="table-page">
            <ToolBar state=state />
            {move || match face.get() {
                Face::Here => view! { <Grid state=state /> }.into_any(),
                other => view! { <Instead state=state face=other /> }.into_any(),
            }}
        </main>
    }
}

/// What the page shows below the bar.
#[derive(Clone, PartialEq)]
enum Face {
    Asking,
    Failed(String),
    Empty,
    NoMatch,
    Here,
}

#[component]
fn Instead(state: TableState, face: Face) -> impl IntoView {
    let body = match face {
        Face::Failed(why) => view! {
            <Empty icon=Icon::Warning title=why hint=t(common::ERROR_NETWORK_HINT)>
                <button type="button" class="button" on:click=move |_| state.retry()>
                    <Glyph icon=Icon::Refresh />
                    {t(common::RETRY)}
                </button>
            </Empty>
        }
        .into_any(),
        Face::Empty => view! {
            <Empty icon=Icon::Table title=t(list_words::EMPTY) hint=t(list_words::EMPTY_HINT)>
                <pre class="code-block list-snippet">{SNIPPET}</pre>
            </Empty>
        }
        .into_any(),
        Face::NoMatch => view! {
            <Empty
                icon=Icon::Search
                title=t(list_words::NO_MATCH)
                hint=t(list_words::NO_MATCH_HINT)
            >
                <button
                    type="button"
                    class="button"
                    on:click=move |_| state.search.set(String::new())
                >
                    {t(list_words::CLEAR_FILTER)}
                </button>
            </Empty>
        }
        .into_any(),
        Face::Asking | Face::Here => view! {
            <div class="table-waiting"><Skeleton lines=15 label=t(common::LOADING) /></div>
        }
        .into_any(),
    };
    view! { <div class="table-instead">{body}</div> }
}

#[component]
fn Grid(state: TableState) -> impl IntoView {
    let width = Memo::new(move |_| {
        let window = state.rows.width();
        let name = state.widths.of(&suisei_core::table::Column::Name, window);
        state.columns.with(|columns| {
            columns
                .iter()
                .map(|column| state.widths.of(column, window))
                .sum::<f64>()
                + name
        })
    });
    view! {
        <div
            class="table-scroll"
            node_ref=state.scroller
            on:scroll=move |_| state.rows.read()
            on:keydown=move |event| rows::on_key(state, &event)
        >
            <table
                class="experiment-table"
                class:behind=move || state.pager.with(|pager| pager.is_behind())
                style:min-width=move || format!("{}px", width.get())
                aria-label=t(words::EXPERIMENT_TABLE)
                aria-rowcount=move || state.pager.with(|p| (p.matched() + 2).to_string())
            >
                <Head state=state />
                <Rows state=state />
            </table>
        </div>
    }
}
