//! The series query on a series that lies in pieces: gives what [`super::answer_line`] gives for
//! all points, bit by bit, and looks at as few of them as it can.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::axis::{Line, Place};
use super::sample::{Buckets, Window};
use super::sketch::{Cell, Sketch};
use super::{Answer, AnswerMeta, Mark, Plan, SeriesRef};
use crate::series::Summary;
use crate::smooth::Smoother;

/// Pieces that are held in memory at a time.
const BATCH: usize = 32;

/// A series as consecutive runs of points, in arrival order.
pub trait Pieces {
    /// Why points cannot be had.
    type Error;

    /// A sketch of each piece, on the axis of the request.
    fn sketches(&self) -> &[Arc<Sketch>];

    /// The points of consecutive pieces on that axis, each in arrival order.
    fn lines(&self, pieces: Range<usize>) -> Result<Vec<Arc<Line>>, Self::Error>;
}

/// Answers for one whole series, as [`super::answer_line`] does; none when its points are not
/// sorted along the axis, so that all of them have to be looked at.
pub fn answer_pieces<P: Pieces>(
    series: &SeriesRef,
    pieces: &P,
    place: Place,
    summary: &Summary,
    plan: &Plan,
) -> Result<Option<Answer>, P::Error> {
    let Some(reader) = Reader::new(pieces) else {
        return Ok(None);
    };
    let mut answer = Answer::empty(AnswerMeta::new(series, summary));
    answer.meta.indexed = place == Place::Index;
    answer.meta.no_x = pieces.sketches().iter().map(|sketch| sketch.no_x).sum();
    let inside = reader.inside(plan.range)?;
    answer.meta.in_range = (inside.end - inside.start) as u64;
    let window = Window::new(inside.clone(), reader.n);
    let buckets = Buckets::new(reader.extent(plan.range), plan.width_px);
    if plan.raw || inside.len() <= buckets.most_points() {
        let (first, line) = reader.gather(&window.with_neighbours)?;
        let (start, end) = (inside.start - first, inside.end - first);
        let shown = window.with_neighbours.start - first..window.with_neighbours.end - first;
        let marked = start - shown.start..end - shown.start;
        answer.fill(&line.x[shown.clone()], &line.y[shown], marked);
        if let Some((smoothing, domain)) = plan.smoothing.filter(|_| inside.len() < reader.n) {
            let smoother = Smoother::new(smoothing, domain, reader.extent(None), reader.n);
            answer.smooth_x = answer.x.clone();
            answer.smooth_y = reader.smoothed(&window.with_neighbours, smoother)?;
        }
        return Ok(Some(answer));
    }
    answer.meta.sampled = true;
    let mut walk = Walk::new(&window, buckets);
    reader.walk(&mut walk)?;
    walk.end();
    (answer.x, answer.y, answer.marks) = (walk.x, walk.y, walk.marks);
    if let Some((smoothing, domain)) = plan.smoothing {
        let mut walk = Walk::new(&window, buckets);
        let smoother = Smoother::new(smoothing, domain, reader.extent(None), reader.n);
        reader.walk_smoothed(&mut walk, smoother)?;
        walk.end();
        (answer.smooth_x, answer.smooth_y) = (walk.x, walk.y);
    }
    Ok(Some(answer))
}

/// Pieces whose points are sorted along the axis.
struct Reader<'a, P> {
    pieces: &'a P,
    sketches: &'a [Arc<Sketch>],
    /// For each piece, how many placed points come before it.
    starts: Vec<usize>,
    n: usize,
}

impl<'a, P: Pieces> Reader<'a, P> {
    fn new(pieces: &'a P) -> Option<Self> {
        let sketches = pieces.sketches();
        let mut starts = Vec::with_capacity(sketches.len());
        let mut n = 0;
        let mut previous = f64::NEG_INFINITY;
        for sketch in sketches {
            starts.push(n);
            n += sketch.n as usize;
            let (Some((first, _)), Some((last, _))) = (sketch.first(), sketch.last) else {
                if sketch.n > 0 {
                    return None;
                }
                continue;
            };
            if first < previous {
                return None;
            }
            previous = last;
        }
        Some(Self {
            pieces,
            sketches,
            starts,
            n,
        })
    }

