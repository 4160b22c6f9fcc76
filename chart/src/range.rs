//! Which part of the number line an axis shows when the user did not say.

use crate::scale::{Scale, ScaleKind};
use crate::spec::XKind;

/// Room above and below the data, as a share of their span.
const ROOM: f64 = 0.05;
/// Room on a logarithmic scale, as a share of the span in decades.
const LOG_ROOM: f64 = 0.04;
/// Values closer than this many decades count as one on a logarithmic scale.
const FLAT_DECADES: f64 = 1e-3;
/// A span below this share of the values themselves counts as none: the digits would not differ.
const FLAT: f64 = 1e-11;
/// A positive x range that begins within this share of its span begins at zero instead.
const NEAR_ZERO: f64 = 0.05;

/// What a person asked an axis to show: both ends, one of them, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// The lowest value to show; without one the data decide.
    pub low: Option<f64>,
    /// The highest value to show; without one the data decide.
    pub high: Option<f64>,
}

impl Limits {
    /// The data decide.
    pub const AUTOMATIC: Self = Self {
        low: None,
        high: None,
    };

    /// From `low` to `high`.
    pub fn between(low: f64, high: f64) -> Self {
        Self {
            low: Some(low),
            high: Some(high),
        }
    }

    /// Whether both ends are free.
    pub fn is_automatic(&self) -> bool {
        *self == Self::AUTOMATIC
    }

    /// The same without ends that have no place on a scale of `kind`. Ends given upside down are
    /// turned; ends too close to be told apart are no wish at all.
    fn usable(self, kind: ScaleKind) -> Self {
        let end = |end: Option<f64>| end.filter(|&value| kind.has_place(value));
        let (low, high) = (end(self.low), end(self.high));
        match (low, high) {
            (Some(a), Some(b)) if Scale::new(kind, a.min(b), a.max(b)).is_sound() => {
                Self::between(a.min(b), a.max(b))
            }
            (Some(_), Some(_)) => Self::AUTOMATIC,
            _ => Self { low, high },
        }
    }
}

impl From<Option<(f64, f64)>> for Limits {
    fn from(range: Option<(f64, f64)>) -> Self {
        range.map_or(Self::AUTOMATIC, |(low, high)| Self::between(low, high))
    }
}

/// What an axis shows: the ends a person asked for, and for the others what `automatic` makes of
/// the extent of the data. `None` when neither says anything.
pub(crate) fn resolve(
    limits: Limits,
    data: Option<(f64, f64)>,
    kind: ScaleKind,
    automatic: impl Fn(f64, f64) -> (f64, f64),
) -> Option<(f64, f64)> {
    let Limits { low, high } = limits.usable(kind);
    if let (Some(low), Some(high)) = (low, high) {
        return Some((low, high));
    }
    let (first, last) = data?;
    // Data beyond a given end count for nothing; if all of them lie there, the end stands alone.
    let from = low.map_or(first, |low| low.max(first));
    let to = high.map_or(last, |high| high.min(last));
    let (from, to) = match (low, high) {
        (Some(low), _) if to < low => (low, low),
        (_, Some(high)) if high < from => (high, high),
        _ => (from, to),
    };
    let (below, above) = automatic(from, to);
    let range = (low.unwrap_or(below), high.unwrap_or(above));
    let sound = Scale::new(kind, range.0, range.1).is_sound();
    Some(if sound { range } else { (below, above) })
}

