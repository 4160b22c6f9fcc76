//! Sparklines: a line without axes, small enough for a cell of a table. Cheap enough for a
//! thousand of them.
//!
//! Every device pixel column keeps its true extremes, as on a chart; gaps are never bridged.

use crate::commands::Commands;
use crate::ink::{Ink, Pen, Place};
use crate::layout::{Layout, Rect, sound_canvas};
use crate::range::{self, Limits};
use crate::reduce::{Point, Reduced, reduce};
use crate::scale::{Scale, ScaleKind};
use crate::spec::{Line, Values};
use crate::theme::{Rgba, Theme};

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

/// The line as the `d` of an SVG path in CSS pixels, for a page that draws it itself. Points
/// without neighbours are strokes without length, which round caps turn into dots.
pub fn svg_path(spark: &Spark<'_>) -> String {
    let mut data = String::new();
    let Some(plan) = Plan::new(spark, (0.0, 0.0)) else {
        return data;
    };
    let place = Place::new(&plan.layout);
    let (top, bottom) = place.rise();
    for run in plan.line.runs() {
        for (index, &point) in run.iter().enumerate() {
            let (x, y) = place.of(point);
            let letter = match index {
                0 => 'M',
                1 => 'L',
                _ => ' ',
            };
            let (x, y) = (x / place.ratio(), y.clamp(top, bottom) / place.ratio());
            data.push(letter);
            push_hundredths(&mut data, x);
            data.push(' ');
            push_hundredths(&mut data, y);
        }
        if run.len() == 1 {
            data.push_str("h0");
        }
    }
    data
}

/// Appends a position with at most two decimals; several times as fast as the general way.
fn push_hundredths(text: &mut String, position: f64) {
    const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    // A canvas has no more than 32,768 pixels, and lines run at most a little beyond it.
    let hundredths = (position * 100.0).round().clamp(-1e8, 1e8) as i64;
    if hundredths < 0 {
        text.push('-');
    }
    let size = hundredths.unsigned_abs() as usize;
    let mut power = 10;
    while power * 100 <= size {
        power *= 10;
    }
    while power > 1 {
        power /= 10;
        text.push(DIGITS[size / 100 / power % 10]);
    }
    if !size.is_multiple_of(100) {
        text.push('.');
        text.push(DIGITS[size / 10 % 10]);
    }
    if !size.is_multiple_of(10) {
        text.push(DIGITS[size % 10]);
    }
}

/// What remains of a sparkline, and where it stands.
struct Plan {
    layout: Layout,
    line: Reduced,
}

impl Plan {
    /// Nothing without a value that has a place.
    fn new(spark: &Spark<'_>, (left, top): (f64, f64)) -> Option<Self> {
        let ((width, height), ratio) = sound_canvas((spark.width, spark.height), spark.ratio);
        let snap = |css: f64| (css * ratio).round();
        let inset = INSET.min(width / 4.0).min(height / 4.0);
        let (from, to) = (snap(left + inset), snap(left + width - inset));
        let (above, below) = (snap(top + inset), snap(top + height - inset));
        let plot = Rect {
            left: from / ratio,
            top: above / ratio,
            right: to.max(from + 1.0) / ratio,
            bottom: below.max(above + 1.0) / ratio,
        };
        let columns = (plot.width() * ratio).round() as usize;
        let indices: Vec<f64>;
        let x = if spark.x.is_empty() {
            indices = (0..spark.y.len()).map(|index| index as f64).collect();
            &indices
        } else {
            spark.x
        };
        let line = Line { x, y: spark.y };
        let x = x_scale(&line)?;
        let line = reduce(&line, &x, columns, spark.scale);
        let y = y_scale(spark, line.range)?;
        let size = (left + width, top + height);
        Some(Self {
            layout: Layout::plain(size, ratio, plot, x, y),
            line,
        })
    }

    /// Points without neighbours, which no stroke shows.
    fn lonely(&self) -> impl Iterator<Item = Point> {
        let lonely = self.line.runs().filter(|run| run.len() == 1);
        lonely.flatten().copied()
    }

    fn last(&self) -> Option<Point> {
        self.line.points().last().copied()
    }

    /// The first of the lowest points and the first of the highest.
    fn extremes(&self) -> [Point; 2] {
        let mut found = [self.line.points()[0]; 2];
        for &point in self.line.points() {
            if point.y < found[0].y {
                found[0] = point;
            }
            if point.y > found[1].y {
                found[1] = point;
            }
        }
        found
    }
}

/// All positions from one edge to the other.
fn x_scale(line: &Line<'_>) -> Option<Scale> {
    let x = &line.x[..line.len()];
    let (low, high) = range::span([*x.first()?, *x.last()?].into_iter())?;
    let scale = Scale::new(ScaleKind::Linear, low, high);
    if scale.is_sound() {
        return Some(scale);
    }
    // A single position is in the middle.
    let room = low.abs().max(1.0) * 0.5;
    let scale = Scale::new(
        ScaleKind::Linear,
        (low - room).max(f64::MIN),
        (low + room).min(f64::MAX),
    );
    scale.is_sound().then_some(scale)
}

/// From the lowest to the highest value; those that are all the same lie in the middle.
fn y_scale(spark: &Spark<'_>, data: Option<(f64, f64)>) -> Option<Scale> {
    let kind = spark.scale;
    data?;
    let (low, high) = range::resolve(spark.range, data, kind, |low, high| {
        let sound = Scale::new(kind, low, high).is_sound();
        match kind {
            _ if sound => (low, high),
            ScaleKind::Linear
                if low.abs() < f64::MAX / 4.0 && low.abs() > f64::MIN_POSITIVE * 4.0 =>
            {
                (low - low.abs() * 0.5, low + low.abs() * 0.5)
            }
            _ => range::automatic_y(low, high, kind),
        }
    })?;
    Some(Scale::new(kind, low, high))
}

#[cfg(test)]
mod tests {
    use super::push_hundredths;

    #[test]
    fn positions_are_short() {
        for (position, expected) in [
            (0.0, "0"),
            (0.004, "0"),
            (0.05, "0.05"),
            (0.5, "0.5"),
            (9.999, "10"),
            (10.25, "10.25"),
            (99.99, "99.99"),
            (100.0, "100"),
            (32_768.126, "32768.13"),
            (-3.5, "-3.5"),
        ] {
            let mut text = String::new();
            push_hundredths(&mut text, position);
            assert_eq!(text, expected);
        }
    }
}
