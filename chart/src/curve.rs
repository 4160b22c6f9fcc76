//! Curves through a plane in the order given: ROC, precision against recall, any way of (x, y).
//! Unlike lines over steps they may turn back.

mod hit;
mod paint;
mod simplify;

use crate::layout::Grid;
use crate::line::Picture;
use crate::range;
use crate::scale::ScaleKind;
use crate::spec::{Emphasis, XAxis, YAxis};
use crate::stage::{self, Fit, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::{Rgba, Theme};

pub use hit::at_pixel;

/// A chart of curves. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct CurveChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The horizontal axis. Without chosen limits it shows 0 to 1 when all data lie there.
    pub x: XAxis<'a>,
    /// The vertical axis, likewise; its name stands above it.
    pub y: YAxis<'a>,
    /// The curves, the first at the bottom.
    pub curves: &'a [Curve<'a>],
    /// What curves are measured against.
    pub baseline: Option<Baseline>,
    /// Whether the plot is as wide as it is high.
    pub square: bool,
}

/// A curve. The shorter of its columns counts.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    /// Horizontal values in the order of drawing; they need not ascend. What has no place on the
    /// axis breaks the curve.
    pub x: &'a [f64],
    /// Vertical values.
    pub y: &'a [f64],
    /// What it is called, for tooltips and legends; the chart itself writes no names.
    pub label: &'a str,
    /// Its colour.
    pub colour: Rgba,
    /// Lengths of dashes and gaps in CSS pixels; empty for a solid line.
    pub dash: &'a [f32],
    /// Whether it stands out or steps back.
    pub emphasis: Emphasis,
    /// Whether the area between it and zero, or the bottom, is tinted.
    pub fill: bool,
}

impl<'a> Curve<'a> {
    /// A solid curve without an area.
    pub fn new(x: &'a [f64], y: &'a [f64], colour: Rgba) -> Self {
        Self {
            x,
            y,
            label: "",
            colour,
            dash: &[],
            emphasis: Emphasis::Normal,
            fill: false,
        }
    }

    /// How many points it has.
    pub fn len(&self) -> usize {
        self.x.len().min(self.y.len())
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.x.iter().copied().zip(self.y.iter().copied())
    }
}

/// What curves are measured against: a dashed hairline under them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Baseline {
    /// Where y is x: guessing, for ROC.
    Diagonal,
    /// A level: the share of positives, for precision against recall.
    Level(f64),
}

/// How many points of a curve have a coordinate that is NaN or infinite. Each breaks the curve; a
/// panel says so.
pub fn not_finite(curve: &Curve<'_>) -> usize {
    let broken = |&(x, y): &(f64, f64)| !(x.is_finite() && y.is_finite());
    curve.points().filter(broken).count()
}

/// Draws curves. Any data and any size give a picture. `not_positive` counts the finite points
/// that a logarithmic axis cannot show, in either direction.
pub fn draw(chart: &CurveChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let (x_kind, y_kind) = (chart.x.scale_kind(), chart.y.scale);
    let placed = |&(x, y): &(f64, f64)| x_kind.has_place(x) && y_kind.has_place(y);
    let points = || chart.curves.iter().flat_map(Curve::points).filter(placed);
    let level = match chart.baseline {
        Some(Baseline::Level(level)) if y_kind.has_place(level) => Some(level),
        _ => None,
    };
    let x_span = range::span(points().map(|point| point.0));
    let y_span = range::span(points().map(|point| point.1));
    let y_span = y_span.map(|(low, high)| {
        let level = level.unwrap_or(low);
        (low.min(level), high.max(level))
    });
    let stage = Stage {
        size: (chart.width, chart.height),
        ratio: chart.ratio,
        x: chart.x,
        x_range: range::resolve(chart.x.range, x_span, x_kind, |low, high| {
            unit(low, high, x_kind)
        }),
        y: Upright::Numbers(
            chart.y,
            range::resolve(chart.y.range, y_span, y_kind, |low, high| {
                unit(low, high, y_kind)
            }),
        ),
        right: 0.0,
        grid: Grid::Level,
    };
    let fit = Fit {
        y_name: chart.y.name,
        square: chart.square,
    };
    let picture = stage::draw_fitted(&stage, fit, theme, measure, |commands, layout, place| {
        let painter = paint::Painter {
            chart,
            theme,
            layout,
            place,
        };
        painter.draw(commands);
    });
    let finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    let all = chart.curves.iter().flat_map(Curve::points).filter(finite);
    Picture {
        not_positive: all.count() - points().count(),
        ..picture
    }
}

/// What an axis shows of its own accord: shares as a whole.
fn unit(low: f64, high: f64, kind: ScaleKind) -> (f64, f64) {
    if kind == ScaleKind::Linear && low >= 0.0 && high <= 1.0 {
        return (0.0, 1.0);
    }
    range::automatic_y(low, high, kind)
}

/// A position in device pixels; none for what has no place.
type Position = Option<(f64, f64)>;
