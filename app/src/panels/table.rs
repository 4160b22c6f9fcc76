//! A chart as a table, for those who read numbers better than lines: a row for every x, a column
//! for every shown line. Rows exist only while they can be seen.

mod rows;

use leptos::prelude::*;
use suisei_chart::format_value;

use super::chart::model::ChartModel;
use super::chart::reading::{cell, plain};
use super::copy::use_copy;
use crate::dom::{download, element};
use crate::text::format::count;
use crate::text::{chart, common, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::virtual_rows::{Piece, VirtualRows, pieces};
use rows::{Column, Row, places, row};

/// Height of the head of the table in CSS pixels, as the style sheet has it.
const HEAD: f64 = 28.0;

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
    let scroller = NodeRef::<leptos::html::Div>::new();
    let rows = VirtualRows::follow(scroller, "--row-compact", HEAD);
    let all = Memo::new(move |_| {
        model.version.track();
        model.looks.track();
        with_columns(model, |_, columns| places(columns))
    });
    scroller.on_load(|element| {
        request_animation_frame(move || {
            let _ = element.focus();
        });
    });
    let copy = use_copy();
    let name = StoredValue::new(title.clone());
    let body = move || {
        let n = all.with(Vec::len);
        let shown = pieces(rows.visible(n), None, n);
        shown
            .into_iter()
            .map(|piece| match piece {
                Piece::Row(index) => show_row(model, &all.read(), index).into_any(),
                Piece::Gap(_, rows_left_out) => view! {
                    <tr aria-hidden="true">
                        <td class="gap" style:height=rows.height_of(rows_left_out)></td>
                    </tr>
                }
                .into_any(),
            })
            .collect_view()
    };
    let sampled = move || {
        model.version.track();
        model.data.with_value(|data| !data.is_whole()).then(|| {
            view! {
                <span class="badge" title=t(chart::SAMPLED_HINT)>{t(chart::SAMPLED)}</span>
            }
        })
    };
    view! {
        <section class="chart-table" aria-label=fill(chart::TABLE_OF, &[("title", &title)])>
            <header>
                <span class="text-2 number">
                    {move || {
                        let n = all.with(Vec::len) as u64;
                        fill(chart::N_ROWS, &[("n", &count(n))])
                    }}
                </span>
                {sampled}
                <span class="grow"></span>
                <IconButton
                    icon=Icon::Copy
                    label=t(chart::COPY_TABLE).to_owned()
                    on_click=move |()| copy.text(text_of(model, '\t'))
                />
                <IconButton
                    icon=Icon::Download
                    label=t(chart::SAVE_CSV).to_owned()
                    on_click=move |()| save_csv(model, &name.get_value())
                />
                <IconButton
                    icon=Icon::Cross
                    label=t(common::CLOSE).to_owned()
                    on_click=move |()| model.as_table.set(false)
                />
            </header>
            <div
                class="chart-table-scroll"
                node_ref=scroller
                tabindex="0"
                on:scroll=move |_| rows.read()
                on:keydown=move |event: leptos::ev::KeyboardEvent| {
                    // Arrows scroll here; the panel around must not take them.
                    if !element::is_inside(&event, "button") && event.key().starts_with("Arrow") {
                        event.stop_propagation();
                    }
                }
            >
                <table>
                    <thead>
                        <tr>
                            <th class="number">{move || model.x_name()}</th>
                            {move || model.looks.with(|looks| {
                                let shown = looks.iter().filter(|look| look.shown);
                                shown
                                    .take(MOST_COLUMNS)
                                    .map(|look| view! {
                                        <th class="number" title=look.label.clone()>{look.label.clone()}</th>
                                    })
                                    .collect_view()
                            })}
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </section>
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
    let quoted = |text: &str| {
        let text = cell(text);
        if separator == ',' && text.contains([',', '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let between = separator.to_string();
    with_columns(model, |names, columns| {
        let x_name = model.x_name();
        let heads: Vec<String> = std::iter::once(x_name.as_str())
            .chain(names.iter().copied())
            .map(quoted)
            .collect();
        let mut text = heads.join(&between);
        text.push('\n');
        let places = places(columns);
        for index in 0..places.len() {
            let Some(row) = row(columns, &places, index) else {
                continue;
            };
            let cells: Vec<String> = std::iter::once(Some(row.x))
                .chain(row.values)
                .map(|value| value.map(plain).unwrap_or_default())
                .collect();
            text.push_str(&cells.join(&between));
            text.push('\n');
        }
        text
    })
}
