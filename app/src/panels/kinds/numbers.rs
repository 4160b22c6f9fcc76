//! Values under columns as numbers on axes, and back as words. Pure.

use suisei_chart::{ScaleKind, format_value};
use suisei_core::number::Scalar;
use suisei_core::table::Column;
use suisei_core::view::Scale;

use super::context::Facts;
use crate::text::format::{date_time, duration};

/// Parameters whose values span more than this factor lie on a logarithmic axis: learning rates,
/// weight decays, sizes.
const WIDE: f64 = 40.0;

/// A value as a number with a place on an axis; durations in seconds.
pub(super) fn number(column: &Column, value: &Scalar) -> Option<f64> {
    any_number(column, value).filter(|number| number.is_finite())
}

/// A value as a number, whatever kind of float it is; durations in seconds.
pub(super) fn any_number(column: &Column, value: &Scalar) -> Option<f64> {
    let number = value.as_f64()?;
    Some(match column {
        Column::Duration => number / 1e6,
        _ => number,
    })
}

/// A number of an axis in words.
pub(super) fn format_number(column: &Column, value: f64) -> String {
    match column {
        Column::Duration => duration((value * 1e6) as i64),
        Column::Created => date_time(value as i64),
        _ => format_value(value),
    }
}

/// The scale that suits a column: that of the settings for metrics, by their spread for all others.
pub(super) fn scale_of(column: &Column, values: &[f64], facts: &Facts) -> ScaleKind {
    match column {
        Column::Created => ScaleKind::Linear,
        Column::Metric { .. } => match facts.scale {
            Scale::Linear => ScaleKind::Linear,
            Scale::Log => ScaleKind::Log,
            Scale::Symlog => ScaleKind::symlog_for(values.iter().copied()),
        },
        _ => spread(values),
    }
}

fn spread(values: &[f64]) -> ScaleKind {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low > 0.0 && high / low > WIDE {
        ScaleKind::Log
    } else {
        ScaleKind::Linear
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::number::Float;

    use super::*;

    #[test]
    fn wide_parameters_are_logarithmic() {
        assert_eq!(spread(&[1e-5, 1e-3]), ScaleKind::Log);
        assert_eq!(spread(&[0.0, 1e-3]), ScaleKind::Linear);
        assert_eq!(spread(&[32.0, 256.0]), ScaleKind::Linear);
        assert_eq!(spread(&[]), ScaleKind::Linear);
    }

    #[test]
    fn what_is_not_finite_has_no_place() {
        let value = |number| Scalar::Number(Float(number));
        assert_eq!(
            number(&Column::Duration, &Scalar::Integer(2_500_000)),
            Some(2.5)
        );
        assert_eq!(number(&Column::Name, &value(f64::NAN)), None);
        assert_eq!(number(&Column::Name, &Scalar::Text("a".to_owned())), None);
    }
}
