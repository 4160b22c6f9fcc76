//! Labels of wall time: clock times within days, dates beyond. The day is said once, at its first
//! label; so is the year of days. Local times are turned into moments by a zone: an hour that the
//! clock leaves out has no label, one that it shows twice has two.

use super::{Labelled, duration::clock_step, linear::Step, multiples};
use crate::calendar::{Civil, MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, to_days};
use crate::format::utc_offset;
use crate::zone::Zone;

/// Steps in days, while they are shorter than a month.
const DAY_STEPS: [f64; 4] = [1.0, 2.0, 7.0, 14.0];
/// Steps in months, while they are shorter than a year.
const MONTH_STEPS: [i64; 4] = [1, 2, 3, 6];
/// Mean length of a month in days.
const DAYS_PER_MONTH: f64 = 30.436_875;
/// Days from 1970-01-01, a Thursday, to the next Monday: weeks begin there.
const FIRST_MONDAY: f64 = 4.0;

/// About `target` labels from `low` to `high`, in microseconds since 1970 UTC.
pub(super) fn ticks(low: f64, high: f64, target: f64, zone: &Zone) -> Vec<Labelled> {
    let Some(unit) = Unit::for_distance(high / target - low / target) else {
        return Vec::new();
    };
    let (from, to) = zone.local_span(low, high);
    let mut moments: Vec<f64> = unit
        .local_times(from, to)
        .into_iter()
        .flat_map(|local| zone.moments(local))
        .filter(|moment| (low..=high).contains(moment))
        .collect();
    // Where the clock was put back, the second round of an hour follows the first.
    moments.sort_by(f64::total_cmp);
    moments.dedup();
    let mut before = None;
    let mut label = |moment: f64| {
        let offset = zone.offset_at(moment);
        let at = Civil::at(moment, offset)?;
        let local = moment + f64::from(offset) * MICROSECONDS_PER_SECOND;
        let second = zone.moments(local).first() != Some(&moment);
        let text = unit.label(&at, before.as_ref());
        before = Some(at);
        let suffix = if second {
            format!(" {}", utc_offset(offset))
        } else {
            String::new()
        };
        Some((moment, text + &suffix))
    };
    moments.into_iter().filter_map(&mut label).collect()
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

    /// Times on the local clock; the first may lie before `low`.
    fn local_times(&self, low: f64, high: f64) -> Vec<f64> {
        let every = |step: f64, origin: f64| -> Vec<f64> {
            let counts = multiples(low - origin, high - origin, step);
            counts.map(|count| origin + count * step).collect()
        };
        match *self {
            Self::Fraction(step, _) | Self::Clock(step) => every(step, 0.0),
            Self::Days(days) => {
                let monday = FIRST_MONDAY * MICROSECONDS_PER_DAY;
                let origin = if days >= 7.0 { monday } else { 0.0 };
                every(days * MICROSECONDS_PER_DAY, origin)
            }
            Self::Months(step) => months(low, high, step),
            Self::Years(step) => months(low, high, step.saturating_mul(12)),
        }
    }

    /// What the label at a local time says, given the one before it.
    fn label(&self, at: &Civil, before: Option<&Civil>) -> String {
        let same_year = before.is_some_and(|before| before.year == at.year);
        let same_day = same_year
            && before.is_some_and(|before| (before.month, before.day) == (at.month, at.day));
        let clock = match *self {
            Self::Fraction(_, decimals) => at.clock(decimals),
            Self::Clock(step) if step < 60.0 * MICROSECONDS_PER_SECOND => at.clock(0),
            Self::Clock(_) => at.short_clock(),
            Self::Days(_) if same_year => return at.month_and_day(),
            Self::Days(_) => return at.date(),
            Self::Months(_) => return format!("{:04}-{:02}", at.year, at.month),
            Self::Years(_) => return format!("{:04}", at.year),
        };
        let day = match before {
            Some(before) if before.year != at.year => at.date(),
            _ => at.month_and_day(),
        };
        match (same_day, at.microsecond) {
            (true, _) => clock,
            (false, 0) => day,
            (false, _) => format!("{day} {clock}"),
        }
    }
}

/// The first days of every `step`-th month.
fn months(low: f64, high: f64, step: i64) -> Vec<f64> {
    let (Some(from), Some(to)) = (Civil::at(low, 0), Civil::at(high, 0)) else {
        return Vec::new();
    };
    let count = |at: &Civil| (at.year * 12 + at.month - 1) as f64;
    let starts = multiples(count(&from), count(&to), step as f64).map(|n| {
        let month = n as i64 * step;
        to_days(month.div_euclid(12), month.rem_euclid(12) + 1, 1) as f64 * MICROSECONDS_PER_DAY
    });
    starts.collect()
}
