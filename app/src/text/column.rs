//! What columns of the table, axes of panels and their statistics are called.

use suisei_core::table::{Column, Statistic};

use super::{Text, common, t, table};

/// The name of a column; of a metric without its statistic.
pub(crate) fn label(column: &Column) -> String {
    match column {
        Column::Name => t(common::NAME).to_owned(),
        Column::State => t(common::STATUS).to_owned(),
        Column::Created => t(common::CREATED).to_owned(),
        Column::Duration => t(common::DURATION).to_owned(),
        Column::Tags => t(common::TAGS).to_owned(),
        Column::Parameter { name } | Column::Other { name } => name.clone(),
        Column::Metric { metric, .. } => metric.label(),
    }
}

/// The name of a column with its statistic, as a heading outside the table.
pub(crate) fn full_label(column: &Column) -> String {
    match column {
        Column::Metric { statistic, .. } => {
            format!("{} {}", label(column), t(statistic_word(*statistic)))
        }
        _ => label(column),
    }
}

/// All statistics, in the order of menus; the curve comes last, because it is no number.
pub(crate) const STATISTICS: [Statistic; 9] = [
    Statistic::Last,
    Statistic::Min,
    Statistic::Max,
    Statistic::Mean,
    Statistic::Count,
    Statistic::LastStep,
    Statistic::MinStep,
    Statistic::MaxStep,
    Statistic::Trend,
];

/// The word for a statistic.
pub(crate) fn statistic_word(statistic: Statistic) -> Text {
    match statistic {
        Statistic::Last => table::LAST,
        Statistic::Min => table::MIN,
        Statistic::Max => table::MAX,
        Statistic::Mean => table::MEAN,
        Statistic::Count => table::COUNT,
        Statistic::LastStep => table::LAST_STEP,
        Statistic::MinStep => table::MIN_STEP,
        Statistic::MaxStep => table::MAX_STEP,
        Statistic::Best => table::BEST_VALUE,
        Statistic::BestStep => table::BEST_STEP,
        Statistic::Trend => table::TREND,
    }
}
