//! A chart as a table, for those who read numbers better than pictures, and as a file of numbers.

use leptos::prelude::*;

use super::chart::Cell;
use super::model::KindModel;
use crate::dom::download;
use crate::panels::save::file_name;
use crate::panels::table::sheet::{TableSheet, text_line};

/// The table over a chart; there only while it is wanted.
#[component]
pub(super) fn KindTable(
    /// The panel.
    model: KindModel,
    /// The panel's title.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    view! {
        <Show when=move || model.as_table.get()>
            <Table model=model title=title />
        </Show>
    }
}

#[component]
fn Table(model: KindModel, title: Signal<String>) -> impl IntoView {
    let n_rows = Memo::new(move |_| {
        model.version.track();
        model.with(|chart| chart.len()).unwrap_or(0)
    });
    let heads = move || {
        model.version.track();
        let heads = model.with(|chart| chart.heads()).unwrap_or_default();
        let head = |(at, word): (usize, String)| view! { <th class:number=at != 0>{word}</th> };
        heads.into_iter().enumerate().map(head).collect_view()
    };
    view! {
        <TableSheet
            title=title
            n_rows=n_rows
            heads=move || heads
            row=move |index| row(model, index)
            text=move |separator| text_of(model, separator)
            on_save=move |()| save_csv(model, &title.get_untracked())
            open=model.as_table
        />
    }
}

fn row(model: KindModel, index: usize) -> AnyView {
    model.version.track();
    let mut cells = model
        .with(|chart| chart.row(index))
        .unwrap_or_default()
        .into_iter();
    let first = cells.next().map(Cell::shown);
    view! {
        <tr>
            <th scope="row">{first}</th>
            {cells.map(|cell| view! { <td class="number">{cell.shown()}</td> }).collect_view()}
        </tr>
    }
    .into_any()
}

/// Saves the table as a file that spreadsheets read.
pub(crate) fn save_csv(model: KindModel, title: &str) {
    let name = format!("{}.csv", file_name(title));
    download::text(&name, &text_of(model, ','));
}

fn text_of(model: KindModel, separator: char) -> String {
    let text = model.with(|chart| {
        let line = |index| text_line(chart.row(index).into_iter().map(Cell::plain), separator);
        let rows = (0..chart.len()).map(line);
        std::iter::once(text_line(chart.heads(), separator))
            .chain(rows)
            .collect()
    });
    text.unwrap_or_default()
}
