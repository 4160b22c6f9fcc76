//! Which series are shown, and in which order. Pure: no signal, no view.

use std::cmp::Ordering;

use suisei_core::api::MetricSummary;
use suisei_core::series::Summary;

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Key {
    /// Context and name.
    #[default]
    Name,
    /// Last value.
    Last,
    /// Smallest value.
    Min,
    /// Greatest value.
    Max,
    /// Mean of the finite values.
    Mean,
    /// Points.
    Points,
    /// Points that are not a number.
    Nan,
}

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Order {
    /// The column.
    pub(super) key: Key,
    /// Greatest first.
    pub(super) descending: bool,
}

impl Order {
    /// Turns the order around, or sorts by another column: names from A, numbers from the top.
    pub(super) fn toggle(&mut self, key: Key) {
        *self = if self.key == key {
            Self {
                key,
                descending: !self.descending,
            }
        } else {
            Self {
                key,
                descending: key != Key::Name,
            }
        };
    }
}

/// True for what the machine did rather than the training.
pub(super) fn is_system(each: &MetricSummary) -> bool {
    each.series.metric.starts_with("sys.")
}

/// The mean of the finite values; `None` without any.
pub(super) fn mean(summary: &Summary) -> Option<f64> {
    let odd = summary.nan + summary.positive_infinity + summary.negative_infinity;
    let finite = summary.count.saturating_sub(odd);
    (finite > 0).then(|| summary.sum.0 / finite as f64)
}

/// The series whose context or name holds `search`, in order; values that are no number last.
pub(super) fn select<'a>(
    all: impl Iterator<Item = &'a MetricSummary>,
    search: &str,
    order: Order,
) -> Vec<MetricSummary> {
    let search = search.trim().to_lowercase();
    let label = |each: &MetricSummary| format!("{}/{}", each.series.context, each.series.metric);
    let mut chosen: Vec<MetricSummary> = all
        .filter(|each| label(each).to_lowercase().contains(&search))
        .cloned()
        .collect();
    chosen.sort_by(|a, b| {
        let by_value = match (value(&a.summary, order.key), value(&b.summary, order.key)) {
            (Some(a), Some(b)) if order.descending => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        let by_name = a.series.cmp(&b.series);
        let turned = order.key == Key::Name && order.descending;
        by_value.then(if turned { by_name.reverse() } else { by_name })
    });
    chosen
}

fn value(summary: &Summary, key: Key) -> Option<f64> {
    let value = match key {
        Key::Name => return None,
        Key::Last => summary.last.0,
        Key::Min => summary.min.0,
        Key::Max => summary.max.0,
        Key::Mean => mean(summary)?,
        Key::Points => summary.count as f64,
        Key::Nan => summary.nan as f64,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use suisei_core::number::Float;
    use suisei_core::wire::record::SeriesName;

    use super::*;

    fn metric(name: &str, last: f64) -> MetricSummary {
        let series = SeriesName {
            metric: name.to_owned(),
            context: String::new(),
            source: 0,
        };
        let summary = Summary {
            last: Float(last),
            count: 1,
            ..Summary::default()
        };
        MetricSummary {
            series,
            summary,
            hidden: 0,
        }
    }

    fn names(search: &str, key: Key, descending: bool) -> Vec<String> {
        let all = [
            metric("loss", 0.5),
            metric("acc", f64::NAN),
            metric("lr", 2.0),
        ];
        let chosen = select(all.iter(), search, Order { key, descending });
        chosen.into_iter().map(|each| each.series.metric).collect()
    }

    #[test]
    fn rows_are_sorted_and_nan_stays_last() {
        assert_eq!(names("", Key::Name, false), ["acc", "loss", "lr"]);
        assert_eq!(names("", Key::Name, true), ["lr", "loss", "acc"]);
        assert_eq!(names("", Key::Last, false), ["loss", "lr", "acc"]);
        assert_eq!(names("", Key::Last, true), ["lr", "loss", "acc"]);
        assert_eq!(names("L", Key::Name, false), ["loss", "lr"]);
    }

    #[test]
    fn the_mean_leaves_out_what_is_not_finite() {
        let summary = Summary {
            count: 4,
            nan: 1,
            positive_infinity: 1,
            sum: Float(3.0),
            ..Summary::default()
        };
        assert_eq!(mean(&summary), Some(1.5));
        assert_eq!(mean(&Summary::default()), None);
    }
}
