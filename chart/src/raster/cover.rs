//! From what a line does in each column to what its stroke covers there.
//!
//! At the sides of a column the line has one height; the stroke reaches as far above and below it
//! as a straight line of that slope and width does. A column in which the line turns around is
//! covered up to its extremes, whatever they are: nothing that was logged is smaller than a pixel.
//!
//! Every step is a loop over slices in a function of its own, without a branch: so the compiler
//! knows the slices apart and handles many columns at once.

use super::paint::Piece;
use super::{greatest, least};

/// A turn that stands out less than this many pixels is left to the edges.
const TURN: f32 = 0.25;
/// So is a bend of less than this share of the height that the line gains in the column.
const BEND: f32 = 0.15;

/// What a line does in some columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course<'a> {
    /// Its height at the left side of each column and at the right side of the last one; before
    /// and after them one more, where it goes on levelly.
    pub(super) sides: &'a [f32],
    /// Its highest and its lowest place in each column; heights grow downwards.
    pub(super) highest: &'a [f32],
    pub(super) lowest: &'a [f32],
    /// How far it bends away, in each column, from the straight way between its sides.
    pub(super) bend: &'a [f32],
}

/// What a stroke covers in each column.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    /// Upper and lower edge at the left side of each column and the right side of the last.
    upper: Vec<f32>,
    lower: Vec<f32>,
    /// How far a column is covered because the line turns there; infinitely little without a turn.
    top: Vec<f32>,
    bottom: Vec<f32>,
    /// Whether turns cover whole columns beside their own.
    spread: bool,
    /// Memory for extremes of several columns.
    near: Vec<f32>,
}

/// How many columns, and parts of them, a turn covers on either side beyond its own.
pub(super) fn beyond(radius: f32, parts: usize) -> f32 {
    (radius * parts as f32 - 0.5).max(0.0)
}

impl Cover {
    /// Works out what a stroke of this radius covers.
    pub(super) fn work_out(&mut self, course: Course<'_>, radius: f32, parts: usize) {
        let count = course.highest.len();
        for (values, length) in [
            (&mut self.upper, count + 1),
            (&mut self.lower, count + 1),
            (&mut self.top, count),
            (&mut self.bottom, count),
        ] {
            values.resize(length, 0.0);
        }
        widen(
            course.sides,
            (radius, parts as f32),
            &mut self.upper,
            &mut self.lower,
        );
        if parts == 1 && radius > 1.0 {
            lean_over(course.sides, radius, &mut self.upper, &mut self.lower);
        }
        let reach = ((radius * parts as f32).ceil() as usize).max(1);
        if reach == 1 {
            keep_below(course.highest, radius, &mut self.upper);
            keep_above(course.lowest, radius, &mut self.lower);
        } else {
            extremes(course.highest, (reach, reach - 1), &mut self.near, least);
            keep_below(&self.near, radius, &mut self.upper);
            extremes(course.lowest, (reach, reach - 1), &mut self.near, greatest);
            keep_above(&self.near, radius, &mut self.lower);
        }
        find_turns(
            course.sides,
            course.bend,
            course.highest,
            course.lowest,
            radius,
            &mut self.top,
            &mut self.bottom,
        );
        for end in [0, count - 1] {
            // The line begins and ends as if it turned there.
            self.top[end] = course.highest[end] - radius;
            self.bottom[end] = course.lowest[end] + radius;
        }
        let whole = beyond(radius, parts) as usize;
        self.spread = whole > 0;
        if self.spread {
            extremes(&self.top, (whole, whole), &mut self.near, least);
            std::mem::swap(&mut self.top, &mut self.near);
            extremes(&self.bottom, (whole, whole), &mut self.near, greatest);
            std::mem::swap(&mut self.bottom, &mut self.near);
        }
    }

    /// Upper and lower edges at all sides, and how far turns cover each column.
    pub(super) fn all(&self) -> (&[f32], &[f32], &[f32], &[f32]) {
        (&self.upper, &self.lower, &self.top, &self.bottom)
    }

    /// What is covered in a column.
    #[inline(always)]
    pub(super) fn piece(&self, column: usize) -> Piece {
        let (top, bottom) = (self.top[column], self.bottom[column]);
        let (upper, lower) = (
            &self.upper[column..column + 2],
            &self.lower[column..column + 2],
        );
        Piece {
            upper: [least(upper[0], top), least(upper[1], top)],
            lower: [greatest(lower[0], bottom), greatest(lower[1], bottom)],
        }
    }

    /// What turns in the columns beside this one cover above and below its own piece.
    #[inline]
    pub(super) fn beside(&self, column: usize, piece: &Piece, mut cover: impl FnMut(f32, f32)) {
        let before = column.saturating_sub(1);
        let after = (column + 1).min(self.top.len() - 1);
        let top = least(self.top[before], self.top[after]);
        let bottom = greatest(self.bottom[before], self.bottom[after]);
        let own_top = least(piece.upper[0], piece.upper[1]);
        let own_bottom = greatest(piece.lower[0], piece.lower[1]);
        if top < own_top {
            cover(top, least(own_top, bottom));
        }
        if bottom > own_bottom {
            cover(greatest(own_bottom, top), bottom);
        }
    }
}

