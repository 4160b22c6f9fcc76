//! Buckets: of each, the first, last, smallest and greatest point are kept, and nothing is made up.
//!
//! Bucket edges lie at k·2ⁿ of the axis unit, so that the same view always has the same buckets,
//! and neighbouring views share them; n is the greatest that leaves two buckets a pixel.

use std::ops::Range;

use super::Mark;

/// The part of a line that a request looks at, as index ranges.
pub(super) struct Window {
    /// Points inside the range.
    pub(super) inside: Range<usize>,
    /// The same with one more on either side, so that a line runs to the edge.
    pub(super) with_neighbours: Range<usize>,
}

impl Window {
    /// The window over points `inside` of `n`.
    pub(super) fn new(inside: Range<usize>, n: usize) -> Self {
        let with_neighbours = inside.start.saturating_sub(1)..(inside.end + 1).min(n);
        Self {
            inside,
            with_neighbours,
        }
    }
}

/// Finds the part of sorted `x` that lies in `range`.
pub(super) fn window(x: &[f64], range: Option<(f64, f64)>) -> Window {
    let inside = match range {
        None => 0..x.len(),
        Some((low, high)) => {
            let start = x.partition_point(|&place| place < low);
            let end = x.partition_point(|&place| place <= high).max(start);
            start..end
        }
    };
    Window::new(inside, x.len())
}

/// The width of buckets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Buckets {
    width: f64,
    count: usize,
}

impl Buckets {
    /// Over `extent`, drawn `width_px` wide.
    pub(super) fn new((low, high): (f64, f64), width_px: u32) -> Self {
        let finest = (high - low) / (2.0 * f64::from(width_px));
        if !(finest.is_finite() && finest > 0.0) {
            return Self {
                width: f64::INFINITY,
                count: 1,
            };
        }
        let width = 2_f64.powf(finest.log2().floor());
        Self {
            width,
            count: ((high - low) / width).ceil() as usize + 1,
        }
    }

    /// Most points that the buckets could stand for.
    pub(super) fn most_points(&self) -> usize {
        self.count.saturating_mul(4)
    }

    /// Which bucket a place is in; never decreases where `place` grows.
    pub(super) fn of(&self, place: f64) -> f64 {
        (place / self.width).floor()
    }

    /// Cuts the points `inside` of sorted `x` into buckets.
    pub(super) fn cut<'a>(
        &self,
        x: &'a [f64],
        inside: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let buckets = *self;
        let Range { mut start, end } = inside;
        std::iter::from_fn(move || {
            let bucket = buckets.of(*x[..end].get(start)?);
            let length = run_length(&x[start..end], |place| buckets.of(place) == bucket);
            // NaN never equals itself; one point at a time always gets on.
            let range = start..start + length.max(1);
            start = range.end;
            Some(range)
        })
    }
}

/// How many points at the start of sorted `x` are in a bucket: looks at a few of them only.
fn run_length(x: &[f64], is_in: impl Fn(f64) -> bool) -> usize {
    let mut known = 0;
    let mut step = 1;
    while known + step <= x.len() && is_in(x[known + step - 1]) {
        known += step;
        step *= 2;
    }
    let end = (known + step).min(x.len());
    known + x[known..end].partition_point(|&place| is_in(place))
}

/// A line's window, cut into buckets.
pub(super) struct View<'a> {
    pub(super) x: &'a [f64],
    pub(super) window: &'a Window,
    pub(super) buckets: &'a Buckets,
}

impl View<'_> {
    /// Appends the points that stand for each bucket of `y`, in order, and the two neighbours.
    pub(super) fn reduce(&self, y: &[f64], out_x: &mut Vec<f64>, out_y: &mut Vec<f64>) {
        let mut emit = |index: usize| {
            out_x.push(self.x[index]);
            out_y.push(if y[index].is_finite() {
                y[index]
            } else {
                f64::NAN
            });
        };
        let inside = &self.window.inside;
        if self.window.with_neighbours.start < inside.start {
            emit(self.window.with_neighbours.start);
        }
        for bucket in self.bucket_ranges() {
            for index in corners(&y[bucket.clone()]) {
                emit(bucket.start + index);
            }
        }
        if self.window.with_neighbours.end > inside.end {
            emit(inside.end);
        }
    }

    /// The non-finite points, at most one of each kind for a bucket.
    pub(super) fn marks(&self, y: &[f64]) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        for bucket in self.bucket_ranges() {
            let start = marks.len();
            for index in bucket {
                if let Some(mark) = Mark::of(self.x[index], y[index])
                    && marks[start..].iter().all(|seen| seen.kind != mark.kind)
                {
                    marks.push(mark);
                }
            }
        }
        marks
    }

    fn bucket_ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.buckets.cut(self.x, self.window.inside.clone())
    }
}

/// Indices of the first, smallest, greatest and last finite point, ascending and without repeats.
/// Where no point is finite, the first one stands for the break in the line.
fn corners(y: &[f64]) -> impl Iterator<Item = usize> + use<> {
    let mut corners = finite_corners(y).unwrap_or([0; 4]);
    corners.sort_unstable();
    let mut previous = None;
    corners
        .into_iter()
        .filter(move |&index| previous.replace(index) != Some(index))
}

/// Indices of the first, smallest, greatest and last finite point; of equal ones, the earliest.
pub(super) fn finite_corners(y: &[f64]) -> Option<[usize; 4]> {
    let mut first = None;
    let (mut low, mut high, mut last) = (0, 0, 0);
    for (index, &value) in y.iter().enumerate() {
        if !value.is_finite() {
            continue;
        }
        if first.is_none() {
            first = Some(index);
            (low, high) = (index, index);
        }
        if value < y[low] {
            low = index;
        }
        if value > y[high] {
            high = index;
        }
        last = index;
    }
    first.map(|first| [first, low, high, last])
}
