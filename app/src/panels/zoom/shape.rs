//! What the shape of a drag means: along x, along y, or a rectangle. Pure.

/// The axes that a gesture is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axes {
    /// The horizontal one.
    X,
    /// The vertical one.
    Y,
    /// Both.
    Both,
}

/// A hand that means one direction strays this far into the other, in CSS pixels.
const STRAY_PX: f64 = 14.0;

/// And this far on long ways, as a share of the way.
const STRAY_SHARE: f64 = 0.28;

impl Axes {
    /// The axes that a drag so far to the right and down is about.
    pub(crate) fn of(right: f64, down: f64) -> Self {
        let (across, along) = (right.abs(), down.abs());
        let strays = |small: f64, large: f64| small <= STRAY_PX.max(large * STRAY_SHARE);
        if across >= along && strays(along, across) {
            Self::X
        } else if along > across && strays(across, along) {
            Self::Y
        } else {
            Self::Both
        }
    }

    /// True when the horizontal axis is one of them.
    pub(crate) fn has_x(self) -> bool {
        self != Self::Y
    }

    /// True when the vertical axis is one of them.
    pub(crate) fn has_y(self) -> bool {
        self != Self::X
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_drag_decides() {
        for (right, down, axes) in [
            (200.0, 6.0, Axes::X),
            (-200.0, -50.0, Axes::X),
            (10.0, 120.0, Axes::Y),
            (-9.0, -13.0, Axes::Y),
            (12.0, 9.0, Axes::X),
            (150.0, 90.0, Axes::Both),
            (-60.0, 150.0, Axes::Both),
        ] {
            assert_eq!(Axes::of(right, down), axes, "{right} {down}");
        }
    }
}
