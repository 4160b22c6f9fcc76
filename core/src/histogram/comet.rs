//! Reads a `histogram3d`: exponential bins around an offset, on both sides.
//!
//! With u(k) = `start` · `step`^k for all k from 0 on while `offset` + u(k) ≤ `stop`, K of them, the
//! edges are −∞, `offset` − u(K−1) … `offset` − u(0), `offset`, `offset` + u(0) … `offset` + u(K−1),
//! +∞. Counts are either pairs of bin and count or one count for each bin.

use serde::Deserialize;
use serde_json::Value;

use super::{Histogram, HistogramError, MAX_BINS, check_version, is_count, read as member};

/// The latest version that is known.
const VERSION: u64 = 2;

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    index_values: Option<Vec<(u64, f64)>>,
    #[serde(default)]
    values: Option<Vec<f64>>,
    #[serde(default)]
    offset: f64,
    start: f64,
    stop: f64,
    step: f64,
}

pub(super) fn read(value: Value) -> Result<Histogram, HistogramError> {
    check_version(&value, VERSION)?;
    let wire: Wire = member(value)?;
    let bins = Bins::of(&wire)?;
    let counts = match (wire.index_values, wire.values) {
        (Some(pairs), _) => pairs,
        (None, Some(counts)) => (0..).zip(counts).collect(),
        (None, None) => return Err(HistogramError::Member("`index_values`".to_owned())),
    };
    bins.histogram(&counts)
}

struct Bins {
    offset: f64,
    start: f64,
    step: f64,
    /// Finite edges on either side of the offset.
    side: usize,
}

impl Bins {
    fn of(wire: &Wire) -> Result<Self, HistogramError> {
        let powers = ((wire.stop - wire.offset) / wire.start).ln() / wire.step.ln();
        let known = [wire.offset, wire.start, wire.step, powers];
        let sound = known.iter().all(|number| number.is_finite())
            && wire.start > 0.0
            && wire.step > 1.0
            && (0.0..(MAX_BINS / 2) as f64).contains(&powers);
        if !sound {
            return Err(HistogramError::Bins);
        }
        Ok(Self {
            offset: wire.offset,
            start: wire.start,
            step: wire.step,
            // A stop that is itself an edge must not be lost to rounding.
            side: (powers + 1e-9).floor() as usize + 1,
        })
    }

    /// All bins, the two without an end included.
    fn count(&self) -> usize {
        self.side * 2 + 2
    }

    /// The lower end of a bin other than the first.
    fn edge(&self, bin: usize) -> f64 {
        let size = |power: usize| self.start * self.step.powf(power as f64);
        let middle = self.side + 1;
        match bin {
            _ if bin < middle => self.offset - size(middle - 1 - bin),
            _ if bin == middle => self.offset,
            _ => self.offset + size(bin - middle - 1),
        }
    }

    /// The bins from the first to the last that hold anything.
    fn histogram(&self, counts: &[(u64, f64)]) -> Result<Histogram, HistogramError> {
        let last = self.count() - 1;
        let mut dense = vec![0.0; self.count()];
        for (at, &(bin, count)) in counts.iter().enumerate() {
            let found = usize::try_from(bin).ok().and_then(|bin| dense.get_mut(bin));
            let found = found.ok_or(HistogramError::NoSuchBin(bin))?;
            if !is_count(count) {
                return Err(HistogramError::Count(at));
            }
            *found += count;
        }
        let mut histogram = Histogram {
            below: dense[0],
            above: dense[last],
            ..Histogram::default()
        };
        let held = |bin: &usize| dense[*bin] > 0.0;
        let ends = (1..last).find(held).zip((1..last).rev().find(held));
        let Some((from, to)) = ends else {
            return Ok(histogram);
        };
        histogram.edges.push(self.edge(from));
        for (count, bin) in dense[from..=to].iter().zip(from..) {
            self.push(&mut histogram, *count, self.edge(bin + 1));
        }
        Ok(histogram)
    }

    /// Appends a bin. Far from zero neighbouring edges can be the same number; such bins are one.
    fn push(&self, histogram: &mut Histogram, count: f64, end: f64) {
        let before = histogram.edges.last().copied().unwrap_or(self.offset);
        match histogram.counts.last_mut() {
            Some(last) if end <= before => *last += count,
            None if end <= before => {
                histogram.counts.push(count);
                histogram.edges.push(before.next_up());
            }
            _ => {
                histogram.counts.push(count);
                histogram.edges.push(end);
            }
        }
    }
}
