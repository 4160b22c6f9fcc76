//! The running median over a centred window of points, which is cut off at the ends of a run.
//! Exact: a window of an odd number of points gives one of its values, of an even number the mean
//! of the two in the middle.
//!
//! The window is kept sorted; a point that takes the place of another moves only what lies between
//! the two.

use std::collections::VecDeque;

use super::Centred;

/// The window.
#[derive(Debug, Clone)]
pub(super) struct Median {
    half: usize,
    /// Points of the run so far.
    n: usize,
    /// The points of the window in their order, and sorted; as numbers that sort like them.
    window: VecDeque<i64>,
    sorted: Vec<i64>,
}

impl Median {
    /// Over `half` points on either side.
    pub(super) fn new(half: usize) -> Self {
        Self {
            half,
            n: 0,
            window: VecDeque::with_capacity(2 * half + 1),
            sorted: Vec::with_capacity(2 * half + 1),
        }
    }

    fn place(&self, key: i64) -> usize {
        self.sorted.partition_point(|&other| other < key)
    }

    fn insert(&mut self, key: i64) {
        self.window.push_back(key);
        self.sorted.insert(self.place(key), key);
    }

    fn remove_oldest(&mut self) {
        if let Some(key) = self.window.pop_front() {
            self.sorted.remove(self.place(key));
        }
    }

    fn replace_oldest(&mut self, key: i64) {
        let Some(old) = self.window.pop_front() else {
            return;
        };
        self.window.push_back(key);
        let from = self.place(old);
        // The place among all, the one that goes included.
        let to = self.place(key);
        let at = if to > from {
            self.sorted.copy_within(from + 1..to, from);
            to - 1
        } else {
            self.sorted.copy_within(to..from, to + 1);
            to
        };
        self.sorted[at] = key;
    }

    fn median(&self) -> f64 {
        let middle = self.sorted.len() / 2;
        let high = value(self.sorted[middle]);
        if self.sorted.len() % 2 == 1 {
            high
        } else {
            // Halves first: the sum may be more than a double holds.
            0.5 * value(self.sorted[middle - 1]) + 0.5 * high
        }
    }
}

/// A number that sorts like `value`.
fn key(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// The value with this key.
fn value(key: i64) -> f64 {
    f64::from_bits((key ^ ((key >> 63) as u64 >> 1) as i64) as u64)
}

impl Centred for Median {
    fn push(&mut self, _: f64, y: f64, give: &mut impl FnMut(f64)) {
        if self.window.len() == 2 * self.half + 1 {
            self.replace_oldest(key(y));
        } else {
            self.insert(key(y));
        }
        self.n += 1;
        if self.n > self.half {
            give(self.median());
        }
    }

    fn end_run(&mut self, give: &mut impl FnMut(f64)) {
        for centre in self.n.saturating_sub(self.half)..self.n {
            let start = centre.saturating_sub(self.half);
            while self.window.len() > self.n - start {
                self.remove_oldest();
            }
            give(self.median());
        }
        self.n = 0;
        self.window.clear();
        self.sorted.clear();
    }
}
