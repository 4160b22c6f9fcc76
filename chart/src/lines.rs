//! The series of a line chart as one plotters element: ghosts, lines, dots and marks.

use std::collections::HashSet;

use plotters::element::{Drawable, PointCollection};
use plotters_backend::BackendCoord;

use crate::area::Area;
use crate::axes::guides::Guide;
use crate::backend::{CommandBackend, Drawn};
use crate::commands::{Commands, Join};
use crate::ink::{Ink, Pen, Place};
use crate::layout::Layout;
use crate::raster::Region;
use crate::reduce::Reduced;
use crate::spec::{Emphasis, MarkKind, Series, Side};
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
/// Lines may show this far above and below the plot, so that a line on the edge keeps its width.
const ABOVE: f64 = 2.0;
const BELOW: f64 = 1.0;

/// A series with what remained of its lines.
pub(crate) struct Prepared<'a> {
    pub(crate) series: &'a Series<'a>,
    /// The axis that measures it.
    pub(crate) side: Side,
    /// The line on top: smoothed if there is such a line, else as logged.
    pub(crate) main: Reduced,
    /// The tinted areas under it.
    pub(crate) areas: Vec<Area>,
    /// The line as logged under a smoothed one.
    pub(crate) ghost: Option<Reduced>,
}

/// All series of a chart. Its key points are two opposite corners of the plot.
pub(crate) struct Lines<'a> {
    pub(crate) corners: [(f64, f64); 2],
    pub(crate) prepared: &'a [Prepared<'a>],
    pub(crate) layout: &'a Layout,
    pub(crate) theme: &'a Theme,
    /// Lines across the plot, under all others.
    pub(crate) guides: &'a [Guide],
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
        _corners: I,
        backend: &mut CommandBackend<'b>,
        _size: (u32, u32),
    ) -> Drawn {
        let place = Place::new(self.layout);
        match backend.targets() {
            (commands, None) => {
                clip(commands, &place);
                self.draw_lines(commands, &place);
                commands.restore();
            }
            (commands, Some(raster)) => {
                raster.begin_lines();
                self.draw_lines(raster, &place);
                raster.finish();
                commands.blit(raster.region());
            }
        }
        Painter {
            lines: self,
            place,
            commands: backend.targets().0,
        }
        .points();
        Ok(())
    }
}

impl Lines<'_> {
    /// The ghosts of all series under all lines.
    fn draw_lines(&self, ink: &mut dyn Ink, place: &Place<'_>) {
        let theme = self.theme;
        for item in in_order(self.prepared) {
            let opacity = theme.band_opacity * opacity(item.series, theme);
            for area in &item.areas {
                ink.area(
                    area,
                    &place.on(item.side),
                    item.series.colour.faded(opacity),
                );
            }
        }
        for guide in self.guides {
            guide.draw(ink, self.layout, place, theme);
        }
        for item in in_order(self.prepared) {
            let Prepared { series, ghost, .. } = item;
            if let Some(ghost) = ghost {
                let opacity = theme.raw_opacity * opacity(series, theme);
                let pen = Pen {
                    colour: series.colour.faded(opacity),
                    width: self.layout.device(theme.raw_width),
                    dash: &[],
                };
                ink.line(ghost, &place.on(item.side), &pen);
            }
        }
        for item in in_order(self.prepared) {
            let Prepared { series, main, .. } = item;
            let width = match series.emphasis {
                Emphasis::Lit => theme.lit_width,
                Emphasis::Normal | Emphasis::Dimmed => theme.line_width,
            };
            let pen = Pen {
                colour: series.colour.faded(opacity(series, theme)),
                width: self.layout.device(width),
                dash: series.dash,
            };
            ink.line(main, &place.on(item.side), &pen);
        }
    }
}

/// The part of the canvas that lines may cover, in whole device pixels.
pub(crate) fn region(layout: &Layout) -> Region {
    let place = Place::new(layout);
    let ((left, right), (top, bottom)) = (place.span(), place.rise());
    let (above, below) = (ABOVE * layout.ratio, BELOW * layout.ratio);
    let (first, last) = ((top - above).floor(), (bottom + below).ceil());
    Region {
        left: left as i32,
        top: first as i32,
        width: (right - left) as usize,
        height: (last - first) as usize,
    }
}

