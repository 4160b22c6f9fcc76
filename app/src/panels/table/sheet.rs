//! The table that lies over a chart, whatever the chart is: a head with what can be done with it,
//! rows that exist only while they can be seen, and the same as text.

use leptos::prelude::*;

use crate::dom::element;
use crate::panels::chart::reading::cell;
use crate::panels::copy::use_copy;
use crate::text::format::count;
use crate::text::{chart, common, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::virtual_rows::{Piece, VirtualRows, pieces};

/// Height of the head of the table in CSS pixels, as the style sheet has it.
const HEAD: f64 = 28.0;

/// The table.
#[component]
pub(crate) fn TableSheet<R>(
    /// The title of the panel.
    #[prop(into)]
    title: Signal<String>,
    /// How many rows there are.
    #[prop(into)]
    n_rows: Signal<usize>,
    /// What else the head says.
    #[prop(into, optional)]
    note: ViewFn,
    /// The cells of the head.
    #[prop(into)]
    heads: ViewFn,
    /// A row; reactive.
    row: R,
    /// The whole table as text with this between cells.
    #[prop(into)]
    text: Callback<char, String>,
    /// Saves it as a file.
    #[prop(into)]
    on_save: Callback<()>,
    /// Open or not.
    open: RwSignal<bool>,
) -> impl IntoView
where
    R: Fn(usize) -> AnyView + Send + Sync + 'static,
{
    let scroller = NodeRef::<leptos::html::Div>::new();
    let rows = VirtualRows::follow(scroller, "--row-compact", HEAD);
    scroller.on_load(|element| {
        request_animation_frame(move || {
            let _ = element.focus();
        });
    });
    let copy = use_copy();
    let body = move || {
        let n = n_rows.get();
        pieces(rows.visible(n), None, n)
            .into_iter()
            .map(|piece| match piece {
                Piece::Row(index) => row(index),
                Piece::Gap(_, left_out) => view! {
                    <tr aria-hidden="true">
                        <td class="gap" style:height=rows.height_of(left_out)></td>
                    </tr>
                }
                .into_any(),
            })
            .collect_view()
    };
    view! {
        <section class="chart-table" aria-label=move || fill(chart::TABLE_OF, &[("title", &title.get())])>
            <header>
                <span class="text-2 number">
                    {move || fill(chart::N_ROWS, &[("n", &count(n_rows.get() as u64))])}
                </span>
                {note.run()}
                <span class="grow"></span>
                <IconButton
                    icon=Icon::Copy
                    label=t(chart::COPY_TABLE).to_owned()
                    on_click=move |()| copy.text(text.run('\t'))
                />
                <IconButton
                    icon=Icon::Download
                    label=t(chart::SAVE_CSV).to_owned()
                    on_click=on_save
                />
                <IconButton
                    icon=Icon::Cross
                    label=t(common::CLOSE).to_owned()
                    on_click=move |()| open.set(false)
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
                    <thead><tr>{heads.run()}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Cells as a line of text. Between commas, what would be misread is quoted.
pub(crate) fn text_line(cells: impl IntoIterator<Item = String>, separator: char) -> String {
    let quoted = |text: String| {
        let text = cell(&text);
        if separator == ',' && text.contains([',', '"']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let cells: Vec<String> = cells.into_iter().map(quoted).collect();
    cells.join(&separator.to_string()) + "\n"
}

#[cfg(test)]
mod tests {
    use super::text_line;

    #[test]
    fn what_would_be_misread_is_quoted() {
        let cells = || ["a,b".to_owned(), "say \"c\"".to_owned(), "1".to_owned()];
        assert_eq!(text_line(cells(), ','), "\"a,b\",\"say \"\"c\"\"\",1\n");
        assert_eq!(text_line(cells(), '\t'), "a,b\tsay \"c\"\t1\n");
    }
}
