//! The names along the sides of a matrix of a size: which of them, and where.

use super::MatrixChart;
use super::squares::Squares;
use crate::layout::Labels;

/// Between names and cells, and between two names in a row.
pub(super) const GAP: f64 = 6.0;
/// Names are not cut below the first length in CSS pixels; some are left out instead. Those that
/// stay may be as long as the second.
const SHORTEST: f64 = 38.0;
const LONGEST: f64 = 72.0;

/// A name of a class: which, where its middle lies in CSS pixels, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    pub(super) class: usize,
    pub(super) middle: (f64, f64),
    pub(super) text: String,
}

/// Every how many classes a name fits that needs `length`.
pub(super) fn every(pitch: f64, length: f64) -> usize {
    ((length / pitch).ceil() as usize).max(1)
}

/// The names below a matrix of a size.
pub(super) struct Level<'a> {
    pub(super) chart: &'a MatrixChart<'a>,
    pub(super) squares: Squares,
    pub(super) ratio: f64,
    pub(super) size: (f64, f64),
    pub(super) line: f64,
    pub(super) font: &'a Labels<'a>,
}

impl Level<'_> {
    /// Middle of a class in CSS pixels from the left or top edge of the cells.
    fn middle(&self, class: usize) -> f64 {
        let (start, end) = self.squares.span(self.squares.block_of(class));
        (start + end - self.squares.gap.min(end - start)) as f64 / 2.0 / self.ratio
    }

    fn pitch(&self) -> f64 {
        self.squares.pitch() / self.ratio
    }

    /// The widest that a name of a column may be, for its neighbours and for the canvas.
    fn most(&self, class: usize, of_pitch: f64) -> f64 {
        let at = self.squares.corner.0 / self.ratio + self.middle(class);
        let inside = at.min(self.size.0 - at) - 2.0;
        (of_pitch - GAP).min(inside * 2.0)
    }

    /// Each name of the columns, if all fit in full on this many levels.
    pub(super) fn in_full(&self, levels: usize) -> Option<Vec<Name>> {
        // Without a canvas a thousand names would be measured in vain.
        if self.pitch() * (levels as f64) < self.font.height() {
            return None;
        }
        let room = self.pitch() * levels as f64;
        let fits =
            |class: usize| self.font.width(self.chart.labels[class]) <= self.most(class, room);
        (0..self.chart.classes())
            .all(fits)
            .then(|| self.columns((0..self.chart.classes()).collect(), levels, room))
    }

    /// Each name of the columns, cut to the room it has on this many levels, if that is enough.
    pub(super) fn cut(&self, levels: usize) -> Option<Vec<Name>> {
        let room = self.pitch() * levels as f64;
        (room - GAP >= SHORTEST)
            .then(|| self.columns((0..self.chart.classes()).collect(), levels, room))
    }

    /// As many names of columns as have room side by side, that of the highlighted cell in any
    /// case.
    pub(super) fn some(&self) -> Vec<Name> {
        let widths = self.chart.labels.iter().map(|name| self.font.width(name));
        let widest = widths.fold(SHORTEST, f64::max).min(LONGEST);
        let every = every(self.pitch(), widest + GAP);
        let lit = self.chart.highlight.map(|(_, column)| column);
        let classes = spread(self.chart.classes(), every, lit);
        self.columns(classes, 1, self.pitch() * every as f64)
    }

    fn columns(&self, classes: Vec<usize>, levels: usize, room: f64) -> Vec<Name> {
        let bottom = self.squares.rect(self.ratio).bottom;
        let left = self.squares.corner.0 / self.ratio;
        let name = |(index, class): (usize, usize)| {
            let level = (index % levels) as f64;
            let y = bottom + GAP + self.font.height() / 2.0 + level * self.line;
            let most = self.most(class, room);
            Name {
                class,
                middle: (left + self.middle(class), y),
                text: self.font.shortened_within(self.chart.labels[class], most),
            }
        };
        classes.into_iter().enumerate().map(name).collect()
    }

    /// As many names of rows as stand clear of each other.
    pub(super) fn rows(&self, most: f64) -> Vec<Name> {
        let every = every(self.pitch(), self.font.height() + 2.0);
        let lit = self.chart.highlight.map(|(row, _)| row);
        let (left, top) = self.squares.corner;
        let x = left / self.ratio - GAP;
        let name = |class: usize| Name {
            class,
            middle: (x, top / self.ratio + self.middle(class)),
            text: self.font.shortened_within(self.chart.labels[class], most),
        };
        let classes = spread(self.chart.classes(), every, lit);
        classes.into_iter().map(name).collect()
    }
}

/// Every `every`th class, and the highlighted one instead of those too close to it.
fn spread(classes: usize, every: usize, lit: Option<usize>) -> Vec<usize> {
    let lit = lit.filter(|&lit| lit < classes);
    let clear = |class: &usize| lit.is_none_or(|lit| class.abs_diff(lit) >= every);
    let mut chosen: Vec<usize> = (0..classes).step_by(every).filter(clear).collect();
    chosen.extend(lit);
    chosen.sort_unstable();
    chosen
}
