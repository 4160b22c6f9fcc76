//! The points of one series, as columns in arrival order. Never sorts: arrival is information.

use crate::event::Micros;
pub use crate::wire::points::{NO_STEP, NO_TIME};

/// Points of one series in arrival order; all columns have the same length.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Training steps, or [`NO_STEP`].
    pub step: Vec<i64>,
    /// Epochs; NaN for none.
    pub epoch: Vec<f64>,
    /// Microseconds since 1970 UTC.
    pub time: Vec<Micros>,
    /// Values, of any kind a float can be.
    pub value: Vec<f64>,
}

/// One row of [`Columns`].
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// See [`Columns::step`].
    pub step: i64,
    /// See [`Columns::epoch`].
    pub epoch: f64,
    /// See [`Columns::time`].
    pub time: Micros,
    /// See [`Columns::value`].
    pub value: f64,
}

impl Columns {
    /// How many points.
    pub fn len(&self) -> usize {
        self.value.len()
    }

    /// True without points.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// Adds a point.
    pub fn push(&mut self, row: Row) {
        self.step.push(row.step);
        self.epoch.push(row.epoch);
        self.time.push(row.time);
        self.value.push(row.value);
    }

    /// The point at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<Row> {
        Some(Row {
            step: *self.step.get(index)?,
            epoch: *self.epoch.get(index)?,
            time: *self.time.get(index)?,
            value: *self.value.get(index)?,
        })
    }

    /// All points, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        (0..self.len()).map(|i| Row {
            step: self.step[i],
            epoch: self.epoch[i],
            time: self.time[i],
            value: self.value[i],
        })
    }

    /// Adds all points of `other` at the end.
    pub fn append(&mut self, other: &Self) {
        self.step.extend_from_slice(&other.step);
        self.epoch.extend_from_slice(&other.epoch);
        self.time.extend_from_slice(&other.time);
        self.value.extend_from_slice(&other.value);
    }

    /// Drops the first `n` points.
    pub fn drop_front(&mut self, n: usize) {
        let n = n.min(self.len());
        self.step.drain(..n);
        self.epoch.drain(..n);
        self.time.drain(..n);
        self.value.drain(..n);
    }

    /// Gives back the room that the points do not need.
    pub fn shrink_to_fit(&mut self) {
        self.step.shrink_to_fit();
        self.epoch.shrink_to_fit();
        self.time.shrink_to_fit();
        self.value.shrink_to_fit();
    }

    /// A copy of the points in `range`, cut to what is there.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Self {
        let end = range.end.min(self.len());
        let range = range.start.min(end)..end;
        Self {
            step: self.step[range.clone()].to_vec(),
            epoch: self.epoch[range.clone()].to_vec(),
            time: self.time[range.clone()].to_vec(),
            value: self.value[range].to_vec(),
        }
    }
}

/// Equal bit by bit, so that NaN equals NaN.
impl PartialEq for Columns {
    fn eq(&self, other: &Self) -> bool {
        let bits = |a: &[f64], b: &[f64]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
        };
        self.step == other.step
            && self.time == other.time
            && bits(&self.epoch, &other.epoch)
            && bits(&self.value, &other.value)
    }
}
