//! The pixels of a plot, column by column while it is drawn. Only what is drawn on is ever touched:
//! the rest of a column is background, which is the same everywhere.

use super::rows::{Rows, STRIP};
use crate::simd::{self, AT_ONCE};

/// The columns of a plot.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// What lies behind all lines, from top to bottom.
    pub(super) background: Vec<u32>,
    columns: Vec<u32>,
    /// The rows of each column that have been drawn on, from first to end.
    drawn: Vec<(usize, usize)>,
}

impl Field {
    /// Begins with nothing drawn.
    pub(super) fn begin(&mut self, width: usize) {
        self.columns.resize(width * self.stride(), 0);
        self.drawn.clear();
        self.drawn.resize(width, (usize::MAX, 0));
    }

    /// Rows of a column.
    pub(super) fn height(&self) -> usize {
        self.background.len()
    }

    /// From one column to the next: with room behind each for the rest of the last vector.
    fn stride(&self) -> usize {
        self.height() + AT_ONCE
    }

    /// A column, and what follows it in memory, to draw on the rows from `first` to `end`.
    #[inline(always)]
    pub(super) fn column(&mut self, column: usize, first: usize, end: usize) -> &mut [u32] {
        let drawn = self.drawn[column];
        if first < drawn.0 || end > drawn.1 {
            self.prepare(column, first, end);
        }
        let stride = self.stride();
        &mut self.columns[column * stride..]
    }

    /// Puts background on rows that are drawn on for the first time, and on those between them
    /// and others.
    fn prepare(&mut self, column: usize, first: usize, end: usize) {
        let height = self.height();
        let stride = self.stride();
        let pixels = &mut self.columns[column * stride..][..height];
        let (old_first, old_end) = self.drawn[column];
        let end = end.min(height);
        if first >= end {
            return;
        }
        if old_first >= old_end {
            pixels[first..end].copy_from_slice(&self.background[first..end]);
            self.drawn[column] = (first, end);
            return;
        }
        if first < old_first {
            pixels[first..old_first].copy_from_slice(&self.background[first..old_first]);
        }
        if end > old_end {
            pixels[old_end..end].copy_from_slice(&self.background[old_end..end]);
        }
        self.drawn[column] = (first.min(old_first), end.max(old_end));
    }

    /// Writes the plot row by row.
    pub(super) fn write_rows(&mut self, rows: &mut Rows) {
        let (width, height) = (self.drawn.len(), self.height());
        rows.begin(width, &self.background);
        for (index, left) in (0..width).step_by(STRIP).enumerate() {
            let right = (left + STRIP).min(width);
            let drawn = self.drawn[left..right].iter();
            let (first, end) = drawn.fold((height, 0), |(first, end), column| {
                (first.min(column.0), end.max(column.1))
            });
            if first >= end {
                rows.strip(index, 0, 0);
                continue;
            }
            for column in left..right {
                self.prepare(column, first, end);
            }
            simd::transpose(
                &self.columns[first..],
                self.stride(),
                rows.strip(index, first, end),
                width,
                left..right,
                end - first,
            );
        }
    }
}
