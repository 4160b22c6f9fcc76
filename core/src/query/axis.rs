//! Places points on an axis: columns → x and y. Never drops a point without counting it.

use std::ops::Range;

use super::XAxis;
use crate::event::Micros;
use crate::series::block::Block;
use crate::series::columns::{Columns, NO_STEP, NO_TIME, Row};
use crate::series::summary::Summary;
use crate::wire::WireError;

/// What gives points their place: one column of the series, or their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The ordinal.
    Index,
    /// The step.
    Step,
    /// The epoch.
    Epoch,
    /// The time.
    Wall,
    /// The time since the experiment's start.
    Relative(Micros),
}

impl Place {
    /// What `axis` means for a series; none where another series gives the places.
    pub fn of(axis: XAxis, summary: &Summary, started: Micros) -> Option<Self> {
        Some(match axis {
            XAxis::Step if summary.count > 0 && summary.no_step == summary.count => Self::Index,
            XAxis::Step => Self::Step,
            XAxis::Epoch => Self::Epoch,
            XAxis::Wall => Self::Wall,
            XAxis::Relative => Self::Relative(started),
            XAxis::Metric => return None,
        })
    }

    /// Where a point lies, the one with this ordinal; none where it has no place.
    pub fn at(self, row: Row, ordinal: u64) -> Option<f64> {
        let time = |start: Micros| row.time.saturating_sub(start) as f64;
        match self {
            Self::Index => Some(ordinal as f64),
            Self::Step => (row.step != NO_STEP).then_some(row.step as f64),
            Self::Epoch => row.epoch.is_finite().then_some(row.epoch),
            Self::Wall => (row.time != NO_TIME).then(|| time(0)),
            Self::Relative(start) => (row.time != NO_TIME).then(|| time(start)),
        }
    }
}

/// Points that have a place on an axis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// Their places.
    pub x: Vec<f64>,
    /// Their values.
    pub y: Vec<f64>,
    /// How many points have no place.
    pub no_x: u64,
}

impl Line {
    /// The points of `columns`, the first of which has the ordinal `first`, in arrival order.
    pub fn of_columns(columns: &Columns, place: Place, first: u64) -> Self {
        let n = columns.len();
        let value = columns.value.clone();
        match place {
            Place::Index => Self::whole(ordinals(first, n), value),
            Place::Step => Self::placed(steps(&columns.step), value),
            Place::Epoch => Self::placed(columns.epoch.clone(), value),
            Place::Wall => Self::placed(times(&columns.time, 0), value),
            Place::Relative(start) => Self::placed(times(&columns.time, start), value),
        }
    }

    /// The points `wanted` of a block, the first of which has the ordinal `first`, in arrival
    /// order. Decompresses only the two columns that it needs.
    pub fn of_block(
        block: &Block<'_>,
        place: Place,
        first: u64,
        wanted: Range<usize>,
    ) -> Result<Self, WireError> {
        let value = cut(block.value()?, &wanted);
        Ok(match place {
            Place::Index => {
                let n = value.len();
                Self::whole(ordinals(first + wanted.start as u64, n), value)
            }
            Place::Step => Self::placed(steps(&cut(block.step()?, &wanted)), value),
            Place::Epoch => Self::placed(cut(block.epoch()?, &wanted), value),
            Place::Wall => Self::placed(times(&cut(block.time()?, &wanted), 0), value),
            Place::Relative(start) => {
                Self::placed(times(&cut(block.time()?, &wanted), start), value)
            }
        })
    }

    /// The points of `columns`, placed at what another series has at the same step: where it has
    /// several points at a step, at the one that came last.
    pub fn against(columns: &Columns, other: &Columns) -> Self {
        let mut places: Vec<(i64, f64)> = other
            .step
            .iter()
            .copied()
            .zip(other.value.iter().copied())
            .filter(|&(step, _)| step != NO_STEP)
            .collect();
        places.sort_by_key(|&(step, _)| step);
        places.dedup_by(|later, earlier| {
            let again = later.0 == earlier.0;
            if again {
                earlier.1 = later.1;
            }
            again
        });
        let mut next = 0;
        let place_of = |&step: &i64| {
            // Both series mostly have the same steps, in the same order.
            let at = match places.get(next) {
                Some(&(found, _)) if found == step => Some(next),
                _ => places.binary_search_by_key(&step, |&(found, _)| found).ok(),
            };
            next = at.map_or(next, |at| at + 1);
            at.map_or(f64::NAN, |at| places[at].1)
        };
        let x = columns.step.iter().map(place_of).collect();
        Self::placed(x, columns.value.clone())
    }

    /// How many points have a place.
    pub fn len(&self) -> usize {
        self.x.len()
    }

    /// True without points that have a place.
    pub fn is_empty(&self) -> bool {
        self.x.is_empty()
    }

    /// Adds all points of `other` at the end.
    pub fn append(&mut self, other: &Self) {
        self.x.extend_from_slice(&other.x);
        self.y.extend_from_slice(&other.y);
        self.no_x += other.no_x;
    }

    /// True when no point lies before an earlier one.
    pub fn is_sorted(&self) -> bool {
        self.x.is_sorted()
    }

    /// Sorts the points by (x, arrival).
    pub fn sort(&mut self) {
        if self.is_sorted() {
            return;
        }
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        // A stable sort keeps arrival order among equal places.
        order.sort_by(|&a, &b| self.x[a as usize].total_cmp(&self.x[b as usize]));
        self.x = order.iter().map(|&index| self.x[index as usize]).collect();
        self.y = order.iter().map(|&index| self.y[index as usize]).collect();
    }

    fn whole(x: Vec<f64>, y: Vec<f64>) -> Self {
        Self { x, y, no_x: 0 }
    }

    /// Leaves out the points whose place is not finite.
    fn placed(x: Vec<f64>, y: Vec<f64>) -> Self {
        if x.iter().all(|place| place.is_finite()) {
            return Self::whole(x, y);
        }
        let n = x.len();
        let (x, y): (Vec<f64>, Vec<f64>) = x
            .into_iter()
            .zip(y)
            .filter(|(place, _)| place.is_finite())
            .unzip();
        let no_x = (n - x.len()) as u64;
        Self { x, y, no_x }
    }
}

fn cut<T>(mut cells: Vec<T>, wanted: &Range<usize>) -> Vec<T> {
    cells.truncate(wanted.end);
    cells.drain(..wanted.start.min(cells.len()));
    cells
}

fn ordinals(first: u64, n: usize) -> Vec<f64> {
    (0..n as u64).map(|index| (first + index) as f64).collect()
}

fn steps(steps: &[i64]) -> Vec<f64> {
    let place = |&step: &i64| {
        if step == NO_STEP {
            f64::NAN
        } else {
            step as f64
        }
    };
    steps.iter().map(place).collect()
}

fn times(times: &[Micros], start: Micros) -> Vec<f64> {
    let place = |&time: &Micros| {
        if time == NO_TIME {
            f64::NAN
        } else {
            time.saturating_sub(start) as f64
        }
    };
    times.iter().map(place).collect()
}