    /// The pieces that hold any placed point.
    fn filled(&self) -> impl DoubleEndedIterator<Item = (usize, f64, f64)> + '_ {
        let ends = |(index, sketch): (usize, &Arc<Sketch>)| {
            Some((index, sketch.first()?.0, sketch.last?.0))
        };
        self.sketches.iter().enumerate().filter_map(ends)
    }

    fn line(&self, piece: usize) -> Result<Arc<Line>, P::Error> {
        let lines = self.pieces.lines(piece..piece + 1)?;
        Ok(lines.into_iter().next().unwrap_or_default())
    }

    /// The indices of the points in `range`.
    fn inside(&self, range: Option<(f64, f64)>) -> Result<Range<usize>, P::Error> {
        let Some((low, high)) = range else {
            return Ok(0..self.n);
        };
        let start = match self
            .filled()
            .find(|&(_, _, last)| last >= low || low.is_nan())
        {
            None => self.n,
            Some((piece, first, _)) if first < low => {
                self.starts[piece] + self.line(piece)?.x.partition_point(|&x| x < low)
            }
            Some((piece, ..)) => self.starts[piece],
        };
        let end = match self.filled().rfind(|&(_, first, _)| first <= high) {
            None => 0,
            Some((piece, _, last)) if last > high => {
                self.starts[piece] + self.line(piece)?.x.partition_point(|&x| x <= high)
            }
            Some((piece, ..)) => self.starts[piece] + self.sketches[piece].n as usize,
        };
        Ok(start..end.max(start))
    }

    /// The part of the axis that is drawn.
    fn extent(&self, range: Option<(f64, f64)>) -> (f64, f64) {
        let mut filled = self.filled();
        let own = match (filled.next(), filled.next_back()) {
            (Some((_, first, _)), Some((_, _, last))) => (first, last),
            (Some((_, first, last)), None) => (first, last),
            _ => (0.0, 0.0),
        };
        range.unwrap_or(own)
    }

    /// The pieces that hold these points.
    fn holding(&self, points: &Range<usize>) -> Range<usize> {
        let start = self.starts.partition_point(|&start| start <= points.start);
        let end = self.starts.partition_point(|&start| start < points.end);
        start.saturating_sub(1)..end
    }

    /// The points of all pieces that hold any of these, and the index of the first of them.
    fn gather(&self, points: &Range<usize>) -> Result<(usize, Line), P::Error> {
        let pieces = self.holding(points);
        let mut all = Line::default();
        if points.is_empty() {
            return Ok((points.start, all));
        }
        for line in self.pieces.lines(pieces.clone())? {
            all.append(&line);
        }
        Ok((self.starts[pieces.start], all))
    }

    /// Shows `walk` the window, by cells where these lie in one bucket each.
    fn walk(&self, walk: &mut Walk<'_>) -> Result<(), P::Error> {
        let pieces = self.holding(&walk.window.with_neighbours);
        let mut next = pieces.start;
        while next < pieces.end {
            if self.is_enough(next, walk) {
                self.walk_cells(next, walk);
                next += 1;
                continue;
            }
            let most = pieces.end.min(next + BATCH);
            let end = (next..most).find(|&piece| self.is_enough(piece, walk));
            for line in self.pieces.lines(next..end.unwrap_or(most))? {
                walk.points(self.starts[next], &line.x, &line.y);
                next += 1;
            }
        }
        Ok(())
    }

    /// True when a piece's sketch tells all that buckets want to know.
    fn is_enough(&self, piece: usize, walk: &Walk<'_>) -> bool {
        let sketch = &self.sketches[piece];
        let start = self.starts[piece];
        let end = start + sketch.n as usize;
        let inside = &walk.window.inside;
        if end <= inside.start || start >= inside.end {
            return true;
        }
        let is_whole = |cell: &Cell| walk.buckets.of(cell.first.x) == walk.buckets.of(cell.last_x);
        inside.start <= start && end <= inside.end && sketch.cells.iter().all(is_whole)
    }

    fn walk_cells(&self, piece: usize, walk: &mut Walk<'_>) {
        let sketch = &self.sketches[piece];
        let start = self.starts[piece];
        let (Some(first), Some(last)) = (sketch.first(), sketch.last) else {
            return;
        };
        let end = start + sketch.n as usize;
        if end == walk.window.inside.start {
            walk.neighbour(last);
        } else if start == walk.window.inside.end {
            walk.neighbour(first);
        } else {
            for cell in &sketch.cells {
                walk.cell(cell.shifted(start as u64));
            }
        }
    }

    /// The smoothed values of these points.
    fn smoothed(&self, shown: &Range<usize>, mut smoother: Smoother) -> Result<Vec<f64>, P::Error> {
        let mut values = Vec::new();
        let (mut first, mut next) = (0, 0);
        while next < self.sketches.len() && first + values.len() < shown.end {
            let batch = next..self.sketches.len().min(next + BATCH);
            next = batch.end;
            for line in self.pieces.lines(batch)? {
                smoother.take(&line.x, &line.y, &mut values);
                let before = shown.start.saturating_sub(first).min(values.len());
                values.drain(..before);
                first += before;
            }
        }
        smoother.end(&mut values);
        values.drain(..shown.start.saturating_sub(first).min(values.len()));
        values.truncate(shown.len());
        Ok(values)
    }

    /// Shows `walk` the smoothed line, for which all points before the window count too, and as many
    /// behind it as the smoothing looks ahead.
    fn walk_smoothed(&self, walk: &mut Walk<'_>, mut smoother: Smoother) -> Result<(), P::Error> {
        let end = walk.window.with_neighbours.end;
        let mut smoothed = Smoothed::default();
        let mut next = 0;
        while next < self.sketches.len() && smoothed.shown < end {
            let batch = next..self.sketches.len().min(next + BATCH);
            next = batch.end;
            for line in self.pieces.lines(batch)? {
                smoother.take(&line.x, &line.y, &mut smoothed.values);
                smoothed.waiting.push_back(line);
                smoothed.show(walk);
            }
        }
        smoother.end(&mut smoothed.values);
        smoothed.show(walk);
        Ok(())
    }
}

