//! Days, months and years of the Gregorian calendar. Knows no time zones: the offset is given.

/// Microseconds in a second.
pub(crate) const MICROSECONDS_PER_SECOND: f64 = 1e6;
/// Microseconds in a day.
pub(crate) const MICROSECONDS_PER_DAY: f64 = 86_400e6;
/// Days further than this from 1970 (about 270,000 years) have no date here.
const MOST_DAYS: f64 = 1e8;

/// A moment on a wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    /// 1–12.
    pub(crate) month: i64,
    /// 1–31.
    pub(crate) day: i64,
    /// Microseconds since midnight.
    pub(crate) microsecond: i64,
}

impl Civil {
    /// The moment `microseconds` after 1970 UTC on a clock `offset_seconds` ahead of UTC.
    pub(crate) fn at(microseconds: f64, offset_seconds: i32) -> Option<Self> {
        let local = microseconds + f64::from(offset_seconds) * MICROSECONDS_PER_SECOND;
        let days = (local / MICROSECONDS_PER_DAY).floor();
        if !days.is_finite() || days.abs() > MOST_DAYS {
            return None;
        }
        let (year, month, day) = from_days(days as i64);
        let rest = local - days * MICROSECONDS_PER_DAY;
        Some(Self {
            year,
            month,
            day,
            microsecond: rest as i64,
        })
    }

    /// `2026-11-23`.
    pub(crate) fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `11-23`.
    pub(crate) fn month_and_day(&self) -> String {
        format!("{:02}-{:02}", self.month, self.day)
    }

    /// `12:39:05`, with `decimals` decimals (0–6).
    pub(crate) fn clock(&self, decimals: usize) -> String {
        let seconds = self.microsecond / 1_000_000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        if decimals == 0 {
            return clock;
        }
        let fraction = format!("{:06}", self.microsecond % 1_000_000);
        format!("{clock}.{}", fraction.get(..decimals).unwrap_or(&fraction))
    }

    /// `12:39`.
    pub(crate) fn short_clock(&self) -> String {
        let minutes = self.microsecond / 60_000_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Days from 1970-01-01 to the given date. Years begin in March, so that the leap day is last.
pub(crate) fn to_days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date that lies `days` after 1970-01-01, as year, month and day.
fn from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{Civil, from_days, to_days};

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-800_000..800_000).step_by(37) {
            let (year, month, day) = from_days(days);
            assert_eq!(to_days(year, month, day), days);
        }
        assert_eq!(from_days(0), (1970, 1, 1));
        assert_eq!(from_days(11_016), (2000, 2, 29));
        assert_eq!(to_days(2026, 11, 23), 20_780);
    }

    #[test]
    fn moments_before_1970_and_other_zones() {
        let moment = Civil::at(-1.0, 0).map(|civil| (civil.date(), civil.clock(6)));
        assert_eq!(
            moment,
            Some(("1969-12-31".to_owned(), "23:59:59.999999".to_owned()))
        );
        let moment = Civil::at(0.0, -5 * 3600).map(|civil| (civil.date(), civil.short_clock()));
        assert_eq!(moment, Some(("1969-12-31".to_owned(), "19:00".to_owned())));
        assert_eq!(Civil::at(f64::NAN, 0), None);
        assert_eq!(Civil::at(1e300, 0), None);
    }
}
