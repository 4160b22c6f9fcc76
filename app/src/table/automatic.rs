//! The columns before anybody chose: status, duration, tags, the parameters that differ between
//! experiments, the metrics that tell most. Pure.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use suisei_core::number::Scalar;
use suisei_core::table::{Column, ColumnInfo, MetricName, PageRow, TableRequest};

use super::best::Better;
use crate::state::project::telling_rank;

/// Most parameters and metrics that are chosen.
const PARAMETERS: usize = 6;
const METRICS: usize = 4;

/// Parameters that are looked at, and experiments whose values are.
const LOOKED_AT: usize = 200;
const SAMPLE: usize = 100;

/// A longer text says little in a narrow column.
const LONG_TEXT: usize = 24;

/// Asks for what the choice needs to see: the parameters of the newest experiments.
pub(super) fn sample(catalogue: &[ColumnInfo]) -> TableRequest {
    let mut parameters: Vec<&ColumnInfo> = catalogue
        .iter()
        .filter(|info| matches!(info.column, Column::Parameter { .. }))
        .collect();
    parameters.sort_by_key(|info| Reverse(info.count));
    TableRequest {
        columns: parameters
            .into_iter()
            .take(LOOKED_AT)
            .map(|info| info.column.clone())
            .collect(),
        limit: SAMPLE,
        ..TableRequest::default()
    }
}

/// Chooses, given the answer to [`sample`].
pub(super) fn choose(
    catalogue: &[ColumnInfo],
    sampled: &[Column],
    rows: &[PageRow],
) -> Vec<Column> {
    let mut columns = vec![Column::State, Column::Duration, Column::Tags];
    columns.extend(parameters(sampled, rows));
    columns.extend(metrics(catalogue));
    columns
}

fn parameters(sampled: &[Column], rows: &[PageRow]) -> Vec<Column> {
    let rank = |index: usize| {
        let cells = || rows.iter().filter_map(move |row| row.cells.get(index));
        let values: BTreeSet<String> = cells().map(ToString::to_string).collect();
        let is_text = cells().any(|cell| matches!(cell, Scalar::Text(_)));
        let is_long = values.iter().any(|value| value.chars().count() > LONG_TEXT);
        let is_name = is_text && values.len() > 2 && values.len() == rows.len();
        let missing = cells().filter(|cell| cell.is_missing()).count();
        (values.len() < 2, is_long, is_name, missing)
    };
    let mut ranked: Vec<_> = (0..sampled.len())
        .map(|index| (rank(index), index))
        .collect();
    ranked.sort();
    // With one experiment nothing differs, but its parameters are still what it is about.
    let differ = ranked.iter().filter(|((same, ..), _)| !same).count();
    let most = if differ == 0 {
        METRICS
    } else {
        differ.min(PARAMETERS)
    };
    let mut chosen: Vec<usize> = ranked
        .into_iter()
        .take(most)
        .map(|(_, index)| index)
        .collect();
    chosen.sort_by_key(|index| &sampled[*index]);
    chosen
        .into_iter()
        .map(|index| sampled[index].clone())
        .collect()
}

fn metrics(catalogue: &[ColumnInfo]) -> Vec<Column> {
    let mut metrics: Vec<(&MetricName, usize)> = catalogue
        .iter()
        .filter_map(|info| match &info.column {
            Column::Metric { metric, .. } => Some((metric, info.count)),
            _ => None,
        })
        .collect();
    if metrics
        .iter()
        .any(|(metric, _)| !metric.name.starts_with("sys."))
    {
        metrics.retain(|(metric, _)| !metric.name.starts_with("sys."));
    }
    metrics.sort_by_key(|(metric, count)| (telling_rank(metric), Reverse(*count)));
    metrics
        .into_iter()
        .take(METRICS)
        .map(|(metric, _)| Column::Metric {
            metric: metric.clone(),
            statistic: Better::of(metric)
                .map(Better::statistic)
                .unwrap_or_default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use suisei_core::number::Float;
    use suisei_core::table::Statistic;

    use super::*;
    use crate::source::memory::{Memory, now};

    fn chosen(memory: Memory) -> Vec<Column> {
        let source = memory.source();
        let catalogue = now(source.columns("p")).unwrap();
        let request = sample(&catalogue);
        let page = now(source.table("p", &request)).unwrap();
        choose(&catalogue, &request.columns, &page.rows)
    }

    fn parameter(name: &str) -> Column {
        Column::Parameter {
            name: name.to_owned(),
        }
    }

    #[test]
    fn what_differs_and_what_tells() {
        let accuracy = MetricName {
            name: "val/accuracy".to_owned(),
            context: String::new(),
        };
        assert_eq!(
            chosen(Memory::with_experiments(20)),
            [
                Column::State,
                Column::Duration,
                Column::Tags,
                parameter("lr"),
                Column::Metric {
                    metric: accuracy,
                    statistic: Statistic::Max
                },
            ]
        );
    }

    #[test]
    fn one_experiment_shows_its_parameters() {
        let columns = chosen(Memory::with_experiments(1));
        assert_eq!(columns[3..5], [parameter("batch_size"), parameter("lr")]);
        assert_eq!(
            chosen(Memory::default()),
            [Column::State, Column::Duration, Column::Tags]
        );
    }

    #[test]
    fn of_many_that_differ_few_and_short_ones_are_chosen() {
        let mut memory = Memory::with_experiments(10);
        for (index, row) in memory.rows.iter_mut().enumerate() {
            let mut parameters = row.parameters.to_map();
            for parameter in 0..9 {
                let value = Scalar::Number(Float((index * parameter) as f64));
                parameters.insert(format!("p{parameter}"), value);
            }
            let directory = Scalar::Text(format!("a long path that names experiment {index}"));
            parameters.insert("a_directory".to_owned(), directory);
            row.parameters = parameters.into();
        }
        let columns = chosen(memory);
        assert!(!columns.contains(&parameter("a_directory")));
        assert!(!columns.contains(&parameter("p0")));
        let count = columns
            .iter()
            .filter(|c| matches!(c, Column::Parameter { .. }))
            .count();
        assert_eq!(count, PARAMETERS);
    }
}
