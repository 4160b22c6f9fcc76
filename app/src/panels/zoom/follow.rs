//! A zoomed view and points that arrive beyond its right edge. Pure.

use super::Range;

/// How far the points reach: the greatest x that is here, and how many points there are at all.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Reach {
    /// The greatest x.
    pub(crate) end: f64,
    /// All points of all series.
    pub(crate) total: u64,
}

/// True when points have come since `seen` that lie beyond a view. Points of a part of the axis
/// tell nothing of what lies beyond it; then more points at all are taken for newer ones.
pub(crate) fn is_behind(view: Range, seen: Reach, now: Reach, is_part: bool) -> bool {
    if is_part {
        now.total > seen.total
    } else {
        now.end > seen.end && now.end > view.1
    }
}

/// The view with its right edge at the newest point, as wide as before.
pub(crate) fn at_end(view: Range, end: f64) -> Range {
    (end - (view.1 - view.0), end)
}

/// The part to ask for while the newest points are followed: the view and as much beyond it.
pub(crate) fn lookahead(view: Range) -> Range {
    (view.0, view.1 + (view.1 - view.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(end: f64, total: u64) -> Reach {
        Reach { end, total }
    }

    #[test]
    fn only_points_that_came_later_and_lie_beyond_leave_a_view_behind() {
        let view = (10.0, 20.0);
        assert!(!is_behind(view, reach(100.0, 50), reach(100.0, 50), false));
        assert!(is_behind(view, reach(100.0, 50), reach(101.0, 51), false));
        assert!(!is_behind(view, reach(12.0, 5), reach(15.0, 6), false));
        assert!(is_behind(view, reach(20.0, 50), reach(20.0, 51), true));
    }

    #[test]
    fn following_keeps_the_width() {
        assert_eq!(at_end((10.0, 20.0), 100.0), (90.0, 100.0));
        assert_eq!(lookahead((90.0, 100.0)), (90.0, 110.0));
    }
}
