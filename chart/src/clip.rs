//! Cuts lines to a box around the plot, so that far points keep their direction and no
//! coordinate outgrows what a canvas can hold.

pub(crate) mod polygon;

use crate::commands::PathBuilder;

/// Beyond this many pixels only the direction of a line counts; infinities become this.
const FAR: f64 = 1e12;

/// The box that lines are cut to, in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Bounds {
    pub(crate) fn contains(&self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// The fractions of the segment `from → to` between which it lies in the box
    /// (Liang and Barsky's way), or `None` when it never does.
    fn inside(&self, from: (f64, f64), to: (f64, f64)) -> Option<(f64, f64)> {
        // Nearly every segment: spare it the divisions.
        if self.contains(from.0, from.1) && self.contains(to.0, to.1) {
            return Some((0.0, 1.0));
        }
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let sides = [
            (-dx, from.0 - self.left),
            (dx, self.right - from.0),
            (-dy, from.1 - self.top),
            (dy, self.bottom - from.1),
        ];
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for (speed, distance) in sides {
            if speed == 0.0 {
                if distance < 0.0 {
                    return None;
                }
            } else if speed < 0.0 {
                enter = enter.max(distance / speed);
            } else {
                leave = leave.min(distance / speed);
            }
        }
        (enter <= leave).then_some((enter, leave))
    }
}

/// Feeds a path with the visible parts of one or more lines.
pub(crate) struct Clipper<'a, 'b> {
    bounds: Bounds,
    path: &'a mut PathBuilder<'b>,
    previous: Option<(f64, f64)>,
    pen_down: bool,
}

impl<'a, 'b> Clipper<'a, 'b> {
    pub(crate) fn new(bounds: Bounds, path: &'a mut PathBuilder<'b>) -> Self {
        Self {
            bounds,
            path,
            previous: None,
            pen_down: false,
        }
    }

    /// The next point begins a new line.
    pub(crate) fn lift(&mut self) {
        self.previous = None;
        self.pen_down = false;
    }

    /// Goes on to the next point of the line.
    pub(crate) fn point(&mut self, x: f64, y: f64) {
        let to = (x.clamp(-FAR, FAR), y.clamp(-FAR, FAR));
        if let Some(from) = self.previous.replace(to) {
            self.segment(from, to);
        }
    }

    fn segment(&mut self, from: (f64, f64), to: (f64, f64)) {
        let Some((enter, leave)) = self.bounds.inside(from, to) else {
            self.pen_down = false;
            return;
        };
        if !self.pen_down || enter > 0.0 {
            let (x, y) = along(from, to, enter);
            self.path.move_to(x as f32, y as f32);
        }
        let (x, y) = along(from, to, leave);
        self.path.line_to(x as f32, y as f32);
        self.pen_down = leave == 1.0;
    }
}

fn along(from: (f64, f64), to: (f64, f64), fraction: f64) -> (f64, f64) {
    // The ends are taken as they are: arithmetic would move them by a rounding error.
    if fraction == 0.0 {
        from
    } else if fraction == 1.0 {
        to
    } else {
        (
            from.0 + (to.0 - from.0) * fraction,
            from.1 + (to.1 - from.1) * fraction,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Clipper};
    use crate::commands::Commands;

    fn clipped(points: &[(f64, f64)]) -> Vec<f32> {
        let bounds = Bounds {
            left: 0.0,
            top: 0.0,
            right: 10.0,
            bottom: 10.0,
        };
        let mut commands = Commands::default();
        let mut path = commands.path();
        let mut clipper = Clipper::new(bounds, &mut path);
        for &(x, y) in points {
            clipper.point(x, y);
        }
        drop(path);
        commands.words().get(1..).unwrap_or_default().to_vec()
    }

    #[test]
    fn lines_inside_are_untouched() {
        assert_eq!(
            clipped(&[(0.0, 0.0), (5.0, 5.0), (10.0, 0.0)]),
            [1.0, 3.0, 0.0, 0.0, 5.0, 5.0, 10.0, 0.0]
        );
    }

    #[test]
    fn lines_that_leave_are_cut_and_taken_up_again() {
        assert_eq!(
            clipped(&[(5.0, 5.0), (5.0, 15.0), (7.0, 15.0), (7.0, 5.0)]),
            [2.0, 2.0, 5.0, 5.0, 5.0, 10.0, 2.0, 7.0, 10.0, 7.0, 5.0]
        );
    }

    #[test]
    fn lines_across_are_cut_on_both_sides() {
        assert_eq!(
            clipped(&[(-10.0, 5.0), (20.0, 5.0)]),
            [1.0, 2.0, 0.0, 5.0, 10.0, 5.0]
        );
        assert!(clipped(&[(-5.0, 0.0), (0.0, -5.0)]).is_empty());
    }

    #[test]
    fn the_infinite_has_a_direction() {
        let words = clipped(&[(5.0, 5.0), (6.0, f64::INFINITY)]);
        assert_eq!(words[..4], [1.0, 2.0, 5.0, 5.0]);
        assert!((words[4] - 5.0).abs() < 1e-6 && words[5] == 10.0);
    }
}
