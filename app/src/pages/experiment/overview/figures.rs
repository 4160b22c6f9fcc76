//! Key figures: the few metrics that tell most, each with its last value, its best, and its course.

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::api::MetricSummary;
use suisei_core::query::{SeriesRef, SeriesRequest, XAxis};
use suisei_core::series::columns::NO_STEP;
use suisei_core::table::MetricName;
use suisei_core::wire::frame::Frame;

use super::thin::thin;
use crate::pages::experiment::parts::WhenHere;
use crate::pages::experiment::state::ExperimentState;
use crate::state::load::{Loaded, Resource};
use crate::state::project::telling_metric;
use crate::state::theme::slot_of;
use crate::text::{experiment, fill, t};
use crate::ui::spark::Spark;

/// How many figures.
const MOST: usize = 4;

/// Size of a small curve in CSS pixels.
const WIDTH: f64 = 84.0;
const HEIGHT: f64 = 26.0;

/// The strip.
#[component]
pub(super) fn Figures(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        state.summaries.with(|summaries| match summaries {
            Loaded::Here(all) => choose(all),
            Loaded::Asking | Loaded::Failed(_) => Vec::new(),
        })
    });
    let names = Memo::new(move |_| -> Vec<_> {
        chosen.with(|chosen| chosen.iter().map(|each| each.series.clone()).collect())
    });
    let courses = Resource::<Courses>::new();
    Effect::new(move |_| {
        state.changes.metrics.get();
        let series: Vec<SeriesRef> = names
            .get()
            .into_iter()
            .map(|name| SeriesRef {
                experiment: state.key(),
                metric: name.metric,
                context: name.context,
                source: name.source,
                after: None,
            })
            .collect();
        if series.is_empty() {
            return;
        }
        let request = SeriesRequest {
            series,
            x: XAxis::Step,
            width_px: WIDTH as u32,
            ..SeriesRequest::default()
        };
        courses.load(async move { state.source.series(&request).await.map(|f| course_of(&f)) });
    });
    let retry = move |()| state.changes.metrics.now();
    let slot = move || {
        state.about.here().map_or(String::new(), |about| {
            format!("card figures span-12 slot-{}", slot_of(about.head.number))
        })
    };
    view! {
        <section class=slot aria-label=t(experiment::KEY_METRICS)>
            <WhenHere resource=state.summaries retry=retry lines=2 let:_all>
                {move || {
                    let shown = chosen.get();
                    if shown.is_empty() {
                        return view! { <p class="figures-empty text-3">{t(experiment::NO_METRICS_SHORT)}</p> }
                            .into_any();
                    }
                    let courses = courses.here().unwrap_or_default();
                    shown
                        .into_iter()
                        .enumerate()
                        .map(|(index, summary)| {
                            let course = courses.get(index).cloned().unwrap_or_default();
                            view! { <Figure summary=summary course=course /> }
                        })
                        .collect_view()
                        .into_any()
                }}
            </WhenHere>
        </section>
    }
}

/// Values of each chosen series, oldest first.
type Courses = Vec<Vec<f64>>;

fn course_of(frame: &Frame) -> Courses {
    let finite = |y: &[f64]| -> Vec<f64> { y.iter().copied().filter(|y| y.is_finite()).collect() };
    frame
        .answers
        .iter()
        .map(|answer| thin(&finite(&answer.y), WIDTH as usize / 2))
        .collect()
}

#[component]
fn Figure(summary: MetricSummary, course: Vec<f64>) -> impl IntoView {
    let MetricSummary {
        series, summary, ..
    } = summary;
    let label = metric_label(&series.metric, &series.context);
    let step = (summary.last_step != NO_STEP).then(|| {
        fill(
            experiment::LAST_AT,
            &[("n", &format_value(summary.last_step as f64))],
        )
    });
    let best = match direction(&label) {
        Direction::Up => Some((summary.max.0, summary.max_step)),
        Direction::Down => Some((summary.min.0, summary.min_step)),
        Direction::Unknown => None,
    };
    let below = match best {
        Some((value, NO_STEP)) if value.is_finite() => {
            fill(experiment::BEST, &[("value", &format_value(value))])
        }
        Some((value, step)) if value.is_finite() => fill(
            experiment::BEST_AT,
            &[
                ("value", &format_value(value)),
                ("n", &format_value(step as f64)),
            ],
        ),
        _ if summary.min.0.is_finite() => fill(
            experiment::RANGE,
            &[
                ("low", &format_value(summary.min.0)),
                ("high", &format_value(summary.max.0)),
            ],
        ),
        _ => String::new(),
    };
    view! {
        <div class="figure-box">
            <div class="row small-text">
                <span class="ellipsis text-2" title=label.clone()>{label.clone()}</span>
                <span class="grow"></span>
                <span class="tiny-text text-3 number">{step}</span>
            </div>
            <div class="row figure-row">
                <span class="figure">{format_value(summary.last.0)}</span>
                <span class="grow"></span>
                <Spark values=course width=WIDTH height=HEIGHT />
            </div>
            <div class="tiny-text text-3 number ellipsis">{below}</div>
        </div>
    }
}

/// How a metric is called: its context, then its name, unless the name says it already.
pub(super) fn metric_label(name: &str, context: &str) -> String {
    if context.is_empty() {
        name.to_owned()
    } else {
        format!("{context}/{name}")
    }
}

enum Direction {
    Up,
    Down,
    Unknown,
}

/// Which way is better, as far as the name tells.
fn direction(label: &str) -> Direction {
    let label = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if has(&["loss", "error", "perplexity", "mae", "rmse"]) {
        Direction::Down
    } else if has(&["acc", "f1", "auc", "score", "reward", "precision", "recall"]) {
        Direction::Up
    } else {
        Direction::Unknown
    }
}

/// The most telling series, most telling first; system metrics never.
fn choose(all: &[MetricSummary]) -> Vec<MetricSummary> {
    let name_of = |each: &MetricSummary| MetricName {
        name: each.series.metric.clone(),
        context: each.series.context.clone(),
    };
    let mut left: Vec<MetricName> = all
        .iter()
        .filter(|each| each.series.source == 0 && !each.series.metric.starts_with("sys."))
        .map(name_of)
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < MOST
        && let Some(best) = telling_metric(&left)
    {
        left.retain(|name| *name != best);
        chosen.extend(all.iter().find(|each| name_of(each) == best).cloned());
    }
    chosen
}
