//! The series query: one implementation for the server, the export and the browser.
//!
//! A [`SeriesRequest`] names series, an axis, a range and a width; [`answer`] turns the points of
//! one series into an [`Answer`]: every point, or the first, last, smallest and greatest of each
//! bucket. Every answered point is a real point of the series. Never reads a store, never fetches.

mod axis;
mod sample;

use serde::{Deserialize, Serialize};

use crate::event::Micros;
use crate::ids::ExperimentKey;
use crate::number::Float;
use crate::series::{Columns, Summary};
use crate::smooth;

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
}

/// Smoothing of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Smoothing {
    /// See [`crate::smooth::exponential`].
    Exponential {
        /// In [0, 1); 0 is none.
        weight: f64,
    },
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
    /// Visible part of the axis; all of it when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(Float, Float)>,
    /// Width of the drawing in device pixels, which decides how fine buckets are.
    pub width_px: u32,
    /// Smoothing, when the answer should carry a smoothed line; only sampled answers do,
    /// because with all points at hand the asker smooths itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smoothing: Option<Smoothing>,
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

/// One series' answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What it is and what it leaves out.
    pub meta: AnswerMeta,
    /// Places of the points, ascending.
    pub x: Vec<f64>,
    /// Their values; NaN where a line must break.
    pub y: Vec<f64>,
    /// Places of the smoothed line's points, when it was asked for and the answer is sampled.
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    x: XAxis,
    range: Option<(f64, f64)>,
    width_px: u32,
    smoothing: Option<Smoothing>,
    raw: bool,
}

impl Plan {
    /// Decides from the summaries of the asked series whether all points are sent.
    pub fn new<'a>(request: &SeriesRequest, summaries: impl Iterator<Item = &'a Summary>) -> Self {
        let total: u64 = summaries.map(|summary| summary.count).sum();
        Self {
            x: request.x,
            range: request
                .range
                .map(|(low, high)| (low.0.min(high.0), low.0.max(high.0))),
            width_px: request.width_px.clamp(16, 16_384),
            smoothing: request.smoothing,
            raw: total <= RAW_POINTS,
        }
    }

    /// True when a growing series may be answered by its new points alone.
    pub fn allows_append(&self) -> bool {
        self.raw && self.range.is_none()
    }
}

/// Answers for a series that does not exist.
pub fn missing(series: &SeriesRef) -> Answer {
    answer(
        series,
        &Columns::default(),
        &Summary::default(),
        0,
        &Plan::new(&SeriesRequest::default(), std::iter::empty()),
    )
    .not_found()
}

impl Answer {
    fn not_found(mut self) -> Self {
        self.meta.found = false;
        self
    }
}

/// Answers for one series. `columns` holds its points in arrival order, from the ordinal
/// `series.after` on where that is given and the plan allows it; `summary` describes the whole
/// series; `started` is the experiment's start, for [`XAxis::Relative`].
pub fn answer(
    series: &SeriesRef,
    columns: &Columns,
    summary: &Summary,
    started: Micros,
    plan: &Plan,
) -> Answer {
    let appended = series.after.is_some() && plan.allows_append();
    let first_ordinal = if appended {
        series.after.unwrap_or(0)
    } else {
        0
    };
    let line = axis::place(columns, summary, plan.x, started, first_ordinal);
    let mut answer = Answer {
        meta: AnswerMeta {
            series: series.clone(),
            found: true,
            sampled: false,
            appended,
            indexed: line.indexed,
            total: summary.count,
            in_range: 0,
            no_x: line.no_x,
            nan: summary.nan,
            infinite: summary.positive_infinity + summary.negative_infinity,
            next_ordinal: summary.count,
        },
        x: Vec::new(),
        y: Vec::new(),
        smooth_x: Vec::new(),
        smooth_y: Vec::new(),
        marks: Vec::new(),
    };
    let window = sample::window(&line.x, plan.range);
    answer.meta.in_range = window.inside.len() as u64;
    let buckets = sample::Buckets::new(&line.x[window.inside.clone()], plan.range, plan.width_px);
    // Buckets hold up to four points each; fewer points than that are sent as they are.
    if plan.raw || window.inside.len() <= buckets.most_points() {
        answer.x = line.x[window.with_neighbours.clone()].to_vec();
        answer.y = line.y[window.with_neighbours.clone()].to_vec();
        for index in window.inside {
            answer.marks.extend(Mark::of(line.x[index], line.y[index]));
        }
        for y in &mut answer.y {
            if !y.is_finite() {
                *y = f64::NAN;
            }
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
    if let Some(Smoothing::Exponential { weight }) = plan.smoothing
        && weight > 0.0
    {
        let smoothed = smooth::exponential(&line.x, &line.y, weight);
        view.reduce(&smoothed, &mut answer.smooth_x, &mut answer.smooth_y);
    }
    answer
}
