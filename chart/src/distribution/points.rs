//! Single values: those of a small set, and outliers. Where each one stands, and which one the
//! pointer means.

use super::{DistributionChart, FEW, Quartiles, place_of};
use crate::layout::{Layout, row_value};
use crate::spec::Side;

/// A pointer this many CSS pixels away still means a value.
const REACH: f64 = 8.0;
/// Values leave the middle of their row by at most this share of its height, and this many CSS
/// pixels.
const JITTER: f64 = 0.22;
const MOST_JITTER: f64 = 7.0;

/// A value that is shown by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Which group it belongs to.
    pub group: usize,
    /// Which of the values of that group it is.
    pub index: usize,
}

/// The single value under a pointer in CSS pixels, the nearest one if there are several.
pub fn point_at(chart: &DistributionChart<'_>, layout: &Layout, at: (f64, f64)) -> Option<Point> {
    let group = crate::stage::row_at(layout, chart.groups.len(), at)?;
    let (x, y) = (at.0 * layout.ratio, at.1 * layout.ratio);
    let distance = |&(_, (a, b)): &(usize, (f64, f64))| (a - x).hypot(b - y);
    let nearest = singles(chart, layout, group)
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .filter(|found| distance(found) <= REACH * layout.ratio);
    nearest.map(|(index, _)| Point { group, index })
}

/// The values of a group that are shown by themselves, each with its place in device pixels.
pub(super) fn singles<'a>(
    chart: &'a DistributionChart<'_>,
    layout: &'a Layout,
    row: usize,
) -> impl Iterator<Item = (usize, (f64, f64))> + 'a {
    let group = &chart.groups[row];
    let height = layout.plot().height() / chart.groups.len().max(1) as f64 * layout.ratio;
    let middle = layout.y_to_pixel(Side::Left, row_value(row)) * layout.ratio;
    let count = group.count;
    let few = count <= FEW;
    let quartiles = group.usable_quartiles();
    let most = (height * JITTER).min(MOST_JITTER * layout.ratio);
    let values = group.values.iter().enumerate();
    let shown = values.filter(move |&(_, &value)| few || is_outlier(quartiles, value));
    shown.filter_map(move |(index, &value)| {
        let x = place_of(chart.scale, layout, value)?;
        let offset = if few { jitter(index, count) } else { 0.0 };
        Some((index, (x, middle + offset * most)))
    })
}

fn is_outlier(quartiles: Option<Quartiles>, value: f64) -> bool {
    quartiles.is_some_and(|q| value < q.low_whisker || value > q.high_whisker)
}

/// How far the value at `index` leaves the middle, −1 to 1 of what is allowed: multiples of
/// the golden ratio modulo 1 never lie close to each other, and are the same in every picture.
fn jitter(index: usize, count: usize) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    if count < 2 {
        return 0.0;
    }
    ((index + 1) as f64 * GOLDEN).fract() * 2.0 - 1.0
}
