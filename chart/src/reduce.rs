//! From a series of any length to the few points that one device pixel column can show.
//!
//! Every column keeps its true first, lowest, highest and last value; columns of up to four
//! points keep all of them, so that sparse data lose nothing. A value without a place breaks the
//! line. The nearest points outside the window are kept so that lines run to the edge.

mod extent;
#[cfg(test)]
mod property;

use crate::scale::{Scale, ScaleKind};
use crate::spec::{Line, Values};
use extent::Sample;

/// Columns with at most this many points keep every one.
const KEEP_ALL: usize = 4;
/// A window with at most this many points per column on average keeps every one.
const KEEP_ALL_MEAN: f64 = 2.0;

/// A kept point: `x` in device pixels from the left edge of the plot, `y` the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// What remains of a line: runs of points between breaks, and what was seen on the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reduced {
    points: Vec<Point>,
    /// Where each run begins in `points`.
    starts: Vec<usize>,
    broken: bool,
    /// Lowest and highest placeable value in the window; beside it when none lies inside.
    pub(crate) range: Option<(f64, f64)>,
    /// Placeable points in the window.
    pub(crate) inside: usize,
    /// Finite points in the window that a logarithmic scale cannot place.
    pub(crate) not_positive: usize,
}

impl Reduced {
    /// The runs of points, in order; none is empty.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &[Point]> {
        self.starts.iter().enumerate().map(|(index, &start)| {
            let end = self
                .starts
                .get(index + 1)
                .copied()
                .unwrap_or(self.points.len());
            &self.points[start..end]
        })
    }

    /// A line that is one run of these points.
    pub(crate) fn of_run(points: &[Point]) -> Self {
        Self {
            points: points.to_vec(),
            starts: vec![0],
            ..Self::default()
        }
    }

    /// Adds a run; nothing for no points.
    pub(crate) fn add_run(&mut self, points: impl Iterator<Item = Point>) {
        let start = self.points.len();
        self.points.extend(points);
        if self.points.len() > start {
            self.starts.push(start);
        }
    }

    /// All kept points.
    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }

    fn push(&mut self, x: f64, y: f64) {
        if self.broken || self.starts.is_empty() {
            self.starts.push(self.points.len());
            self.broken = false;
        }
        self.points.push(Point { x, y });
    }

    fn include(&mut self, low: f64, high: f64) {
        let (a, b) = self.range.unwrap_or((low, high));
        self.range = Some((least(a, low), greatest(b, high)));
    }
}

/// Reduces `line` to `columns` device pixel columns over the window of `x`.
pub(crate) fn reduce(line: &Line<'_>, x: &Scale, columns: usize, y: ScaleKind) -> Reduced {
    let count = line.len();
    let times = &line.x[..count];
    match line.y {
        Values::F64(values) => Reducer::new(times, &values[..count], x, columns, y).run(),
        Values::F32(values) => Reducer::new(times, &values[..count], x, columns, y).run(),
    }
}

struct Reducer<'a, T> {
    x: &'a [f64],
    y: &'a [T],
    scale: &'a Scale,
    columns: f64,
    kind: ScaleKind,
    out: Reduced,
}

impl<'a, T: Sample> Reducer<'a, T> {
    fn new(x: &'a [f64], y: &'a [T], scale: &'a Scale, columns: usize, kind: ScaleKind) -> Self {
        Self {
            x,
            y,
            scale,
            columns: columns as f64,
            kind,
            out: Reduced::default(),
        }
    }

    fn run(mut self) -> Reduced {
        let first = self.x.partition_point(|&x| x < self.scale.low());
        let end = self
            .x
            .partition_point(|&x| x <= self.scale.high())
            .max(first);
        let room = (end - first).min(self.columns as usize * KEEP_ALL);
        self.out.points.reserve(room + 2);
        if let Some(before) = first.checked_sub(1) {
            self.keep_neighbour(before);
        }
        if (end - first) as f64 <= self.columns * KEEP_ALL_MEAN {
            self.each(first, end);
        } else {
            self.columns(first, end);
        }
        if end < self.x.len() {
            self.keep_neighbour(end);
        }
        if self.out.range.is_none() {
            self.range_beside();
        }
        self.out
    }

    fn columns(&mut self, first: usize, end: usize) {
        let mut at = first;
        let mut stride = 1;
        let mut left = self.pixel(first);
        while at < end {
            let (stop, right, next) = self.column_end(at, left, end, stride);
            stride = stop - at;
            self.column(at, stop, (left, right));
            (at, left) = (stop, next);
        }
    }

