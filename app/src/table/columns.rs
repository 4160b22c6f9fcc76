//! Columns as people see them: names, groups, widths, order. Pure.

use suisei_core::table::Column;

use crate::text::column::{full_label, label};
use crate::text::{Text, table as words};

/// Narrowest and widest that people may drag a column to, in CSS pixels.
pub(super) const WIDTHS: (f64, f64) = (56.0, 640.0);

/// A group of columns, named in the first row of the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// What every experiment has.
    Identity,
    /// Hyperparameters.
    Parameters,
    /// Other keys and values.
    Others,
    /// Statistics of metrics.
    Metrics,
}

impl Group {
    /// All groups, in the order of the menu.
    pub(super) const ALL: [Self; 4] = [
        Self::Identity,
        Self::Parameters,
        Self::Others,
        Self::Metrics,
    ];

    /// Of a column.
    pub(super) fn of(column: &Column) -> Self {
        match column {
            Column::Parameter { .. } => Self::Parameters,
            Column::Other { .. } => Self::Others,
            Column::Metric { .. } => Self::Metrics,
            Column::Name | Column::State | Column::Created | Column::Duration | Column::Tags => {
                Self::Identity
            }
        }
    }

    /// Its name.
    pub(super) fn word(self) -> Text {
        match self {
            Self::Identity => words::GROUP_IDENTITY,
            Self::Parameters => words::GROUP_PARAMETERS,
            Self::Others => words::GROUP_OTHERS,
            Self::Metrics => words::GROUP_METRICS,
        }
    }
}

/// Columns that every experiment has, without the name, which is always there.
pub(super) const IDENTITY: [Column; 4] = [
    Column::State,
    Column::Created,
    Column::Duration,
    Column::Tags,
];

/// Columns that stand side by side and belong to one group, with how many they are.
pub(super) fn runs(columns: &[Column]) -> Vec<(Group, usize)> {
    let mut runs: Vec<(Group, usize)> = Vec::new();
    for column in columns {
        let group = Group::of(column);
        match runs.last_mut() {
            Some((last, count)) if *last == group => *count += 1,
            _ => runs.push((group, 1)),
        }
    }
    runs
}

/// Whether two columns show the same thing, whatever their statistic.
pub(super) fn is_same(a: &Column, b: &Column) -> bool {
    match (a, b) {
        (Column::Metric { metric: a, .. }, Column::Metric { metric: b, .. }) => a == b,
        _ => a == b,
    }
}

/// The columns after the one at `from` was taken out and put in before the one at `before`.
pub(super) fn moved(columns: &[Column], from: usize, before: usize) -> Vec<Column> {
    let mut columns = columns.to_vec();
    if from < columns.len() {
        let column = columns.remove(from);
        let to = if before > from { before - 1 } else { before };
        columns.insert(to.min(columns.len()), column);
    }
    columns
}

/// The columns without one that was shown, or with one that was not. A new one stands after the
/// last of its group.
pub(super) fn toggled(columns: &[Column], column: &Column) -> Vec<Column> {
    let mut toggled: Vec<Column> = columns
        .iter()
        .filter(|other| !is_same(other, column))
        .cloned()
        .collect();
    if toggled.len() == columns.len() {
        let is_before = |other: &Column| Group::of(other) as u8 <= Group::of(column) as u8;
        let at = toggled
            .iter()
            .rposition(is_before)
            .map_or(0, |last| last + 1);
        toggled.insert(at, column.clone());
    }
    toggled
}

/// What names a column in stored settings; its statistic does not change its width.
pub(super) fn key(column: &Column) -> String {
    match column {
        Column::Name => "name".to_owned(),
        Column::State => "state".to_owned(),
        Column::Created => "created".to_owned(),
        Column::Duration => "duration".to_owned(),
        Column::Tags => "tags".to_owned(),
        Column::Parameter { name } => format!("parameter:{name}"),
        Column::Other { name } => format!("other:{name}"),
        Column::Metric { metric, .. } => format!("metric:{}:{}", metric.context, metric.name),
    }
}

/// The width that suits a column, in CSS pixels: that of its head, within reason.
pub(super) fn usual_width(column: &Column) -> f64 {
    match column {
        Column::Name => 288.0,
        Column::State => 136.0,
        Column::Created => 136.0,
        Column::Duration => 92.0,
        Column::Tags => 144.0,
        Column::Parameter { .. } | Column::Other { .. } => {
            text_width(&label(column)).clamp(80.0, 200.0)
        }
        Column::Metric { .. } => text_width(&full_label(column)).clamp(96.0, 240.0),
    }
}

/// About the width of a head, with room for the mark of sorting.
fn text_width(text: &str) -> f64 {
    let width: f64 = text
        .chars()
        .map(|c| if c.is_ascii() { 6.5 } else { 11.5 })
        .sum();
    (width + 36.0).round()
}

#[cfg(test)]
mod tests {
    use suisei_core::table::{MetricName, Statistic};

    use super::*;

    fn metric(name: &str, statistic: Statistic) -> Column {
        let metric = MetricName {
            name: name.to_owned(),
            context: String::new(),
        };
        Column::Metric { metric, statistic }
    }

    fn parameter(name: &str) -> Column {
        Column::Parameter {
            name: name.to_owned(),
        }
    }

    #[test]
    fn groups_are_runs() {
        let loss = metric("loss", Statistic::Min);
        let columns = [
            Column::State,
            Column::Tags,
            loss.clone(),
            parameter("lr"),
            loss,
        ];
        assert_eq!(
            runs(&columns),
            [
                (Group::Identity, 2),
                (Group::Metrics, 1),
                (Group::Parameters, 1),
                (Group::Metrics, 1)
            ]
        );
    }

    #[test]
    fn a_column_moves_both_ways() {
        let columns = [parameter("a"), parameter("b"), parameter("c")];
        assert_eq!(
            moved(&columns, 0, 3),
            [parameter("b"), parameter("c"), parameter("a")]
        );
        assert_eq!(
            moved(&columns, 2, 0),
            [parameter("c"), parameter("a"), parameter("b")]
        );
        assert_eq!(moved(&columns, 1, 1), columns);
        assert_eq!(moved(&columns, 1, 2), columns);
        assert_eq!(moved(&columns, 7, 0), columns);
    }

    #[test]
    fn a_new_column_stands_with_its_group() {
        let columns = [
            Column::State,
            parameter("a"),
            metric("loss", Statistic::Min),
        ];
        let more = toggled(&columns, &parameter("b"));
        assert_eq!(more[2], parameter("b"));
        assert_eq!(toggled(&more, &parameter("b")), columns);
        assert_eq!(toggled(&columns, &metric("loss", Statistic::Last)).len(), 2);
    }
}
