//! Labels of relative time: 0s, 30s, 1m, 1h 30m, 2d.

use super::{Labelled, decimal, linear::Step, multiples};
use crate::calendar::{MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND};
use crate::format::{MINUS, plain, trimmed, whole_duration};
use crate::scale::Scale;

/// Round steps of a clock, in seconds, from one second to half a day.
pub(super) const CLOCK_STEPS: [f64; 17] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
    10_800.0, 21_600.0, 43_200.0,
];

/// About `target` labels from `low` to `high`, in microseconds.
pub(super) fn ticks(low: f64, high: f64, target: f64) -> Vec<Labelled> {
    let wanted = high / target - low / target;
    let Some(step) = step(wanted) else {
        return Vec::new();
    };
    multiples(low, high, step)
        .map(|factor| factor * step)
        .filter(|value| (low..=high).contains(value))
        .map(|value| (value, label(value, step)))
        .collect()
}

/// Round times for an axis that is not linear: seconds by powers of ten, then the units of a clock.
const ROUND: [f64; 7] = [
    60.0,
    600.0,
    3600.0,
    6.0 * 3600.0,
    86_400.0,
    10.0 * 86_400.0,
    100.0 * 86_400.0,
];
/// Labels may stand this much closer than wanted, as a share of the wanted distance.
const CLOSEST: f64 = 0.7;

/// About `target` labels for an axis that is not linear.
pub(super) fn spread(scale: &Scale, target: f64) -> Vec<Labelled> {
    let least = scale.kind().threshold().unwrap_or(0.0);
    let fractions = (-6..=1).map(|exponent| decimal(1.0, exponent));
    let years = (3..=9).map(|exponent| decimal(86_400.0, exponent));
    let seconds = fractions.chain(ROUND).chain(years);
    let times = seconds
        .map(|seconds| seconds * MICROSECONDS_PER_SECOND)
        .filter(|&time| time >= least);
    let mut found: Vec<Labelled> = Vec::new();
    for value in std::iter::once(0.0)
        .chain(times)
        .filter(|&time| scale.contains(time))
    {
        let clear = found.last().is_none_or(|(before, _)| {
            scale.fraction(value) - scale.fraction(*before) >= CLOSEST / target
        });
        if clear {
            found.push((value, label(value, value)));
        }
    }
    found
}

fn step(wanted: f64) -> Option<f64> {
    if wanted < 0.75 * MICROSECONDS_PER_SECOND {
        return Step::near(wanted, 1.0).map(Step::size);
    }
    match clock_step(wanted) {
        Some(step) => Some(step),
        None => Step::near(wanted / MICROSECONDS_PER_DAY, 1.0)
            .map(|days| days.size() * MICROSECONDS_PER_DAY),
    }
}

/// The round clock step for a wanted distance in microseconds, unless days are rounder.
pub(super) fn clock_step(wanted: f64) -> Option<f64> {
    let steps = CLOCK_STEPS
        .iter()
        .map(|seconds| seconds * MICROSECONDS_PER_SECOND);
    steps.into_iter().find(|&step| step >= wanted * 0.75)
}

fn label(value: f64, step: f64) -> String {
    let seconds = value.abs() / MICROSECONDS_PER_SECOND;
    let sign = if value < 0.0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    if step >= MICROSECONDS_PER_SECOND {
        return format!("{sign}{}", whole_duration(seconds));
    }
    format!("{sign}{}s", trimmed(&plain(seconds, 6)))
}
