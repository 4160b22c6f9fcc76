//! What a table, a list or a query plan wants to know about a series without reading its points.
//! Kept while points are written; never estimated.

use serde::{Deserialize, Serialize};

use super::absent;
use super::columns::{Columns, NO_STEP, NO_TIME, Row};
use crate::event::Micros;
use crate::number::Float;

/// Counts, extremes and ends of a series. min, max and sum are over finite values only.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// Points, of any kind.
    pub count: u64,
    /// NaN points.
    pub nan: u64,
    /// Points at +∞.
    pub positive_infinity: u64,
    /// Points at −∞.
    pub negative_infinity: u64,
    /// Points without a step.
    pub no_step: u64,
    /// Points without an epoch.
    pub no_epoch: u64,
    /// Smallest finite value; +∞ without any.
    pub min: Float,
    /// Its step, or [`NO_STEP`], which is `null` in JSON.
    #[serde(with = "absent::step")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub min_step: i64,
    /// Greatest finite value; −∞ without any.
    pub max: Float,
    /// Its step, or [`NO_STEP`], which is `null` in JSON.
    #[serde(with = "absent::step")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub max_step: i64,
    /// Sum of the finite values.
    pub sum: Float,
    /// The value of the point that is last by (step, time, arrival).
    pub last: Float,
    /// Its step, or [`NO_STEP`], which is `null` in JSON.
    #[serde(with = "absent::step")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub last_step: i64,
    /// Its time.
    pub last_time: Micros,
    /// Smallest and greatest step; first > last without any, which is `null` in JSON.
    #[serde(with = "absent::range")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<(i64, i64)>"))]
    pub step_range: (i64, i64),
    /// Smallest and greatest epoch.
    #[serde(with = "absent::float_range")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<(Float, Float)>"))]
    pub epoch_range: (Float, Float),
    /// Smallest and greatest time.
    #[serde(with = "absent::range")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<(Micros, Micros)>"))]
    pub time_range: (Micros, Micros),
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            count: 0,
            nan: 0,
            positive_infinity: 0,
            negative_infinity: 0,
            no_step: 0,
            no_epoch: 0,
            min: Float(f64::INFINITY),
            min_step: NO_STEP,
            max: Float(f64::NEG_INFINITY),
            max_step: NO_STEP,
            sum: Float(0.0),
            last: Float(f64::NAN),
            last_step: NO_STEP,
            last_time: NO_TIME,
            step_range: (i64::MAX, i64::MIN),
            epoch_range: (Float(f64::INFINITY), Float(f64::NEG_INFINITY)),
            time_range: (i64::MAX, i64::MIN),
        }
    }
}

impl Summary {
    /// The summary of these points.
    pub fn of(columns: &Columns) -> Self {
        let mut summary = Self::default();
        for row in columns.rows() {
            summary.push(row);
        }
        summary
    }

    /// Takes one more point in.
    pub fn push(&mut self, row: Row) {
        // NO_STEP and NO_TIME are the smallest values, so that points without them come first.
        if self.count == 0 || (row.step, row.time) >= (self.last_step, self.last_time) {
            self.last = Float(row.value);
            self.last_step = row.step;
            self.last_time = row.time;
        }
        self.count += 1;
        self.push_axes(row);
        if row.value.is_finite() {
            self.sum.0 += row.value;
            if row.value < self.min.0 {
                self.min = Float(row.value);
                self.min_step = row.step;
            }
            if row.value > self.max.0 {
                self.max = Float(row.value);
                self.max_step = row.step;
            }
        } else if row.value.is_nan() {
            self.nan += 1;
        } else if row.value > 0.0 {
            self.positive_infinity += 1;
        } else {
            self.negative_infinity += 1;
        }
    }

    /// Takes in all points of another series: the ranks of a distributed run seen as one. Of two
    /// last points with the same step and time, the other's counts as the later.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 || (other.last_step, other.last_time) >= (self.last_step, self.last_time)
        {
            self.last = other.last;
            self.last_step = other.last_step;
            self.last_time = other.last_time;
        }
        self.count += other.count;
        self.nan += other.nan;
        self.positive_infinity += other.positive_infinity;
        self.negative_infinity += other.negative_infinity;
        self.no_step += other.no_step;
        self.no_epoch += other.no_epoch;
        self.sum.0 += other.sum.0;
        if other.min.0 < self.min.0 {
            self.min = other.min;
            self.min_step = other.min_step;
        }
        if other.max.0 > self.max.0 {
            self.max = other.max;
            self.max_step = other.max_step;
        }
        let widen = |a: (i64, i64), b: (i64, i64)| (a.0.min(b.0), a.1.max(b.1));
        self.step_range = widen(self.step_range, other.step_range);
        self.time_range = widen(self.time_range, other.time_range);
        self.epoch_range = (
            Float(self.epoch_range.0.0.min(other.epoch_range.0.0)),
            Float(self.epoch_range.1.0.max(other.epoch_range.1.0)),
        );
    }

    fn push_axes(&mut self, row: Row) {
        if row.step == NO_STEP {
            self.no_step += 1;
        } else {
            self.step_range = (
                self.step_range.0.min(row.step),
                self.step_range.1.max(row.step),
            );
        }
        if row.epoch.is_nan() {
            self.no_epoch += 1;
        } else {
            self.epoch_range = (
                Float(self.epoch_range.0.0.min(row.epoch)),
                Float(self.epoch_range.1.0.max(row.epoch)),
            );
        }
        if row.time != NO_TIME {
            self.time_range = (
                self.time_range.0.min(row.time),
                self.time_range.1.max(row.time),
            );
        }
    }

    /// Points with a finite value.
    pub fn finite(&self) -> u64 {
        self.count - self.nan - self.positive_infinity - self.negative_infinity
    }

    /// Mean of the finite values.
    pub fn mean(&self) -> Option<f64> {
        (self.finite() > 0).then(|| self.sum.0 / self.finite() as f64)
    }
}
