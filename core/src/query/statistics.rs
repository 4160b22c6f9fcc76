//! Exact statistics of series over a range of the axis: what a selection in a chart tells.
//! Every point in the range counts; nothing is sampled or estimated.

mod moments;

use serde::{Deserialize, Serialize};

use self::moments::Moments;
use super::{Line, Place, SeriesRef, XAxis};
use crate::number::Float;
use crate::table::MetricName;

/// Asks for the statistics of many series over one range.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatisticsRequest {
    /// The series, at most [`super::MAX_SERIES`]; `after` plays no part.
    pub series: Vec<SeriesRef>,
    /// The axis.
    #[serde(default)]
    pub x: XAxis,
    /// The metric that gives the places on [`XAxis::Metric`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<MetricName>,
    /// The part of the axis, ends included; all of it when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(Float, Float)>,
}

impl StatisticsRequest {
    /// The range with its smaller end first.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        self.range
            .map(|(low, high)| (low.0.min(high.0), low.0.max(high.0)))
    }
}

/// The answer for one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeriesStatistics {
    /// The series that was asked for.
    pub series: SeriesRef,
    /// False when there is no such series.
    pub found: bool,
    /// True when the axis is the index, because the series has no steps at all.
    pub indexed: bool,
    /// Points of the whole series that have no place on this axis.
    pub no_x: u64,
    /// Over the points in the range.
    pub statistics: Statistics,
}

impl SeriesStatistics {
    /// Of a series whose points are placed by `place`; on [`XAxis::Metric`] by none.
    pub fn new(series: &SeriesRef, place: Option<Place>, collected: &Collector) -> Self {
        Self {
            series: series.clone(),
            found: true,
            indexed: place == Some(Place::Index),
            no_x: collected.no_x,
            statistics: collected.statistics(),
        }
    }

    /// For a series that does not exist.
    pub fn missing(series: &SeriesRef) -> Self {
        Self {
            found: false,
            ..Self::new(series, None, &Collector::new(None))
        }
    }
}

/// A point: where it lies and its value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Located {
    /// Its place on the axis.
    pub x: Float,
    /// Its value.
    pub y: Float,
}

impl Located {
    fn new(x: f64, y: f64) -> Self {
        Self {
            x: Float(x),
            y: Float(y),
        }
    }
}

/// Statistics of the points in a range. All but the first three are over finite values; they are
/// missing where no number is defined, or none that a double holds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statistics {
    /// Points in the range, of any kind.
    pub count: u64,
    /// NaN points among them.
    pub nan: u64,
    /// Infinite points among them.
    pub infinite: u64,
    /// The smallest value, at its first place.
    pub min: Option<Located>,
    /// The greatest value, at its first place.
    pub max: Option<Located>,
    /// The first point by (x, arrival).
    pub first: Option<Located>,
    /// The last point by (x, arrival).
    pub last: Option<Located>,
    /// Arithmetic mean.
    pub mean: Option<Float>,
    /// Sample standard deviation, √(Σ(y−ȳ)² / (n−1)); from two points on.
    pub deviation: Option<Float>,
    /// Slope of the least-squares line of y over x, Σ(x−x̄)(y−ȳ) / Σ(x−x̄)², in value for one unit of
    /// the axis; from two places on.
    pub slope: Option<Float>,
}

impl Statistics {
    /// Of the points `x`, `y` in `range`, ends included. `x` is finite and need not be sorted.
    pub fn of(x: &[f64], y: &[f64], range: Option<(f64, f64)>) -> Self {
        let mut collector = Collector::new(range);
        collector.take(x, y);
        collector.statistics()
    }

    /// Points with a finite value.
    pub fn finite(&self) -> u64 {
        self.count - self.nan - self.infinite
    }
}

/// Collects statistics from points that come in pieces, in arrival order.
#[derive(Debug, Clone)]
pub struct Collector {
    range: (f64, f64),
    no_x: u64,
    nan: u64,
    infinite: u64,
    ends: Option<Ends>,
    moments: Moments,
}

/// The points that stand out, each as (x, y).
#[derive(Debug, Clone, Copy)]
struct Ends {
    min: (f64, f64),
    max: (f64, f64),
    first: (f64, f64),
    last: (f64, f64),
}

impl Ends {
    fn push(&mut self, point: (f64, f64)) {
        let (x, y) = point;
        if y < self.min.1 || (y == self.min.1 && x < self.min.0) {
            self.min = point;
        }
        if y > self.max.1 || (y == self.max.1 && x < self.max.0) {
            self.max = point;
        }
        if x < self.first.0 {
            self.first = point;
        }
        if x >= self.last.0 {
            self.last = point;
        }
    }
}

impl Collector {
    /// For points in `range`, ends included; for all without one.
    pub fn new(range: Option<(f64, f64)>) -> Self {
        Self {
            range: range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY)),
            no_x: 0,
            nan: 0,
            infinite: 0,
            ends: None,
            moments: Moments::default(),
        }
    }

    /// Takes in the points of a line, those without a place too.
    pub fn take_line(&mut self, line: &Line) {
        self.no_x += line.no_x;
        self.take(&line.x, &line.y);
    }

    /// Takes in points, the next to have arrived.
    pub fn take(&mut self, x: &[f64], y: &[f64]) {
        let (low, high) = self.range;
        for (&x, &y) in x.iter().zip(y) {
            if !(x >= low && x <= high) {
                continue;
            }
            if y.is_finite() {
                self.moments.push(x, y);
                match &mut self.ends {
                    Some(ends) => ends.push((x, y)),
                    None => self.ends = Some(Ends::at((x, y))),
                }
            } else if y.is_nan() {
                self.nan += 1;
            } else {
                self.infinite += 1;
            }
        }
    }

    /// What was found.
    pub fn statistics(&self) -> Statistics {
        let totals = self.moments.totals();
        let end = |pick: fn(Ends) -> (f64, f64)| {
            let (x, y) = pick(self.ends?);
            Some(Located::new(x, y))
        };
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite()).map(Float);
        Statistics {
            count: totals.n + self.nan + self.infinite,
            nan: self.nan,
            infinite: self.infinite,
            min: end(|ends| ends.min),
            max: end(|ends| ends.max),
            first: end(|ends| ends.first),
            last: end(|ends| ends.last),
            mean: finite(totals.mean()),
            deviation: finite(totals.deviation()),
            slope: finite(totals.slope()),
        }
    }
}

impl Ends {
    fn at(point: (f64, f64)) -> Self {
        Self {
            min: point,
            max: point,
            first: point,
            last: point,
        }
    }
}
