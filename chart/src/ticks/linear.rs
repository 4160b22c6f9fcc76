//! Labels at multiples of 1, 2 or 5 times a power of ten.

use super::{Labelled, decimal, multiples};
use crate::format::{grouped, plain, scientific, trimmed};

/// Letters for thousands, millions, …
const UNITS: [(i32, &str); 4] = [(12, "T"), (9, "G"), (6, "M"), (3, "k")];

/// About `target` labels from `low` to `high`, at least `smallest` apart (0: any distance).
pub(super) fn ticks(low: f64, high: f64, target: f64, smallest: f64) -> Vec<Labelled> {
    let Some(step) = Step::near(high / target - low / target, smallest) else {
        return Vec::new();
    };
    let label = Labels {
        step,
        largest: low.abs().max(high.abs()),
    };
    multiples(low, high, step.size())
        .map(|factor| step.multiple(factor))
        .filter(|value| (low..=high).contains(value))
        .map(|value| (value, label.of(value)))
        .collect()
}

/// `lead` × 10^`exponent`.
#[derive(Clone, Copy)]
pub(super) struct Step {
    lead: f64,
    exponent: i32,
}

impl Step {
    /// The round step nearest to `wanted`, but not below `smallest`.
    pub(super) fn near(wanted: f64, smallest: f64) -> Option<Self> {
        let wanted = wanted.max(smallest);
        if !wanted.is_normal() {
            return None;
        }
        let exponent = wanted.log10().floor() as i32;
        let share = wanted / 10f64.powi(exponent);
        let (lead, exponent) = match share {
            ..1.5 => (1.0, exponent),
            1.5..3.0 => (2.0, exponent),
            3.0..7.0 => (5.0, exponent),
            _ => (1.0, exponent + 1),
        };
        Some(Self { lead, exponent })
    }

    pub(super) fn size(self) -> f64 {
        decimal(self.lead, self.exponent)
    }

    /// `factor` steps.
    fn multiple(self, factor: f64) -> f64 {
        decimal(factor * self.lead, self.exponent)
    }
}

/// One style for all labels of an axis.
struct Labels {
    step: Step,
    largest: f64,
}

impl Labels {
    fn of(&self, value: f64) -> String {
        let size = value.abs();
        if value == 0.0 {
            return "0".to_owned();
        }
        if !(0.01..1e15).contains(&self.largest) {
            let digits = (size.log10() + 1e-9).floor() as i32 - self.step.exponent + 1;
            return scientific(value, digits.clamp(1, 16) as usize);
        }
        let unit = UNITS
            .iter()
            .find(|(exponent, _)| size >= 10f64.powi(*exponent));
        match unit {
            Some((exponent, letter)) if exponent - self.step.exponent <= 3 => {
                let decimals = (exponent - self.step.exponent).max(0) as usize;
                format!(
                    "{}{letter}",
                    trimmed(&plain(value / 10f64.powi(*exponent), decimals))
                )
            }
            _ => grouped(value, self.step.exponent.min(0).unsigned_abs() as usize),
        }
    }
}
