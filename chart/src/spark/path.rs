//! A sparkline as the outline that a page draws itself.

use super::Spark;
use super::plan::Plan;
use crate::ink::Place;

/// The line as the `d` of an SVG path in CSS pixels, for a page that draws it itself. Points
/// without neighbours are strokes without length, which round caps turn into dots.
pub fn svg_path(spark: &Spark<'_>) -> String {
    let mut data = String::new();
    let Some(plan) = Plan::new(spark, (0.0, 0.0)) else {
        return data;
    };
    let place = Place::new(&plan.layout);
    let (top, bottom) = place.rise();
    for run in plan.line.runs() {
        for (index, &point) in run.iter().enumerate() {
            let (x, y) = place.of(point);
            let letter = match index {
                0 => 'M',
                1 => 'L',
                _ => ' ',
            };
            let (x, y) = (x / place.ratio(), y.clamp(top, bottom) / place.ratio());
            data.push(letter);
            push_hundredths(&mut data, x);
            data.push(' ');
            push_hundredths(&mut data, y);
        }
        if run.len() == 1 {
            data.push_str("h0");
        }
    }
    data
}

/// Appends a position with at most two decimals; several times as fast as the general way.
fn push_hundredths(text: &mut String, position: f64) {
    const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    // A canvas has no more than 32,768 pixels, and lines run at most a little beyond it.
    let hundredths = (position * 100.0).round().clamp(-1e8, 1e8) as i64;
    if hundredths < 0 {
        text.push('-');
    }
    let size = hundredths.unsigned_abs() as usize;
    let mut power = 10;
    while power * 100 <= size {
        power *= 10;
    }
    while power > 1 {
        power /= 10;
        text.push(DIGITS[size / 100 / power % 10]);
    }
    if !size.is_multiple_of(100) {
        text.push('.');
        text.push(DIGITS[size / 10 % 10]);
    }
    if !size.is_multiple_of(10) {
        text.push(DIGITS[size % 10]);
    }
}

#[cfg(test)]
mod tests {
    use super::push_hundredths;

    #[test]
    fn positions_are_short() {
        for (position, expected) in [
            (0.0, "0"),
            (0.004, "0"),
            (0.05, "0.05"),
            (0.5, "0.5"),
            (9.999, "10"),
            (10.25, "10.25"),
            (99.99, "99.99"),
            (100.0, "100"),
            (32_768.126, "32768.13"),
            (-3.5, "-3.5"),
        ] {
            let mut text = String::new();
            push_hundredths(&mut text, position);
            assert_eq!(text, expected);
        }
    }
}
