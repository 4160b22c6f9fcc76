//! Where a tooltip stands: beside the cursor, inside what can be seen, and where the fewest lines
//! run. Pure.

/// Distance from the cursor, in CSS pixels.
const GAP: f64 = 12.0;

/// Lines that another place must save before the tooltip jumps there.
const CALM: usize = 3;

/// A box in CSS pixels of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Area {
    /// From the left.
    pub(super) left: f64,
    /// From the top.
    pub(super) top: f64,
    /// Width.
    pub(super) width: f64,
    /// Height.
    pub(super) height: f64,
}

impl Area {
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.left + self.width).contains(&x)
            && (self.top..=self.top + self.height).contains(&y)
    }

    /// Moved inside `bounds`, at their start where it is larger.
    fn inside(self, bounds: &Self) -> Self {
        let fit =
            |at: f64, length: f64, start: f64, room: f64| at.min(start + room - length).max(start);
        Self {
            left: fit(self.left, self.width, bounds.left, bounds.width),
            top: fit(self.top, self.height, bounds.top, bounds.height),
            ..self
        }
    }
}

/// A tooltip's place, and which of the possible ones it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// Where it stands.
    pub(super) area: Area,
    /// Remembered, so that a tooltip keeps its side while the pointer moves.
    pub(super) side: usize,
}

/// Places a tooltip of a `size` beside `at`; `points` lie on the lines around.
pub(super) fn place(
    at: (f64, f64),
    size: (f64, f64),
    bounds: &Area,
    points: &[(f64, f64)],
    before: Option<usize>,
) -> Placed {
    let (right, left) = (at.0 + GAP, at.0 - GAP - size.0);
    let (middle, above, below) = (at.1 - size.1 / 2.0, at.1 - GAP - size.1, at.1 + GAP);
    let places = [
        (right, middle),
        (right, above),
        (right, below),
        (left, middle),
        (left, above),
        (left, below),
    ];
    let areas = places.map(|(left, top)| {
        Area {
            left,
            top,
            width: size.0,
            height: size.1,
        }
        .inside(bounds)
    });
    let cost = |side: usize| {
        let area = &areas[side];
        let crossed = points.iter().filter(|point| area.holds(**point)).count();
        let calm = if before == Some(side) { 0 } else { CALM };
        // What lies under the pointer must stay in sight.
        let covers = if area.holds(at) { 10_000 } else { 0 };
        crossed + calm + covers
    };
    let side = (0..areas.len()).min_by_key(|&side| cost(side)).unwrap_or(0);
    Placed {
        area: areas[side],
        side,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOUNDS: Area = Area {
        left: -20.0,
        top: -50.0,
        width: 500.0,
        height: 400.0,
    };

    #[test]
    fn it_goes_where_the_lines_are_not() {
        let right: Vec<(f64, f64)> = (0..20)
            .map(|n| (220.0 + 5.0 * f64::from(n), 100.0))
            .collect();
        let placed = place((200.0, 100.0), (120.0, 80.0), &BOUNDS, &right, None);
        assert!(!right.iter().any(|point| placed.area.holds(*point)));
    }

    #[test]
    fn it_keeps_its_side_while_little_changes() {
        let first = place((200.0, 100.0), (120.0, 80.0), &BOUNDS, &[], Some(4));
        assert_eq!(first.side, 4);
    }

    proptest! {
        #[test]
        fn it_stays_inside_and_beside_the_pointer(
            x in 0.0_f64..460.0, y in 0.0_f64..340.0, width in 50.0_f64..200.0,
            height in 30.0_f64..300.0,
        ) {
            let area = place((x, y), (width, height), &BOUNDS, &[], None).area;
            prop_assert!(area.left >= BOUNDS.left && area.top >= BOUNDS.top);
            prop_assert!(area.left + area.width <= BOUNDS.left + BOUNDS.width + 1e-9);
            prop_assert!(area.top + area.height <= BOUNDS.top + BOUNDS.height + 1e-9);
            prop_assert!(!area.holds((x, y)));
        }
    }
}
