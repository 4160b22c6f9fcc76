//! Experiments in groups: by the value of a parameter, a tag, a state. Pure.

use std::collections::BTreeMap;

use suisei_chart::format_value;
use suisei_core::number::Scalar;
use suisei_core::table::{Column, PageRow};

use super::numbers::number;
use crate::text::format::count;
use crate::text::{kinds as words, t};

/// A group of experiments and one number of each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// What they have in common.
    pub(super) label: String,
    /// Their finite numbers.
    pub(super) values: Vec<f64>,
}

/// Groups rows whose first cell is the number of a column and whose second says the group; numbers in order,
/// then words. Experiments without a number are in none.
pub(super) fn groups(column: &Column, rows: &[PageRow]) -> Vec<Group> {
    let mut found: BTreeMap<(u8, u64, String), Vec<f64>> = BTreeMap::new();
    for row in rows {
        let Some(value) = row.cells.first().and_then(|cell| number(column, cell)) else {
            continue;
        };
        let key = row.cells.get(1).unwrap_or(&Scalar::Null);
        found.entry(order(key)).or_default().push(value);
    }
    let group = |((_, _, label), values)| Group { label, values };
    found.into_iter().map(group).collect()
}

/// Where a group stands: numbers by size, then words, then those without a value.
fn order(key: &Scalar) -> (u8, u64, String) {
    match (key, key.as_f64()) {
        (Scalar::Null, _) => (2, 0, t(words::NO_VALUE).to_owned()),
        (_, Some(number)) => (0, ascending(number), key.to_string()),
        (_, None) => (1, 0, key.to_string()),
    }
}

/// A number as bits that ascend with it.
fn ascending(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

/// The mean of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    /// Arithmetic mean.
    pub(super) mean: f64,
    /// Sample standard deviation, √(Σ(y−ȳ)² / (n−1)); from two values on.
    pub(super) deviation: Option<f64>,
    /// How many values.
    pub(super) count: usize,
}

impl Mean {
    /// Of finite values; none of none.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let n = values.len() as f64;
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().map(|value| value / n).sum::<f64>();
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Some(Self {
            mean,
            deviation: (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt()),
            count: values.len(),
        })
    }

    /// One deviation to each side.
    pub(super) fn interval(self) -> Option<(f64, f64)> {
        let deviation = self.deviation?;
        Some((self.mean - deviation, self.mean + deviation))
    }

    /// What a tooltip says beside the mean.
    pub(super) fn words(self) -> Vec<(String, String)> {
        let deviation = self.deviation.map(|deviation| {
            let value = format!("± {}", format_value(deviation));
            (t(words::DEVIATION).to_owned(), value)
        });
        let experiments = (t(words::EXPERIMENTS).to_owned(), count(self.count as u64));
        deviation.into_iter().chain([experiments]).collect()
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::number::Float;

    use super::*;
    use crate::source::memory::{Memory, now};
    use suisei_core::table::{MetricName, Statistic, TableRequest};

    #[test]
    fn groups_are_in_order_and_keep_their_values() {
        let source = Memory::with_experiments(12).source();
        let request = TableRequest {
            columns: vec![
                Column::Metric {
                    metric: MetricName {
                        name: "val/accuracy".to_owned(),
                        context: String::new(),
                    },
                    statistic: Statistic::Last,
                },
                Column::Tags,
            ],
            limit: 100,
            ..TableRequest::default()
        };
        let page = now(source.table("p", &request)).unwrap();
        let groups = groups(&request.columns[0], &page.rows);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].label, "odd");
        assert!(groups.iter().all(|group| group.values.len() == 6));
    }

    #[test]
    fn numbers_ascend() {
        let keys = [-1e9, -1.0, 0.0, 0.5, 2.0, 10.0].map(|n| order(&Scalar::Number(Float(n))));
        assert!(keys.is_sorted());
        assert!(order(&Scalar::Text("a".to_owned())) > keys[5]);
    }

    #[test]
    fn a_mean_has_a_deviation_from_two_values_on() {
        assert_eq!(Mean::of(&[]), None);
        assert_eq!(Mean::of(&[3.0]).and_then(Mean::interval), None);
        let mean = Mean::of(&[1.0, 3.0]).unwrap();
        assert_eq!((mean.mean, mean.count), (2.0, 2));
        assert!((mean.deviation.unwrap() - 2.0_f64.sqrt()).abs() < 1e-12);
    }
}
