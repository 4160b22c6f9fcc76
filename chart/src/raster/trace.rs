//! From a reduced line to what its stroke covers in each column.
//!
//! Columns are cut into parts where points are few, so that corners keep their shape. At the
//! sides of a column the line has one height; the stroke reaches as far above and below it as
//! a straight line of that slope and width does. A column in which the line turns around is
//! covered up to its extremes, whatever they are: nothing that was logged is smaller than a pixel.

use super::{Raster, Region, Span, Stroke, packed};
use crate::dash;
use crate::ink::{Pen, Place};
use crate::reduce::{Point, Reduced};

/// Lines with fewer points than this per device pixel are drawn in parts of a column.
const SPARSE: f32 = 0.75;
/// Parts of a column for sparse lines, on screens with usual and with small pixels.
const PARTS: f32 = 4.0;
const PARTS_SMALL: f32 = 2.0;
/// From this ratio on pixels are small.
const SMALL: f64 = 1.5;
/// A turn that stands out less than this many pixels is left to the edges.
const TURN: f32 = 0.25;
/// A point this close to the right edge lies on it.
const ON_EDGE: f64 = 1e-3;
/// Farther away than this many pixels only the direction of a line counts.
const FAR: f64 = 1e6;

/// The line in the columns of a region, and memory for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracer {
    /// Height of the line at the left side of each column.
    sides: Vec<f32>,
    /// Highest and lowest place of the line in each column.
    highest: Vec<f32>,
    lowest: Vec<f32>,
    /// How far the line goes up and down in each column, all ways together.
    variation: Vec<f32>,
    /// Upper and lower edge of the stroke at the left side of each column.
    upper: Vec<f32>,
    lower: Vec<f32>,
    /// Where a column is covered because the line turns there; none at infinity.
    top_turn: Vec<f32>,
    bottom_turn: Vec<f32>,
    /// The columns that the line touches.
    touched: Option<(usize, usize)>,
    previous: Option<(f32, f32)>,
    /// Columns are counted from this many left of the region.
    lead: f32,
}

/// Draws every run of a line.
pub(super) fn line(raster: &mut Raster, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) {
    let stroke = Strokes::new(raster.region, line, place, pen);
    if pen.dash.is_empty() || dash::is_frayed(line, place) {
        for run in line.runs().filter(|run| run.len() > 1) {
            stroke.draw(raster, run.iter().map(|&point| place.of(point)));
        }
        return;
    }
    for run in line.runs().filter(|run| run.len() > 1) {
        let points = run.iter().map(|&point: &Point| place.of(point));
        dash::pieces(points, pen.dash, place.ratio(), |piece| {
            stroke.draw(raster, piece.iter().copied());
        });
    }
}

/// How the runs of one line are drawn.
struct Strokes {
    region: Region,
    parts: f32,
    radius: f32,
    template: Stroke,
}

impl Strokes {
    fn new(region: Region, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) -> Self {
        let dense = line.points().len() as f32 > SPARSE * region.width as f32;
        let parts = match (dense, place.ratio() < SMALL) {
            (true, _) => 1.0,
            (false, true) => PARTS,
            (false, false) => PARTS_SMALL,
        };
        let radius = pen.width * 0.5;
        let reach = (radius * parts - 0.5).max(0.0);
        let opacity = pen.colour.alpha * 256.0;
        Self {
            region,
            parts,
            radius,
            template: Stroke {
                first: 0,
                start: 0,
                end: 0,
                parts: parts as u8,
                colour: packed(pen.colour),
                opacity: opacity.round() as u32,
                margin_opacity: (opacity * reach.fract()).round() as u32,
            },
        }
    }

    fn draw(&self, raster: &mut Raster, points: impl Iterator<Item = (f64, f64)>) {
        let reach = (self.radius * self.parts).ceil();
        let lead = reach + 2.0;
        let columns = self.region.width as f32 * self.parts;
        let tracer = &mut raster.tracer;
        tracer.begin((columns + 2.0 * lead) as usize, lead);
        let (left, top) = (f64::from(self.region.left), f64::from(self.region.top));
        let right = self.region.width as f64;
        for (x, y) in points {
            let mut x = x - left;
            // The right edge of the plot belongs to its last column.
            if x >= right && x < right + ON_EDGE {
                x = right - ON_EDGE;
            }
            let x = (x.clamp(-FAR, FAR) as f32).mul_add(self.parts, lead);
            tracer.point(x, (y - top).clamp(-FAR, FAR) as f32);
        }
        let Some((first, last)) = tracer.touched else {
            return;
        };
        tracer.widen(first, last, self.radius, self.parts);
        let start = raster.spans.len();
        raster.tracer.spans(
            first,
            last,
            (self.radius * self.parts - 0.5).max(0.0) as usize,
            self.template.margin_opacity > 0,
            &mut raster.spans,
        );
        raster.strokes.push(Stroke {
            first: first as i32 - lead as i32,
            start,
            end: raster.spans.len(),
            ..self.template
        });
    }
}

impl Tracer {
    fn begin(&mut self, columns: usize, lead: f32) {
        for column in [
            &mut self.sides,
            &mut self.highest,
            &mut self.lowest,
            &mut self.variation,
            &mut self.upper,
            &mut self.lower,
            &mut self.top_turn,
            &mut self.bottom_turn,
        ] {
            column.resize(columns + 1, 0.0);
        }
        self.touched = None;
        self.previous = None;
        self.lead = lead;
    }

