//! From a reduced line to what it does in each column: where it enters, how high and how low it
//! goes. Columns are cut into parts where points are few, so that corners keep their shape.

use super::cover::{Course, Cover, beyond};
use super::paint::Paint;
use super::ready::Ready;
use super::{Raster, Region, greatest, least, packed};
use crate::dash;
use crate::ink::{Pen, Place};
use crate::reduce::Reduced;

/// Lines with fewer points than this per device pixel are drawn in parts of a column.
const SPARSE: f32 = 0.5;
/// Parts of a column for sparse lines, on screens with usual and with small pixels.
const PARTS: f32 = 4.0;
const PARTS_SMALL: f32 = 2.0;
/// From this ratio on pixels are small.
const SMALL: f64 = 1.5;
/// A point this close to the right edge lies on it.
const ON_EDGE: f64 = 1e-3;
/// Farther away than this many pixels only the direction of a line counts.
const FAR: f32 = 1e6;
/// Free columns before the first and after the last one, so that neighbours always exist.
const MARGIN: usize = 2;

/// The line in the columns of a region, and memory for it. Columns are counted from some way left
/// of the region, see [`Strokes::lead`]. Heights grow downwards.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracer {
    /// Height of the line at the left side of each column.
    sides: Vec<f32>,
    /// Highest and lowest place of the line in each column.
    highest: Vec<f32>,
    lowest: Vec<f32>,
    /// How far the line bends away, in each column, from the straight way between its sides.
    bend: Vec<f32>,
    /// What the stroke covers.
    cover: Cover,
    /// The same, ready to be painted column by column.
    ready: Ready,
    /// Coverage of one column, while it is made of parts.
    coverage: Vec<f32>,
}

/// Draws every run of a line.
pub(super) fn line(raster: &mut Raster, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) {
    let strokes = Strokes::new(raster.region, line, place, pen);
    let runs = line.runs().filter(|run| run.len() > 1);
    if pen.dash.is_empty() || dash::is_frayed(line, place) {
        for run in runs {
            strokes.draw(raster, run.iter().map(|&point| place.of(point)));
        }
        return;
    }
    for run in runs {
        let points = run.iter().map(|&point| place.of(point));
        dash::pieces(points, pen.dash, place.ratio(), |piece| {
            strokes.draw(raster, piece.iter().copied());
        });
    }
}

/// How the runs of one line are drawn.
struct Strokes {
    region: Region,
    parts: usize,
    radius: f32,
    paint: Paint,
}

impl Strokes {
    fn new(region: Region, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) -> Self {
        let dense = line.points().len() as f32 > SPARSE * region.width as f32;
        let parts = match (dense, place.ratio() < SMALL) {
            (true, _) => 1.0,
            (false, true) => PARTS,
            (false, false) => PARTS_SMALL,
        };
        Self {
            region,
            parts: parts as usize,
            radius: pen.width * 0.5,
            paint: Paint {
                colour: packed(pen.colour),
                opacity: (pen.colour.alpha * 256.0).round(),
            },
        }
    }

    /// How many columns left of the region a line is followed.
    fn lead(&self) -> usize {
        self.reach() + MARGIN + 1
    }

    /// How many columns a stroke may reach to either side, rounded up.
    fn reach(&self) -> usize {
        ((self.radius * self.parts as f32).ceil() as usize).max(1)
    }

    fn draw(&self, raster: &mut Raster, points: impl Iterator<Item = (f64, f64)>) {
        let (tracer, parts) = (&mut raster.tracer, self.parts as f32);
        let lead = self.lead();
        tracer.begin(
            self.region.width * self.parts + 2 * lead,
            self.region.height,
        );
        let (left, top) = (f64::from(self.region.left), f64::from(self.region.top));
        let right = self.region.width as f64;
        let points = points.map(|(x, y)| {
            let x = x - left;
            // The right edge of the plot belongs to its last column.
            let on_edge = x >= right && x < right + ON_EDGE;
            let x = if on_edge { right - ON_EDGE } else { x };
            (near(x) * parts + lead as f32, near(y - top))
        });
        let Some((first, last)) = tracer.follow(points) else {
            return;
        };
        // The line goes on levelly where it ends.
        tracer.sides[first - 1] = tracer.sides[first];
        tracer.sides[last + 2] = tracer.sides[last + 1];
        tracer.cover.work_out(
            Course {
                sides: &tracer.sides[first - 1..=last + 2],
                highest: &tracer.highest[first..=last],
                lowest: &tracer.lowest[first..=last],
                bend: &tracer.bend[first..=last],
            },
            self.radius,
            self.parts,
        );
        self.paint(raster, (first, last));
    }

