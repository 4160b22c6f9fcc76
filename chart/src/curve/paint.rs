//! The parts of a picture of curves in their order: areas, the baseline, the curves.

use super::{Baseline, Curve, CurveChart, Position, simplify};
use crate::clip::{Bounds, Clipper, polygon};
use crate::commands::{Commands, Join};
use crate::ink::Place;
use crate::layout::Layout;
use crate::scale::Scale;
use crate::spec::{Emphasis, Side};
use crate::theme::Theme;

/// Radius of the dot of a point without neighbours, in CSS pixels.
const DOT_RADIUS: f64 = 2.0;
/// Lines are cut this many CSS pixels outside the plot, so that their cut ends stay hidden.
const CUT: f64 = 16.0;
/// Dashes of the baseline, in CSS pixels.
const BASELINE_DASH: [f32; 2] = [3.0, 3.0];

/// Draws the content of a chart of curves.
pub(super) struct Painter<'a> {
    pub(super) chart: &'a CurveChart<'a>,
    pub(super) theme: &'a Theme,
    pub(super) layout: &'a Layout,
    pub(super) place: &'a Place<'a>,
}

impl Painter<'_> {
    pub(super) fn draw(&self, commands: &mut Commands) {
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
