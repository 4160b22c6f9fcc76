//! The series of a line chart as one plotters element: ghosts, lines, dots and marks.

use std::collections::HashSet;

use plotters::element::{Drawable, PointCollection};
use plotters_backend::BackendCoord;

use crate::backend::{CommandBackend, Drawn};
use crate::clip::{Bounds, Clipper};
use crate::commands::{Commands, Join};
use crate::layout::Layout;
use crate::reduce::{Point, Reduced};
use crate::spec::{Emphasis, MarkKind, Series};
use crate::theme::{Rgba, Theme};

/// Points further apart than this, on average, are marked with dots.
const SPARSE: f64 = 12.0;
/// Radius of such a dot, and of a point without neighbours.
const DOT_RADIUS: f64 = 2.0;
/// Radius of the dot of a series that is a single point.
const SINGLE_RADIUS: f64 = 3.0;
/// Half the size of a × and the distance of its middle from the edge.
const MARK_ARM: f64 = 3.0;
const MARK_INSET: f64 = 5.0;
const MARK_WIDTH: f64 = 1.5;
/// Marks of one series closer than this are drawn as one.
const MARK_DISTANCE: f64 = 7.0;
/// A line that is longer than this many times its width goes up and down so much that dashes would
/// only fray it: it is drawn solid, and the legend alone shows its dash.
const FRAYED: f64 = 3.0;
/// Lines are cut this far outside the plot, so that their cut ends stay hidden.
const CUT: f64 = 16.0;
/// Lines may show this far above and below the plot, so that a line on the edge keeps its width.
const ABOVE: f64 = 2.0;
const BELOW: f64 = 1.0;

/// A series with what remained of its lines.
pub(crate) struct Prepared<'a> {
    pub(crate) series: &'a Series<'a>,
    /// The line on top: smoothed if there is such a line, else as logged.
    pub(crate) main: Reduced,
    /// The line as logged under a smoothed one.
    pub(crate) ghost: Option<Reduced>,
}

/// All series of a chart. Its key points are two opposite corners of the plot.
pub(crate) struct Lines<'a> {
    pub(crate) corners: [(f64, f64); 2],
    pub(crate) prepared: &'a [Prepared<'a>],
    pub(crate) layout: &'a Layout,
    pub(crate) theme: &'a Theme,
}

impl<'a> PointCollection<'a, (f64, f64)> for &'a Lines<'_> {
    type Point = &'a (f64, f64);
    type IntoIter = std::slice::Iter<'a, (f64, f64)>;

    fn point_iter(self) -> Self::IntoIter {
        self.corners.iter()
    }
}

impl<'b> Drawable<CommandBackend<'b>> for Lines<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut corners: I,
        backend: &mut CommandBackend<'b>,
        _size: (u32, u32),
    ) -> Drawn {
        if let (Some((left, bottom)), Some((right, top))) = (corners.next(), corners.next()) {
            let [left, top, right, bottom] = [left, top, right, bottom].map(f64::from);
            let plot = Bounds {
                left,
                top,
                right,
                bottom,
            };
            Painter {
                lines: self,
                plot,
                commands: backend.commands(),
            }
            .draw();
        }
        Ok(())
    }
}

struct Painter<'a> {
    lines: &'a Lines<'a>,
    plot: Bounds,
    commands: &'a mut Commands,
}

