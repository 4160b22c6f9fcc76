//! The best value of each column that has a better end, over all rows that match: from the rows
//! that are here when that is all of them, else asked for.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::table::{Column, Sort, TableRequest};

use super::best::Better;
use super::cells::Best;
use super::state::{Question, TableState};
use crate::dom::clock;

/// Rows that are asked for: those with NaN stand before the greatest.
const LOOKED_AT: usize = 50;

/// However often rows are refreshed, the best of many are asked for no more often than this.
const PAUSE_MS: f64 = 10_000.0;

/// The best values of the columns on screen.
pub(super) fn best_values(state: TableState) -> Memo<BTreeMap<Column, Best>> {
    let asked = RwSignal::new(BTreeMap::new());
    let here = Memo::new(move |_| from_rows(state));
    ask_for_many(state, here, asked);
    Memo::new(move |_| {
        let of = state.pager.with(|pager| pager.matched());
        let values = here.get().unwrap_or_else(|| asked.get());
        values
            .into_iter()
            .map(|(column, value)| (column, Best { value, of }))
            .collect()
    })
}

fn with_better_end(columns: &[Column]) -> impl Iterator<Item = (&Column, Better)> {
    columns
        .iter()
        .filter_map(|column| Some((column, Better::of_column(column)?)))
}

/// From the rows that are here, when these are all; a single row has no rival.
fn from_rows(state: TableState) -> Option<BTreeMap<Column, f64>> {
    state.pager.with(|pager| {
        let mut best = BTreeMap::new();
        if pager.all_rows()?.nth(1).is_none() {
            return Some(best);
        }
        for (column, better) in with_better_end(pager.columns()) {
            let index = pager.columns().iter().position(|other| other == column)?;
            let cells = pager.all_rows()?.filter_map(|row| row.cells.get(index));
            if let Some(value) = better.best(cells) {
                best.insert(column.clone(), value);
            }
        }
        Some(best)
    })
}

fn ask_for_many(
    state: TableState,
    here: Memo<Option<BTreeMap<Column, f64>>>,
    asked: RwSignal<BTreeMap<Column, f64>>,
) {
    let many =
        Memo::new(move |_| here.with(Option::is_none) && state.pager.with(|pager| pager.is_here()));
    let last = StoredValue::new(None::<(Question, f64)>);
    Effect::new(move |_| {
        state.project.refreshes.track();
        let (true, Some(question)) = (many.get(), state.question.get()) else {
            return;
        };
        let now = clock::elapsed_ms();
        let is_recent = last.with_value(|last| {
            last.as_ref().is_some_and(|(asked, at)| {
                asked.search == question.search
                    && asked.columns == question.columns
                    && now - at < PAUSE_MS
            })
        });
        if is_recent {
            return;
        }
        last.set_value(Some((question.clone(), now)));
        for (column, better) in with_better_end(&question.columns) {
            ask(state, &question, column.clone(), better, asked);
        }
    });
}

fn ask(
    state: TableState,
    question: &Question,
    column: Column,
    better: Better,
    asked: RwSignal<BTreeMap<Column, f64>>,
) {
    let request = TableRequest {
        columns: vec![column.clone()],
        sort: vec![Sort {
            column: column.clone(),
            descending: better == Better::Greater,
        }],
        search: question.search.clone(),
        limit: LOOKED_AT,
        ..TableRequest::default()
    };
    let id = state.project.id();
    spawn_local(async move {
        // Without the mark the table is as good; the next refresh asks again.
        if let Ok(page) = state.source.table(&id, &request).await {
            let best = better.best(page.rows.iter().filter_map(|row| row.cells.first()));
            asked.try_update(|asked| match best {
                Some(best) => {
                    asked.insert(column, best);
                }
                None => {
                    asked.remove(&column);
                }
            });
        }
    });
}
