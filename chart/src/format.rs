//! Numbers and times as people read them: U+2212 for minus, `3.2e−4`, thousands separators.
//! No word of any language: units are the international letters.

use crate::calendar::{Civil, MICROSECONDS_PER_SECOND};
use crate::spec::XKind;
use crate::zone::Zone;

/// The minus sign of the design.
pub(crate) const MINUS: char = '\u{2212}';

/// A value for a tooltip or a cell: whole numbers with separators, others with four to six
/// significant digits, scientific below a thousandth.
pub fn format_value(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 {
            "∞".to_owned()
        } else {
            format!("{MINUS}∞")
        };
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    if !(1e-3..1e15).contains(&size) {
        return scientific(value, 4);
    }
    if value.fract() == 0.0 {
        return grouped(value, 0);
    }
    let decimals = match size {
        100_000.0.. => 0,
        10_000.0.. => 1,
        1_000.0.. => 2,
        100.0.. => 3,
        0.1.. => 4,
        0.01.. => 5,
        _ => 6,
    };
    grouped(value, decimals)
}

/// An x value in full, as the chip on the axis and the head of a tooltip show it. Wall times are
/// local to `zone`; one that the clock shows twice says which of the two it is.
pub fn format_x(kind: XKind, zone: &Zone, x: f64) -> String {
    if !x.is_finite() {
        return format_value(x);
    }
    match kind {
        XKind::Step | XKind::Index | XKind::Epoch => {
            if x.fract() == 0.0 && x.abs() < 1e15 {
                grouped(x, 0)
            } else {
                format_value(x)
            }
        }
        XKind::WallTime => wall_time(zone, x),
        XKind::RelativeTime => duration(x),
    }
}

fn wall_time(zone: &Zone, x: f64) -> String {
    let offset = zone.offset_at(x);
    let Some(time) = Civil::at(x, offset) else {
        return format_value(x);
    };
    let local = x + f64::from(offset) * MICROSECONDS_PER_SECOND;
    let twice = zone.moments(local).len() > 1;
    let which = if twice {
        format!(" {}", utc_offset(offset))
    } else {
        String::new()
    };
    format!("{} {}{which}", time.date(), time.clock(0))
}

/// An offset from UTC: `+1`, `−3:30`.
pub(crate) fn utc_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { MINUS } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    match minutes % 60 {
        0 => format!("{sign}{}", minutes / 60),
        rest => format!("{sign}{}:{rest:02}", minutes / 60),
    }
}

/// The shortest digits that give `value` back, for ranges so narrow that only they tell its ends
/// apart.
pub(crate) fn exact(value: f64) -> String {
    let plain = (1e-3..1e15).contains(&value.abs()) || value == 0.0;
    with_minus(&if plain {
        format!("{value}")
    } else {
        format!("{value:e}")
    })
}

/// A value as the labels of an axis write it, in all its digits.
pub(crate) fn tick_value(value: f64) -> String {
    if (0.01..1e4).contains(&value.abs()) || value == 0.0 {
        exact(value)
    } else {
        with_minus(&format!("{value:e}"))
    }
}

/// A duration in microseconds: days, hours, minutes and seconds, fractions below a minute only.
fn duration(microseconds: f64) -> String {
    let seconds = microseconds.abs() / MICROSECONDS_PER_SECOND;
    let sign = if microseconds < 0.0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    if seconds < 60.0 {
        let digits = if seconds < 1.0 { 6 } else { 3 };
        return format!("{sign}{}s", trimmed(&format!("{seconds:.digits$}")));
    }
    format!("{sign}{}", whole_duration(seconds.round()))
}