/// The least and the greatest of the finite values.
pub(crate) fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite())
        .fold(None, |span, value| {
            let (low, high) = span.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
}

/// The x range for data between `low` and `high` (positive when logarithmic).
pub(crate) fn automatic_x(low: f64, high: f64, kind: XKind, scale: ScaleKind) -> (f64, f64) {
    if scale == ScaleKind::Log {
        return if high.log10() - low.log10() < FLAT_DECADES {
            log_y(low, high)
        } else {
            (low, high)
        };
    }
    told_apart(linear_x(low, high, kind), scale)
}

fn linear_x(low: f64, high: f64, kind: XKind) -> (f64, f64) {
    if is_flat(low, high) {
        let unit: f64 = match kind {
            XKind::Step | XKind::Index | XKind::Epoch => 1.0,
            XKind::WallTime | XKind::RelativeTime => 1e6,
        };
        let room = unit.max(low.abs().max(high.abs()) * 1e-10);
        return ((low - room).max(f64::MIN), (high + room).min(f64::MAX));
    }
    let wall = kind == XKind::WallTime;
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
        ScaleKind::Symlog { .. } => symlog_y(low, high, kind),
    }
}

/// What a scale without data shows.
pub(crate) fn without_data(kind: ScaleKind) -> (f64, f64) {
    match kind {
        ScaleKind::Linear => (0.0, 1.0),
        ScaleKind::Log => (1.0, 1e4),
        ScaleKind::Symlog { .. } => {
            let threshold = kind.threshold().unwrap_or(1.0);
            let end = (threshold * 100.0).min(f64::MAX);
            (-end, end)
        }
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
    let room = if end - start < FLAT_DECADES {
        0.5
    } else {
        (end - start) * LOG_ROOM
    };
    let smallest = f64::from_bits(1);
    let below = 10f64.powf(start - room).clamp(smallest, low);
    let above = 10f64.powf(end + room).clamp(high, f64::MAX);
    (below, above)
}

fn symlog_y(low: f64, high: f64, kind: ScaleKind) -> (f64, f64) {
    let scale = Scale::new(kind, low, high);
    // Data closer than this cannot be told apart; as flat data they show as much as a linear axis.
    if is_flat(low, high) || !scale.is_sound() {
        return told_apart(linear_y(low, high), kind);
    }
    let below = scale.value(-ROOM).clamp(f64::MIN, low);
    let above = scale.value(1.0 + ROOM).clamp(high, f64::MAX);
    let below = if low >= 0.0 { below.max(0.0) } else { below };
    let above = if high <= 0.0 { above.min(0.0) } else { above };
    (below, above)
}

/// The same range, or on a symlog scale that cannot tell its ends apart all of its linear part on
/// that side of zero.
fn told_apart((low, high): (f64, f64), kind: ScaleKind) -> (f64, f64) {
    match kind.threshold() {
        Some(threshold) if !Scale::new(kind, low, high).is_sound() => {
            if low >= 0.0 {
                (0.0, threshold)
            } else if high <= 0.0 {
                (-threshold, 0.0)
            } else {
                (-threshold, threshold)
            }
        }
        _ => (low, high),
    }
}

fn is_flat(low: f64, high: f64) -> bool {
    high * 0.5 - low * 0.5 <= low.abs().max(high.abs()) * FLAT
}

#[cfg(test)]
mod tests {
    use super::{Limits, automatic_x, automatic_y, resolve};
    use crate::scale::{Scale, ScaleKind};
    use crate::spec::XKind;

    const SYMLOG: ScaleKind = ScaleKind::Symlog { threshold: 1e-3 };

    #[test]
    fn there_is_room_around_the_data_but_not_below_zero() {
        assert_eq!(automatic_y(0.02, 1.0, ScaleKind::Linear), (0.0, 1.05));
        let (low, high) = automatic_y(-1.0, 1.0, ScaleKind::Linear);
        assert!((low + 1.1).abs() < 1e-12 && (high - 1.1).abs() < 1e-12);
        let (low, high) = automatic_y(0.0, 100.0, SYMLOG);
        assert!(low == 0.0 && high > 100.0);
    }

    #[test]
    fn any_values_give_a_range_that_can_be_shown() {
        let values = [
            0.0,
            5e-324,
            1e-300,
            1e-9,
            1.0,
            1.0 + f64::EPSILON,
            1e9,
            1e300,
            f64::MAX,
        ];
        let tiny = ScaleKind::Symlog { threshold: 1e-300 };
        for a in values {
            for b in values {
                for (low, high) in [(a.min(b), a.max(b)), (-a.max(b), -a.min(b)), (-a, b)] {
                    for kind in [ScaleKind::Linear, ScaleKind::Log, SYMLOG, tiny] {
                        if kind == ScaleKind::Log && low <= 0.0 {
                            continue;
                        }
                        let range = automatic_y(low, high, kind);
                        let scale = Scale::new(kind, range.0, range.1);
                        assert!(scale.is_sound(), "{kind:?} {low} {high} → {range:?}");
                        let holds = range.0 <= low && high <= range.1;
                        assert!(holds, "{kind:?} {low} {high} → {range:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn steps_that_begin_near_zero_begin_at_zero() {
        let steps = |low, high| automatic_x(low, high, XKind::Step, ScaleKind::Linear);
        assert_eq!(steps(250.0, 90_000.0), (0.0, 90_000.0));
        assert_eq!(steps(50_000.0, 90_000.0), (50_000.0, 90_000.0));
        assert_eq!(steps(7.0, 7.0), (6.0, 8.0));
        let log = automatic_x(250.0, 90_000.0, XKind::Step, ScaleKind::Log);
        assert_eq!(log, (250.0, 90_000.0));
    }

    fn shown(limits: Limits, data: Option<(f64, f64)>, kind: ScaleKind) -> Option<(f64, f64)> {
        resolve(limits, data, kind, |low, high| automatic_y(low, high, kind))
    }

    #[test]
    fn a_choice_that_cannot_be_shown_is_no_choice() {
        let data = Some((0.1, 1.0));
        for kind in [ScaleKind::Linear, ScaleKind::Log] {
            let automatic = shown(Limits::AUTOMATIC, data, kind);
            for (low, high) in [
                (1.0, 1.0),
                (f64::NAN, f64::NAN),
                (f64::NEG_INFINITY, f64::INFINITY),
            ] {
                assert_eq!(shown(Limits::between(low, high), data, kind), automatic);
                assert_eq!(shown(Limits::between(low, high), None, kind), None);
            }
        }
        let one_ulp = Limits::between(1.0, 1.0 + f64::EPSILON);
        assert_eq!(
            shown(one_ulp, None, ScaleKind::Linear),
            Some((1.0, 1.0 + f64::EPSILON))
        );
        assert_eq!(
            shown(Limits::between(0.0, 5e-324), None, ScaleKind::Linear),
            None
        );
    }

    #[test]
    fn a_choice_upside_down_is_turned() {
        let limits = Limits::between(2.0, 1.0);
        assert_eq!(shown(limits, None, ScaleKind::Linear), Some((1.0, 2.0)));
    }

    #[test]
    fn half_a_choice_leaves_the_other_end_to_the_data() {
        let low = Limits {
            low: Some(0.5),
            high: None,
        };
        let data = Some((0.02, 1.0));
        assert_eq!(shown(low, data, ScaleKind::Linear), Some((0.5, 1.03)));
        let high = Limits {
            low: None,
            high: Some(0.5),
        };
        assert_eq!(shown(high, data, ScaleKind::Linear), Some((0.0, 0.5)));
        // An end that has no place on a logarithmic scale was not given.
        let mixed = Limits::between(-1.0, 10.0);
        let (low_end, high_end) = shown(mixed, data, ScaleKind::Log).unwrap();
        assert!(low_end < 0.02 && low_end > 0.01 && high_end == 10.0);
        // All data lie beyond the end that was given.
        let beyond = Limits {
            low: Some(5.0),
            high: None,
        };
        assert_eq!(shown(beyond, data, ScaleKind::Linear), Some((5.0, 5.5)));
        assert_eq!(shown(beyond, None, ScaleKind::Linear), None);
    }
}
