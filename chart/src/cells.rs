//! Histograms over steps as cells: the share of each bin in its column, where columns and bins lie,
//! and which of them fall on the same pixels.

use crate::heat::Column;
use crate::scale::{Scale, ScaleKind};

/// Neighbouring columns or bins that are drawn as one, and the pixels that they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slab {
    /// First pixel, and the one behind the last.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// First source, and the last one.
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// Lays sources, whose `edges` ascend in pixels, on the pixels from 0 to `limit`. Edges come to lie
/// on multiples of `unit` pixels, every source in view has a pixel, and a pixel that several share
/// is a slab of its own. Slabs touch each other: there are no seams.
pub(crate) fn slabs(edges: &[f64], limit: usize, unit: usize) -> Vec<Slab> {
    let unit = unit.max(1);
    let units = limit.div_ceil(unit).max(1);
    let scaled = |edge: f64| edge / unit as f64;
    let extent = |(source, ends): (usize, &[f64])| {
        let (start, end) = pixels(scaled(ends[0]), scaled(ends[1]), units)?;
        Some((source, start, end))
    };
    let shown: Vec<(usize, usize, usize)> =
        edges.windows(2).enumerate().filter_map(extent).collect();
    let mut found: Vec<Slab> = Vec::new();
    let (mut first, mut last) = (0, 0);
    for pixel in shown.first().map_or(units, |one| one.1)..units {
        while shown.get(first).is_some_and(|one| one.2 <= pixel) {
            first += 1;
        }
        if first == shown.len() {
            break;
        }
        last = last.max(first);
        while shown.get(last + 1).is_some_and(|next| next.1 <= pixel) {
            last += 1;
        }
        let sources = (shown[first].0, shown[last].0);
        let end = ((pixel + 1) * unit).min(limit);
        match found.last_mut() {
            Some(slab) if (slab.first, slab.last) == sources => slab.end = end,
            _ => found.push(Slab {
                start: pixel * unit,
                end,
                first: sources.0,
                last: sources.1,
            }),
        }
    }
    found
}

/// The pixels, of `units`, that a source from `from` to `to` takes: the first, and the one behind
/// the last. `None` out of view.
fn pixels(from: f64, to: f64, units: usize) -> Option<(usize, usize)> {
    let most = units as f64;
    if !(to > 0.0 && from < most) {
        return None;
    }
    let (from, to) = (from.max(0.0), to.min(most));
    let (start, end) = (from.round() as usize, to.round() as usize);
    if start < end {
        return Some((start, end));
    }
    // Too narrow for a pixel of its own: the one in which its middle lies.
    let middle = (from.midpoint(to).floor() as usize).min(units - 1);
    Some((middle, middle + 1))
}

/// The slab on a pixel.
pub(crate) fn slab_at(slabs: &[Slab], pixel: f64) -> Option<Slab> {
    let inside = |slab: &&Slab| slab.start as f64 <= pixel && pixel < slab.end as f64;
    slabs.iter().find(inside).copied()
}

/// Columns in the order of their places, without those that have none.
pub(crate) fn in_order<'a>(columns: &'a [Column<'a>], kind: ScaleKind) -> Vec<usize> {
    let placed = |at: &usize| kind.has_place(columns[*at].x);
    let mut order: Vec<usize> = (0..columns.len()).filter(placed).collect();
    order.sort_by(|&a, &b| columns[a].x.total_cmp(&columns[b].x));
    order
}

/// Ends of columns at ascending places: halfway to the neighbours along the axis, and as far on the
/// outer sides as on the inner ones. `None` when there are not two different places.
pub(crate) fn halfway(places: &[f64], kind: ScaleKind) -> Option<Vec<f64>> {
    let (&low, &high) = (places.first()?, places.last()?);
    let scale = Scale::new(kind, low, high);
    if !scale.is_sound() {
        return None;
    }
    let shares: Vec<f64> = places.iter().map(|&x| scale.fraction(x)).collect();
    let count = shares.len();
    let different = |at: &usize| shares[*at] != shares[0];
    let second = shares[(1..count).find(different)?];
    let before_last = (0..count)
        .rev()
        .map(|at| shares[at])
        .find(|share| *share < 1.0)?;
    let outer = |share: f64, own: f64| {
        let value = scale.value(share);
        if kind.has_place(value) { value } else { own }
    };
    let inner = shares
        .windows(2)
        .map(|pair| scale.value(pair[0].midpoint(pair[1])));
    let mut edges = vec![outer(shares[0] - (second - shares[0]) / 2.0, low)];
    edges.extend(inner);
    edges.push(outer(1.0 + (1.0 - before_last) / 2.0, high));
    Some(edges)
}

/// The share of its column that a bin holds, 0 for whatever is no count.
pub(crate) struct Shares<'a> {
    columns: &'a [Column<'a>],
    /// One over the total of each column.
    weights: Vec<f64>,
    /// The greatest share of all.
    pub(crate) greatest: f64,
}