impl Painter<'_> {
    fn draw(mut self) {
        let lines = self.lines;
        let (theme, layout) = (lines.theme, lines.layout);
        self.clip();
        for Prepared { series, ghost, .. } in in_order(lines.prepared) {
            if let Some(ghost) = ghost {
                let colour = series
                    .colour
                    .faded(theme.raw_opacity * opacity(series, theme));
                self.line(ghost, colour, layout.device(theme.raw_width), &[]);
            }
        }
        for Prepared { series, main, .. } in in_order(lines.prepared) {
            let lit = series.emphasis == Emphasis::Lit;
            let width = layout.device(if lit {
                theme.lit_width
            } else {
                theme.line_width
            });
            self.line(
                main,
                series.colour.faded(opacity(series, theme)),
                width,
                series.dash,
            );
        }
        self.commands.restore();
        for Prepared { series, main, .. } in in_order(lines.prepared) {
            let colour = series.colour.faded(opacity(series, theme));
            self.dots(main, colour);
            self.marks(series, colour);
        }
    }

    fn clip(&mut self) {
        let Bounds {
            left,
            top,
            right,
            bottom,
        } = self.plot;
        let (above, below) = (self.device(ABOVE), self.device(BELOW));
        let height = bottom - top + above + below;
        let rect = [left, top - above, right - left, height].map(|length| length as f32);
        self.commands.clip(rect[0], rect[1], rect[2], rect[3]);
    }

    fn line(&mut self, reduced: &Reduced, colour: Rgba, width: f32, dash: &[f32]) {
        let cut = self.device(CUT);
        let bounds = Bounds {
            left: self.plot.left - cut,
            top: self.plot.top - cut,
            right: self.plot.right + cut,
            bottom: self.plot.bottom + cut,
        };
        self.commands.stroke(colour);
        let columns = (self.plot.right - self.plot.left) as usize;
        let dense = reduced.points().len() > columns;
        self.commands
            .pen(width, if dense { Join::Bevel } else { Join::Round });
        let place = self.place();
        let dash = if is_frayed(reduced, &place) {
            &[]
        } else {
            dash
        };
        self.commands.dash(dash, self.lines.layout.ratio as f32);
        let mut path = self.commands.path();
        let mut clipper = Clipper::new(bounds, &mut path);
        for run in reduced.runs() {
            clipper.lift();
            for &point in run {
                let (x, y) = place(point);
                clipper.point(x, y);
            }
        }
    }

    /// Dots for points that a line would not show: single ones, lonely ones, sparse ones.
    fn dots(&mut self, reduced: &Reduced, colour: Rgba) {
        let single = reduced.inside == 1;
        let radius = if single { SINGLE_RADIUS } else { DOT_RADIUS };
        let all = single || self.is_sparse(reduced);
        let place = self.place();
        let mut centres: Vec<(f32, f32)> = Vec::new();
        // Of dots that would cover each other only the first is drawn, so that a million lonely
        // points cost no more than the plot has room for.
        let cell = self.device(radius);
        let mut taken = HashSet::new();
        for run in reduced.runs().filter(|run| all || run.len() == 1) {
            for (x, y) in run.iter().map(|&point| place(point)) {
                let inside = self.plot.contains(x, y);
                if inside && taken.insert(((x / cell) as i32, (y / cell) as i32)) {
                    centres.push((x as f32, y as f32));
                }
            }
        }
        self.commands.fill(colour);
        self.commands
            .dots(self.lines.layout.device(radius), &centres);
    }

    fn is_sparse(&self, reduced: &Reduced) -> bool {
        let width = self.plot.right - self.plot.left;
        let mut inside = reduced
            .points()
            .iter()
            .map(|point| point.x)
            .filter(|x| (0.0..=width).contains(x));
        match (inside.next(), inside.next_back()) {
            (Some(first), Some(last)) => {
                last - first > self.device(SPARSE) * (reduced.inside.max(2) - 1) as f64
            }
            _ => false,
        }
    }

    /// A × for each value that is not finite; where they crowd, one for all of them.
    fn marks(&mut self, series: &Series<'_>, colour: Rgba) {
        let (inset, arm) = (self.device(MARK_INSET), self.device(MARK_ARM));
        let width = self.plot.right - self.plot.left;
        let distance = self.device(MARK_DISTANCE);
        let mut last = [f64::NEG_INFINITY; 2];
        let (scale, plot) = (self.lines.layout.x(), self.plot);
        self.commands.stroke(colour);
        self.commands
            .pen(self.lines.layout.device(MARK_WIDTH), Join::Round);
        self.commands.dash(&[], 1.0);
        let mut path = self.commands.path();
        for mark in series.marks.iter().filter(|mark| scale.contains(mark.x)) {
            let x = plot.left + scale.fraction(mark.x) * width;
            let (edge, y) = match mark.kind {
                MarkKind::NotANumber | MarkKind::PositiveInfinity => (0, plot.top + inset),
                MarkKind::NegativeInfinity => (1, plot.bottom - inset),
            };
            if (x - last[edge]).abs() < distance {
                continue;
            }
            last[edge] = x;
            for side in [-arm, arm] {
                path.move_to((x - side) as f32, (y - arm) as f32);
                path.line_to((x + side) as f32, (y + arm) as f32);
            }
        }
    }

    /// From a kept point to device pixels.
    fn place(&self) -> impl Fn(Point) -> (f64, f64) + use<> {
        let (y, plot) = (*self.lines.layout.y(), self.plot);
        move |point| {
            (
                plot.left + point.x,
                plot.bottom - y.fraction(point.y) * (plot.bottom - plot.top),
            )
        }
    }

    fn device(&self, length: f64) -> f64 {
        length * self.lines.layout.ratio
    }
}

/// Lit series last, so that they lie on top.
fn in_order<'a>(prepared: &'a [Prepared<'a>]) -> impl Iterator<Item = &'a Prepared<'a>> {
    let lit = |item: &&Prepared<'_>| item.series.emphasis == Emphasis::Lit;
    let others = prepared.iter().filter(move |item| !lit(item));
    others.chain(prepared.iter().filter(lit))
}

fn opacity(series: &Series<'_>, theme: &Theme) -> f32 {
    match series.emphasis {
        Emphasis::Normal | Emphasis::Lit => 1.0,
        Emphasis::Dimmed => theme.dimmed_opacity,
    }
}

/// Whether a line goes up and down too much for dashes.
fn is_frayed(reduced: &Reduced, place: &impl Fn(Point) -> (f64, f64)) -> bool {
    let (mut length, mut width) = (0.0, 0.0);
    for run in reduced.runs() {
        for pair in run.windows(2) {
            let ((x0, y0), (x1, y1)) = (place(pair[0]), place(pair[1]));
            width += (x1 - x0).abs();
            length += (x1 - x0).hypot(y1 - y0);
        }
    }
    length > FRAYED * width
}
