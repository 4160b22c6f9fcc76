//! Brushes: translucent boxes on the axes.

use super::paint::Painter;
use super::{AxisKind, Brush, ParallelAxis};
use crate::commands::{Commands, Join};
use crate::theme::Rgba;

/// Width and corners of a brush, and how high that of a category is at most.
const BRUSH: f64 = 10.0;
const BRUSH_RADIUS: f64 = 2.0;
const BRUSH_ROW: f64 = 20.0;
/// How much stronger its edge is than its inside.
const BRUSH_EDGE: f32 = 4.0;
impl Painter<'_> {
    /// Draws the brush of an axis at `x`, whose values lie at a `fraction` of it.
    pub(super) fn brush(
        &self,
        commands: &mut Commands,
        axis: &ParallelAxis<'_>,
        x: f64,
        fraction: impl Fn(f64) -> Option<f64>,
    ) {
        let boxes: Vec<(f64, f64)> = match axis.brush {
            Brush::Off => Vec::new(),
            Brush::Between(a, b) => {
                let end =
                    |value: f64, beyond: f64| fraction(value).unwrap_or(beyond).clamp(0.0, 1.0);
                vec![(end(a.max(b), 1.0), end(a.min(b), 0.0))]
            }
            Brush::Categories(picked) => {
                let rows = match axis.kind {
                    AxisKind::Categories(names) => names.len().max(1) as f64,
                    AxisKind::Numbers { .. } => f64::INFINITY,
                };
                let height = (self.axes.bottom - self.axes.top).max(1.0);
                let half = (BRUSH_ROW / height).min(0.8 / rows) / 2.0;
                let places = picked.iter().filter_map(|&index| fraction(index as f64));
                places.map(|share| (share + half, share - half)).collect()
            }
        };
        for (upper, lower) in boxes {
            let (top, bottom) = (self.height_of(upper), self.height_of(lower));
            self.brush_box(
                commands,
                (x - BRUSH / 2.0, top),
                (BRUSH, (bottom - top).max(1.0)),
            );
        }
    }

    fn brush_box(&self, commands: &mut Commands, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let device = |css: f64| (css * self.layout.ratio).round() as f32;
        let (left, top) = (device(x), device(y));
        let (right, bottom) = (device(x + width), device(y + height));
        let zoom = self.theme.zoom;
        commands.fill(Rgba {
            alpha: (zoom.alpha * 2.0).min(1.0),
            ..zoom
        });
        let radius = device(BRUSH_RADIUS);
        commands.rect(left, top, right - left, bottom - top, radius);
        let alpha = (zoom.alpha * BRUSH_EDGE).min(1.0);
        commands.stroke(Rgba { alpha, ..zoom });
        commands.pen(self.layout.hairline() as f32, Join::Round);
        commands.dash(&[], 1.0);
        let mut path = commands.path();
        let corners = [
            (left, top),
            (right, top),
            (right, bottom),
            (left, bottom),
            (left, top),
        ];
        for (index, (x, y)) in corners.into_iter().enumerate() {
            if index == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
    }
}