    /// Paints the columns that the line touches, as far as they lie in the region.
    fn paint(&self, raster: &mut Raster, (touched, last): (usize, usize)) {
        let lead = self.lead();
        let first = touched.max(lead);
        let end = (last + 1).min(lead + self.region.width * self.parts);
        if first >= end {
            return;
        }
        let Raster { field, tracer, .. } = raster;
        let Tracer {
            cover,
            ready,
            coverage,
            ..
        } = tracer;
        if self.parts > 1 {
            let mut at = first;
            while at < end {
                let column = (at - lead) / self.parts;
                let next = (lead + (column + 1) * self.parts).min(end);
                let pieces = (at..next).map(|part| cover.piece(part - touched));
                self.paint
                    .cover_parts(field, column, pieces, self.parts as f32, coverage);
                at = next;
            }
            return;
        }
        let beside = Paint {
            opacity: (self.paint.opacity * beyond(self.radius, 1).fract()).round(),
            ..self.paint
        };
        ready.make(cover, field.height());
        for column in first..end {
            let (at, own) = (column - lead, column - touched);
            if beside.opacity > 0.0 {
                cover.beside(own, &cover.piece(own), |top, bottom| {
                    beside.cover_even(field, at, top, bottom);
                });
            }
            let piece = || cover.piece(own);
            self.paint
                .cover_ready(field, at, ready.rows(own), ready.edges(own), piece);
        }
    }
}

/// A place, cut where it is far away.
#[inline(always)]
fn near(place: f64) -> f32 {
    least(greatest(place as f32, -FAR), FAR)
}

/// Corners of a line that are kept of one column; more are taken for a bend as a whole.
const CORNERS: usize = 4;

/// The line in the column that it is in.
#[derive(Clone, Copy, Default)]
struct Visit {
    column: usize,
    /// The right side of the column.
    end: f32,
    /// Height where the line entered.
    begin_y: f32,
    highest: f32,
    lowest: f32,
    corners: [(f32, f32); CORNERS],
    n_corners: usize,
}

impl Visit {
    /// The next column; what is left of old corners does not count.
    #[inline(always)]
    fn move_to(&mut self, column: usize, y: f32) {
        self.column = column;
        self.end = (column + 1) as f32;
        self.begin_y = y;
        self.highest = y;
        self.lowest = y;
        self.n_corners = 0;
    }

    #[inline(always)]
    fn reach(&mut self, y: f32) {
        self.highest = least(self.highest, y);
        self.lowest = greatest(self.lowest, y);
    }

    #[inline(always)]
    fn corner(&mut self, x: f32, y: f32) {
        self.reach(y);
        if let Some(corner) = self.corners.get_mut(self.n_corners) {
            *corner = (x, y);
        }
        self.n_corners += 1;
    }

    /// How far the line bends away from the straight way to its height at the right side.
    #[inline(always)]
    fn bend(&self, side: f32) -> f32 {
        let Some(corners) = self.corners.get(..self.n_corners) else {
            return self.lowest - self.highest;
        };
        let slope = side - self.begin_y;
        let mut most = 0.0;
        for &(x, y) in corners {
            let straight = side - slope * (self.end - x);
            most = greatest(most, (y - straight).abs());
        }
        most
    }
}

impl Tracer {
    fn begin(&mut self, columns: usize, height: usize) {
        for column in [
            &mut self.sides,
            &mut self.highest,
            &mut self.lowest,
            &mut self.bend,
        ] {
            column.resize(columns, 0.0);
        }
        self.coverage.resize(height, 0.0);
    }

    /// Follows the line from point to point, x counted in columns; gives the columns that it
    /// touches.
    fn follow(&mut self, mut points: impl Iterator<Item = (f32, f32)>) -> Option<(usize, usize)> {
        let (begin, limit) = (MARGIN as f32, (self.sides.len() - MARGIN - 1) as f32);
        let (mut from_x, mut from_y) = points.next()?;
        let mut first = None;
        let mut visit = Visit::default();
        let mut last_y = from_y;
        for (x, y) in points {
            let start = (from_x, from_y);
            (from_x, from_y) = (x, y);
            if x < begin || start.0 >= limit {
                continue;
            }
            // Most points lie in the column of the one before.
            if first.is_some() && x < visit.end {
                visit.corner(x, y);
                last_y = y;
                continue;
            }
            let slope = if x > start.0 {
                (y - start.1) / (x - start.0)
            } else {
                0.0
            };
            let height = |side: f32| slope * (side - start.0) + start.1;
            if first.is_none() {
                let (x, y) = if start.0 < begin {
                    (begin, height(begin))
                } else {
                    start
                };
                first = Some(x as usize);
                self.sides[x as usize] = y;
                visit.move_to(x as usize, y);
            }
            let (last, corner_x, y) = if x >= limit {
                (limit as usize - 1, limit, height(limit))
            } else {
                (x as usize, x, y)
            };
            while visit.column < last {
                let side = height(visit.end);
                visit.reach(side);
                self.leave(&visit, side);
                visit.move_to(visit.column + 1, side);
            }
            visit.corner(corner_x, y);
            last_y = y;
        }
        self.leave(&visit, last_y);
        Some((first?, visit.column))
    }

    /// Writes down what the line did in a column.
    #[inline(always)]
    fn leave(&mut self, visit: &Visit, side: f32) {
        let column = visit.column;
        self.highest[column] = visit.highest;
        self.lowest[column] = visit.lowest;
        self.bend[column] = visit.bend(side);
        self.sides[column + 1] = side;
    }
}
