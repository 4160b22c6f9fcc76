//! Which curve, and which of its points, is under the pointer.

use super::Curve;
use crate::layout::Layout;
use crate::spec::Side;

/// A curve further from the pointer than this is not meant, in CSS pixels.
const REACH: f64 = 12.0;

/// The curve nearest to the pointer, in CSS pixels of the canvas, within twelve, and its point
/// nearest to that place: their indices. Of curves that lie on each other the last one.
pub fn at_pixel(
    layout: &Layout,
    curves: &[Curve<'_>],
    pointer: (f64, f64),
) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for (number, curve) in curves.iter().enumerate() {
        let mut previous: Option<(f64, f64)> = None;
        for (index, point) in curve.points().enumerate() {
            let here = position(layout, point, pointer);
            if let Some(to) = here {
                let from = previous.unwrap_or(to);
                let (distance, share) = nearest(from, to);
                let found = if share < 0.5 { index.max(1) - 1 } else { index };
                let nearer = best.is_none_or(|(least, other, _)| {
                    distance < least || distance == least && number > other
                });
                if distance <= REACH && nearer {
                    best = Some((distance, number, found));
                }
            }
            previous = here;
        }
    }
    best.map(|(_, curve, point)| (curve, point))
}

/// Where a point lies, seen from the pointer; none for what has no place.
fn position(layout: &Layout, (x, y): (f64, f64), pointer: (f64, f64)) -> Option<(f64, f64)> {
    let has_place = layout.x().kind().has_place(x) && layout.y(Side::Left).kind().has_place(y);
    has_place.then(|| {
        let (x, y) = (layout.x_to_pixel(x), layout.y_to_pixel(Side::Left, y));
        (x - pointer.0, y - pointer.1)
    })
}

/// Distance of the piece `from → to` from the origin, and the share of the piece where it is
/// nearest.
fn nearest(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 {
        (-(from.0 * dx + from.1 * dy) / length).clamp(0.0, 1.0)
    } else {
        1.0
    };
    ((from.0 + dx * share).hypot(from.1 + dy * share), share)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn distances_are_to_the_piece_and_not_to_its_line() {
        assert_eq!(nearest((-3.0, 4.0), (3.0, 4.0)), (4.0, 0.5));
        assert_eq!(nearest((3.0, 4.0), (9.0, 4.0)), (5.0, 0.0));
        assert_eq!(nearest((3.0, 4.0), (3.0, 4.0)), (5.0, 1.0));
    }
}
