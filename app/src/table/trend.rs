//! How a metric went, in a cell: drawn by the chart engine, with exact extremes in every column of
//! pixels. What the visible rows need travels together and is kept while the table is open.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_chart::Rgba;
use suisei_chart::spark::{self, Spark};
use suisei_core::event::Micros;
use suisei_core::ids::ExperimentKey;
use suisei_core::query::{SeriesRef, SeriesRequest, XAxis};
use suisei_core::table::{MetricName, RowHead};

use crate::source::{Source, use_source};
use crate::state::theme::slot_of;

/// Size in CSS pixels, and device pixels of the widest screen that is catered for.
const WIDTH: f64 = 88.0;
const HEIGHT: f64 = 20.0;
const DEVICE_PIXELS: u32 = 176;

/// Series of more points than this come sampled: a cell has no room for them.
const RAW_POINTS: u64 = 2_000;

/// Curves that are kept, with when their experiment was last heard from; empty ones of series that
/// do not exist.
type Kept = HashMap<(ExperimentKey, MetricName), (Micros, Rc<str>)>;

/// The curves of a table, shared by context.
#[derive(Clone, Copy)]
pub(super) struct Trends {
    source: Source,
    kept: StoredValue<Rc<RefCell<Kept>>, LocalStorage>,
}

impl Trends {
    /// Provides them to all cells below.
    pub(super) fn provide() {
        provide_context(Self {
            source: use_source(),
            kept: StoredValue::new_local(Rc::default()),
        });
    }
}

/// The cell of a metric's curve. An older curve stays until the newer one is here.
pub(super) fn trend(head: &RowHead, metric: &MetricName) -> impl IntoView + use<> {
    let trends: Trends = expect_context();
    let (id, heard) = ((head.key.clone(), metric.clone()), head.heard);
    let kept = trends.kept.get_value();
    let known = kept.borrow().get(&id).cloned();
    let is_fresh = known.as_ref().is_some_and(|(of, _)| *of == heard);
    let path = RwSignal::new(known.map_or_else(String::new, |(_, path)| path.to_string()));
    if !is_fresh {
        spawn_local(async move {
            let Ok(frame) = trends.source.series(&request(&id)).await else {
                return;
            };
            let answer = frame.answers.first();
            let drawn = answer.map(|answer| draw(&answer.x, &answer.y));
            let drawn: Rc<str> = drawn.unwrap_or_default().into();
            path.try_set(drawn.to_string());
            kept.borrow_mut().insert(id, (heard, drawn));
        });
    }
    let class = format!("spark trend slot-{}", slot_of(head.number));
    view! {
        <td class="trend-cell">
            <svg
                class=class
                width=WIDTH
                height=HEIGHT
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                aria-hidden="true"
            >
                <path d=move || path.get() />
            </svg>
        </td>
    }
}

fn request((key, metric): &(ExperimentKey, MetricName)) -> SeriesRequest {
    SeriesRequest {
        series: vec![SeriesRef {
            experiment: key.clone(),
            metric: metric.name.clone(),
            context: metric.context.clone(),
            source: 0,
            after: None,
        }],
        x: XAxis::Step,
        width_px: DEVICE_PIXELS,
        raw_points: Some(RAW_POINTS),
        ..SeriesRequest::default()
    }
}

fn draw(x: &[f64], y: &[f64]) -> String {
    // The style sheet decides the colour.
    let none = Rgba {
        red: 0,
        green: 0,
        blue: 0,
        alpha: 1.0,
    };
    spark::svg_path(&Spark {
        x,
        ratio: 2.0,
        ..Spark::new(WIDTH, HEIGHT, y.into(), none)
    })
}
