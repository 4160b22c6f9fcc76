//! The series query: one implementation for the server, the export and the browser.
//!
//! A [`SeriesRequest`] names series, an axis, a range and a width; [`answer`] turns the points of
//! one series into an [`Answer`]: every point, or the first, last, smallest and greatest of each
//! bucket. Every answered point is a real point of the series. Never reads a store, never fetches.

mod axis;
pub mod distribution;
mod pieces;
mod sample;
mod sketch;
mod statistics;

use serde::{Deserialize, Serialize};

use crate::event::Micros;
use crate::ids::ExperimentKey;
use crate::number::Float;
use crate::series::{Columns, Summary};
use crate::smooth;
use crate::table::MetricName;
use crate::wire::record::SeriesName;

pub use crate::smooth::{Domain, Smoothing};
pub use axis::{Line, Place};
pub use pieces::{Pieces, answer_pieces};
pub use sketch::Sketch;
pub use statistics::{Collector, Located, SeriesStatistics, Statistics, StatisticsRequest};

/// Below this many points in a request every point is sent.
pub const RAW_POINTS: u64 = 50_000;

/// Most series that one request may name.
pub const MAX_SERIES: usize = 2_000;

/// What a chart's horizontal axis shows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum XAxis {
    /// Training step; a series without any step is drawn against its index.
    #[default]
    Step,
    /// Epoch.
    Epoch,
    /// Wall clock, microseconds since 1970 UTC.
    Wall,
    /// Microseconds since the experiment started.
    Relative,
    /// The value that another metric of the same experiment has at the same step, as
    /// [`SeriesRequest::against`] names it.
    Metric,
}

/// Asks for many series at once.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeriesRequest {
    /// The series, at most [`MAX_SERIES`].
    pub series: Vec<SeriesRef>,
    /// The axis.
    #[serde(default)]
    pub x: XAxis,
    /// The metric that gives the places on [`XAxis::Metric`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<MetricName>,
    /// Visible part of the axis; all of it when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(Float, Float)>,
    /// Width of the drawing in device pixels, which decides how fine buckets are.
    pub width_px: u32,
    /// Smoothing, when the answer should carry a smoothed line; only answers without all points of
    /// their series do, because with those at hand the asker smooths itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smoothing: Option<Smoothing>,
    /// What is averaged: on a logarithmic axis, logarithms.
    #[serde(default, skip_serializing_if = "Domain::is_linear")]
    pub domain: Domain,
    /// Up to this many points of all series together every point is sent; [`RAW_POINTS`] when
    /// missing, which is also the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_points: Option<u64>,
}

/// One series of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeriesRef {
    /// The experiment.
    pub experiment: ExperimentKey,
    /// The metric's name.
    pub metric: String,
    /// Its context; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// Its source; 0 for none.
    #[serde(default)]
    pub source: u32,
    /// Only points from this ordinal on, for a line that grows. The answer says `appended` where
    /// that was possible, and is whole where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}

impl From<&SeriesRef> for SeriesName {
    fn from(series: &SeriesRef) -> Self {
        Self {
            metric: series.metric.clone(),
            context: series.context.clone(),
            source: series.source,
        }
    }
}

/// One series' answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What it is and what it leaves out.
    pub meta: AnswerMeta,
    /// Places of the points, ascending.
    pub x: Vec<f64>,
    /// Their values; NaN where a line must break.
    pub y: Vec<f64>,
    /// Places of the smoothed line's points, when it was asked for and points are left out, by
    /// buckets or by the range.
    pub smooth_x: Vec<f64>,
    /// Their values.
    pub smooth_y: Vec<f64>,
    /// NaN and infinite points.
    pub marks: Vec<Mark>,
}

/// What an answer is and what it leaves out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerMeta {
    /// The series that was asked for.
    #[serde(flatten)]
    pub series: SeriesRef,
    /// False when there is no such series.
    pub found: bool,
    /// True when buckets stand for points; false when every point is here.
    pub sampled: bool,
    /// True when only points from [`SeriesRef::after`] on are here.
    pub appended: bool,
    /// True when the axis is the index, because the series has no steps at all.
    pub indexed: bool,
    /// Points of the series.
    pub total: u64,
    /// Those of them in the asked range.
    pub in_range: u64,
    /// Those that have no place on this axis.
    pub no_x: u64,
    /// NaN points of the series.
    pub nan: u64,
    /// Infinite points of the series.
    pub infinite: u64,
    /// Points that an edit hides; they are in none of the other numbers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hidden: u64,
    /// Ask again from here.
    pub next_ordinal: u64,
}

