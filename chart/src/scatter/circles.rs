//! Few points: a translucent circle with an edge for each.
//!
//! Circles of one colour are one command, which unites them. Those that touch lie in different
//! layers, drawn one after the other, so that they show through each other.

use std::collections::HashMap;

use super::Spot;
use super::look::Look;
use crate::commands::{Commands, Join};
use crate::layout::Layout;
use crate::spec::Emphasis;
use crate::theme::Theme;

/// Opacity of the inside, and width of the edge in CSS pixels.
const FILL: f32 = 0.32;
const EDGE: f64 = 1.2;
/// More layers than this would not look any darker.
const MOST_LAYERS: usize = 8;
/// How far the straight pieces of an edge may lie inside the circle, in device pixels.
const FLATNESS: f32 = 0.08;

/// Middle and radius in device pixels.
type Circle = (f32, f32, f32);
/// Circles of one colour in one layer.
type Group = Vec<Circle>;

/// Draws circles, dimmed ones first and lit ones last, else in their order.
pub(super) fn draw(
    commands: &mut Commands,
    spots: &[Spot],
    look: &Look<'_>,
    (layout, theme): (&Layout, &Theme),
) {
    commands.dash(&[], 1.0);
    for emphasis in [Emphasis::Dimmed, Emphasis::Normal, Emphasis::Lit] {
        let edge = match emphasis {
            Emphasis::Lit => theme.lit_width,
            Emphasis::Normal | Emphasis::Dimmed => EDGE,
        };
        let opacity = look.opacity(emphasis);
        let same = |spot: &&Spot| look.points.emphasis(spot.index) == emphasis;
        for (hue, circles) in layers(spots.iter().filter(same), look, layout) {
            let colour = look.colour(hue);
            commands.fill(colour.faded(FILL * opacity));
            fill(commands, &circles);
            commands.stroke(colour.faded(opacity));
            commands.pen(layout.device(edge), Join::Round);
            outline(commands, &circles);
        }
    }
}

/// Groups of circles in the order of drawing.
fn layers<'a>(
    spots: impl Iterator<Item = &'a Spot>,
    look: &Look<'_>,
    layout: &Layout,
) -> Vec<(usize, Group)> {
    let circles: Vec<(usize, Circle)> = spots
        .map(|spot| {
            let radius = layout.device(f64::from(look.radius(spot.index)));
            (look.hue(spot.index), (spot.x as f32, spot.y as f32, radius))
        })
        .collect();
    let largest = circles.iter().map(|circle| circle.1.2).fold(1.0, f32::max);
    let mut grid = Neighbours::new(largest * 2.0);
    let hues = look.hues();
    let mut groups: Vec<Group> = vec![Group::new(); MOST_LAYERS * hues];
    for (hue, circle) in circles {
        let layer = grid.layer_above(circle);
        groups[layer * hues + hue].push(circle);
    }
    let order = groups.into_iter().enumerate();
    let named = order.map(|(slot, group)| (slot % hues, group));
    named.filter(|(_, group)| !group.is_empty()).collect()
}

/// The circles so far, to find those that a new one touches.
struct Neighbours {
    cell: f32,
    cells: HashMap<(i32, i32), Vec<(Circle, usize)>>,
}

impl Neighbours {
    fn new(cell: f32) -> Self {
        Self {
            cell,
            cells: HashMap::new(),
        }
    }

    /// The layer of a circle: above all those that it touches, as far as there are layers.
    fn layer_above(&mut self, circle: Circle) -> usize {
        let (x, y, radius) = circle;
        let (column, row) = ((x / self.cell) as i32, (y / self.cell) as i32);
        let mut layer = 0;
        for beside in 0..9 {
            let key = (column + beside % 3 - 1, row + beside / 3 - 1);
            // The last ones lie highest: once there is no layer above, the rest counts for nothing.
            for ((other_x, other_y, other), below) in
                self.cells.get(&key).into_iter().flatten().rev()
            {
                if layer + 1 >= MOST_LAYERS {
                    break;
                }
                if (x - other_x).hypot(y - other_y) < radius + other {
                    layer = layer.max(below + 1);
                }
            }
        }
        let layer = layer.min(MOST_LAYERS - 1);
        self.cells
            .entry((column, row))
            .or_default()
            .push((circle, layer));
        layer
    }
}

/// The insides, one command for each radius.
fn fill(commands: &mut Commands, circles: &[Circle]) {
    let mut sorted = circles.to_vec();
    sorted.sort_by(|a, b| a.2.total_cmp(&b.2));
    for same in sorted.chunk_by(|a, b| a.2 == b.2) {
        let centres: Vec<(f32, f32)> = same.iter().map(|&(x, y, _)| (x, y)).collect();
        if let Some(&(_, _, radius)) = same.first() {
            commands.dots(radius, &centres);
        }
    }
}

/// The edges as one path of short straight pieces.
fn outline(commands: &mut Commands, circles: &[Circle]) {
    let mut path = commands.path();
    for &(x, y, radius) in circles {
        let half_angle = (1.0 - FLATNESS / radius.max(FLATNESS)).acos();
        let pieces = (std::f32::consts::PI / half_angle).ceil().clamp(8.0, 64.0);
        path.move_to(x + radius, y);
        for piece in 1..=pieces as usize {
            let angle = std::f32::consts::TAU * piece as f32 / pieces;
            path.line_to(x + radius * angle.cos(), y + radius * angle.sin());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_LAYERS, Neighbours};

    #[test]
    fn circles_that_touch_lie_in_different_layers() {
        let mut grid = Neighbours::new(8.0);
        assert_eq!(grid.layer_above((10.0, 10.0, 4.0)), 0);
        assert_eq!(grid.layer_above((30.0, 10.0, 4.0)), 0);
        assert_eq!(grid.layer_above((17.0, 10.0, 4.0)), 1);
        assert_eq!(grid.layer_above((24.5, 10.0, 4.0)), 2);
        for _ in 0..20 {
            assert!(grid.layer_above((10.0, 10.0, 4.0)) < MOST_LAYERS);
        }
    }
}
