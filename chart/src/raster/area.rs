//! Areas between two lines, covered column by column. They are drawn before all strokes.

use super::paint::{Paint, Piece};
use super::{Raster, packed};
use crate::area::Area;
use crate::ink::Place;
use crate::theme::Rgba;

/// Places are cut this many pixels away before anything is computed with them.
const FAR: f64 = 1e6;

/// Covers every run of an area.
pub(super) fn tint(raster: &mut Raster, area: &Area, place: &Place<'_>, colour: Rgba) {
    let region = raster.region;
    let paint = Paint {
        colour: packed(colour),
        opacity: colour.alpha * 256.0,
    };
    for mut run in area.placed(place) {
        for [x, first, second] in &mut run {
            *x = (*x - f64::from(region.left)).clamp(-FAR, FAR);
            for height in [first, second] {
                *height = (*height - f64::from(region.top)).clamp(-FAR, FAR);
            }
        }
        let (Some(from), Some(to)) = (run.first(), run.last()) else {
            continue;
        };
        let first = from[0].max(0.0).floor() as usize;
        let end = (to[0].ceil().max(0.0) as usize).min(region.width);
        for (piece, column) in pieces(&run, first..end).iter().zip(first..) {
            paint.cover(&mut raster.field, column, piece);
        }
    }
}

fn pieces(run: &[[f64; 3]], range: std::ops::Range<usize>) -> Vec<Piece> {
    let mut at = 0;
    let side = |x: f64, at: &mut usize| {
        while *at + 2 < run.len() && run[*at + 1][0] < x {
            *at += 1;
        }
        between(run[*at], run[(*at + 1).min(run.len() - 1)], x)
    };
    let mut left = side(range.start as f64, &mut at);
    let mut found = Vec::with_capacity(range.len());
    for index in range {
        let begin = at;
        let end = (index + 1) as f64;
        let right = side(end, &mut at);
        let mut piece = Piece {
            upper: [left[0], right[0]],
            lower: [left[1], right[1]],
        };
        // Corners inside the column stand out of what its sides say.
        for &[x, first, second] in &run[begin..(at + 2).min(run.len())] {
            if x >= index as f64 && x <= end {
                let [top, bottom] = sorted(first, second);
                reach(&mut piece, top, bottom);
            }
        }
        found.push(piece);
        left = right;
    }
    found
}

/// Makes a piece reach out to these heights, if it does not.
fn reach(piece: &mut Piece, top: f32, bottom: f32) {
    if top < piece.upper[0].min(piece.upper[1]) {
        piece.upper = [top; 2];
    }
    if bottom > piece.lower[0].max(piece.lower[1]) {
        piece.lower = [bottom; 2];
    }
}

/// Both heights at `x` on the way from one place to another, the upper first.
fn between(from: [f64; 3], to: [f64; 3], x: f64) -> [f32; 2] {
    let length = to[0] - from[0];
    let share = if length > 0.0 {
        ((x - from[0]) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let at = |index: usize| from[index] + (to[index] - from[index]) * share;
    sorted(at(1), at(2))
}

fn sorted(a: f64, b: f64) -> [f32; 2] {
    [a.min(b) as f32, a.max(b) as f32]
}