/// A point that is not finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Its place.
    pub x: f64,
    /// What it is.
    pub kind: MarkKind,
}

/// Kinds of points that are not finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// Not a number.
    NotANumber,
    /// +∞.
    PositiveInfinity,
    /// −∞.
    NegativeInfinity,
}

impl Mark {
    /// The mark for a non-finite value; `None` for a finite one.
    pub fn of(x: f64, value: f64) -> Option<Self> {
        let kind = if value.is_nan() {
            MarkKind::NotANumber
        } else if value == f64::INFINITY {
            MarkKind::PositiveInfinity
        } else if value == f64::NEG_INFINITY {
            MarkKind::NegativeInfinity
        } else {
            return None;
        };
        Some(Self { x, kind })
    }

    /// Its code in a frame.
    pub fn code(self) -> u8 {
        match self.kind {
            MarkKind::NotANumber => 0,
            MarkKind::PositiveInfinity => 1,
            MarkKind::NegativeInfinity => 2,
        }
    }

    /// From its code in a frame; unknown codes read as NaN.
    pub fn from_code(x: f64, code: u8) -> Self {
        let kind = match code {
            1 => MarkKind::PositiveInfinity,
            2 => MarkKind::NegativeInfinity,
            _ => MarkKind::NotANumber,
        };
        Self { x, kind }
    }
}

/// How a whole request is answered; made once, before any series is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    x: XAxis,
    against: Option<MetricName>,
    range: Option<(f64, f64)>,
    width_px: u32,
    smoothing: Option<(Smoothing, Domain)>,
    raw: bool,
}

impl Plan {
    /// Decides from the summaries of the asked series whether all points are sent.
    pub fn new<'a>(request: &SeriesRequest, summaries: impl Iterator<Item = &'a Summary>) -> Self {
        let total: u64 = summaries.map(|summary| summary.count).sum();
        Self {
            x: request.x,
            against: request.against.clone(),
            range: request
                .range
                .map(|(low, high)| (low.0.min(high.0), low.0.max(high.0))),
            width_px: request.width_px.clamp(16, 16_384),
            smoothing: request
                .smoothing
                .filter(|smoothing| smoothing.acts())
                .map(|smoothing| (smoothing, request.domain)),
            raw: total <= request.raw_points.unwrap_or(RAW_POINTS).min(RAW_POINTS),
        }
    }

    /// True when a growing series may be answered by its new points alone. Against another metric
    /// it may not: an old point finds its place when the other series gets the same step.
    pub fn allows_append(&self) -> bool {
        self.raw && self.range.is_none() && self.x != XAxis::Metric
    }

    /// The metric that gives the places on [`XAxis::Metric`].
    pub fn against(&self) -> Option<&MetricName> {
        self.against.as_ref()
    }

    /// The axis.
    pub fn axis(&self) -> XAxis {
        self.x
    }
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// Answers for a series that does not exist.
pub fn missing(series: &SeriesRef) -> Answer {
    let mut meta = AnswerMeta::new(series, &Summary::default());
    meta.found = false;
    meta.appended = series.after.is_some();
    Answer::empty(meta)
}

impl AnswerMeta {
    fn new(series: &SeriesRef, summary: &Summary) -> Self {
        Self {
            series: series.clone(),
            found: true,
            sampled: false,
            appended: false,
            indexed: false,
            total: summary.count,
            in_range: 0,
            no_x: 0,
            nan: summary.nan,
            infinite: summary.positive_infinity + summary.negative_infinity,
            hidden: 0,
            next_ordinal: summary.count,
        }
    }
}

