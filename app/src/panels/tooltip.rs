//! The tooltip of a chart: every line's value at the cursor.

use leptos::prelude::*;
use suisei_chart::format_value;

use super::chart::model::{ChartModel, Reading};
use super::series::Look;
use crate::state::theme::slot_of;
use crate::text::{fill, project};

/// Rows before "+ N more".
const MOST_ROWS: usize = 12;

/// Width in CSS pixels.
const WIDTH: f64 = 244.0;

/// Distance from the cursor.
const GAP: f64 = 12.0;

/// Shows the reading of the panel under the pointer.
#[component]
pub(crate) fn Tooltip(
    /// The chart.
    model: ChartModel,
    /// The name of the smoothing, for the head.
    #[prop(into)]
    smoothing: Signal<Option<String>>,
) -> impl IntoView {
    let body = move || {
        let reading = model.reading.get()?;
        let (width, height) = model.size.get();
        let looks = model.looks.get();
        let indexed = model.data.with_value(|data| data.totals().indexed);
        let x_name = model.x_name(indexed);
        let (left, top) = place(&reading, width, height);
        let more = reading.rows.len().saturating_sub(MOST_ROWS);
        Some(view! {
            <div
                class="tooltip"
                style:left=format!("{left:.0}px")
                style:top=format!("{top:.0}px")
                style:width=format!("{:.0}px", WIDTH.min(width - 8.0))
            >
                <div class="tooltip-head">
                    <b>{format!("{x_name} {}", reading.x_label)}</b>
                    <span>{smoothing.get()}</span>
                </div>
                {rows(&reading, &looks)}
                {(more > 0).then(|| view! {
                    <div class="tooltip-more">
                        {fill(project::N_MORE, &[("n", &more.to_string())])}
                    </div>
                })}
            </div>
        })
    };
    view! { {body} }
}

fn rows(reading: &Reading, looks: &[Look]) -> impl IntoView + use<> {
    let nearest = reading.rows.iter().position(|row| row.nearest);
    // The nearest line is shown even when many others have greater values.
    let skip = nearest.map_or(0, |index| (index + 1).saturating_sub(MOST_ROWS));
    reading
        .rows
        .iter()
        .skip(skip)
        .take(MOST_ROWS)
        .filter_map(|row| {
            let look = looks.get(row.line)?;
            let slot = format!("tooltip-swatch slot-{}", slot_of(look.number));
            Some(view! {
                <div class="tooltip-row" class:nearest=row.nearest>
                    <span class=slot></span>
                    <span class="tooltip-name">{look.label.clone()}</span>
                    <b>{format_value(row.value)}</b>
                    <i>{row.raw.map(format_value)}</i>
                </div>
            })
        })
        .collect_view()
}

/// Beside the cursor, on the side that has room, and never below the chart.
fn place(reading: &Reading, width: f64, height: f64) -> (f64, f64) {
    let (x, y) = reading.at;
    let own = WIDTH.min(width - 8.0);
    let left = if x + GAP + own <= width {
        x + GAP
    } else {
        (x - GAP - own).max(4.0)
    };
    let n_rows = reading.rows.len().min(MOST_ROWS);
    let own_height = 40.0 + 17.0 * n_rows as f64;
    let top = (y - own_height / 2.0).clamp(4.0, (height - own_height).max(4.0));
    (left, top)
}
