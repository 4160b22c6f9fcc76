//! Where the labels of an axis stand and what they say. Positions are values; pixels and
//! collisions are the layout's business.

mod clock;
mod duration;
mod linear;
mod logarithmic;

use crate::scale::{Scale, ScaleKind};
use crate::spec::XKind;

/// A labelled value.
pub(crate) type Labelled = (f64, String);

/// No axis has more labels than this.
const MOST: usize = 200;

/// About `target` labels for an x axis, ascending, all within the scale.
pub(crate) fn x(kind: XKind, scale: &Scale, target: f64) -> Vec<Labelled> {
    let (low, high) = (scale.low(), scale.high());
    match kind {
        XKind::Step | XKind::Index => linear::ticks(low, high, target, 1.0),
        XKind::Epoch => linear::ticks(low, high, target, 0.0),
        XKind::WallTime { offset_seconds } => clock::ticks(low, high, target, offset_seconds),
        XKind::RelativeTime => duration::ticks(low, high, target),
    }
}

/// About `target` labels for a y axis, ascending, all within the scale.
pub(crate) fn y(scale: &Scale, target: f64) -> Vec<Labelled> {
    match scale.kind() {
        ScaleKind::Linear => linear::ticks(scale.low(), scale.high(), target, 0.0),
        ScaleKind::Log => logarithmic::ticks(scale.low(), scale.high(), target),
    }
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

#[cfg(test)]
mod tests {
    use super::{Labelled, x, y};
    use crate::scale::{Scale, ScaleKind};
    use crate::spec::XKind;

    pub(super) fn labels(ticks: &[Labelled]) -> Vec<&str> {
        ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    fn linear(low: f64, high: f64) -> Vec<String> {
        let ticks = y(&Scale::new(ScaleKind::Linear, low, high), 4.0);
        ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn linear_labels_share_their_decimals() {
        assert_eq!(linear(0.85, 4.2), ["1", "2", "3", "4"]);
        assert_eq!(linear(0.4, 0.8), ["0.4", "0.5", "0.6", "0.7", "0.8"]);
        assert_eq!(linear(-0.3, 0.3), ["−0.2", "−0.1", "0", "0.1", "0.2"]);
        assert_eq!(linear(0.0, 90_000.0), ["0", "20k", "40k", "60k", "80k"]);
        assert_eq!(linear(0.0, 3e6), ["0", "1M", "2M", "3M"]);
        assert_eq!(
            linear(1e6, 2e6),
            ["1M", "1.2M", "1.4M", "1.6M", "1.8M", "2M"]
        );
        assert_eq!(
            linear(0.0, 1e-3),
            ["0", "2e−4", "4e−4", "6e−4", "8e−4", "1e−3"]
        );
        assert_eq!(
            linear(-1e300, 1e300),
            ["−1e300", "−5e299", "0", "5e299", "1e300"]
        );
        assert_eq!(
            linear(1_000_001.0, 1_000_005.0)[..2],
            ["1,000,001", "1,000,002"]
        );
    }

    #[test]
    fn steps_are_whole() {
        let ticks = x(XKind::Step, &Scale::new(ScaleKind::Linear, 0.0, 3.0), 6.0);
        assert_eq!(labels(&ticks), ["0", "1", "2", "3"]);
    }

    #[test]
    fn log_labels_are_decades_and_what_lies_between_when_there_is_room() {
        let log = |low, high, target| {
            let ticks = y(&Scale::new(ScaleKind::Log, low, high), target);
            ticks
                .into_iter()
                .map(|(_, label)| label)
                .collect::<Vec<_>>()
        };
        assert_eq!(log(1e-6, 2e-3, 4.0), ["1e−6", "1e−5", "1e−4", "1e−3"]);
        assert_eq!(log(0.02, 200.0, 5.0), ["0.1", "1", "10", "100"]);
        assert_eq!(log(1e-4, 1.1e-3, 4.0), ["1e−4", "2e−4", "5e−4", "1e−3"]);
        assert_eq!(log(2.0, 4.0, 4.0), ["2.0", "2.5", "3.0", "3.5", "4.0"]);
        assert_eq!(
            log(1e-300, 1e300, 4.0),
            ["1e−300", "1e−150", "1", "1e150", "1e300"]
        );
    }

    #[test]
    fn relative_times_use_the_units_of_a_clock() {
        let relative = |seconds: f64| {
            let ticks = x(
                XKind::RelativeTime,
                &Scale::new(ScaleKind::Linear, 0.0, seconds * 1e6),
                5.0,
            );
            ticks
                .into_iter()
                .map(|(_, label)| label)
                .collect::<Vec<_>>()
        };
        assert_eq!(relative(1.0), ["0s", "0.2s", "0.4s", "0.6s", "0.8s", "1s"]);
        assert_eq!(
            relative(150.0),
            ["0s", "30s", "1m", "1m 30s", "2m", "2m 30s"]
        );
        assert_eq!(relative(7300.0), ["0s", "30m", "1h", "1h 30m", "2h"]);
        assert_eq!(relative(4.0 * 86_400.0), ["0s", "1d", "2d", "3d", "4d"]);
    }

    #[test]
    fn wall_times_name_the_day_at_midnight() {
        let wall = |from: f64, seconds: f64| {
            let kind = XKind::WallTime {
                offset_seconds: 9 * 3600,
            };
            let scale = Scale::new(ScaleKind::Linear, from * 1e6, (from + seconds) * 1e6);
            let ticks = x(kind, &scale, 5.0);
            ticks
                .into_iter()
                .map(|(_, label)| label)
                .collect::<Vec<_>>()
        };
        // 2026-11-23 12:20:00 at the offset above.
        let noon = 1_795_404_000.0;
        assert_eq!(wall(noon, 50.0)[..2], ["12:20:00", "12:20:10"]);
        assert_eq!(wall(noon, 3000.0)[..2], ["12:20", "12:30"]);
        assert_eq!(wall(noon, 86_400.0), ["18:00", "11-24", "06:00", "12:00"]);
        assert_eq!(wall(noon, 5.0 * 86_400.0)[..2], ["11-24", "11-25"]);
        assert_eq!(wall(noon, 150.0 * 86_400.0)[..2], ["2026-12", "2027-01"]);
        assert_eq!(wall(noon, 1900.0 * 86_400.0)[..2], ["2027", "2028"]);
        assert_eq!(wall(noon, 0.5)[..2], ["12:20:00.0", "12:20:00.1"]);
    }
}
