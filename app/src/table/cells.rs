//! How a cell shows its value. Pure but for the view at the end.

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::number::{Float, Scalar};
use suisei_core::table::{Column, RowHead, Statistic};

use super::trend::trend;
use crate::list::{Status, StatusWord};
use crate::text::format::{ago, count, date_time, duration};
use crate::text::{fill, table as words};
use crate::ui::icon::Icon;

/// A value as a cell shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// There is none.
    Blank,
    /// A number, or anything else that is read digit by digit.
    Number(String),
    /// A number that should not be there: NaN or infinite.
    Bad(String),
    /// Text.
    Text(String),
}

/// A value under a column.
pub(super) fn shown(column: &Column, value: &Scalar) -> Shown {
    match (column, value) {
        (_, Scalar::Null) => Shown::Blank,
        (_, Scalar::Number(Float(number))) if !number.is_finite() => {
            Shown::Bad(format_value(*number))
        }
        (
            Column::Metric {
                statistic: Statistic::Count,
                ..
            },
            Scalar::Integer(n),
        ) => Shown::Number(count(n.unsigned_abs())),
        (Column::Metric { .. }, value) => match value.as_f64() {
            Some(number) => Shown::Number(format_value(number)),
            None => Shown::Text(value.to_string()),
        },
        (_, Scalar::Integer(_) | Scalar::Number(_)) => Shown::Number(as_logged(value)),
        (_, value) => Shown::Text(value.to_string()),
    }
}

/// A number as somebody wrote it: `1024`, `0.05`, `3e−4`.
fn as_logged(value: &Scalar) -> String {
    let plain = value.to_string();
    let text = match value {
        Scalar::Number(Float(number)) if *number != 0.0 => {
            let is_small = number.abs() < 1e-2;
            let is_long = number.abs() >= 1e7 || plain.len() > 9;
            let short = format!("{number:e}");
            if (is_small || is_long) && short.len() <= plain.len() {
                short
            } else {
                plain
            }
        }
        _ => plain,
    };
    text.replace('-', "\u{2212}")
}

/// The best value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Best {
    /// The value.
    pub(super) value: f64,
    /// Of how many experiments.
    pub(super) of: usize,
}

/// A cell of the table.
pub(super) fn cell(
    column: &Column,
    head: &RowHead,
    value: Option<&Scalar>,
    best: Option<Best>,
    now: i64,
) -> AnyView {
    match column {
        Column::State => view! { <td><StatusWord status=Status::of(head, now) /></td> }.into_any(),
        Column::Created => view! {
            <td class="number" title=date_time(head.created)>{ago(head.created)}</td>
        }
        .into_any(),
        Column::Duration => {
            let end = head.ended.unwrap_or(now);
            view! { <td class="number">{duration(end.saturating_sub(head.created))}</td> }
                .into_any()
        }
        Column::Tags => tags(head),
        Column::Metric {
            metric,
            statistic: Statistic::Trend,
        } => trend(head, metric).into_any(),
        _ => {
            let value = value.unwrap_or(&Scalar::Null);
            let best = best.filter(|best| value.as_f64() == Some(best.value));
            plain(shown(column, value), best)
        }
    }
}

fn tags(head: &RowHead) -> AnyView {
    let tags = head
        .tags
        .iter()
        .map(|tag| view! { <span class="tag">{tag.clone()}</span> });
    view! { <td class="tags" title=head.tags.join(", ")>{tags.collect_view()}</td> }.into_any()
}

fn plain(shown: Shown, best: Option<Best>) -> AnyView {
    match (shown, best) {
        (Shown::Blank, _) => view! { <td></td> }.into_any(),
        (Shown::Number(text), Some(best)) => view! {
            <td class="number best" title=fill(words::BEST, &[("n", &count(best.of as u64))])>
                <span class="best-mark">{BEST_MARK}</span>
                {text}
            </td>
        }
        .into_any(),
        (Shown::Number(text), None) => view! { <td class="number">{text}</td> }.into_any(),
        (Shown::Bad(text), _) => view! { <td class="number bad">{text}</td> }.into_any(),
        (Shown::Text(text), _) => view! { <td title=text.clone()>{text.clone()}</td> }.into_any(),
    }
}

/// Marks the best value of a column, together with its weight.
const BEST_MARK: &str = "▲";

/// The icons of the eye in a row, on and off.
pub(super) const EYE: (Icon, Icon) = (Icon::Eye, Icon::EyeOff);

#[cfg(test)]
mod tests {
    use suisei_core::table::MetricName;

    use super::*;

    #[test]
    fn parameters_stand_as_they_were_written() {
        for (value, text) in [
            (3e-4, "3e−4"),
            (0.05, "0.05"),
            (-0.5, "−0.5"),
            (1.2e-3, "1.2e−3"),
            (0.0, "0"),
            (1e9, "1e9"),
            (0.123_456_789_012, "0.123456789012"),
        ] {
            assert_eq!(as_logged(&Scalar::Number(Float(value))), text);
        }
        assert_eq!(as_logged(&Scalar::Integer(1024)), "1024");
        assert_eq!(as_logged(&Scalar::Integer(-3)), "−3");
    }

    #[test]
    fn what_is_missing_is_blank_and_what_is_not_finite_is_bad() {
        let metric = MetricName {
            name: "loss".to_owned(),
            context: String::new(),
        };
        let metric = |statistic| Column::Metric {
            metric: metric.clone(),
            statistic,
        };
        let nan = Scalar::Number(Float(f64::NAN));
        assert_eq!(shown(&metric(Statistic::Last), &Scalar::Null), Shown::Blank);
        assert_eq!(
            shown(&metric(Statistic::Last), &nan),
            Shown::Bad("NaN".to_owned())
        );
        let half = Scalar::Number(Float(0.5));
        assert_eq!(
            shown(&metric(Statistic::Max), &half),
            Shown::Number("0.5000".to_owned())
        );
        let points = Scalar::Integer(12_000);
        assert_eq!(
            shown(&metric(Statistic::Count), &points),
            Shown::Number("12,000".to_owned())
        );
        let parameter = Column::Parameter {
            name: "flag".to_owned(),
        };
        assert_eq!(
            shown(&parameter, &Scalar::Bool(true)),
            Shown::Text("true".to_owned())
        );
    }
}