fn clip(commands: &mut Commands, place: &Place<'_>) {
    let ((left, right), (top, bottom)) = (place.span(), place.rise());
    let (above, below) = (ABOVE * place.ratio(), BELOW * place.ratio());
    let height = bottom - top + above + below;
    let rect = [left, top - above, right - left, height].map(|length| length as f32);
    commands.clip(rect[0], rect[1], rect[2], rect[3]);
}

/// Draws what stands for single points, above the lines.
struct Painter<'a> {
    lines: &'a Lines<'a>,
    place: Place<'a>,
    commands: &'a mut Commands,
}

impl Painter<'_> {
    fn points(&mut self) {
        let theme = self.lines.theme;
        for item in in_order(self.lines.prepared) {
            let Prepared { series, main, .. } = item;
            let colour = series.colour.faded(opacity(series, theme));
            self.dots(main, &self.place.on(item.side), colour);
            self.marks(series, colour);
        }
    }

    /// Dots for points that a line would not show: single ones, lonely ones, sparse ones.
    fn dots(&mut self, reduced: &Reduced, place: &Place<'_>, colour: Rgba) {
        let single = reduced.inside == 1;
        let radius = if single { SINGLE_RADIUS } else { DOT_RADIUS };
        let all = single || self.is_sparse(reduced);
        let mut centres: Vec<(f32, f32)> = Vec::new();
        // Of dots that would cover each other only the first is drawn, so that a million lonely
        // points cost no more than the plot has room for.
        let cell = self.device(radius);
        let mut taken = HashSet::new();
        for run in reduced.runs().filter(|run| all || run.len() == 1) {
            for (x, y) in run.iter().map(|&point| place.of(point)) {
                let inside = place.contains(x, y);
                if inside && taken.insert(((x / cell) as i32, (y / cell) as i32)) {
                    centres.push((x as f32, y as f32));
                }
            }
        }
        // A picture that ends with its pixels is cheap to draw again, so nothing idle comes after.
        if centres.is_empty() {
            return;
        }
        self.commands.fill(colour);
        self.commands
            .dots(self.lines.layout.device(radius), &centres);
    }

    /// Whether the positions of the points in view are far enough apart for dots. Points at one
    /// position are as far apart as they will ever be, so they count once.
    fn is_sparse(&self, reduced: &Reduced) -> bool {
        let width = self.place.width();
        let inside = reduced
            .points()
            .iter()
            .map(|point| point.x)
            .filter(|x| (0.0..=width).contains(x));
        // More than this many cannot be far apart, so the rest need not be counted.
        let most = width / self.device(SPARSE) + 2.0;
        let (mut positions, mut ends) = (0, None);
        for x in inside {
            if f64::from(positions) > most {
                return false;
            }
            match &mut ends {
                None => (positions, ends) = (1, Some((x, x))),
                Some((_, last)) if x != *last => (positions, *last) = (positions + 1, x),
                Some(_) => {}
            }
        }
        let Some((first, last)) = ends else {
            return false;
        };
        let gaps = f64::from(positions - 1);
        positions == 1 || last - first > self.device(SPARSE) * gaps
    }

    /// A × for each value that is not finite; where they crowd, one for all of them.
    fn marks(&mut self, series: &Series<'_>, colour: Rgba) {
        if series.marks.is_empty() {
            return;
        }
        let (inset, arm) = (self.device(MARK_INSET), self.device(MARK_ARM));
        let width = self.place.width();
        let distance = self.device(MARK_DISTANCE);
        let mut last = [f64::NEG_INFINITY; 2];
        let scale = self.lines.layout.x();
        let ((left, _), (top, bottom)) = (self.place.span(), self.place.rise());
        self.commands.stroke(colour);
        self.commands
            .pen(self.lines.layout.device(MARK_WIDTH), Join::Round);
        self.commands.dash(&[], 1.0);
        let mut path = self.commands.path();
        for mark in series.marks.iter().filter(|mark| scale.contains(mark.x)) {
            let x = left + scale.fraction(mark.x) * width;
            let (edge, y) = match mark.kind {
                MarkKind::NotANumber | MarkKind::PositiveInfinity => (0, top + inset),
                MarkKind::NegativeInfinity => (1, bottom - inset),
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