    /// Goes on to the next point of the line; `x` in columns.
    fn point(&mut self, x: f32, y: f32) {
        let Some((from_x, from_y)) = self.previous.replace((x, y)) else {
            return;
        };
        let limit = self.sides.len() as f32 - 1.0;
        if x < 0.0 || from_x >= limit {
            return;
        }
        let slope = if x > from_x {
            (y - from_y) / (x - from_x)
        } else {
            0.0
        };
        let height = |side: f32| slope.mul_add(side - from_x, from_y);
        let (begin, begin_y) = if from_x < 0.0 {
            (0.0, height(0.0))
        } else {
            (from_x, from_y)
        };
        let cut = x >= limit;
        let end = if cut { limit - 1e-3 } else { x };
        let end_y = if cut { height(limit) } else { y };
        let (mut column, last) = (begin as usize, (end as usize).min(self.sides.len() - 2));
        self.enter(column, begin_y);
        let mut y = begin_y;
        while column < last {
            let side = height((column + 1) as f32);
            self.go(column, y, side);
            column += 1;
            self.sides[column] = side;
            self.enter(column, side);
            y = side;
        }
        self.go(last, y, end_y);
        self.sides[last + 1] = end_y;
    }

    /// The line enters a column, or is there already.
    #[inline]
    fn enter(&mut self, column: usize, y: f32) {
        let first = match self.touched {
            Some((_, last)) if last >= column => return,
            Some((first, _)) => first,
            None => {
                self.sides[column] = y;
                column
            }
        };
        self.touched = Some((first, column));
        self.highest[column] = y;
        self.lowest[column] = y;
        self.variation[column] = 0.0;
    }

    /// The line goes up or down inside a column.
    #[inline]
    fn go(&mut self, column: usize, from: f32, to: f32) {
        self.highest[column] = self.highest[column].min(to);
        self.lowest[column] = self.lowest[column].max(to);
        self.variation[column] += (to - from).abs();
    }

    /// Works out the edges of the stroke at the sides of columns, and the turns.
    fn widen(&mut self, first: usize, last: usize, radius: f32, parts: f32) {
        let reach = (radius * parts).ceil().max(1.0) as usize;
        let sides = &self.sides[first..=last + 1];
        let count = sides.len();
        let upper = &mut self.upper[first..=last + 1];
        let lower = &mut self.lower[first..=last + 1];
        for at in 0..count {
            let here = sides[at];
            let before = here - sides[at.saturating_sub(1)];
            let after = sides[(at + 1).min(count - 1)] - here;
            // Heights grow downwards, so a line that falls to the right rises to the left.
            let climb = before.max(-after).max(0.0) * parts;
            let fall = after.max(-before).max(0.0) * parts;
            upper[at] = here - radius * climb.mul_add(climb, 1.0).sqrt();
            lower[at] = here + radius * fall.mul_add(fall, 1.0).sqrt();
        }
        for at in 0..count {
            let around =
                (first + at).saturating_sub(reach).max(first)..(first + at + reach).min(last + 1);
            let highest = minimum(&self.highest[around.clone()]);
            let lowest = maximum(&self.lowest[around]);
            upper[at] = upper[at].max(highest - radius);
            lower[at] = lower[at].min(lowest + radius);
        }
        self.find_turns(first, last, radius);
    }

    /// The line turns in a column where it goes up and down by more than its sides differ, or
    /// where its left side is an extreme. It begins and ends as if it turned there.
    fn find_turns(&mut self, first: usize, last: usize, radius: f32) {
        for column in first..=last {
            let (left, right) = (self.sides[column], self.sides[column + 1]);
            let before = self.sides[column.saturating_sub(1).max(first)];
            let (arrives, leaves) = (left - before, right - left);
            let on_side = arrives * leaves < 0.0 && arrives.abs().min(leaves.abs()) > TURN;
            let inside = self.variation[column] > leaves.abs() + 2.0 * TURN;
            let turns = inside || on_side || column == first || column == last;
            (self.top_turn[column], self.bottom_turn[column]) = if turns {
                (self.highest[column] - radius, self.lowest[column] + radius)
            } else {
                (f32::INFINITY, f32::NEG_INFINITY)
            };
        }
    }

    /// One span for each column. A turn covers `reach` columns on either side wholly, and the
    /// one after them in part.
    fn spans(
        &self,
        first: usize,
        last: usize,
        reach: usize,
        with_margins: bool,
        spans: &mut Vec<Span>,
    ) {
        let around = |column: usize, reach: usize| {
            column.saturating_sub(reach).max(first)..(column + reach).min(last) + 1
        };
        for column in first..=last {
            let near = around(column, reach);
            let turn = minimum(&self.top_turn[near.clone()]);
            let low_turn = maximum(&self.bottom_turn[near]);
            let top = [
                self.upper[column].min(turn),
                self.upper[column + 1].min(turn),
            ];
            let bottom = [
                self.lower[column].max(low_turn),
                self.lower[column + 1].max(low_turn),
            ];
            let margin = if with_margins {
                let far = around(column, reach + 1);
                [
                    minimum(&self.top_turn[far.clone()]),
                    maximum(&self.bottom_turn[far]),
                ]
            } else {
                [f32::INFINITY, f32::NEG_INFINITY]
            };
            spans.push(Span {
                top,
                bottom,
                margin,
            });
        }
    }
}

fn minimum(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::INFINITY, f32::min)
}

fn maximum(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}
