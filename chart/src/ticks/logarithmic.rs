//! Labels of a logarithmic axis: decades, or 1, 2 and 5 times a decade where there is room.

use super::{Labelled, MOST, decimal, linear};
use crate::format::{scientific, trimmed};

/// About `target` labels from `low` to `high`, both positive.
pub(super) fn ticks(low: f64, high: f64, target: f64) -> Vec<Labelled> {
    let decades = high.log10() - low.log10();
    let leads: &[f64] = match target + 1.0 {
        room if decades * 3.0 <= room => &[1.0, 2.0, 5.0],
        room if decades * 2.0 <= room => &[1.0, 3.0],
        _ => &[1.0],
    };
    let every = stride(decades / target);
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let found: Vec<Labelled> = (first..=last)
        .filter(|exponent| exponent % every == 0)
        .flat_map(|exponent| leads.iter().map(move |&lead| (lead, exponent)))
        .map(|(lead, exponent)| (decimal(lead, exponent), label(lead, exponent)))
        .filter(|(value, _)| (low..=high).contains(value))
        .take(MOST)
        .collect();
    if found.len() >= 2 {
        found
    } else {
        linear::ticks(low, high, target, 0.0)
    }
}

/// Every how many decades a label stands when `wanted` would be just right.
fn stride(wanted: f64) -> i32 {
    if wanted <= 1.2 {
        return 1;
    }
    let steps = [2, 3, 5, 10, 20, 50, 100, 150, 200];
    steps
        .into_iter()
        .find(|&step| f64::from(step) >= wanted * 0.8)
        .unwrap_or(300)
}

fn label(lead: f64, exponent: i32) -> String {
    match exponent {
        -2..=2 => trimmed(&format!("{:.2}", decimal(lead, exponent))).to_owned(),
        3..=5 => format!("{}k", decimal(lead, exponent - 3)),
        6..=8 => format!("{}M", decimal(lead, exponent - 6)),
        9..=11 => format!("{}G", decimal(lead, exponent - 9)),
        _ => scientific(decimal(lead, exponent), 1),
    }
}
