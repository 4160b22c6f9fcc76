//! Numbers in fewer characters, where there is no room for all of their digits.

use crate::format::{format_value, scientific, trimmed};

/// Letters for thousands, millions, billions and trillions.
const UNITS: [(i32, &str); 4] = [(12, "T"), (9, "G"), (6, "M"), (3, "k")];
/// Numbers of significant digits that are tried.
const DIGITS: [usize; 3] = [3, 2, 1];

/// `value` with as many digits as `fits` allows; `None` when not even one does.
pub(crate) fn shortened(value: f64, fits: impl Fn(&str) -> bool) -> Option<String> {
    let in_full = Some(format_value(value)).filter(|text| fits(text));
    in_full.or_else(|| brief(value, fits))
}

/// The same with at most three digits from the start, for numbers beside a longer one.
pub(crate) fn brief(value: f64, fits: impl Fn(&str) -> bool) -> Option<String> {
    let short = DIGITS.into_iter().map(|digits| with_digits(value, digits));
    let scientific = DIGITS
        .into_iter()
        .filter(|_| value.is_finite())
        .map(|digits| scientific(value, digits));
    short.chain(scientific).find(|text| fits(text))
}

/// `value` in a single digit.
pub(crate) fn shortest(value: f64) -> String {
    with_digits(value, 1)
}

/// `digits` significant digits with the letter of a unit: `12.3k`, `0.79`.
fn with_digits(value: f64, digits: usize) -> String {
    // Rounded first: 999,960 is a million in three digits.
    let rounded: f64 = format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
    let size = rounded.abs();
    if !rounded.is_finite() || rounded == 0.0 || !(1e-3..1e15).contains(&size) {
        return match rounded.is_finite() && rounded != 0.0 {
            true => scientific(value, digits),
            false => format_value(rounded),
        };
    }
    let found = UNITS
        .into_iter()
        .find(|&(exponent, _)| size >= 10f64.powi(exponent));
    let (exponent, unit) = found.unwrap_or((0, ""));
    let scaled = rounded / 10f64.powi(exponent);
    let decimals = digits as i32 - 1 - scaled.abs().log10().floor() as i32;
    let text = crate::format::plain(scaled, decimals.max(0) as usize);
    format!("{}{unit}", trimmed(&text))
}

#[cfg(test)]
mod tests {
    use super::shortened;

    fn at_most(characters: usize, value: f64) -> Option<String> {
        shortened(value, |text| text.chars().count() <= characters)
    }

    #[test]
    fn digits_are_left_out_from_the_end() {
        for (value, characters, text) in [
            (12_345.0, 6, Some("12,345")),
            (12_345.0, 5, Some("12.3k")),
            (12_345.0, 3, Some("12k")),
            (12_345.0, 2, None),
            (999_960.0, 4, Some("1M")),
            (0.793_1, 5, Some("0.793")),
            (0.793_1, 4, Some("0.79")),
            (0.793_1, 3, Some("0.8")),
            (-0.793_1, 4, Some("−0.8")),
            (1.234e-7, 9, Some("1.234e−7")),
            (1.234e-7, 7, Some("1.23e−7")),
            (1.234e-7, 4, Some("1e−7")),
            (2.4e300, 5, Some("2e300")),
            (4.0e14, 4, Some("400T")),
            (0.0, 1, Some("0")),
            (f64::NAN, 3, Some("NaN")),
            (f64::NEG_INFINITY, 2, Some("−∞")),
            (f64::INFINITY, 0, None),
        ] {
            assert_eq!(at_most(characters, value).as_deref(), text, "{value}");
        }
    }

    #[test]
    fn fewer_characters_never_change_the_size_of_a_number() {
        for exponent in -300..300 {
            let value = 1.2345 * 10f64.powi(exponent);
            for characters in 3..12 {
                let Some(text) = at_most(characters, value) else {
                    continue;
                };
                let text = text.replace('−', "-").replace(',', "");
                let unit = [("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)];
                let unit = unit.iter().find(|(letter, _)| text.ends_with(letter));
                let (letter, factor) = unit.copied().unwrap_or(("", 1.0));
                let number: f64 = text.trim_end_matches(letter).parse().unwrap();
                let ratio = number * factor / value;
                assert!((0.8..1.25).contains(&ratio), "{text} {value}");
            }
        }
    }
}
