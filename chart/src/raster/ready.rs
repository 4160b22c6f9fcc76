//! Pieces of neighbouring columns, made ready to be painted. What needs a division or a comparison
//! is worked out here for many columns at once, in loops without a branch.

use super::cover::Cover;
use super::paint::{cut, whole};
use super::{greatest, least};
use crate::simd::Edge;

/// The edges of pieces, and the rows that they touch: one too many at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Ready {
    upper: Edges,
    lower: Edges,
}

/// One edge of each piece.
#[derive(Clone, Debug, Default)]
struct Edges {
    begin: Vec<f32>,
    rate: Vec<f32>,
    /// The first row below, or the last one.
    row: Vec<u32>,
}

impl Ready {
    /// Makes all columns of `cover` ready, in a plot of this height.
    pub(super) fn make(&mut self, cover: &Cover, height: usize) {
        let (upper, lower, top, bottom) = cover.all();
        let limit = height as f32;
        self.upper.make(upper, top, least, (-0.5, limit));
        self.lower.make(lower, bottom, greatest, (0.5, limit));
    }

    /// The rows that a piece touches.
    #[inline(always)]
    pub(super) fn rows(&self, column: usize) -> (usize, usize) {
        let first = self.upper.row[column] as usize;
        (first, first.max(self.lower.row[column] as usize))
    }

    /// Upper and lower edge of a piece.
    #[inline(always)]
    pub(super) fn edges(&self, column: usize) -> (Edge, Edge) {
        (self.upper.edge(column), self.lower.edge(column))
    }
}

impl Edges {
    #[inline(always)]
    fn edge(&self, column: usize) -> Edge {
        Edge {
            begin: self.begin[column],
            rate: self.rate[column],
        }
    }

    /// `outer` picks the one of two heights that lies further outside.
    #[inline(always)]
    fn make(
        &mut self,
        sides: &[f32],
        turns: &[f32],
        outer: impl Fn(f32, f32) -> f32 + Copy,
        (room, limit): (f32, f32),
    ) {
        let count = turns.len();
        self.begin.resize(count, 0.0);
        self.rate.resize(count, 0.0);
        self.row.resize(count, 0);
        let (left, right) = (&sides[..count], &sides[1..=count]);
        slopes(left, right, turns, &mut self.begin, &mut self.rate, outer);
        rows(left, right, turns, &mut self.row, |left, right, turn| {
            cut(outer(outer(left, right), turn) + room, limit)
        });
    }
}

/// Where edges begin and how fast they gain: as `edge` of `paint.rs` for each.
#[inline(always)]
fn slopes(
    left: &[f32],
    right: &[f32],
    turns: &[f32],
    begin: &mut [f32],
    rate: &mut [f32],
    outer: impl Fn(f32, f32) -> f32,
) {
    let count = turns.len();
    let (left, right) = (&left[..count], &right[..count]);
    let (begin, rate) = (&mut begin[..count], &mut rate[..count]);
    for at in 0..count {
        let (left, right) = (outer(left[at], turns[at]), outer(right[at], turns[at]));
        let extent = greatest((left - right).abs(), 1.0);
        begin[at] = (left + right - extent) * 0.5 - 0.5;
        rate[at] = 1.0 / extent;
    }
}

#[inline(always)]
fn rows(
    left: &[f32],
    right: &[f32],
    turns: &[f32],
    row: &mut [u32],
    height: impl Fn(f32, f32, f32) -> f32,
) {
    let count = turns.len();
    let (left, right, row) = (&left[..count], &right[..count], &mut row[..count]);
    for at in 0..count {
        row[at] = whole(height(left[at], right[at], turns[at]));
    }
}