impl<'a> Shares<'a> {
    pub(crate) fn new(columns: &'a [Column<'a>], bins: usize) -> Self {
        let weight = |column: &Column<'_>| {
            let total: f64 = column.counts.iter().take(bins).map(|&n| count(n)).sum();
            if total > 0.0 { 1.0 / total } else { 0.0 }
        };
        let weights: Vec<f64> = columns.iter().map(weight).collect();
        let highest = |(column, weight): (&Column<'_>, &f64)| {
            let counts = column.counts.iter().take(bins);
            counts.fold(0.0_f64, |most, &n| most.max(count(n))) * weight
        };
        let greatest = columns.iter().zip(&weights).map(highest);
        Self {
            columns,
            greatest: greatest.fold(0.0, f64::max),
            weights,
        }
    }

    /// Number of filled bins of all columns that have no place on an axis: they end at or below zero
    /// on a logarithmic one.
    pub(crate) fn without_place(&self, edges: &[f64], kind: ScaleKind) -> usize {
        let ends = edges.iter().enumerate().skip(1);
        let without = ends.filter(|(_, end)| !kind.has_place(**end));
        let filled = |(end, _): (usize, &f64)| {
            let columns = 0..self.columns.len();
            columns
                .filter(|&column| self.of(column, end - 1) > 0.0)
                .count()
        };
        without.map(filled).sum()
    }

    /// The share of a bin.
    pub(crate) fn of(&self, column: usize, bin: usize) -> f64 {
        let counts = self.columns[column].counts;
        counts
            .get(bin)
            .map_or(0.0, |&n| count(n) * self.weights[column])
    }
}

/// A count as far as it is one: smaller ones are none, larger ones as good as this many, so that
/// counts can be added up and divided.
fn count(count: f64) -> f64 {
    if count > 1e-290 {
        count.min(1e290)
    } else {
        0.0
    }
}

/// The edges before the first that is not finite or not above the one before it.
pub(crate) fn sound_edges(edges: &[f64]) -> &[f64] {
    let broken = |at: &usize| !(edges[at - 1] < edges[*at] && edges[*at].is_finite());
    if !edges.first().is_some_and(|first| first.is_finite()) {
        return &[];
    }
    let end = (1..edges.len()).find(broken).unwrap_or(edges.len());
    &edges[..end]
}

/// The extent of the bins that hold anything, as far as they have a place on the axis; both ends are
/// the same where only one edge has.
pub(crate) fn held(edges: &[f64], shares: &Shares<'_>, kind: ScaleKind) -> Option<(f64, f64)> {
    let bins = edges.len().saturating_sub(1);
    let filled = |&n: &f64| count(n) > 0.0;
    let extent = |column: &Column<'_>| {
        let counts = &column.counts[..column.counts.len().min(bins)];
        counts
            .iter()
            .position(filled)
            .zip(counts.iter().rposition(filled))
    };
    let both = |a: (usize, usize), b: (usize, usize)| (a.0.min(b.0), a.1.max(b.1));
    let (first, last) = shares.columns.iter().filter_map(extent).reduce(both)?;
    let placed = edges[first..=last + 1].iter().copied();
    let mut placed = placed.filter(|&edge| kind.has_place(edge));
    let low = placed.next()?;
    Some((low, placed.next_back().unwrap_or(low)))
}

#[cfg(test)]
mod tests {
    use super::{Slab, halfway, slab_at, slabs};
    use crate::scale::ScaleKind;
    use proptest::prelude::*;

    #[test]
    fn sources_that_share_a_pixel_are_one_slab() {
        let slab = |start, end, first, last| Slab {
            start,
            end,
            first,
            last,
        };
        assert_eq!(
            slabs(&[0.0, 4.0, 10.0], 10, 1),
            [slab(0, 4, 0, 0), slab(4, 10, 1, 1)]
        );
        assert_eq!(
            slabs(&[0.0, 2.2, 2.4, 5.0], 5, 1),
            [slab(0, 2, 0, 0), slab(2, 3, 1, 2), slab(3, 5, 2, 2)]
        );
        assert_eq!(
            slabs(&[0.0, 3.0, 9.0], 9, 2),
            [slab(0, 4, 0, 0), slab(4, 9, 1, 1)]
        );
    }

    #[test]
    fn columns_end_halfway() {
        assert_eq!(
            halfway(&[0.0, 10.0, 40.0], ScaleKind::Linear),
            Some(vec![-5.0, 5.0, 25.0, 55.0])
        );
        let log = halfway(&[1.0, 100.0], ScaleKind::Log).unwrap();
        let wanted = [0.1, 10.0, 1000.0];
        assert!(
            log.iter()
                .zip(wanted)
                .all(|(a, b)| (a / b - 1.0).abs() < 1e-12)
        );
        assert_eq!(halfway(&[3.0, 3.0], ScaleKind::Linear), None);
    }

    proptest! {
        #[test]
        fn every_source_in_view_has_a_pixel_and_there_are_no_seams(
            widths in proptest::collection::vec(0.0..4.0_f64, 1..300),
            from in -200.0..50.0_f64,
            limit in 1_usize..90,
            unit in 1_usize..4,
        ) {
            let mut edges = vec![from];
            for width in &widths {
                edges.push(edges[edges.len() - 1] + width);
            }
            let found = slabs(&edges, limit, unit);
            for pair in found.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].start);
                prop_assert!(pair[0].first <= pair[1].first && pair[0].last <= pair[1].last);
                prop_assert!(pair[1].first <= pair[0].last + 1);
            }
            prop_assert!(found.iter().all(|slab| slab.start < slab.end && slab.end <= limit));
            for source in 0..widths.len() {
                let units = limit.div_ceil(unit) as f64;
                let inside = edges[source + 1] / (unit as f64) > 0.0
                    && edges[source] / (unit as f64) < units;
                let shown = found.iter().any(|slab| (slab.first..=slab.last).contains(&source));
                prop_assert_eq!(inside, shown, "{} of {:?}", source, edges);
            }
            if let Some(slab) = found.first() {
                prop_assert_eq!(slab_at(&found, slab.start as f64 + 0.5), Some(*slab));
            }
        }
    }
}
