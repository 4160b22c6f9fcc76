//! Labels of wall time: clock times within days, dates beyond. Local time is UTC plus an offset.

use super::{Labelled, duration::clock_step, linear::Step, multiples};
use crate::calendar::{Civil, MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, to_days};

/// Steps in days, while they are shorter than a month.
const DAY_STEPS: [f64; 4] = [1.0, 2.0, 7.0, 14.0];
/// Steps in months, while they are shorter than a year.
const MONTH_STEPS: [i64; 4] = [1, 2, 3, 6];
/// Mean length of a month in days.
const DAYS_PER_MONTH: f64 = 30.436_875;
/// Days from 1970-01-01, a Thursday, to the next Monday: weeks begin there.
const FIRST_MONDAY: f64 = 4.0;

/// About `target` labels from `low` to `high`, in microseconds since 1970 UTC.
pub(super) fn ticks(low: f64, high: f64, target: f64, offset_seconds: i32) -> Vec<Labelled> {
    let offset = f64::from(offset_seconds) * MICROSECONDS_PER_SECOND;
    let wanted = high / target - low / target;
    let found = match Unit::for_distance(wanted) {
        Some(unit) => unit.ticks(low + offset, high + offset),
        None => Vec::new(),
    };
    let utc = found
        .into_iter()
        .map(|(value, label)| (value - offset, label));
    utc.filter(|(value, _)| (low..=high).contains(value))
        .collect()
}

/// What a step is made of.
enum Unit {
    /// Microseconds of a step shorter than a second, and the decimals it needs.
    Fraction(f64, usize),
    /// Microseconds of a step shorter than a day.
    Clock(f64),
    Days(f64),
    Months(i64),
    Years(i64),
}

impl Unit {
    fn for_distance(wanted: f64) -> Option<Self> {
        if wanted < 0.75 * MICROSECONDS_PER_SECOND {
            let step = Step::near(wanted, 1.0)?.size();
            let decimals = 6.0 - step.log10().floor();
            return Some(Self::Fraction(step, decimals.clamp(0.0, 6.0) as usize));
        }
        if let Some(step) = clock_step(wanted) {
            return Some(Self::Clock(step));
        }
        let days = wanted / MICROSECONDS_PER_DAY;
        if let Some(&step) = DAY_STEPS.iter().find(|&&step| step >= days * 0.75) {
            return Some(Self::Days(step));
        }
        let months = days / DAYS_PER_MONTH;
        if let Some(&step) = MONTH_STEPS
            .iter()
            .find(|&&step| step as f64 >= months * 0.75)
        {
            return Some(Self::Months(step));
        }
        Step::near(months / 12.0, 1.0).map(|years| Self::Years(years.size() as i64))
    }

    /// Local times with their labels; the first may lie before `low`.
    fn ticks(&self, low: f64, high: f64) -> Vec<Labelled> {
        match *self {
            Self::Fraction(step, decimals) => {
                label_all(multiples(low, high, step).map(|n| n * step), |at| {
                    at.clock(decimals)
                })
            }
            Self::Clock(step) => label_all(multiples(low, high, step).map(|n| n * step), |at| {
                clock(at, step)
            }),
            Self::Days(step) => {
                let origin = if step >= 7.0 {
                    FIRST_MONDAY * MICROSECONDS_PER_DAY
                } else {
                    0.0
                };
                let step = step * MICROSECONDS_PER_DAY;
                let days = multiples(low - origin, high - origin, step);
                label_all(days.map(|n| origin + n * step), month_and_day)
            }
            Self::Months(step) => months(low, high, step, |at| {
                format!("{:04}-{:02}", at.year, at.month)
            }),
            Self::Years(step) => months(low, high, step.saturating_mul(12), |at| {
                format!("{:04}", at.year)
            }),
        }
    }
}

fn clock(at: &Civil, step: f64) -> String {
    if at.microsecond == 0 {
        month_and_day(at)
    } else if step < 60.0 * MICROSECONDS_PER_SECOND {
        at.clock(0)
    } else {
        at.short_clock()
    }
}

fn month_and_day(at: &Civil) -> String {
    format!("{:02}-{:02}", at.month, at.day)
}

/// The first days of every `step`-th month.
fn months(low: f64, high: f64, step: i64, label: impl Fn(&Civil) -> String) -> Vec<Labelled> {
    let (Some(from), Some(to)) = (Civil::at(low, 0), Civil::at(high, 0)) else {
        return Vec::new();
    };
    let count = |at: &Civil| (at.year * 12 + at.month - 1) as f64;
    let starts = multiples(count(&from), count(&to), step as f64).map(|n| {
        let month = n as i64 * step;
        to_days(month.div_euclid(12), month.rem_euclid(12) + 1, 1) as f64 * MICROSECONDS_PER_DAY
    });
    label_all(starts, label)
}

fn label_all(times: impl Iterator<Item = f64>, label: impl Fn(&Civil) -> String) -> Vec<Labelled> {
    times
        .filter_map(|time| Some((time, label(&Civil::at(time, 0)?))))
        .collect()
}
