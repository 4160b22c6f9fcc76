//! Sparklines: a line without axes, small enough for a cell of a table. Cheap enough for a
//! thousand of them.
//!
//! Every device pixel column keeps its true extremes, as on a chart; gaps are never bridged.

mod path;
mod plan;

use crate::commands::Commands;
use crate::ink::{Ink, Pen, Place};
use crate::layout::sound_canvas;
use crate::range::Limits;
use crate::reduce::Point;
use crate::scale::ScaleKind;
use crate::spec::Values;
use crate::theme::{Rgba, Theme};
pub use path::svg_path;
use plan::Plan;

/// Radius of the dot at the last value, and of those at the lowest and the highest.
const LAST_RADIUS: f64 = 2.0;
const EXTREME_RADIUS: f64 = 1.5;
/// Around the line, so that neither its width nor a dot is cut.
const INSET: f64 = LAST_RADIUS + 0.5;

/// A sparkline. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct Spark<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// Ascending horizontal positions; when empty, values stand side by side.
    pub x: &'a [f64],
    /// The values. What is not finite, or has no place on the scale, is a gap.
    pub y: Values<'a>,
    /// How values map to height.
    pub scale: ScaleKind,
    /// The visible range when sparklines of a column share one.
    pub range: Limits,
    /// Colour of line and dots.
    pub colour: Rgba,
    /// Whether a dot marks the last value.
    pub last: bool,
    /// Whether dots mark the lowest and the highest value, the first of each.
    pub extremes: bool,
}

impl<'a> Spark<'a> {
    /// A sparkline of `width` × `height` CSS pixels with a dot at its last value.
    pub fn new(width: f64, height: f64, y: Values<'a>, colour: Rgba) -> Self {
        Self {
            width,
            height,
            ratio: 1.0,
            x: &[],
            y,
            scale: ScaleKind::Linear,
            range: Limits::AUTOMATIC,
            colour,
            last: true,
            extremes: false,
        }
    }
}

/// Draws a sparkline on a canvas of its own. Any data and any size give a picture.
pub fn draw(spark: &Spark<'_>, theme: &Theme) -> Commands {
    let mut commands = Commands::default();
    let (size, ratio) = sound_canvas((spark.width, spark.height), spark.ratio);
    let device = |length: f64| (length * ratio).round() as f32;
    commands.clear(device(size.0), device(size.1));
    draw_at(spark, (0.0, 0.0), theme, &mut commands);
    commands
}

/// Draws a sparkline with its top left corner at a place of a larger picture, in CSS pixels.
pub(crate) fn draw_at(
    spark: &Spark<'_>,
    corner: (f64, f64),
    theme: &Theme,
    commands: &mut Commands,
) {
    let Some(plan) = Plan::new(spark, corner) else {
        return;
    };
    let place = Place::new(&plan.layout);
    let pen = Pen {
        colour: spark.colour,
        width: plan.layout.device(theme.line_width),
        dash: &[],
    };
    // A chosen range may leave points out; they must not show beside the sparkline.
    let clipped = !spark.range.is_automatic();
    if clipped {
        let (left, top) = corner;
        let rect = [left, top, spark.width, spark.height].map(|length| plan.layout.device(length));
        commands.clip(rect[0], rect[1], rect[2], rect[3]);
    }
    commands.line(&plan.line, &place, &pen);
    if clipped {
        commands.restore();
    }
    commands.fill(spark.colour);
    let dot = |point: Point| {
        let (x, y) = place.of(point);
        place.contains(x, y).then_some((x as f32, y as f32))
    };
    let lonely: Vec<(f32, f32)> = plan.lonely().filter_map(dot).collect();
    commands.dots(plan.layout.device(theme.line_width / 2.0), &lonely);
    if spark.extremes {
        let ends: Vec<(f32, f32)> = plan.extremes().into_iter().filter_map(dot).collect();
        commands.dots(plan.layout.device(EXTREME_RADIUS), &ends);
    }
    if spark.last {
        let last: Vec<(f32, f32)> = plan.last().and_then(dot).into_iter().collect();
        commands.dots(plan.layout.device(LAST_RADIUS), &last);
    }
}