    /// Distance of point `index` from the left edge of the plot.
    fn pixel(&self, index: usize) -> f64 {
        self.scale.fraction(self.x[index]) * self.columns
    }

    fn column_of(&self, pixel: f64) -> f64 {
        least(pixel.floor(), self.columns - 1.0)
    }

    /// End of the column that begins at `at`, which lies at `left`, with the distances of its last
    /// point and of the point after it: doubling steps from the length of the column before it,
    /// then halving, so that a long series costs a few steps per column.
    fn column_end(&self, at: usize, left: f64, end: usize, stride: usize) -> (usize, f64, f64) {
        let column = self.column_of(left);
        let edge = self.scale.value((column + 1.0) / self.columns);
        let (inside, outside) = self.bracket(at, end, stride, edge);
        let between = &self.x[inside + 1..outside];
        let mut stop = inside + 1 + between.partition_point(|&x| x < edge);
        // The edge is rounded; the points beside it have the last word.
        let mut right = self.pixel(stop - 1);
        while stop > at + 1 && self.column_of(right) > column {
            stop -= 1;
            right = self.pixel(stop - 1);
        }
        while stop < end {
            let next = self.pixel(stop);
            if self.column_of(next) > column {
                return (stop, right, next);
            }
            right = next;
            stop += 1;
        }
        (stop, right, right)
    }

    /// Two points between which x passes `edge`, or the end.
    fn bracket(&self, at: usize, end: usize, stride: usize, edge: f64) -> (usize, usize) {
        // Columns of points at equal distances are of one length, give or take a point.
        let (before, after) = ((at + stride).saturating_sub(2), at + stride + 1);
        if before > at && after < end && self.x[before] < edge && self.x[after] >= edge {
            return (before, after);
        }
        let (mut inside, mut outside, mut step) = (at, end, stride);
        while let Some(probe) = inside.checked_add(step).filter(|&probe| probe < outside) {
            if self.x[probe] < edge {
                inside = probe;
                step *= 2;
            } else {
                outside = probe;
            }
        }
        (inside, outside)
    }

    fn column(&mut self, at: usize, stop: usize, ends: (f64, f64)) {
        if stop - at <= KEEP_ALL {
            return self.each(at, stop);
        }
        let extent = T::extent(&self.y[at..stop]);
        if extent.all_finite && (self.kind.has_place(extent.low)) {
            self.out.inside += stop - at;
            self.summary((at, stop - 1), ends, extent.low, extent.high);
        } else {
            self.column_with_breaks(at, stop);
        }
    }

    /// Keeps every point from `at` to `stop`.
    fn each(&mut self, at: usize, stop: usize) {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let points = self.x[at..stop].iter().zip(&self.y[at..stop]);
        for (&x, y) in points {
            let y = y.value();
            if self.placeable(y) {
                (low, high) = (least(low, y), greatest(high, y));
                self.out.inside += 1;
                self.out.push(self.scale.fraction(x) * self.columns, y);
            } else {
                self.out.not_positive += usize::from(y.is_finite());
                self.out.broken = true;
            }
        }
        if low <= high {
            self.out.include(low, high);
        }
    }

    /// Summarises every unbroken stretch of a column by itself.
    fn column_with_breaks(&mut self, at: usize, stop: usize) {
        let mut at = at;
        while at < stop {
            let ys = self.y[at..stop].iter().map(|y| y.value());
            let run = ys.take_while(|&y| self.placeable(y)).count();
            if run <= KEEP_ALL {
                // With the point after the run, which has no place and so breaks the line.
                let next = (at + run + 1).min(stop);
                self.each(at, next);
                at = next;
                continue;
            }
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            for y in self.y[at..at + run].iter().map(|y| y.value()) {
                (low, high) = (least(low, y), greatest(high, y));
            }
            self.out.inside += run;
            let (first, last) = (at, at + run - 1);
            let ends = (self.pixel(first), self.pixel(last));
            self.summary((first, last), ends, low, high);
            at += run;
        }
    }

