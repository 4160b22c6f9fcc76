//! The points record: many points of many series as columns. Used in journals, batches and the
//! store's tail chunks alike.

use super::WireError;
use super::cursor::Cursor;
use crate::event::Micros;

/// The step of a point that has none.
pub const NO_STEP: i64 = i64::MIN;

/// The time of a point that has none.
pub const NO_TIME: Micros = i64::MIN;

const HAS_STEPS: u8 = 1;
const HAS_EPOCHS: u8 = 2;

/// Points as columns of equal length, in the order in which they were recorded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Points {
    /// The number that the series was given in this journal, batch or experiment.
    pub series: Vec<u32>,
    /// Microseconds since 1970 UTC, or [`NO_TIME`].
    pub time: Vec<Micros>,
    /// Any f64.
    pub value: Vec<f64>,
    /// Training steps, or [`NO_STEP`].
    pub step: Vec<i64>,
    /// Epochs; NaN for none.
    pub epoch: Vec<f64>,
}

/// One point of [`Points`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// See [`Points::series`].
    pub series: u32,
    /// See [`Points::time`].
    pub time: Micros,
    /// See [`Points::value`].
    pub value: f64,
    /// See [`Points::step`].
    pub step: i64,
    /// See [`Points::epoch`].
    pub epoch: f64,
}

impl Points {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Adds one at the end.
    pub fn push(&mut self, point: Point) {
        self.series.push(point.series);
        self.time.push(point.time);
        self.value.push(point.value);
        self.step.push(point.step);
        self.epoch.push(point.epoch);
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Point> + '_ {
        (0..self.len()).map(|i| Point {
            series: self.series[i],
            time: self.time[i],
            value: self.value[i],
            step: self.step[i],
            epoch: self.epoch[i],
        })
    }

    /// Bytes that [`Self::encode`] would write at most.
    pub fn encoded_bytes(n: usize) -> usize {
        5 + n * 36
    }

    /// Appends the payload of a points record.
    pub fn encode(&self, out: &mut Vec<u8>) {
        self.encode_range(0..self.len(), out);
    }

    /// Appends the payload of a points record that holds part of the points.
    pub fn encode_range(&self, range: std::ops::Range<usize>, out: &mut Vec<u8>) {
        let step = &self.step[range.clone()];
        let epoch = &self.epoch[range.clone()];
        let has_steps = step.iter().any(|&s| s != NO_STEP);
        let has_epochs = epoch.iter().any(|e| !e.is_nan());
        out.extend_from_slice(&(range.len() as u32).to_le_bytes());
        out.push(u8::from(has_steps) * HAS_STEPS + u8::from(has_epochs) * HAS_EPOCHS);
        out.extend(
            self.series[range.clone()]
                .iter()
                .flat_map(|v| v.to_le_bytes()),
        );
        out.extend(
            self.time[range.clone()]
                .iter()
                .flat_map(|v| v.to_le_bytes()),
        );
        out.extend(self.value[range].iter().flat_map(|v| v.to_le_bytes()));
        if has_steps {
            out.extend(step.iter().flat_map(|v| v.to_le_bytes()));
        }
        if has_epochs {
            out.extend(epoch.iter().flat_map(|v| v.to_le_bytes()));
        }
    }

    /// Reads the payload of a points record.
    pub fn decode(cursor: &mut Cursor<'_>) -> Result<Self, WireError> {
        let offset = cursor.offset();
        let n = cursor.u32("points")? as usize;
        let columns = cursor.u8("points")?;
        if columns & !(HAS_STEPS | HAS_EPOCHS) != 0 {
            return Err(WireError::Invalid {
                what: "points record",
                offset,
                why: format!("unknown columns {columns:#04x}"),
            });
        }
        Ok(Self {
            series: cursor.u32s(n, "series column")?,
            time: cursor.i64s(n, "time column")?,
            value: cursor.f64s(n, "value column")?,
            step: if columns & HAS_STEPS != 0 {
                cursor.i64s(n, "step column")?
            } else {
                vec![NO_STEP; n]
            },
            epoch: if columns & HAS_EPOCHS != 0 {
                cursor.f64s(n, "epoch column")?
            } else {
                vec![f64::NAN; n]
            },
        })
    }
}
