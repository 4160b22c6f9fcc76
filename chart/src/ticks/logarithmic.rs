//! Labels of a logarithmic axis: decades, and what lies between where there is room.

use super::{Labelled, MOST, decimal, linear};
use crate::format::{scientific, trimmed};
use crate::scale::Scale;

/// What is labelled within a decade, from the densest choice to the sparsest.
const LEADS: [&[f64]; 5] = [
    &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0],
    &[1.0, 2.0, 3.0, 5.0, 7.0],
    &[1.0, 2.0, 5.0],
    &[1.0, 3.0],
    &[1.0],
];
/// Every how many decades a label may stand.
const STRIDES: [i32; 11] = [1, 2, 3, 5, 10, 20, 50, 100, 150, 200, 300];
/// With fewer labels than this share of the wanted ones, equal distances may do better.
const ENOUGH: f64 = 0.8;
/// Labels may stand this much closer than wanted, as a share of the wanted distance.
const CLOSEST: f64 = 0.7;

/// About `target` labels; the scale covers positive values only.
pub(super) fn ticks(scale: &Scale, target: f64) -> Vec<Labelled> {
    let found = spread(scale, target, scale.low());
    if found.len() as f64 >= ENOUGH * target {
        return found;
    }
    let plain = linear::ticks(scale.low(), scale.high(), target, 0.0);
    if plain.len() > found.len() && stand_clear(scale, &plain, target) {
        plain
    } else {
        found
    }
}

/// The densest of the choices whose labels stand clear of each other, from `least` on.
pub(super) fn spread(scale: &Scale, target: f64, least: f64) -> Vec<Labelled> {
    let dense = LEADS.iter().map(|leads| (*leads, 1));
    let sparse = STRIDES[1..].iter().map(|&every| (LEADS[4], every));
    let mut last = Vec::new();
    for (leads, every) in dense.chain(sparse) {
        last = within(scale, least, leads, every);
        if last.len() <= MOST && stand_clear(scale, &last, target) {
            break;
        }
    }
    last
}

fn within(scale: &Scale, least: f64, leads: &[f64], every: i32) -> Vec<Labelled> {
    let (low, high) = (least.max(scale.low()), scale.high());
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let mut found: Vec<Labelled> = (first..=last)
        .filter(|exponent| exponent % every == 0)
        .flat_map(|exponent| leads.iter().map(move |&lead| (lead, exponent)))
        .map(|(lead, exponent)| (decimal(lead, exponent), lead, exponent))
        .filter(|(value, ..)| (low..=high).contains(value))
        .take(MOST + 1)
        .map(|(value, lead, exponent)| (value, label(lead, exponent)))
        .collect();
    // The smallest numbers there are lie too far apart for every multiple to have its own.
    found.dedup_by(|later, earlier| later.0 == earlier.0);
    found
}

/// Whether no two labels are much closer than `target` labels would be.
fn stand_clear(scale: &Scale, labels: &[Labelled], target: f64) -> bool {
    labels.windows(2).all(|pair| {
        let distance = scale.fraction(pair[1].0) - scale.fraction(pair[0].0);
        distance >= CLOSEST / target
    })
}

/// `lead` × 10^`exponent` as a person writes it.
pub(super) fn label(lead: f64, exponent: i32) -> String {
    match exponent {
        -2..=2 => trimmed(&format!("{:.2}", decimal(lead, exponent))).to_owned(),
        3..=5 => format!("{}k", decimal(lead, exponent - 3)),
        6..=8 => format!("{}M", decimal(lead, exponent - 6)),
        9..=11 => format!("{}G", decimal(lead, exponent - 9)),
        _ => scientific(decimal(lead, exponent), 1),
    }
}
