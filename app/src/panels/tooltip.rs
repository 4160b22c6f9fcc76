//! The tooltip of a chart: every line's value at the cursor. Pinned by a click, all of its rows
//! can be scrolled, selected and copied, and it leads to what was recorded at that point.

mod actions;
mod place;

use leptos::prelude::*;
use suisei_chart::{Side, format_value, hover};

use super::chart::model::ChartModel;
use super::chart::reading::{Reading, ReadingRow};
use super::series::{Focus, Look, series};
use crate::dom::element;
use crate::state::theme::slot_of;
use crate::text::{chart, common, fill, project, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use actions::PointActions;
use place::{Area, place};

/// Rows before "+ N more".
const MOST_ROWS: usize = 12;

/// Width in CSS pixels.
const WIDTH: f64 = 244.0;

/// Heights in CSS pixels, as the style sheet has them.
const HEAD: f64 = 40.0;
const ROW: f64 = 17.0;
const PINNED_ROW: f64 = 22.0;
const MOST_PINNED: f64 = 242.0;
const ACTIONS: f64 = 104.0;

/// Charts with more lines have no place without any.
const MOST_AVOIDED: usize = 24;

/// Places at which lines are looked at on each side of the cursor.
const LOOKS_ASIDE: usize = 6;

/// Shows the reading of the panel under the pointer.
#[component]
pub(crate) fn Tooltip(
    /// The chart.
    model: ChartModel,
    /// What is said of the smoothing in the head; none without.
    #[prop(into)]
    smoothing: Signal<Option<String>>,
) -> impl IntoView {
    let anchor = NodeRef::<leptos::html::Div>::new();
    let side = StoredValue::new(None::<usize>);
    let shows = Memo::new(move |_| model.reading.with(Option::is_some));
    let placed = Memo::new(move |_| {
        let pinned = model.pinned.get();
        let area = model.reading.with(|reading| {
            let reading = reading.as_ref()?;
            let bounds = bounds(&*anchor.get_untracked()?);
            let size = (
                WIDTH.min(bounds.width),
                height_of(reading, pinned).min(bounds.height),
            );
            let lines = lines_around(model, reading);
            let placed = place(reading.at, size, &bounds, &lines, side.get_value());
            side.set_value(Some(placed.side));
            Some(placed.area)
        });
        if area.is_none() {
            side.set_value(None);
        }
        area.unwrap_or_default()
    });
    view! {
        <div class="tooltip-anchor" node_ref=anchor>
            <Show when=move || shows.get()>
                <div
                    class="tooltip"
                    class:pinned=move || model.pinned.get()
                    role=move || model.pinned.get().then_some("dialog")
                    aria-label=move || model.pinned.get().then(|| t(chart::VALUES))
                    style:left=move || format!("{:.0}px", placed.get().left)
                    style:top=move || format!("{:.0}px", placed.get().top)
                    style:width=move || format!("{:.0}px", placed.get().width)
                    style:max-height=move || format!("{:.0}px", placed.get().height)
                >
                    <Head model=model smoothing=smoothing />
                    {move || if model.pinned.get() {
                        view! { <PinnedRows model=model /> }.into_any()
                    } else {
                        view! { {move || rows(model)} }.into_any()
                    }}
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Head(model: ChartModel, smoothing: Signal<Option<String>>) -> impl IntoView {
    let place = move || {
        let label = model
            .reading
            .with(|reading| reading.as_ref().map(|reading| reading.x_label.clone()));
        format!("{} {}", model.x_name(), label.unwrap_or_default())
    };
    let copy = super::copy::use_copy();
    view! {
        <div class="tooltip-head">
            <b>{place}</b>
            <span>{move || smoothing.get()}</span>
            <Show when=move || model.pinned.get()>
                <IconButton
                    icon=Icon::Copy
                    label=t(chart::COPY_VALUES).to_owned()
                    on_click=move |()| copy.values(model)
                />
                <IconButton
                    icon=Icon::Cross
                    label=t(common::CLOSE).to_owned()
                    on_click=move |()| { model.unpin(); }
                />
            </Show>
        </div>
    }
}

/// The greatest values, and always the line nearest to the pointer.
fn rows(model: ChartModel) -> Option<impl IntoView> {
    let reading = model.reading.get()?;
    let looks = model.looks.get();
    let nearest = reading.rows.iter().position(|row| row.nearest);
    // The nearest line is shown even when many others have greater values.
    let skip = nearest.map_or(0, |index| (index + 1).saturating_sub(MOST_ROWS));
    let more = reading.rows.len().saturating_sub(MOST_ROWS);
    let shown = reading
        .rows
        .iter()
        .skip(skip)
        .take(MOST_ROWS)
        .filter_map(|row| {
            let look = looks.get(row.line)?;
            Some(view! {
                <div class="tooltip-row" class:nearest=row.nearest>
                    {cells(row, look)}
                </div>
            })
        })
        .collect_view();
    Some(view! {
        {shown}
        {(more > 0).then(|| view! {
            <div class="tooltip-more">
                {fill(project::N_MORE, &[("n", &more.to_string())])}
            </div>
        })}
    })
}

fn cells(row: &ReadingRow, look: &Look) -> impl IntoView + use<> {
    let slot = format!("tooltip-swatch slot-{}", slot_of(look.number));
    view! {
        <span class=slot></span>
        <span class="tooltip-name" title=look.label.clone()>{look.label.clone()}</span>
        <b>{format_value(row.value)}</b>
        <i>{row.raw.map(format_value)}</i>
    }
}

/// All rows, each of which can be chosen, and what can be done with the chosen point.
#[component]
fn PinnedRows(model: ChartModel) -> impl IntoView {
    let chosen = RwSignal::new(None::<usize>);
    let point = Memo::new(move |_| {
        model.reading.with(|reading| {
            let rows = &reading.as_ref()?.rows;
            let wanted = chosen.get();
            let found = rows.iter().find(|row| match wanted {
                Some(line) => row.line == line,
                None => row.nearest,
            });
            found.or(rows.first()).cloned()
        })
    });
    let list = move || {
        let rows = model
            .reading
            .with(|reading| Some(reading.as_ref()?.rows.clone()));
        let looks = model.looks.get();
        rows.unwrap_or_default()
            .into_iter()
            .filter_map(|row| {
                let look = looks.get(row.line)?;
                let line = row.line;
                let is_chosen = move || {
                    point.with(|point| point.as_ref().map(|point| point.line)) == Some(line)
                };
                Some(view! {
                    <button
                        type="button"
                        class="tooltip-row"
                        class:nearest=is_chosen
                        aria-pressed=move || is_chosen().to_string()
                        on:click=move |_| chosen.set(Some(line))
                    >
                        {cells(&row, look)}
                    </button>
                })
            })
            .collect_view()
    };
    view! {
        <div class="tooltip-rows">{list}</div>
        {move || point.get().map(|point| view! { <PointActions model=model point=point /> })}
    }
}

fn height_of(reading: &Reading, pinned: bool) -> f64 {
    let n = reading.rows.len();
    if pinned {
        return HEAD + (PINNED_ROW * n as f64).min(MOST_PINNED) + ACTIONS;
    }
    let more = if n > MOST_ROWS { ROW } else { 0.0 };
    HEAD + ROW * n.min(MOST_ROWS) as f64 + more
}

/// What can be seen around a chart, in its own pixels: the part of the page that scrolls.
fn bounds(anchor: &element::Element) -> Area {
    const MARGIN: f64 = 4.0;
    let own = element::rect(anchor);
    let window = element::window_rect();
    let around = if element::rect_around(anchor, ".panel.full").is_some() {
        window
    } else {
        element::rect_around(anchor, "main").unwrap_or(window)
    };
    let (left, top) = (around.x.max(0.0) + MARGIN, around.y.max(0.0) + MARGIN);
    let right = (around.x + around.width).min(window.width) - MARGIN;
    let bottom = (around.y + around.height).min(window.height) - MARGIN;
    Area {
        left: left - own.x,
        top: top - own.y,
        width: right - left,
        height: bottom - top,
    }
}

/// Places on the lines left and right of the cursor, as far as a tooltip may reach.
fn lines_around(model: ChartModel, reading: &Reading) -> Vec<(f64, f64)> {
    if reading.rows.len() > MOST_AVOIDED {
        return Vec::new();
    }
    let places = model.layout.with_value(|layout| {
        let layout = layout.as_ref()?;
        model.data.with_value(|data| {
            model.looks.with_untracked(|looks| {
                let series = series(data, looks, &Focus::default());
                let far = WIDTH + 2.0 * LOOKS_ASIDE as f64;
                let aside = (0..=2 * LOOKS_ASIDE)
                    .map(|step| reading.at.0 + far * (step as f64 / LOOKS_ASIDE as f64 - 1.0));
                let points = aside.flat_map(|left| {
                    let hits = hover::at_value(layout, &series, layout.pixel_to_x(left));
                    let hits = hits.map(|hover| hover.hits).unwrap_or_default();
                    hits.into_iter()
                        .map(move |hit| (left, layout.y_to_pixel(Side::Left, hit.top().1)))
                });
                Some(points.collect::<Vec<_>>())
            })
        })
    });
    places.unwrap_or_default()
}