    /// Keeps the first, lowest, highest and last of an unbroken stretch, the extremes in the
    /// order that makes the shorter way.
    fn summary(
        &mut self,
        (first, last): (usize, usize),
        (left, right): (f64, f64),
        low: f64,
        high: f64,
    ) {
        let (start, end) = (self.y[first].value(), self.y[last].value());
        let middle = left + (right - left) * 0.5;
        let order = if start <= end {
            [low, high]
        } else {
            [high, low]
        };
        self.out.include(low, high);
        self.out.push(left, start);
        let (lower, upper) = (least(start, end), greatest(start, end));
        for extreme in order {
            if extreme < lower || extreme > upper {
                self.out.push(middle, extreme);
            }
        }
        self.out.push(right, end);
    }

    /// Keeps a neighbour of the window, which counts for nothing but the way of the line.
    fn keep_neighbour(&mut self, index: usize) {
        let (x, y) = (self.pixel(index), self.y[index].value());
        if self.placeable(y) && x.is_finite() {
            self.out.push(x, y);
        } else {
            self.out.broken = true;
        }
    }

    fn placeable(&self, y: f64) -> bool {
        self.kind.has_place(y)
    }

    /// With no point in the window the line only passes through: its ends give the range.
    fn range_beside(&mut self) {
        for index in 0..self.out.points.len() {
            let y = self.out.points[index].y;
            self.out.include(y, y);
        }
    }
}

/// The smaller of two numbers, the second one for NaN. `f64::min` takes a call in the browser.
#[inline(always)]
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The greater of two numbers, the second one for NaN.
#[inline(always)]
fn greatest(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::{Point, reduce};
    use crate::scale::{Scale, ScaleKind};
    use crate::spec::{Line, Values};

    fn line<'a>(x: &'a [f64], y: &'a [f64]) -> Line<'a> {
        Line {
            x,
            y: Values::F64(y),
        }
    }

    #[test]
    fn sparse_points_are_all_kept_with_their_neighbours_outside() {
        let x: Vec<f64> = (0..10).map(f64::from).collect();
        let reduced = reduce(
            &line(&x, &x),
            &Scale::new(ScaleKind::Linear, 3.0, 6.0),
            300,
            ScaleKind::Linear,
        );
        let kept: Vec<Point> = (2..8)
            .map(|i| Point {
                x: f64::from(i - 3) * 100.0,
                y: f64::from(i),
            })
            .collect();
        assert_eq!(reduced.points(), kept);
        assert_eq!((reduced.inside, reduced.range), (4, Some((3.0, 6.0))));
    }

    #[test]
    fn a_gap_is_never_bridged() {
        let x: Vec<f64> = (0..100).map(f64::from).collect();
        let y: Vec<f64> = x
            .iter()
            .map(|&x| if x == 50.0 { f64::NAN } else { x })
            .collect();
        let reduced = reduce(
            &line(&x, &y),
            &Scale::new(ScaleKind::Linear, 0.0, 99.0),
            5,
            ScaleKind::Linear,
        );
        let runs: Vec<_> = reduced.runs().collect();
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0].last().map(|point| point.y), Some(49.0));
        assert_eq!(runs[1].first().map(|point| point.y), Some(51.0));
    }

    #[test]
    fn crowded_columns_count_for_the_range_beside_sparse_ones() {
        let x: Vec<f64> = (0..1000)
            .map(|i| {
                if i < 10 {
                    f64::from(i)
                } else {
                    50.0 + f64::from(i) * 1e-3
                }
            })
            .collect();
        let y: Vec<f64> = (0..1000).map(f64::from).collect();
        let window = Scale::new(ScaleKind::Linear, 0.0, 60.0);
        let reduced = reduce(&line(&x, &y), &window, 60, ScaleKind::Linear);
        assert_eq!(reduced.range, Some((0.0, 999.0)));
    }

    #[test]
    fn a_line_that_only_passes_through_has_a_range() {
        let reduced = reduce(
            &line(&[0.0, 100.0], &[1.0, 2.0]),
            &Scale::new(ScaleKind::Linear, 40.0, 50.0),
            200,
            ScaleKind::Linear,
        );
        assert_eq!((reduced.inside, reduced.range), (0, Some((1.0, 2.0))));
        assert_eq!(reduced.points().len(), 2);
    }

    #[test]
    fn a_log_scale_counts_what_it_cannot_place() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| x - 10.0).collect();
        let reduced = reduce(
            &line(&x, &y),
            &Scale::new(ScaleKind::Linear, 0.0, 19.0),
            2,
            ScaleKind::Log,
        );
        assert_eq!((reduced.not_positive, reduced.inside), (11, 9));
        assert_eq!(reduced.range, Some((1.0, 9.0)));
    }
}
