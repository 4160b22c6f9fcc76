//! Curves through a plane in the order given: ROC, precision against recall, any way of (x, y).
//! Unlike lines over steps they may turn back.

mod hit;
mod simplify;

use crate::clip::{Bounds, Clipper, polygon};
use crate::commands::{Commands, Join};
use crate::ink::Place;
use crate::layout::{Grid, Layout};
use crate::line::Picture;
use crate::range;
use crate::scale::{Scale, ScaleKind};
use crate::spec::{Emphasis, Side, XAxis, YAxis};
use crate::stage::{self, Fit, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::{Rgba, Theme};

pub use hit::at_pixel;

/// Radius of the dot of a point without neighbours, in CSS pixels.
const DOT_RADIUS: f64 = 2.0;
/// Lines are cut this many CSS pixels outside the plot, so that their cut ends stay hidden.
const CUT: f64 = 16.0;
/// Dashes of the baseline, in CSS pixels.
const BASELINE_DASH: [f32; 2] = [3.0, 3.0];

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
        let painter = Painter {
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

struct Painter<'a> {
    chart: &'a CurveChart<'a>,
    theme: &'a Theme,
    layout: &'a Layout,
    place: &'a Place<'a>,
}

impl Painter<'_> {
    fn draw(&self, commands: &mut Commands) {
        self.clip(commands, 0.0);
        for curve in self.in_order().filter(|curve| curve.fill) {
            let opacity = self.theme.band_opacity * self.opacity(curve);
            commands.fill(curve.colour.faded(opacity));
            self.area(commands, curve);
        }
        commands.restore();
        // A curve along the edge keeps its width.
        self.clip(commands, self.theme.lit_width.max(DOT_RADIUS) + 1.0);
        self.baseline(commands);
        for curve in self.in_order() {
            self.curve(commands, curve);
        }
        commands.restore();
    }

    fn curve(&self, commands: &mut Commands, curve: &Curve<'_>) {
        let width = match curve.emphasis {
            Emphasis::Lit => self.theme.lit_width,
            Emphasis::Normal | Emphasis::Dimmed => self.theme.line_width,
        };
        let colour = curve.colour.faded(self.opacity(curve));
        commands.stroke(colour);
        commands.pen(self.layout.device(width), Join::Round);
        commands.dash(curve.dash, self.layout.ratio as f32);
        let runs = self.runs(curve);
        let mut path = commands.path();
        let mut clipper = Clipper::new(self.bounds(), &mut path);
        for run in &runs {
            clipper.lift();
            for &(x, y) in run {
                clipper.point(x, y);
            }
        }
        drop(path);
        let alone = runs.iter().filter(|run| run.len() == 1).flatten();
        let alone = alone.filter(|&&(x, y)| self.place.contains(x, y));
        let centres: Vec<(f32, f32)> = alone.map(|&(x, y)| (x as f32, y as f32)).collect();
        commands.fill(colour);
        commands.dots(self.layout.device(DOT_RADIUS), &centres);
    }

    /// The unbroken pieces of a curve in device pixels, without what no pixel shows.
    fn runs(&self, curve: &Curve<'_>) -> Vec<Vec<(f64, f64)>> {
        simplify::runs(curve.points().map(|point| self.position(point)))
    }

    fn position(&self, (x, y): (f64, f64)) -> Position {
        let (x_scale, y_scale) = self.scales();
        if !(x_scale.kind().has_place(x) && y_scale.kind().has_place(y)) {
            return None;
        }
        let (left, _) = self.place.span();
        let x = left + x_scale.fraction(x) * self.place.width();
        Some((x, self.place.height_of(y)))
    }

    fn scales(&self) -> (&Scale, &Scale) {
        (self.layout.x(), self.layout.y(Side::Left))
    }

    fn area(&self, commands: &mut Commands, curve: &Curve<'_>) {
        let (top, bottom) = self.place.rise();
        let zero = self.position((self.scales().0.low(), 0.0));
        let base = zero.map_or(bottom, |(_, zero)| zero.clamp(top, bottom));
        let bounds = self.bounds();
        let shapes = self.runs(curve).into_iter().map(|run| {
            let ends = [run.last(), run.first()].into_iter().flatten();
            let feet: Vec<(f64, f64)> = ends.map(|&(x, _)| (x, base)).collect();
            let cut = polygon::clipped(run.into_iter().chain(feet).collect(), &bounds);
            cut.iter().map(|&(x, y)| (x as f32, y as f32)).collect()
        });
        let shapes: Vec<Vec<(f32, f32)>> = shapes.collect();
        commands.polygons(shapes.iter().map(Vec::as_slice));
    }

    fn baseline(&self, commands: &mut Commands) {
        let Some(baseline) = self.chart.baseline else {
            return;
        };
        let (x, y) = self.scales();
        let points: Vec<(f64, f64)> = match baseline {
            Baseline::Level(level) => vec![(x.low(), level), (x.high(), level)],
            // On other scales than linear ones it bends.
            Baseline::Diagonal => {
                let (low, high) = (x.low().max(y.low()), x.high().min(y.high()));
                if low > high {
                    return;
                }
                let (from, to) = (x.fraction(low), x.fraction(high));
                let along = |step: i32| x.value(from + (to - from) * f64::from(step) / 64.0);
                (0..=64).map(along).map(|value| (value, value)).collect()
            }
        };
        commands.stroke(self.theme.cross);
        commands.pen(self.layout.device(1.0), Join::Round);
        commands.dash(&BASELINE_DASH, self.layout.ratio as f32);
        let mut path = commands.path();
        let mut clipper = Clipper::new(self.bounds(), &mut path);
        for (x, y) in points.iter().filter_map(|&point| self.position(point)) {
            clipper.point(x, y);
        }
    }

    /// Lit curves last, so that they lie on top.
    fn in_order(&self) -> impl Iterator<Item = &Curve<'_>> {
        let lit = |curve: &&Curve<'_>| curve.emphasis == Emphasis::Lit;
        let others = self.chart.curves.iter().filter(move |curve| !lit(curve));
        others.chain(self.chart.curves.iter().filter(lit))
    }

    fn opacity(&self, curve: &Curve<'_>) -> f32 {
        match curve.emphasis {
            Emphasis::Dimmed => self.theme.dimmed_opacity,
            Emphasis::Normal | Emphasis::Lit => 1.0,
        }
    }

    fn bounds(&self) -> Bounds {
        let cut = CUT * self.layout.ratio;
        let ((left, right), (top, bottom)) = (self.place.span(), self.place.rise());
        Bounds {
            left: left - cut,
            top: top - cut,
            right: right + cut,
            bottom: bottom + cut,
        }
    }

    /// Nothing shows further than `beyond` CSS pixels outside the plot.
    fn clip(&self, commands: &mut Commands, beyond: f64) {
        let beyond = (beyond * self.layout.ratio).ceil();
        let ((left, right), (top, bottom)) = (self.place.span(), self.place.rise());
        let size = [right - left, bottom - top].map(|length| (length + 2.0 * beyond) as f32);
        let corner = [left - beyond, top - beyond].map(|edge| edge as f32);
        commands.clip(corner[0], corner[1], size[0], size[1]);
    }
}
