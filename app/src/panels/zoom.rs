//! The visible part of the x-axis and how gestures change it. Pure.

/// A visible range; `None` shows everything.
pub(crate) type Zoom = Option<(f64, f64)>;

/// One notch of the wheel or one key press.
const STEP: f64 = 1.25;

/// Zooms by `notches` (positive: in) around `at`, within `full`.
pub(crate) fn around(visible: (f64, f64), full: (f64, f64), at: f64, notches: f64) -> Zoom {
    let factor = STEP.powf(-notches);
    let low = at - (at - visible.0) * factor;
    let high = at + (visible.1 - at) * factor;
    within((low, high), full)
}

/// Moves by a share of the visible width.
pub(crate) fn pan(visible: (f64, f64), full: (f64, f64), share: f64) -> Zoom {
    let width = visible.1 - visible.0;
    let room = (full.0 - visible.0, full.1 - visible.1);
    let shift = (width * share).clamp(room.0.min(0.0), room.1.max(0.0));
    within((visible.0 + shift, visible.1 + shift), full)
}

/// A selected range, in either direction; too narrow a selection changes nothing.
pub(crate) fn select(from: f64, to: f64, full: (f64, f64)) -> Zoom {
    within((from.min(to), from.max(to)), full)
}

/// Cut to what there is; everything when nothing is left out.
fn within(range: (f64, f64), full: (f64, f64)) -> Zoom {
    let low = range.0.max(full.0);
    let high = range.1.min(full.1);
    let sensible = high > low && (high - low).is_finite();
    let everything = low <= full.0 && high >= full.1;
    (sensible && !everything).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_out_again_shows_everything() {
        let full = (0.0, 100.0);
        let zoomed = around(full, full, 30.0, 4.0).unwrap();
        assert!(zoomed.0 > 0.0 && zoomed.1 < 100.0);
        assert_eq!(around(zoomed, full, 30.0, -4.1), None);
    }

    #[test]
    fn panning_stops_at_the_ends() {
        assert_eq!(pan((10.0, 20.0), (0.0, 100.0), -5.0), Some((0.0, 10.0)));
        assert_eq!(pan((10.0, 20.0), (0.0, 100.0), 0.5), Some((15.0, 25.0)));
    }

    #[test]
    fn selections_work_in_either_direction() {
        assert_eq!(select(8.0, 2.0, (0.0, 10.0)), Some((2.0, 8.0)));
        assert_eq!(select(2.0, 2.0, (0.0, 10.0)), None);
    }
}
