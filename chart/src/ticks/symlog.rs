//! Labels of a symlog axis: zero, and the decades beyond the threshold on both sides.

use super::{Labelled, linear, logarithmic};
use crate::format::MINUS;
use crate::scale::{Scale, ScaleKind};

/// Zero stays this share of the wanted distance clear of its neighbours.
const CLOSEST: f64 = 0.7;

/// About `target` labels for a scale with this threshold.
pub(super) fn ticks(scale: &Scale, threshold: f64, target: f64) -> Vec<Labelled> {
    let (low, high) = (scale.low(), scale.high());
    if low >= -threshold && high <= threshold {
        return linear::ticks(low, high, target, 0.0);
    }
    let Some(largest) = beyond(scale, threshold, target) else {
        return linear::ticks(low, high, target, 0.0);
    };
    let zero = scale.contains(0.0).then(|| (0.0, "0".to_owned()));
    let clear = |value: f64| {
        let distance = (scale.fraction(value) - scale.fraction(0.0)).abs();
        zero.is_none() || distance >= CLOSEST / target
    };
    let positive: Vec<Labelled> = largest
        .into_iter()
        .filter(|&(value, _)| clear(value))
        .collect();
    let negative = positive
        .iter()
        .rev()
        .map(|(value, label)| (-value, format!("{MINUS}{label}")));
    let all = negative.chain(zero).chain(positive.iter().cloned());
    let found: Vec<Labelled> = all.filter(|(value, _)| scale.contains(*value)).collect();
    if found.len() >= 2 {
        found
    } else {
        linear::ticks(low, high, target, 0.0)
    }
}

/// The labels of the side that reaches further, which serve for both: magnitudes only.
fn beyond(scale: &Scale, threshold: f64, target: f64) -> Option<Vec<Labelled>> {
    let (low, high) = (scale.low(), scale.high());
    let reach = high.max(-low);
    let mirrored = Scale::new(ScaleKind::Symlog { threshold }, 0.0, reach);
    // The mirrored half is a part of the axis: as many labels as fall to that part.
    let share = (scale.fraction(reach) - scale.fraction(0.0)).abs();
    let share = share.max((scale.fraction(-reach) - scale.fraction(0.0)).abs());
    let nearest = if low > 0.0 {
        low
    } else if high < 0.0 {
        -high
    } else {
        0.0
    };
    let least = threshold.max(nearest) * (1.0 - 1e-12);
    let found = logarithmic::spread(&mirrored, target * share, least);
    (!found.is_empty()).then_some(found)
}
