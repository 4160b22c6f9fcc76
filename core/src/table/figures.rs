//! What columns show of a metric: the part of its summary that is kept for every row, and the numbers
//! that are made of it.

use serde::{Deserialize, Serialize};

use crate::number::{Float, Scalar};
use crate::series::Summary;
use crate::series::columns::NO_STEP;

/// What is kept of a metric's summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Points, of any kind.
    pub count: u64,
    /// Points with a finite value.
    pub finite: u64,
    /// The value of the last point.
    pub last: Float,
    /// Its step, or [`NO_STEP`].
    pub last_step: i64,
    /// Smallest finite value.
    pub min: Float,
    /// Its step, or [`NO_STEP`].
    pub min_step: i64,
    /// Greatest finite value.
    pub max: Float,
    /// Its step, or [`NO_STEP`].
    pub max_step: i64,
    /// Sum of the finite values.
    pub sum: Float,
}

impl From<&Summary> for Figures {
    fn from(summary: &Summary) -> Self {
        Self {
            count: summary.count,
            finite: summary.finite(),
            last: summary.last,
            last_step: summary.last_step,
            min: summary.min,
            min_step: summary.min_step,
            max: summary.max,
            max_step: summary.max_step,
            sum: summary.sum,
        }
    }
}

/// The better end of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// Small values are good.
    Min,
    /// Great values are good.
    Max,
}

/// A number of a metric's summary.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Last value by (step, time, arrival).
    #[default]
    Last,
    /// Smallest finite value.
    Min,
    /// Greatest finite value.
    Max,
    /// Mean of the finite values.
    Mean,
    /// Points.
    Count,
    /// Step of the last value.
    LastStep,
    /// Step of the smallest value.
    MinStep,
    /// Step of the greatest value.
    MaxStep,
    /// The value at the better end, for metrics whose goal the request declares.
    Best,
    /// Its step.
    BestStep,
    /// How it went, as a small curve: no number, and nothing to sort by.
    Trend,
}

impl Statistic {
    /// The number; null where there is none.
    pub fn of(self, figures: &Figures, goal: Option<Goal>) -> Scalar {
        let some = |there: bool, value: Scalar| if there { value } else { Scalar::Null };
        let finite = |value: Float| some(figures.finite > 0, Scalar::Number(value));
        let step = |there: bool, step: i64| some(there && step != NO_STEP, Scalar::Integer(step));
        match (self, goal) {
            (Self::Last, _) => some(figures.count > 0, Scalar::Number(figures.last)),
            (Self::Min, _) | (Self::Best, Some(Goal::Min)) => finite(figures.min),
            (Self::Max, _) | (Self::Best, Some(Goal::Max)) => finite(figures.max),
            (Self::Mean, _) => finite(Float(figures.sum.0 / figures.finite as f64)),
            (Self::Count, _) => Scalar::Integer(figures.count as i64),
            (Self::LastStep, _) => step(figures.count > 0, figures.last_step),
            (Self::MinStep, _) | (Self::BestStep, Some(Goal::Min)) => {
                step(figures.finite > 0, figures.min_step)
            }
            (Self::MaxStep, _) | (Self::BestStep, Some(Goal::Max)) => {
                step(figures.finite > 0, figures.max_step)
            }
            (Self::Best | Self::BestStep, None) | (Self::Trend, _) => Scalar::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Columns;
    use crate::series::columns::Row;

    fn figures(points: &[(i64, f64)]) -> Figures {
        let mut columns = Columns::default();
        for &(step, value) in points {
            columns.push(Row {
                step,
                epoch: f64::NAN,
                time: 0,
                value,
            });
        }
        Figures::from(&Summary::of(&columns))
    }

    #[test]
    fn the_best_is_the_end_that_was_declared() {
        let figures = figures(&[(1, 3.0), (2, -1.0), (3, 2.0)]);
        let of = |statistic: Statistic, goal| statistic.of(&figures, goal);
        assert_eq!(of(Statistic::Best, None), Scalar::Null);
        let best = |goal| (of(Statistic::Best, goal), of(Statistic::BestStep, goal));
        let number = |value| Scalar::Number(Float(value));
        assert_eq!(best(Some(Goal::Min)), (number(-1.0), Scalar::Integer(2)));
        assert_eq!(best(Some(Goal::Max)), (number(3.0), Scalar::Integer(1)));
        assert_eq!(of(Statistic::LastStep, None), Scalar::Integer(3));
    }

    #[test]
    fn what_is_not_there_is_null() {
        let odd = figures(&[(NO_STEP, f64::NAN)]);
        for statistic in [
            Statistic::Min,
            Statistic::MinStep,
            Statistic::Mean,
            Statistic::LastStep,
        ] {
            assert_eq!(statistic.of(&odd, None), Scalar::Null);
        }
        assert!(statistic_text(Statistic::BestStep).contains("best_step"));
    }

    fn statistic_text(statistic: Statistic) -> String {
        serde_json::to_string(&statistic).unwrap()
    }
}
