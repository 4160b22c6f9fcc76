//! What a sparkline shows and where it stands, before anything is drawn.

use super::{INSET, Spark};
use crate::layout::{Layout, Rect, sound_canvas};
use crate::range;
use crate::reduce::{Point, Reduced, reduce};
use crate::scale::{Scale, ScaleKind};
use crate::spec::Line;

/// What remains of a sparkline, and where it stands.
pub(super) struct Plan {
    pub(super) layout: Layout,
    pub(super) line: Reduced,
}

impl Plan {
    /// Nothing without a value that has a place.
    pub(super) fn new(spark: &Spark<'_>, (left, top): (f64, f64)) -> Option<Self> {
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
    pub(super) fn lonely(&self) -> impl Iterator<Item = Point> {
        let lonely = self.line.runs().filter(|run| run.len() == 1);
        lonely.flatten().copied()
    }

    pub(super) fn last(&self) -> Option<Point> {
        self.line.points().last().copied()
    }

    /// The first of the lowest points and the first of the highest.
    pub(super) fn extremes(&self) -> [Point; 2] {
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
