//! What a sampled answer needs to know of a run of points: cells that are merged into buckets, so
//! that wide buckets need no point at all. Never estimates: a cell holds real points.

use super::Mark;
use super::axis::Line;
use super::sample::{Buckets, finite_corners};

/// Points that a cell should stand for, on average.
const CELL_POINTS: usize = 128;

/// One point, with its index among the placed points of its run or line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) index: u64,
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Neighbouring points, reduced to those that a bucket would show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// The first of all its points, and the place of the last.
    pub(super) first: Point,
    pub(super) last_x: f64,
    /// The first, smallest, greatest and last finite point.
    corners: Option<[Point; 4]>,
    /// The first point of each kind that is not finite, where there is any.
    marks: Option<Box<[Option<Point>; 3]>>,
}

impl Cell {
    /// Of points `x`, `y`, sorted by x, the first of which has the index `base`; none without any.
    pub(super) fn of(x: &[f64], y: &[f64], base: u64) -> Option<Self> {
        let point = |index: usize| Point {
            index: base + index as u64,
            x: x[index],
            y: y[index],
        };
        let last_x = *x.last()?;
        let mut marks: Option<Box<[Option<Point>; 3]>> = None;
        for (index, &value) in y.iter().enumerate() {
            if let Some(mark) = Mark::of(x[index], value) {
                let marks = marks.get_or_insert_default();
                marks[usize::from(mark.code())].get_or_insert_with(|| point(index));
            }
        }
        Some(Self {
            first: point(0),
            last_x,
            corners: finite_corners(y).map(|corners| corners.map(point)),
            marks,
        })
    }

    /// The same, for a run whose first point has the index `base` in the whole line.
    pub(super) fn shifted(&self, base: u64) -> Self {
        let shift = |point: Point| Point {
            index: point.index + base,
            ..point
        };
        let marks = self.marks.as_deref();
        Self {
            first: shift(self.first),
            last_x: self.last_x,
            corners: self.corners.map(|corners| corners.map(shift)),
            marks: marks.map(|marks| Box::new(marks.map(|mark| mark.map(shift)))),
        }
    }

    /// Takes in the points that follow.
    pub(super) fn merge(&mut self, later: &Self) {
        self.last_x = later.last_x;
        self.corners = match (self.corners, later.corners) {
            (Some([first, low, high, _]), Some([_, later_low, later_high, last])) => {
                let low = if later_low.y < low.y { later_low } else { low };
                let high = if later_high.y > high.y {
                    later_high
                } else {
                    high
                };
                Some([first, low, high, last])
            }
            (mine, theirs) => mine.or(theirs),
        };
        if let Some(theirs) = &later.marks {
            let mine = self.marks.get_or_insert_default();
            for (mine, theirs) in mine.iter_mut().zip(theirs.iter()) {
                *mine = mine.or(*theirs);
            }
        }
    }

    /// The points that stand for it, in order and without repeats. Where none is finite, the first
    /// one stands for the break in the line.
    pub(super) fn shown(&self) -> impl Iterator<Item = (f64, f64)> + use<> {
        let mut shown = self.corners.unwrap_or([self.first; 4]);
        shown.sort_unstable_by_key(|point| point.index);
        let mut previous = None;
        shown
            .into_iter()
            .filter(move |point| previous.replace(point.index) != Some(point.index))
            .map(|point| {
                (
                    point.x,
                    if point.y.is_finite() {
                        point.y
                    } else {
                        f64::NAN
                    },
                )
            })
    }

    /// One mark for each kind of points that are not finite, in order.
    pub(super) fn marked(&self) -> Vec<Mark> {
        let Some(marks) = &self.marks else {
            return Vec::new();
        };
        let mut found: Vec<Point> = marks.iter().flatten().copied().collect();
        found.sort_unstable_by_key(|point| point.index);
        let mark = |point: Point| Mark::of(point.x, point.y);
        found.into_iter().filter_map(mark).collect()
    }
}

/// A run of points on an axis, reduced to cells.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    /// How many points have a place.
    pub(super) n: u64,
    /// How many have none.
    pub(super) no_x: u64,
    /// None where a point lies before an earlier one.
    pub(super) cells: Vec<Cell>,
    /// The last point.
    pub(super) last: Option<(f64, f64)>,
}

impl Sketch {
    /// Of a run of points in arrival order.
    pub fn of(line: &Line) -> Self {
        let (x, y) = (&line.x, &line.y);
        let cells = if line.is_sorted() {
            cell_width(x)
                .cut(x, 0..x.len())
                .filter_map(|range| {
                    Cell::of(&x[range.clone()], &y[range.clone()], range.start as u64)
                })
                .collect()
        } else {
            Vec::new()
        };
        Self {
            n: x.len() as u64,
            no_x: line.no_x,
            cells,
            last: x.last().copied().zip(y.last().copied()),
        }
    }

    /// What it takes in memory, in bytes.
    pub fn n_bytes(&self) -> usize {
        let marks = self
            .cells
            .iter()
            .filter(|cell| cell.marks.is_some())
            .count();
        size_of::<Self>()
            + self.cells.len() * size_of::<Cell>()
            + marks * size_of::<[Option<Point>; 3]>()
    }

    /// The first point.
    pub(super) fn first(&self) -> Option<(f64, f64)> {
        self.cells.first().map(|cell| (cell.first.x, cell.first.y))
    }
}

/// Cells lie on the same grid as buckets, so that a bucket that is wider than a cell holds it whole.
fn cell_width(x: &[f64]) -> Buckets {
    let extent = (
        x.first().copied().unwrap_or(0.0),
        x.last().copied().unwrap_or(0.0),
    );
    // `Buckets` makes two for a pixel.
    Buckets::new(extent, (x.len() / (4 * CELL_POINTS)).max(1) as u32)
}