impl Answer {
    fn empty(meta: AnswerMeta) -> Self {
        Self {
            meta,
            x: Vec::new(),
            y: Vec::new(),
            smooth_x: Vec::new(),
            smooth_y: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// How many points it shows.
    pub fn n_points(&self) -> usize {
        self.x.len() + self.smooth_x.len() + self.marks.len()
    }

    /// Takes these points as they are; `inside` are those that the request looks at.
    fn fill(&mut self, x: &[f64], y: &[f64], inside: std::ops::Range<usize>) {
        for index in inside {
            self.marks.extend(Mark::of(x[index], y[index]));
        }
        self.x = x.to_vec();
        let shown = |&y: &f64| if y.is_finite() { y } else { f64::NAN };
        self.y = y.iter().map(shown).collect();
    }
}

/// Answers for one series. `columns` holds its points in arrival order, from the ordinal
/// `series.after` on where that is given and the plan allows it; `summary` describes the whole
/// series; `started` is the experiment's start, for [`XAxis::Relative`]. On [`XAxis::Metric`] no
/// point has a place; see [`answer_against`].
pub fn answer(
    series: &SeriesRef,
    columns: &Columns,
    summary: &Summary,
    started: Micros,
    plan: &Plan,
) -> Answer {
    let first = series.after.filter(|_| plan.allows_append()).unwrap_or(0);
    match Place::of(plan.x, summary, started) {
        Some(place) => {
            let line = Line::of_columns(columns, place, first);
            answer_line(series, line, place, summary, plan)
        }
        None => answer_against(series, columns, &Columns::default(), summary, plan),
    }
}

/// Answers for one series on [`XAxis::Metric`]; `columns` holds all its points and `other` those of
/// the metric that gives the places, both in arrival order.
///
/// A point is drawn at the value that the other metric has at the same step; where it has several,
/// at the one that came last. Points without a step, without a counterpart, or with one that is
/// not finite have no place.
pub fn answer_against(
    series: &SeriesRef,
    columns: &Columns,
    other: &Columns,
    summary: &Summary,
    plan: &Plan,
) -> Answer {
    let line = Line::against(columns, other);
    answer_line(series, line, Place::Step, summary, plan)
}

/// Answers for one series from its points on the axis `place`, in arrival order: all of them, or
/// those from the ordinal `series.after` on where that is given and the plan allows it.
pub fn answer_line(
    series: &SeriesRef,
    mut line: Line,
    place: Place,
    summary: &Summary,
    plan: &Plan,
) -> Answer {
    line.sort();
    let mut answer = Answer::empty(AnswerMeta::new(series, summary));
    answer.meta.appended = series.after.is_some() && plan.allows_append();
    answer.meta.indexed = place == Place::Index;
    answer.meta.no_x = line.no_x;
    let window = sample::window(&line.x, plan.range);
    let inside = window.inside.clone();
    answer.meta.in_range = inside.len() as u64;
    let buckets = sample::Buckets::new(plan.extent(&line.x[inside.clone()]), plan.width_px);
    // Buckets hold up to four points each; fewer points than that are sent as they are.
    if plan.raw || inside.len() <= buckets.most_points() {
        let shown = window.with_neighbours;
        let (start, end) = (inside.start - shown.start, inside.end - shown.start);
        answer.fill(&line.x[shown.clone()], &line.y[shown.clone()], start..end);
        if let Some((smoothing, domain)) = plan.smoothing.filter(|_| inside.len() < line.len()) {
            // The points of a part do not know what came before it.
            let mut smoothed = Vec::new();
            smooth::smooth_into(&line.x, &line.y, smoothing, domain, &mut smoothed);
            answer.smooth_x = line.x[shown.clone()].to_vec();
            answer.smooth_y = smoothed[shown].to_vec();
        }
        return answer;
    }
    answer.meta.sampled = true;
    let view = sample::View {
        x: &line.x,
        window: &window,
        buckets: &buckets,
    };
    view.reduce(&line.y, &mut answer.x, &mut answer.y);
    answer.marks = view.marks(&line.y);
    if let Some((smoothing, domain)) = plan.smoothing {
        let mut smoothed = Vec::new();
        smooth::smooth_into(&line.x, &line.y, smoothing, domain, &mut smoothed);
        view.reduce(&smoothed, &mut answer.smooth_x, &mut answer.smooth_y);
    }
    answer
}

impl Plan {
    /// The part of the axis that is drawn, for sorted places inside the range.
    fn extent(&self, inside: &[f64]) -> (f64, f64) {
        self.range.unwrap_or((
            inside.first().copied().unwrap_or(0.0),
            inside.last().copied().unwrap_or(0.0),
        ))
    }
}