/// The edges of a stroke where it has the slope of the columns beside: as far above and below the
/// line as a straight stroke of that slope reaches.
#[inline(never)]
fn widen(sides: &[f32], (radius, parts): (f32, f32), upper: &mut [f32], lower: &mut [f32]) {
    let count = upper.len().min(lower.len()).min(sides.len() - 2);
    let (before, here, after) = (&sides[..count], &sides[1..=count], &sides[2..count + 2]);
    let (upper, lower) = (&mut upper[..count], &mut lower[..count]);
    for at in 0..count {
        let arrives = (here[at] - before[at]) * parts;
        let leaves = (after[at] - here[at]) * parts;
        // Heights grow downwards: what falls to the right rises to the left.
        let climb = greatest(greatest(arrives, -leaves), 0.0);
        let fall = greatest(greatest(leaves, -arrives), 0.0);
        upper[at] = here[at] - radius * (climb * climb + 1.0).sqrt();
        lower[at] = here[at] + radius * (fall * fall + 1.0).sqrt();
    }
}

/// The edges of strokes that are wider than two columns, where the line is steep one column further:
/// its stroke reaches out of that column by more than the one beside it.
#[inline(never)]
fn lean_over(sides: &[f32], radius: f32, upper: &mut [f32], lower: &mut [f32]) {
    let length = upper.len().min(lower.len()).min(sides.len() - 2) - 1;
    // What comes after a side, then what came before it; a side is the second of `sides`.
    for (own, near, far) in [(0, 2, 3), (1, 1, 0)] {
        let (near, far) = (&sides[near..][..length], &sides[far..][..length]);
        let (upper, lower) = (&mut upper[own..][..length], &mut lower[own..][..length]);
        for at in 0..length {
            let gain = far[at] - near[at];
            let (fall, climb) = (greatest(gain, 0.0), greatest(-gain, 0.0));
            let (under, over) = (near[at] - fall, near[at] + climb);
            lower[at] = greatest(lower[at], under + radius * (fall * fall + 1.0).sqrt());
            upper[at] = least(upper[at], over - radius * (climb * climb + 1.0).sqrt());
        }
    }
}

/// However steep, a stroke ends its radius above the highest point of the columns on either side.
#[inline(never)]
fn keep_below(highest: &[f32], radius: f32, upper: &mut [f32]) {
    let count = highest.len();
    upper[0] = greatest(upper[0], highest[0] - radius);
    upper[count] = greatest(upper[count], highest[count - 1] - radius);
    let (left, right) = (&highest[..count - 1], &highest[1..]);
    let inner = &mut upper[1..count];
    for at in 0..count - 1 {
        inner[at] = greatest(inner[at], least(left[at], right[at]) - radius);
    }
}

/// The same at the bottom.
#[inline(never)]
fn keep_above(lowest: &[f32], radius: f32, lower: &mut [f32]) {
    let count = lowest.len();
    lower[0] = least(lower[0], lowest[0] + radius);
    lower[count] = least(lower[count], lowest[count - 1] + radius);
    let (left, right) = (&lowest[..count - 1], &lowest[1..]);
    let inner = &mut lower[1..count];
    for at in 0..count - 1 {
        inner[at] = least(inner[at], greatest(left[at], right[at]) + radius);
    }
}

/// The line turns in a column where it goes beyond its sides or bends away from the straight way,
/// or where its left side is an extreme.
#[inline(never)]
fn find_turns(
    sides: &[f32],
    bend: &[f32],
    highest: &[f32],
    lowest: &[f32],
    radius: f32,
    top: &mut [f32],
    bottom: &mut [f32],
) {
    let count = top.len();
    let (before, left, right) = (&sides[..count], &sides[1..=count], &sides[2..count + 2]);
    let (highest, lowest) = (&highest[..count], &lowest[..count]);
    let bend = &bend[..count];
    let bottom = &mut bottom[..count];
    for at in 0..count {
        let (arrives, leaves) = (left[at] - before[at], right[at] - left[at]);
        // How sharp an extreme the left side is; below zero where it is none.
        let on_side = greatest(least(arrives, -leaves), least(-arrives, leaves));
        let (high, low) = (highest[at], lowest[at]);
        let above = least(left[at], right[at]) - high;
        let below = low - greatest(left[at], right[at]);
        let inside = bend[at] - BEND * leaves.abs();
        let most = greatest(greatest(on_side, inside), greatest(above, below));
        let turns = most > TURN;
        top[at] = if turns { high - radius } else { f32::INFINITY };
        bottom[at] = if turns {
            low + radius
        } else {
            f32::NEG_INFINITY
        };
    }
}

/// The extreme of each value and those up to so many before and after it.
fn extremes(
    values: &[f32],
    (before, after): (usize, usize),
    near: &mut Vec<f32>,
    pick: impl Fn(f32, f32) -> f32,
) {
    values.clone_into(near);
    let count = values.len();
    for distance in 1..=before.min(count - 1) {
        for (near, value) in near[distance..].iter_mut().zip(values) {
            *near = pick(*near, *value);
        }
    }
    for distance in 1..=after.min(count - 1) {
        for (near, value) in near.iter_mut().zip(&values[distance..]) {
            *near = pick(*near, *value);
        }
    }
}
