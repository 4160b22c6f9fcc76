//! The part of its axes that a panel shows before anybody zooms, where somebody chose one.

use serde::{Deserialize, Serialize};

use super::{PanelKind, ViewSpec};
use crate::number::Float;
use crate::query::XAxis;

/// Both ends of an axis; the data decide a missing one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ends {
    /// The lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Float>,
    /// The upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Float>,
}

impl Ends {
    /// The ends as numbers, with those that are none left out, and both of them where they do not
    /// follow each other.
    pub fn usable(self) -> (Option<f64>, Option<f64>) {
        let finite = |end: Option<Float>| end.map(|end| end.0).filter(|end| end.is_finite());
        match (finite(self.low), finite(self.high)) {
            (Some(low), Some(high)) if low >= high => (None, None),
            ends => ends,
        }
    }

    /// True when the data decide both.
    pub fn are_automatic(self) -> bool {
        self.usable() == (None, None)
    }
}

/// The ranges of one panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PanelRanges {
    /// Which panel.
    pub kind: PanelKind,
    /// The horizontal axis that `x` is meant for; on others the data decide.
    #[serde(default)]
    pub axis: XAxis,
    /// The horizontal range.
    #[serde(default)]
    pub x: Ends,
    /// The vertical range.
    #[serde(default)]
    pub y: Ends,
}

impl ViewSpec {
    /// The ranges that were chosen for a panel.
    pub fn ranges_of(&self, kind: &PanelKind) -> Option<&PanelRanges> {
        self.ranges.iter().find(|ranges| ranges.kind == *kind)
    }

    /// Chooses the ranges of a panel; automatic ones are forgotten.
    pub fn set_ranges(&mut self, ranges: PanelRanges) {
        self.ranges.retain(|other| other.kind != ranges.kind);
        if !(ranges.x.are_automatic() && ranges.y.are_automatic()) {
            self.ranges.push(ranges);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(low: Option<f64>, high: Option<f64>) -> Ends {
        Ends {
            low: low.map(Float),
            high: high.map(Float),
        }
    }

    #[test]
    fn ends_that_cannot_be_shown_are_automatic() {
        assert_eq!(ends(Some(1.0), None).usable(), (Some(1.0), None));
        assert!(ends(Some(2.0), Some(1.0)).are_automatic());
        assert!(ends(Some(f64::NAN), Some(f64::INFINITY)).are_automatic());
    }

    #[test]
    fn a_panel_has_one_range_and_none_when_it_is_automatic() {
        let kind = PanelKind::Line {
            metric: "loss".to_owned(),
        };
        let ranges = |high| PanelRanges {
            kind: kind.clone(),
            axis: XAxis::Step,
            x: Ends::default(),
            y: ends(Some(0.0), high),
        };
        let mut view = ViewSpec::default();
        view.set_ranges(ranges(Some(1.0)));
        view.set_ranges(ranges(Some(2.0)));
        assert_eq!(view.ranges_of(&kind), Some(&ranges(Some(2.0))));
        let text = serde_json::to_string(&view).unwrap();
        assert_eq!(serde_json::from_str::<ViewSpec>(&text).unwrap(), view);
        view.set_ranges(ranges(Some(-1.0)));
        assert_eq!(view.ranges_of(&kind), None);
    }
}
