//! Several histograms on the same bins, so that they can stand beside each other.

use super::Histogram;
use crate::distribution::Axis;

/// Histograms on the same bins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Together {
    /// The ends of the bins.
    pub edges: Vec<f64>,
    /// The histograms on these bins, in their order. What a histogram has beyond the bins is in its
    /// [`below`](Histogram::below) and [`above`](Histogram::above).
    pub histograms: Vec<Histogram>,
}

/// Puts histograms on the bins of [`common_edges`].
pub fn together(
    histograms: &[Histogram],
    bins: usize,
    axis: Axis,
    range: Option<(f64, f64)>,
) -> Together {
    let edges = common_edges(histograms, bins, axis, range);
    let histograms = histograms.iter().map(|one| one.onto(&edges)).collect();
    Together { edges, histograms }
}

/// Bins that suit all of some histograms: their own if they all have the same and nobody chose a
/// range, else `bins` of the same length along `axis`, from the lowest to the highest that hold
/// anything, or over `range` if both its ends have a place. None when nothing has a place on the axis.
pub fn common_edges(
    histograms: &[Histogram],
    bins: usize,
    axis: Axis,
    range: Option<(f64, f64)>,
) -> Vec<f64> {
    let mut filled = histograms.iter().filter(|one| !one.counts.is_empty());
    let first = filled.next();
    let same = first.filter(|first| filled.all(|one| one.edges == first.edges));
    let held = || histograms.iter().flat_map(held_bins);
    let placed = |value: f64| axis.place(value).is_some();
    let wished = range.map(|(a, b)| (a.min(b), a.max(b)));
    let wished = wished.filter(|&(low, high)| placed(low) && placed(high) && low < high);
    if let (Some(same), None) = (same, wished) {
        return same.edges.clone();
    }
    let ends = wished.or_else(|| {
        let all = held().flat_map(|(low, high)| [low, high]);
        all.filter(|&edge| placed(edge)).fold(None, |ends, edge| {
            let (low, high) = ends.unwrap_or((edge, edge));
            Some((edge.min(low), edge.max(high)))
        })
    });
    ends.map_or_else(Vec::new, |(low, high)| even_edges(low, high, bins, axis))
}

/// The ends of the bins that hold anything.
fn held_bins(histogram: &Histogram) -> impl Iterator<Item = (f64, f64)> {
    let bins = histogram.edges.windows(2).zip(&histogram.counts);
    bins.filter(|(_, count)| **count > 0.0)
        .map(|(ends, _)| (ends[0], ends[1]))
}

/// At most `bins` bins of the same length along an axis; fewer where numbers lie too close.
fn even_edges(low: f64, high: f64, bins: usize, axis: Axis) -> Vec<f64> {
    let (Some(first), Some(last)) = (axis.place(low), axis.place(high)) else {
        return Vec::new();
    };
    let bins = bins.clamp(1, super::MAX_BINS);
    let inner = (1..bins).map(|at| {
        let share = at as f64 / bins as f64;
        axis.value(first * (1.0 - share) + last * share)
    });
    let mut edges = vec![low];
    for edge in inner.chain([high]) {
        if edges.last().is_some_and(|&before| edge > before) && edge <= high {
            edges.push(edge);
        }
    }
    if edges.len() < 2 { Vec::new() } else { edges }
}

impl Histogram {
    /// The same values on other bins, each bin's count shared in proportion to what it has in common
    /// with the new ones, as if it were spread evenly. `edges` are finite and ascending. No value is
    /// lost: what lies beyond the new bins is below or above them.
    #[must_use]
    pub fn onto(&self, edges: &[f64]) -> Self {
        let (Some(&low), Some(&high)) = (edges.first(), edges.last()) else {
            // Without bins everything is beside them.
            return Self {
                below: self.total(),
                ..Self::default()
            };
        };
        let mut spread = Self {
            edges: edges.to_vec(),
            counts: vec![0.0; edges.len() - 1],
            below: self.below,
            above: self.above,
        };
        if edges == self.edges {
            spread.counts.clone_from(&self.counts);
            return spread;
        }
        let mut from = 0;
        for (ends, &count) in self.edges.windows(2).zip(&self.counts) {
            if count == 0.0 {
                continue;
            }
            let share = |a: f64, b: f64| common_share((ends[0], ends[1]), (a, b));
            spread.below += count * share(f64::MIN, low);
            spread.above += count * share(high, f64::MAX);
            while from + 1 < spread.counts.len() && edges[from + 1] <= ends[0] {
                from += 1;
            }
            for bin in from..spread.counts.len() {
                if edges[bin] >= ends[1] {
                    break;
                }
                spread.counts[bin] += count * share(edges[bin], edges[bin + 1]);
            }
        }
        spread
    }
}

/// The part of `bin` that lies in `other`, 0 to 1. Halves throughout: differences may be larger than
/// any number.
fn common_share(bin: (f64, f64), other: (f64, f64)) -> f64 {
    let (low, high) = (bin.0.max(other.0), bin.1.min(other.1));
    if low >= high {
        return 0.0;
    }
    if (low, high) == bin {
        return 1.0;
    }
    // Tiny numbers have no halves; they need none.
    let half = if bin.1.abs().max(bin.0.abs()) < 1.0 {
        1.0
    } else {
        0.5
    };
    (high * half - low * half) / (bin.1 * half - bin.0 * half)
}
