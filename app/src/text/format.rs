//! Numbers, times and sizes as people read them, in the chosen language.

use super::{Language, Text, common, fill, language, t};
use crate::dom::clock;

/// A count with thousands separators: `1,284`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How long ago: `2 min ago` up to a day, then days, then the date.
pub(crate) fn ago(time: i64) -> String {
    const MINUTE: i64 = 60_000_000;
    let minutes = clock::now().saturating_sub(time) / MINUTE;
    let with = |text: Text, n: i64| fill(text, &[("n", &n.to_string())]);
    match minutes {
        i64::MIN..2 => t(common::NOW).to_owned(),
        2..60 => with(common::MINUTES_AGO, minutes),
        60..1_440 => with(common::HOURS_AGO, minutes / 60),
        1_440..2_880 => t(common::YESTERDAY).to_owned(),
        2_880..43_200 => with(common::DAYS_AGO, minutes / 1_440),
        _ => date(time),
    }
}

/// The local date: `2026-11-23`.
pub(crate) fn date(time: i64) -> String {
    clock::local(time).chars().take(10).collect()
}

/// The local date and time to the minute: `2026-11-23 12:39`.
pub(crate) fn date_time(time: i64) -> String {
    clock::local(time).chars().take(16).collect()
}

/// The local time of day: `12:39:04`.
pub(crate) fn time_of_day(time: i64) -> String {
    clock::local(time).chars().skip(11).collect()
}

/// A duration in microseconds, in the two units that matter: `4h 37m`.
pub(crate) fn duration(micros: i64) -> String {
    let seconds = micros.max(0) / 1_000_000;
    let (d, h, m, s) = (
        seconds / 86_400,
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    );
    if d > 0 {
        format!("{d}d {h}h")
    } else if h > 0 {
        format!("{h}h {m:02}m")
    } else if m > 0 {
        format!("{m}m {s:02}s")
    } else if micros >= 10_000_000 || micros <= 0 {
        format!("{s}s")
    } else {
        format!("{:.1}s", micros as f64 / 1e6)
    }
}

/// A duration in prose: as [`duration`], with Japanese units where that is the language.
pub(crate) fn duration_prose(micros: i64) -> String {
    let text = duration(micros);
    match language() {
        Language::English => text,
        Language::Japanese => text
            .replace('d', "日")
            .replace('h', "時間")
            .replace('m', "分")
            .replace('s', "秒")
            .replace(' ', ""),
    }
}

/// A size in bytes: `12.4 kB`.
pub(crate) fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 1_000.0 && unit < UNITS.len() - 1 {
        value /= 1_000.0;
        unit += 1;
    }
    if unit == 0 || value >= 100.0 {
        format!("{value:.0} {}", UNITS[unit])
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}
