//! Which part of the number line an axis shows when the user did not say.

use crate::scale::ScaleKind;
use crate::spec::XKind;

/// Room above and below the data, as a share of their span.
const ROOM: f64 = 0.05;
/// Room on a logarithmic scale, as a share of the span in decades.
const LOG_ROOM: f64 = 0.04;
/// A span below this share of the values themselves counts as none: the digits would not differ.
const FLAT: f64 = 1e-11;
/// A positive x range that begins within this share of its span begins at zero instead.
const NEAR_ZERO: f64 = 0.05;

/// A range the user gave, if it can be shown on a scale of `kind`.
pub(crate) fn chosen(range: Option<(f64, f64)>, kind: ScaleKind) -> Option<(f64, f64)> {
    range.filter(|&(low, high)| {
        let apart = match kind {
            ScaleKind::Linear => low < high,
            ScaleKind::Log => low > 0.0 && low.log10() < high.log10(),
        };
        low.is_finite() && high.is_finite() && apart
    })
}

/// The x range for data between `low` and `high`.
pub(crate) fn automatic_x(low: f64, high: f64, kind: XKind) -> (f64, f64) {
    if is_flat(low, high) {
        let unit: f64 = match kind {
            XKind::Step | XKind::Index | XKind::Epoch => 1.0,
            XKind::WallTime { .. } | XKind::RelativeTime => 1e6,
        };
        let room = unit.max(low.abs().max(high.abs()) * 1e-10);
        return ((low - room).max(f64::MIN), (high + room).min(f64::MAX));
    }
    let wall = matches!(kind, XKind::WallTime { .. });
    if !wall && low > 0.0 && low < NEAR_ZERO * high {
        (0.0, high)
    } else {
        (low, high)
    }
}

/// The y range for data between `low` and `high` (positive when logarithmic).
pub(crate) fn automatic_y(low: f64, high: f64, kind: ScaleKind) -> (f64, f64) {
    match kind {
        ScaleKind::Linear => linear_y(low, high),
        ScaleKind::Log => log_y(low, high),
    }
}

fn linear_y(low: f64, high: f64) -> (f64, f64) {
    let room = if is_flat(low, high) {
        let size = low.abs().max(high.abs());
        if size == 0.0 {
            1.0
        } else {
            (size * 0.1).max(f64::MIN_POSITIVE)
        }
    } else {
        (high * ROOM - low * ROOM).max(f64::MIN_POSITIVE)
    };
    let (mut below, mut above) = (low - room, high + room);
    // A loss that never goes below zero needs no room below zero.
    if low >= 0.0 && below < 0.0 {
        below = 0.0;
    }
    if high <= 0.0 && above > 0.0 {
        above = 0.0;
    }
    if below == 0.0 && above == 0.0 {
        return (-1.0, 1.0);
    }
    round_outward(below.max(f64::MIN), above.min(f64::MAX))
}

/// Moves both ends to a round number, so that a live chart shifts now and then instead of at
/// every point.
fn round_outward(low: f64, high: f64) -> (f64, f64) {
    let quantum = 10f64.powf((high / 40.0 - low / 40.0).log10().floor());
    let (first, last) = ((low / quantum).floor(), (high / quantum).ceil());
    let exact = first.abs().max(last.abs()) < 1e12;
    let rounded = (first * quantum, last * quantum);
    let usable = rounded.0.is_finite() && rounded.1.is_finite() && rounded.0 < rounded.1;
    if exact && usable {
        rounded
    } else {
        (low, high)
    }
}

fn log_y(low: f64, high: f64) -> (f64, f64) {
    let (start, end) = (low.log10(), high.log10());
    let room = if end - start < 1e-3 {
        0.5
    } else {
        (end - start) * LOG_ROOM
    };
    let smallest = f64::from_bits(1);
    let below = 10f64.powf(start - room).clamp(smallest, low);
    let above = 10f64.powf(end + room).clamp(high, f64::MAX);
    (below, above)
}

fn is_flat(low: f64, high: f64) -> bool {
    high * 0.5 - low * 0.5 <= low.abs().max(high.abs()) * FLAT
}

#[cfg(test)]
mod tests {
    use super::{automatic_x, automatic_y, chosen};
    use crate::scale::ScaleKind;
    use crate::spec::XKind;

    #[test]
    fn there_is_room_around_the_data_but_not_below_zero() {
        assert_eq!(automatic_y(0.02, 1.0, ScaleKind::Linear), (0.0, 1.05));
        let (low, high) = automatic_y(-1.0, 1.0, ScaleKind::Linear);
        assert!((low + 1.1).abs() < 1e-12 && (high - 1.1).abs() < 1e-12);
    }

    #[test]
    fn any_values_give_a_range_that_can_be_shown() {
        let values = [0.0, 5e-324, 1e-300, 1e-9, 1.0, 1e9, 1e300, f64::MAX];
        for a in values {
            for b in values {
                for (low, high) in [(a.min(b), a.max(b)), (-a.max(b), -a.min(b)), (-a, b)] {
                    for kind in [ScaleKind::Linear, ScaleKind::Log] {
                        if kind == ScaleKind::Log && low <= 0.0 {
                            continue;
                        }
                        let range = automatic_y(low, high, kind);
                        assert!(
                            chosen(Some(range), kind).is_some(),
                            "{low} {high} → {range:?}"
                        );
                        assert!(
                            range.0 <= low && high <= range.1,
                            "{low} {high} → {range:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn steps_that_begin_near_zero_begin_at_zero() {
        assert_eq!(automatic_x(250.0, 90_000.0, XKind::Step), (0.0, 90_000.0));
        assert_eq!(
            automatic_x(50_000.0, 90_000.0, XKind::Step),
            (50_000.0, 90_000.0)
        );
        assert_eq!(automatic_x(7.0, 7.0, XKind::Step), (6.0, 8.0));
    }

    #[test]
    fn a_choice_that_cannot_be_shown_is_no_choice() {
        for range in [
            (1.0, 1.0),
            (2.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
        ] {
            assert_eq!(chosen(Some(range), ScaleKind::Linear), None);
        }
        assert_eq!(chosen(Some((0.0, 1.0)), ScaleKind::Log), None);
    }
}
