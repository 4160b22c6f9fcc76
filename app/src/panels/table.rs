//! A chart as a table, for those who read numbers better than lines: a row for every x, a column
//! for every shown line. Rows exist only while they can be seen.

mod rows;
pub(crate) mod sheet;

use leptos::prelude::*;
use suisei_chart::format_value;

use super::chart::model::ChartModel;
use super::chart::reading::plain;
use crate::dom::download;
use crate::text::{chart, t};
use rows::{Column, Row, places, row};
use sheet::{TableSheet, text_line};

/// Columns that are shown; files have all of them.
const MOST_COLUMNS: usize = 60;

/// The table over a chart; there only while it is wanted.
#[component]
pub(crate) fn ChartTable(
    /// The chart.
    model: ChartModel,
    /// The panel's title.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let title = StoredValue::new(title);
    view! {
        <Show when=move || model.as_table.get()>
            <Table model=model title=title.get_value() />
        </Show>
    }
}

#[component]
fn Table(model: ChartModel, title: String) -> impl IntoView {
    let all = Memo::new(move |_| {
        model.version.track();
        model.looks.track();
        with_columns(model, |_, columns| places(columns))
    });
    let name = StoredValue::new(title.clone());
    let sampled = move || {
        model.version.track();
        model.data.with_value(|data| !data.is_whole()).then(|| {
            view! {
                <span class="badge" title=t(chart::SAMPLED_HINT)>{t(chart::SAMPLED)}</span>
            }
        })
    };
    let heads = move || {
        let names = model.looks.with(|looks| {
            let shown = looks.iter().filter(|look| look.shown);
            shown
                .take(MOST_COLUMNS)
                .map(|look| {
                    view! { <th class="number" title=look.label.clone()>{look.label.clone()}</th> }
                })
                .collect_view()
        });
        view! { <th class="number">{model.x_name()}</th> {names} }
    };
    view! {
        <TableSheet
            title=title
            n_rows=Signal::derive(move || all.with(Vec::len))
            note=move || sampled
            heads=move || heads
            row=move |index| show_row(model, &all.read(), index).into_any()
            text=move |separator| text_of(model, separator)
            on_save=move |()| save_csv(model, &name.get_value())
            open=model.as_table
        />
    }
}

fn show_row(model: ChartModel, places: &[f64], index: usize) -> impl IntoView + use<> {
    let found = with_columns(model, |_, columns| row(columns, places, index));
    let Row { x, values } = found.unwrap_or(Row {
        x: f64::NAN,
        values: Vec::new(),
    });
    let place = model.x_words(x);
    view! {
        <tr>
            <th scope="row" class="number">{place}</th>
            {values
                .into_iter()
                .take(MOST_COLUMNS)
                .map(|value| view! { <td class="number">{value.map(format_value)}</td> })
                .collect_view()}
        </tr>
    }
}

/// Looks at the shown lines: their names and their points as logged.
fn with_columns<T>(model: ChartModel, look: impl FnOnce(&[&str], &[Column<'_>]) -> T) -> T {
    model.data.with_value(|data| {
        model.looks.with_untracked(|looks| {
            let shown = data
                .lines()
                .iter()
                .zip(looks)
                .filter(|(_, look)| look.shown);
            let (names, columns): (Vec<&str>, Vec<Column<'_>>) = shown
                .map(|(line, look)| {
                    let column = (line.answer.x.as_slice(), line.answer.y.as_slice());
                    (look.label.as_str(), column)
                })
                .unzip();
            look(&names, &columns)
        })
    })
}

/// Saves the table as a file that spreadsheets read.
pub(crate) fn save_csv(model: ChartModel, title: &str) {
    let name = format!("{}.csv", super::save::file_name(title));
    download::text(&name, &text_of(model, ','));
}

/// The whole table as text.
fn text_of(model: ChartModel, separator: char) -> String {
    with_columns(model, |names, columns| {
        let names = names.iter().map(|name| (*name).to_owned());
        let mut text = text_line(std::iter::once(model.x_name()).chain(names), separator);
        let places = places(columns);
        for index in 0..places.len() {
            let Some(row) = row(columns, &places, index) else {
                continue;
            };
            let cells = std::iter::once(Some(row.x)).chain(row.values);
            let cells = cells.map(|value| value.map(plain).unwrap_or_default());
            text.push_str(&text_line(cells, separator));
        }
        text
    })
}
