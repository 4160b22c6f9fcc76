//! The visible part of a chart and how gestures change it. Pure: everything is counted in shares
//! of the visible part, 0 at the low end of an axis and 1 at its high end, so that logarithmic
//! axes zoom and pan as linear ones do.

pub(crate) mod follow;
pub(crate) mod history;
pub(crate) mod shape;

use suisei_chart::Scale;

/// Both ends of a part of an axis, as values.
pub(crate) type Range = (f64, f64);

/// Both ends of a part of an axis, in shares of what is visible now.
pub(crate) type Share = (f64, f64);

/// One notch of the wheel or one key press.
const STEP: f64 = 1.25;

/// The visible part of a chart; a missing range shows what there is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Zoom {
    /// On the horizontal axis.
    pub(crate) x: Option<Range>,
    /// On the vertical axis.
    pub(crate) y: Option<Range>,
}

impl Zoom {
    /// True when everything is shown.
    pub(crate) fn is_whole(self) -> bool {
        self == Self::default()
    }
}

/// Zooms by `notches` (positive: in) around the share `at`.
pub(crate) fn around(at: f64, notches: f64) -> Share {
    scaled(at, STEP.powf(-notches))
}

/// What is visible after it was scaled around the share `at`; a factor below 1 zooms in.
pub(crate) fn scaled(at: f64, factor: f64) -> Share {
    (at - at * factor, at + (1.0 - at) * factor)
}

/// Moves by a share of what is visible, as far as there is something: `whole` is everything there
/// is, in shares.
pub(crate) fn pan(by: f64, whole: Share) -> Share {
    let (before, after) = (whole.0.min(0.0), (whole.1 - 1.0).max(0.0));
    let by = by.max(before).min(after);
    (by, 1.0 + by)
}

/// A part selected in either direction.
pub(crate) fn select(from: f64, to: f64) -> Share {
    (from.min(to), from.max(to))
}

/// Cut to what there is; none when nothing is left out.
pub(crate) fn within(share: Share, whole: Share) -> Option<Share> {
    // A whole that is not a number, as below zero on a logarithmic scale, limits nothing.
    let (low, high) = (share.0.max(whole.0), share.1.min(whole.1));
    let everything = low <= whole.0 && high >= whole.1;
    (high > low && !everything).then_some((low, high))
}

/// The values at both ends of a share; none where floating point cannot tell them apart.
pub(crate) fn values(scale: &Scale, share: Share) -> Option<Range> {
    let (low, high) = (scale.value(share.0), scale.value(share.1));
    let apart = high - low > low.abs().max(high.abs()) * 2e-15;
    (low.is_finite() && high.is_finite() && apart).then_some((low, high))
}

/// A range of values in shares of what is visible.
pub(crate) fn shares(scale: &Scale, range: Range) -> Share {
    (scale.fraction(range.0), scale.fraction(range.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything, when nothing is zoomed.
    const ALL: Share = (0.0, 1.0);

    fn near(a: Share, b: Share) -> bool {
        (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_in_its_place() {
        let (low, high) = around(0.3, 4.0);
        assert!(low > 0.0 && high < 1.0);
        assert!(((0.3 - low) / (high - low) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn zooming_out_again_shows_everything() {
        let zoomed = around(0.3, 4.0);
        let width = zoomed.1 - zoomed.0;
        let whole = ((0.0 - zoomed.0) / width, (1.0 - zoomed.0) / width);
        assert_eq!(within(around(0.3, -4.1), whole), None);
        assert!(within(around(0.3, -2.0), whole).is_some());
    }

    #[test]
    fn panning_stops_at_the_ends() {
        assert!(near(pan(-5.0, (-1.0, 9.0)), (-1.0, 0.0)));
        assert!(near(pan(0.5, (-1.0, 9.0)), (0.5, 1.5)));
        assert!(near(pan(0.5, ALL), ALL));
    }

    #[test]
    fn selections_work_in_either_direction() {
        assert_eq!(within(select(0.8, 0.2), ALL), Some((0.2, 0.8)));
        assert_eq!(within(select(0.2, 0.2), ALL), None);
        assert_eq!(within((f64::NAN, 0.5), ALL), Some((0.0, 0.5)));
        assert_eq!(within((-1.0, 0.5), (f64::NAN, 1.0)), Some((-1.0, 0.5)));
    }
}