/// Pieces whose smoothed values are not all known.
#[derive(Default)]
struct Smoothed {
    waiting: VecDeque<Arc<Line>>,
    values: Vec<f64>,
    /// Points of the pieces before.
    shown: usize,
}

impl Smoothed {
    /// Shows the pieces whose values are known.
    fn show(&mut self, walk: &mut Walk<'_>) {
        let mut used = 0;
        while let Some(line) = self.waiting.front()
            && used + line.len() <= self.values.len()
        {
            walk.points(self.shown, &line.x, &self.values[used..used + line.len()]);
            used += line.len();
            self.shown += line.len();
            self.waiting.pop_front();
        }
        self.values.drain(..used);
    }
}

/// Goes through a line from left to right and collects what its buckets show.
struct Walk<'a> {
    window: &'a Window,
    buckets: Buckets,
    bucket: Option<Cell>,
    x: Vec<f64>,
    y: Vec<f64>,
    marks: Vec<Mark>,
}

impl<'a> Walk<'a> {
    fn new(window: &'a Window, buckets: Buckets) -> Self {
        Self {
            window,
            buckets,
            bucket: None,
            x: Vec::new(),
            y: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The next points, the first of which has the index `start`, inside the window or not.
    fn points(&mut self, start: usize, x: &[f64], y: &[f64]) {
        let end = start + x.len();
        let Range {
            start: low,
            end: high,
        } = self.window.inside;
        if low > start && low <= end {
            self.neighbour((x[low - 1 - start], y[low - 1 - start]));
        }
        let inside = low.clamp(start, end) - start..high.clamp(start, end) - start;
        if !inside.is_empty() {
            for range in self.buckets.cut(x, inside) {
                let base = (start + range.start) as u64;
                if let Some(cell) = Cell::of(&x[range.clone()], &y[range], base) {
                    self.cell(cell);
                }
            }
        }
        if (start..end).contains(&high) {
            self.neighbour((x[high - start], y[high - start]));
        }
    }

    /// The next points, all of them in one bucket.
    fn cell(&mut self, cell: Cell) {
        match &mut self.bucket {
            Some(bucket) if self.buckets.of(bucket.first.x) == self.buckets.of(cell.first.x) => {
                bucket.merge(&cell);
            }
            _ => {
                self.end();
                self.bucket = Some(cell);
            }
        }
    }

    /// A point beside the window.
    fn neighbour(&mut self, (x, y): (f64, f64)) {
        self.end();
        self.x.push(x);
        self.y.push(if y.is_finite() { y } else { f64::NAN });
    }

    /// Ends the last bucket.
    fn end(&mut self) {
        if let Some(bucket) = self.bucket.take() {
            for (x, y) in bucket.shown() {
                self.x.push(x);
                self.y.push(y);
            }
            self.marks.extend(bucket.marked());
        }
    }
}
