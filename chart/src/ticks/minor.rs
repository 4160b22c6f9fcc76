//! Unlabelled marks between labels, where they help to read a logarithmic axis.

use super::{MOST, decimal};
use crate::layout::Tick;
use crate::scale::{Scale, ScaleKind};

/// Pixels a decade needs for marks at every whole multiple, at 2 and 5, and for itself.
const ROOM_FOR_ALL: f64 = 56.0;
const ROOM_FOR_TWO: f64 = 22.0;
const ROOM_FOR_ONE: f64 = 5.0;

/// Values to mark on an axis of `length` CSS pixels, without those that have a label.
pub(crate) fn minor(scale: &Scale, labels: &[Tick], length: f64) -> Vec<f64> {
    let (low, high) = (scale.low(), scale.high());
    let least = match scale.kind() {
        ScaleKind::Linear => return Vec::new(),
        ScaleKind::Log => low,
        kind @ ScaleKind::Symlog { .. } => kind.threshold().unwrap_or(1.0) * (1.0 - 1e-12),
    };
    let most = high.abs().max(low.abs());
    if most <= least {
        return Vec::new();
    }
    let decade = length * decade(scale, most);
    let leads: &[f64] = match decade {
        ROOM_FOR_ALL.. => &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
        ROOM_FOR_TWO.. => &[1.0, 2.0, 5.0],
        ROOM_FOR_ONE.. => &[1.0],
        _ => return Vec::new(),
    };
    let (first, last) = (least.log10().floor() as i32, most.log10().ceil() as i32);
    let sizes = (first..=last)
        .flat_map(|exponent| leads.iter().map(move |&lead| decimal(lead, exponent)))
        .filter(|size| *size >= least);
    let both = sizes.flat_map(|size| [-size, size]);
    let free = |value: &f64| labels.iter().all(|tick| tick.value != *value);
    both.filter(|value| scale.contains(*value))
        .filter(free)
        .take(5 * MOST)
        .collect()
}

/// The share of the axis that the decade up to `most` takes.
fn decade(scale: &Scale, most: f64) -> f64 {
    let outer = if scale.high() == most { most } else { -most };
    let span = scale.fraction(outer) - scale.fraction(outer / 10.0);
    // On a symlog axis the decade may reach into the linear middle, which is shorter.
    span.abs()
}
