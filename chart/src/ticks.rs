//! Where the labels of an axis stand and what they say. Positions are values; pixels and
//! collisions are the layout's business.

mod clock;
mod duration;
mod linear;
mod logarithmic;
mod minor;
mod symlog;
#[cfg(test)]
mod tests;

use crate::format::exact;
use crate::scale::{Scale, ScaleKind};
use crate::spec::{XAxis, XKind};

pub(crate) use minor::minor;

/// A labelled value.
pub(crate) type Labelled = (f64, String);

/// No axis has more labels than this.
const MOST: usize = 200;

/// About `target` labels for an x axis, ascending, all within the scale.
pub(crate) fn x(axis: &XAxis<'_>, scale: &Scale, target: f64) -> Vec<Labelled> {
    let (low, high) = (scale.low(), scale.high());
    let found = match (axis.kind, scale.kind()) {
        (XKind::WallTime, _) => clock::ticks(low, high, target, axis.zone),
        (XKind::RelativeTime, ScaleKind::Linear) => duration::ticks(low, high, target),
        (XKind::RelativeTime, _) => duration::spread(scale, target),
        (_, ScaleKind::Log | ScaleKind::Symlog { .. }) => return y(scale, target),
        (XKind::Step | XKind::Index, ScaleKind::Linear) => linear::ticks(low, high, target, 1.0),
        (XKind::Epoch, ScaleKind::Linear) => return y(scale, target),
    };
    // Half a step between two whole ones has a number all the same.
    if found.is_empty() && matches!(axis.kind, XKind::Step | XKind::Index) {
        return y(scale, target);
    }
    found
}

/// About `target` labels for a y axis, ascending, all within the scale.
pub(crate) fn y(scale: &Scale, target: f64) -> Vec<Labelled> {
    let (low, high) = (scale.low(), scale.high());
    let found = match (scale.kind(), scale.kind().threshold()) {
        (_, Some(threshold)) => symlog::ticks(scale, threshold, target),
        (ScaleKind::Log, None) => logarithmic::ticks(scale, target),
        _ => linear::ticks(low, high, target, 0.0),
    };
    if found.is_empty() {
        // No round number lies between: the ends themselves, in all their digits.
        return vec![(low, exact(low)), (high, exact(high))];
    }
    found
}

/// The multiples of `step` from `low` to `high`, as whole factors; none if there are too many or
/// if they are too large to count exactly.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let (first, last) = ((low / step).ceil(), (high / step).floor());
    let countable = first.abs().max(last.abs()) < 1e15 && last - first < MOST as f64;
    let count = if countable && last >= first {
        (last - first) as usize + 1
    } else {
        0
    };
    (0..count).map(move |index| first + index as f64)
}

/// The number nearest to `whole` × 10^`exponent`. Reading it from text rounds once, where
/// arithmetic would round twice and give 0.30000000000000004.
fn decimal(whole: f64, exponent: i32) -> f64 {
    format!("{whole}e{exponent}").parse().unwrap_or(f64::NAN)
}
