//! Cuts a polygon to a rectangle, side by side, after I. E. Sutherland and G. W. Hodgman,
//! "Reentrant polygon clipping", Communications of the ACM 17 (1974) 32–42.

use super::Bounds;

/// The part of a closed polygon inside `bounds`; empty when nothing of it is.
pub(crate) fn clipped(mut points: Vec<(f64, f64)>, bounds: &Bounds) -> Vec<(f64, f64)> {
    let Bounds {
        left,
        top,
        right,
        bottom,
    } = *bounds;
    points = cut(&points, |(x, _)| x - left);
    points = cut(&points, |(x, _)| right - x);
    points = cut(&points, |(_, y)| y - top);
    cut(&points, |(_, y)| bottom - y)
}

/// What lies on the side where `inside` is not negative.
fn cut(points: &[(f64, f64)], inside: impl Fn((f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(points.len() + 2);
    let Some(&last) = points.last() else {
        return kept;
    };
    let mut from = last;
    for &to in points {
        let (a, b) = (inside(from), inside(to));
        if (a < 0.0) != (b < 0.0) {
            let share = a / (a - b);
            kept.push((
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            ));
        }
        if b >= 0.0 {
            kept.push(to);
        }
        from = to;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::clipped;
    use crate::clip::Bounds;

    const BOUNDS: Bounds = Bounds {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    #[test]
    fn a_triangle_loses_its_corner() {
        let found = clipped(vec![(5.0, -5.0), (10.0, 5.0), (0.0, 5.0)], &BOUNDS);
        assert_eq!(found, [(2.5, 0.0), (7.5, 0.0), (10.0, 5.0), (0.0, 5.0)]);
    }

    #[test]
    fn outside_nothing_remains() {
        assert_eq!(
            clipped(vec![(20.0, 0.0), (30.0, 5.0), (20.0, 5.0)], &BOUNDS),
            []
        );
        assert_eq!(clipped(Vec::new(), &BOUNDS), []);
    }
}
