//! The running mean over a centred window of points, which is cut off at the ends of a run.
//!
//! Sums are never taken back, so that errors do not pile up however long the line is: runs are cut
//! into blocks as wide as the window, and a window is the end of one block and the start of the
//! next, both summed up from the block's edge (van Herk 1992, "A fast algorithm for local minimum
//! and maximum filters", with sums instead of minima).

use super::Centred;

/// The window.
#[derive(Debug, Clone)]
pub(super) struct Mean {
    half: usize,
    /// Points of the run so far.
    n: usize,
    /// Points of the block so far, and their sum.
    block: Vec<f64>,
    sum: f64,
    /// For each place in the block before, the sum from there to its end.
    ends: Vec<f64>,
}

impl Mean {
    /// Over `half` points on either side.
    pub(super) fn new(half: usize) -> Self {
        Self {
            half,
            n: 0,
            block: Vec::with_capacity(2 * half + 1),
            sum: 0.0,
            ends: Vec::with_capacity(2 * half + 1),
        }
    }

    fn end_block(&mut self) {
        std::mem::swap(&mut self.block, &mut self.ends);
        self.block.clear();
        self.sum = 0.0;
        add_up(&mut self.ends);
    }
}

/// Makes each value the sum from there to the end.
fn add_up(block: &mut [f64]) {
    let mut sum = 0.0;
    for value in block.iter_mut().rev() {
        sum += *value;
        *value = sum;
    }
}

impl Centred for Mean {
    #[inline]
    fn push(&mut self, _: f64, y: f64, give: &mut impl FnMut(f64)) {
        let window = 2 * self.half + 1;
        self.block.push(y);
        self.sum += y;
        self.n += 1;
        if self.n > self.half {
            // Where the window begins in a block is where the next point would stand, but that a
            // window that begins with a block has nothing of another.
            let before = match self.block.len() {
                filled if filled < window && self.n > window => self.ends[filled],
                _ => 0.0,
            };
            give((before + self.sum) / self.n.min(window) as f64);
        }
        if self.block.len() == window {
            self.end_block();
        }
    }

    fn end_run(&mut self, give: &mut impl FnMut(f64)) {
        let window = 2 * self.half + 1;
        let block_start = self.n - self.block.len();
        let sum = self.sum;
        add_up(&mut self.block);
        for centre in self.n.saturating_sub(self.half)..self.n {
            let start = centre.saturating_sub(self.half);
            let total = if start >= block_start {
                self.block[start - block_start]
            } else {
                self.ends[start % window] + sum
            };
            give(total / (self.n - start) as f64);
        }
        self.n = 0;
        self.sum = 0.0;
        self.block.clear();
    }
}