/// A whole number of seconds as `1d 2h 3m 4s`, without the parts that are zero.
pub(crate) fn whole_duration(seconds: f64) -> String {
    if seconds == 0.0 {
        return "0s".to_owned();
    }
    let parts = [
        (grouped((seconds / 86_400.0).floor(), 0), "d"),
        (((seconds / 3600.0).floor() % 24.0).to_string(), "h"),
        (((seconds / 60.0).floor() % 60.0).to_string(), "m"),
        ((seconds % 60.0).to_string(), "s"),
    ];
    let shown = parts.iter().filter(|(number, _)| number != "0");
    shown
        .map(|(number, unit)| format!("{number}{unit}"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// `3.2e−4`: at most `digits` significant digits, trailing zeros left out.
pub(crate) fn scientific(value: f64, digits: usize) -> String {
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    match text.split_once('e') {
        Some((mantissa, exponent)) => with_minus(&format!("{}e{exponent}", trimmed(mantissa))),
        None => with_minus(&text),
    }
}

/// A number with thousands separators and exactly `decimals` decimals.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let text = plain(value, decimals);
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let end = text.find('.').unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + 6);
    for (index, character) in text.char_indices() {
        if index > start && index < end && (end - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(character);
    }
    out
}

/// A number with exactly `decimals` decimals; nothing is ever minus zero.
pub(crate) fn plain(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    with_minus(if zero {
        text.trim_start_matches('-')
    } else {
        &text
    })
}

/// Without trailing zeros behind the point.
pub(crate) fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn with_minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::{exact, format_value, format_x, utc_offset};
    use crate::spec::XKind;
    use crate::zone::{OffsetChange, Zone};

    #[test]
    fn values_keep_four_to_six_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-40_000.0, "−40,000"),
            (1_234_567.0, "1,234,567"),
            (1.18943, "1.1894"),
            (0.76171, "0.7617"),
            (0.012_345_6, "0.01235"),
            (0.001_234_5, "0.001234"),
            (0.00032, "3.2e−4"),
            (-1.234_56e-7, "−1.235e−7"),
            (123.456_7, "123.457"),
            (12_345.678, "12,345.7"),
            (1_234_567.8, "1,234,568"),
            (1e15, "1e15"),
            (2.5e300, "2.5e300"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "∞"),
            (f64::NEG_INFINITY, "−∞"),
        ] {
            assert_eq!(format_value(value), text);
        }
    }

    #[test]
    fn x_values_say_what_they_are() {
        let utc = Zone::UTC;
        assert_eq!(format_x(XKind::Step, utc, 40_000.0), "40,000");
        assert_eq!(format_x(XKind::Epoch, utc, 1.5), "1.5000");
        let tokyo = Zone::fixed(9 * 3600);
        let wall = |x| format_x(XKind::WallTime, &tokyo, x);
        assert_eq!(wall(1_795_404_000e6), "2026-11-23 12:20:00");
        assert_eq!(wall(1e300), "1e300");
        for (seconds, text) in [
            (0.0, "0s"),
            (0.000_25, "0.00025s"),
            (5.25, "5.25s"),
            (-5.0, "−5s"),
            (60.0, "1m"),
            (3723.0, "1h 2m 3s"),
            (90_000.0, "1d 1h"),
        ] {
            assert_eq!(format_x(XKind::RelativeTime, utc, seconds * 1e6), text);
        }
    }

    #[test]
    fn a_time_that_comes_twice_says_which_it_is() {
        // 2026-10-25 01:00 UTC: three o'clock becomes two o'clock.
        let at = 1_792_890_000_000_000;
        let zone = Zone::with_changes(
            7200,
            [OffsetChange {
                at,
                offset_seconds: 3600,
            }],
        );
        let wall = |minutes: f64| format_x(XKind::WallTime, &zone, at as f64 + minutes * 60e6);
        assert_eq!(wall(-90.0), "2026-10-25 01:30:00");
        assert_eq!(wall(-30.0), "2026-10-25 02:30:00 +2");
        assert_eq!(wall(30.0), "2026-10-25 02:30:00 +1");
        assert_eq!(wall(90.0), "2026-10-25 03:30:00");
        assert_eq!(utc_offset(-12_600), "−3:30");
    }

    #[test]
    fn exact_numbers_give_the_value_back() {
        assert_eq!(exact(1.0 + f64::EPSILON), "1.0000000000000002");
        assert_eq!(exact(-5e-324), "−5e−324");
    }
}
