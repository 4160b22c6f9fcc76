//! A chart as a table, for those who read numbers better than pictures, and as a file of numbers.

use leptos::prelude::*;

use super::model::KindModel;
use crate::dom::{download, element};
use crate::panels::copy::use_copy;
use crate::panels::save::file_name;
use crate::text::format::count;
use crate::text::{chart, common, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::virtual_rows::{Piece, VirtualRows, pieces};

/// Height of the head of the table in CSS pixels, as the style sheet has it.
const HEAD: f64 = 28.0;

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
    let scroller = NodeRef::<leptos::html::Div>::new();
    let rows = VirtualRows::follow(scroller, "--row-compact", HEAD);
    let n_rows = Memo::new(move |_| {
        model.version.track();
        model.with(|chart| chart.len()).unwrap_or(0)
    });
    scroller.on_load(|element| {
        request_animation_frame(move || {
            let _ = element.focus();
        });
    });
    let copy = use_copy();
    let body = move || {
        model.version.track();
        let n = n_rows.get();
        pieces(rows.visible(n), None, n)
            .into_iter()
            .map(|piece| match piece {
                Piece::Row(index) => {
                    let cells = model.with(|chart| chart.row(index)).unwrap_or_default();
                    let mut cells = cells.into_iter();
                    let first = cells.next();
                    view! {
                        <tr>
                            <th scope="row">{first}</th>
                            {cells.map(|cell| view! { <td class="number">{cell}</td> }).collect_view()}
                        </tr>
                    }
                    .into_any()
                }
                Piece::Gap(_, left_out) => view! {
                    <tr aria-hidden="true">
                        <td class="gap" style:height=rows.height_of(left_out)></td>
                    </tr>
                }
                .into_any(),
            })
            .collect_view()
    };
    let heads = move || {
        model.version.track();
        let heads = model.with(|chart| chart.heads()).unwrap_or_default();
        let head = |(at, word): (usize, String)| view! { <th class:number=at != 0>{word}</th> };
        heads.into_iter().enumerate().map(head).collect_view()
    };
    view! {
        <section class="chart-table" aria-label=move || fill(chart::TABLE_OF, &[("title", &title.get())])>
            <header>
                <span class="text-2 number">
                    {move || fill(chart::N_ROWS, &[("n", &count(n_rows.get() as u64))])}
                </span>
                <span class="grow"></span>
                <IconButton
                    icon=Icon::Copy
                    label=t(chart::COPY_TABLE).to_owned()
                    on_click=move |()| copy.text(text_of(model, '\t'))
                />
                <IconButton
                    icon=Icon::Download
                    label=t(chart::SAVE_CSV).to_owned()
                    on_click=move |()| save_csv(model, &title.get_untracked())
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
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Saves the table as a file that spreadsheets read.
pub(crate) fn save_csv(model: KindModel, title: &str) {
    let name = format!("{}.csv", file_name(title));
    download::text(&name, &text_of(model, ','));
}

fn text_of(model: KindModel, separator: char) -> String {
    let quoted = |text: String| {
        let text = text.replace(['\t', '\n', '\r'], " ");
        if separator == ',' && text.contains([',', '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.into_iter().map(quoted).collect();
        cells.join(&separator.to_string()) + "\n"
    };
    let text = model.with(|chart| {
        let rows = (0..chart.len()).map(|index| line(chart.row(index)));
        std::iter::once(line(chart.heads())).chain(rows).collect()
    });
    text.unwrap_or_default()
}
