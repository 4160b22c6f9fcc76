//! Edits: a person's changes of how recorded metrics are shown. What was recorded stays as it is,
//! so that every edit can be undone, and the list of them tells who changed what and when.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::event::Micros;
use crate::number::Float;
use crate::query::{Place, XAxis};
use crate::series::Columns;

/// Asks for an edit of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewEdit {
    /// The metric's name as it is shown now.
    pub metric: String,
    /// Its context; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// What to change.
    #[serde(flatten)]
    pub change: MetricChange,
}

/// A change of a metric, in all of its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MetricChange {
    /// Shows it under another name.
    Rename {
        /// The name; no other metric of the experiment may have it in this context.
        to: String,
    },
    /// Hides the points in a range, both ends included; without one the whole metric, what it
    /// still gets included.
    Hide {
        /// The axis of the range.
        #[serde(default)]
        x: XAxis,
        /// From and to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<(Float, Float)>,
    },
    /// Hides the points outside a range, both ends of which stay.
    Trim {
        /// The axis of the range.
        #[serde(default)]
        x: XAxis,
        /// From and to.
        range: (Float, Float),
    },
}

/// An edit that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// Names it within the experiment.
    pub id: String,
    /// The metric's name as it was recorded.
    pub metric: String,
    /// Its context; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// What it changes.
    #[serde(flatten)]
    pub change: MetricChange,
    /// Points that lay in the range when it was made: those, and no later ones, are hidden.
    #[serde(default)]
    pub points: u64,
    /// Who made it, by name.
    pub by: String,
    /// When.
    pub at: Micros,
    /// Who undid it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Undone>,
}

/// That an edit does not count any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Undone {
    /// Who undid it, by name.
    pub by: String,
    /// When.
    pub at: Micros,
}

impl MetricChange {
    /// The points that it is about: an axis, a range on it, and whether those inside are hidden;
    /// none where it is about the metric as a whole.
    pub fn points(&self) -> Option<(XAxis, (f64, f64), Side)> {
        let (x, (low, high), side) = match self {
            Self::Hide {
                x,
                range: Some(range),
            } => (*x, *range, Side::Inside),
            Self::Trim { x, range } => (*x, *range, Side::Outside),
            Self::Rename { .. } | Self::Hide { range: None, .. } => return None,
        };
        Some((x, (low.0, high.0), side))
    }
}

/// Which points of a series a range picks. A point without a place on the axis is on neither side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those between the ends.
    Inside,
    /// All others.
    Outside,
}

impl Side {
    /// The ordinals of the points on this side of `range`, ends belonging to the inside, as
    /// ascending runs. The first point of `columns` has the ordinal `first`.
    pub fn runs(
        self,
        columns: &Columns,
        first: u64,
        place: Place,
        (low, high): (f64, f64),
    ) -> Vec<Range<u64>> {
        let mut runs: Vec<Range<u64>> = Vec::new();
        for (ordinal, row) in (first..).zip(columns.rows()) {
            let Some(x) = place.at(row, ordinal) else {
                continue;
            };
            if (low <= x && x <= high) == (self == Self::Inside) {
                match runs.last_mut() {
                    Some(run) if run.end == ordinal => run.end += 1,
                    _ => runs.push(ordinal..ordinal + 1),
                }
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::columns::{NO_STEP, Row};

    fn columns(steps: &[i64]) -> Columns {
        let mut columns = Columns::default();
        for &step in steps {
            columns.push(Row {
                step,
                epoch: f64::NAN,
                time: 0,
                value: 1.0,
            });
        }
        columns
    }

    #[test]
    fn both_sides_of_a_range_are_all_points_that_have_a_place() {
        let points = columns(&[5, 1, 2, NO_STEP, 3, 4, 9]);
        let runs = |side: Side| side.runs(&points, 100, Place::Step, (2.0, 4.0));
        assert_eq!(runs(Side::Inside), [102..103, 104..106]);
        assert_eq!(runs(Side::Outside), [100..102, 106..107]);
        let by_index = Side::Inside.runs(&points, 100, Place::Index, (101.0, 103.0));
        assert_eq!(by_index.as_slice(), std::slice::from_ref(&(101..104)));
    }

    #[test]
    fn json_is_flat() {
        let text = r#"{"metric":"loss","kind":"hide","x":"step","range":[10.5,"Infinity"]}"#;
        let edit: NewEdit = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&edit).unwrap(), text);
        let text = r#"{"metric":"loss","context":"val","kind":"rename","to":"val_loss"}"#;
        let edit: NewEdit = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&edit).unwrap(), text);
        let unknown = r#"{"metric":"loss","kind":"forget"}"#;
        assert!(serde_json::from_str::<NewEdit>(unknown).is_err());
    }
}
