//! Which point is under the pointer, found without looking at all of them.

use super::Points;
use crate::layout::Layout;
use crate::spec::Side;

/// A point further from the pointer than this is not meant, in CSS pixels.
const REACH: f64 = 12.0;
/// Side of a cell in CSS pixels.
const CELL: f64 = 3.0;
/// Points that share a place this small are one to the pointer: parts of a cell.
const PARTS: usize = 24;

/// The points of a picture sorted into small cells, so that the pointer finds the nearest one in a
/// few thousandths of a millisecond however many there are. Build it once for each picture.
#[derive(Clone, Debug)]
pub struct Index {
    left: f64,
    top: f64,
    columns: usize,
    rows: usize,
    /// Where each cell begins in `entries`, and the end of the last one.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    x: f32,
    y: f32,
    index: u32,
}

impl Index {
    /// Sorts the points that a picture shows.
    pub fn new(layout: &Layout, points: &Points<'_>) -> Self {
        let plot = layout.plot();
        let fits = |length: f64| (length / CELL).floor().max(0.0) as usize + 1;
        let mut index = Self {
            left: plot.left,
            top: plot.top,
            columns: fits(plot.width()),
            rows: fits(plot.height()),
            starts: Vec::new(),
            entries: Vec::new(),
        };
        let (x_scale, y_scale) = (layout.x(), layout.y(Side::Left));
        let seen = |&(_, (x, y)): &(usize, (f64, f64))| x_scale.contains(x) && y_scale.contains(y);
        let entry = |(number, (x, y)): (usize, (f64, f64))| Entry {
            x: (layout.x_to_pixel(x) - plot.left) as f32,
            y: (layout.y_to_pixel(Side::Left, y) - plot.top) as f32,
            index: number as u32,
        };
        let all = points.pairs().enumerate().filter(seen).map(entry);
        index.sort(&all.collect::<Vec<_>>());
        index
    }

    /// The point nearest to the pointer, in CSS pixels of the canvas, if one is within twelve; of
    /// several at one place the last, which lies on top.
    pub fn at_pixel(&self, (x, y): (f64, f64)) -> Option<usize> {
        let (x, y) = (x - self.left, y - self.top);
        if !x.is_finite() || !y.is_finite() {
            return None;
        }
        let mut best: Option<(f64, u32)> = None;
        for ring in 0..=(REACH / CELL) as i64 + 1 {
            // No cell beyond this ring is nearer than what lies between.
            let beyond = (ring - 1).max(0) as f64 * CELL;
            if best.is_some_and(|(distance, _)| distance <= beyond) {
                break;
            }
            self.ring(((x / CELL).floor(), (y / CELL).floor()), ring, |entry| {
                let distance = (f64::from(entry.x) - x).hypot(f64::from(entry.y) - y);
                let nearer = best.is_none_or(|(least, index)| {
                    distance < least || distance == least && entry.index > index
                });
                if distance <= REACH && nearer {
                    best = Some((distance, entry.index));
                }
            });
        }
        best.map(|(_, index)| index as usize)
    }

    /// All points of the cells that lie `ring` cells away from one.
    fn ring(&self, (column, row): (f64, f64), ring: i64, mut look: impl FnMut(&Entry)) {
        let (column, row) = (column as i64, row as i64);
        let Some((first, last)) = row.checked_sub(ring).zip(row.checked_add(ring)) else {
            return;
        };
        for at in first.max(0)..=last.min(self.rows as i64 - 1) {
            let whole = at == first || at == last;
            let step = if whole { 1 } else { (2 * ring).max(1) };
            for offset in (-ring..=ring).step_by(step as usize) {
                let Some(column) = column.checked_add(offset) else {
                    continue;
                };
                if (0..self.columns as i64).contains(&column) {
                    let cell = at as usize * self.columns + column as usize;
                    let span = self.starts[cell] as usize..self.starts[cell + 1] as usize;
                    self.entries[span].iter().for_each(&mut look);
                }
            }
        }
    }

    /// Sorts entries by cell and keeps the last one of each place.
    fn sort(&mut self, all: &[Entry]) {
        let count = self.columns * self.rows;
        let mut starts = vec![0_u32; count + 1];
        for entry in all {
            starts[self.cell_of(entry) + 1] += 1;
        }
        for cell in 0..count {
            starts[cell + 1] += starts[cell];
        }
        let mut next = starts.clone();
        let mut sorted = vec![Entry::default(); all.len()];
        for entry in all {
            let slot = &mut next[self.cell_of(entry)];
            sorted[*slot as usize] = *entry;
            *slot += 1;
        }
        let mut taken = [usize::MAX; PARTS * PARTS];
        for (cell, ends) in starts.windows(2).enumerate() {
            self.starts.push(self.entries.len() as u32);
            for entry in sorted[ends[0] as usize..ends[1] as usize].iter().rev() {
                let place = &mut taken[place_in_cell(entry)];
                if std::mem::replace(place, cell) != cell {
                    self.entries.push(*entry);
                }
            }
        }
        self.starts.push(self.entries.len() as u32);
    }

    fn cell_of(&self, entry: &Entry) -> usize {
        let along = |at: f32, most: usize| ((at / CELL as f32) as usize).min(most - 1);
        along(entry.y, self.rows) * self.columns + along(entry.x, self.columns)
    }
}

/// The place of a point within its cell.
fn place_in_cell(entry: &Entry) -> usize {
    let part = |at: f32| {
        let within = (at / CELL as f32).fract().max(0.0);
        ((within * PARTS as f32) as usize).min(PARTS - 1)
    };
    part(entry.y) * PARTS + part(entry.x)
}
