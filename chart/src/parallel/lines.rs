//! Lines from axis to axis, level at each of them.
//!
//! Between two axes a line is the cubic Bézier curve whose control points lie halfway between them
//! at the heights of its ends: x = ½ (3t(1−t)² + 3t²(1−t)) + t³ and y = 3t² − 2t³ of the way.

use super::axes::Axes;
use super::{ParallelChart, ParallelLine, Tint, is_brushed};
use crate::ink::{Ink, Pen, Place};
use crate::layout::Layout;
use crate::range;
use crate::reduce::{Point, Reduced};
use crate::spec::Emphasis;
use crate::theme::{Rgba, Theme};

/// The ordered colours of brushed lines, first and last.
const FIRST: usize = 4;
const LAST: usize = 8;
/// Opacity of the others over the surface, and their width in CSS pixels.
const OTHERS: f32 = 0.45;
const OTHERS_WIDTH: f64 = 1.0;
/// From this many brushed lines on they are as thin as the others.
const MANY: usize = 200;
/// A curve has at most this many straight pieces between two axes, and so many that none lies
/// about a third of a device pixel beside it.
const MOST_PIECES: usize = 32;
const PIECES: f64 = 2.5;

/// How far along and how high a curve is at `t`, both from 0 to 1.
fn at(t: f64) -> (f64, f64) {
    let rest = 1.0 - t;
    let along = 1.5 * t * rest * rest + 1.5 * t * t * rest + t * t * t;
    (along, t * t * (3.0 - 2.0 * t))
}

/// How high a curve is, and how steep, at a share of the way between two axes.
pub(super) fn share_at(along: f64) -> (f64, f64) {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if at(middle).0 < along {
            low = middle;
        } else {
            high = middle;
        }
    }
    let t = (low + high) / 2.0;
    let rest = 1.0 - t;
    let climb = 6.0 * t * rest;
    let speed = 1.5 * rest * rest + 1.5 * t * t;
    (at(t).1, climb / speed)
}

/// Opacity of brushed lines when there are many.
const MANY_OPACITY: f32 = 0.55;

/// What an ink makes of lines that cross within one call. Translucent ones are to add up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strokes {
    /// They add up.
    AddUp,
    /// They become one shape.
    Unite,
}

/// What all lines of one look share.
#[derive(Clone, Copy, PartialEq)]
struct Style {
    rank: usize,
    colour: Rgba,
    width: f64,
}

/// Draws all lines: those that no brush picks first, then the picked ones from the lower to the
/// upper end of the last axis, lit ones on top.
pub(super) fn draw(
    (ink, strokes): (&mut dyn Ink, Strokes),
    chart: &ParallelChart<'_>,
    (axes, layout): (&Axes, &Layout),
    theme: &Theme,
) {
    let place = Place::new(layout);
    let curves = Curves::new(axes, layout, &place);
    let looks = Looks::new(chart, axes, theme);
    let styles: Vec<Style> = chart.lines.iter().map(|line| looks.of(line)).collect();
    let mut order: Vec<usize> = (0..styles.len()).collect();
    order.sort_by_key(|&index| styles[index].rank);
    let together = |a: usize, b: usize| {
        let opaque = styles[a].colour.alpha >= 1.0 || strokes == Strokes::AddUp;
        styles[a] == styles[b] && opaque
    };
    for same in order.chunk_by(|&a, &b| together(a, b)) {
        let Some(style) = same.first().map(|&index| styles[index]) else {
            continue;
        };
        let mut reduced = Reduced::default();
        for &index in same {
            curves.add(&mut reduced, &chart.lines[index]);
        }
        let pen = Pen {
            colour: style.colour,
            width: layout.device(style.width),
            dash: &[],
        };
        ink.line(&reduced, &place, &pen);
    }
}

/// How lines look.
struct Looks<'a> {
    chart: &'a ParallelChart<'a>,
    axes: &'a Axes,
    theme: &'a Theme,
    /// The part of the last axis that brushed lines reach.
    reach: (f64, f64),
    many: bool,
}

impl<'a> Looks<'a> {
    fn new(chart: &'a ParallelChart<'a>, axes: &'a Axes, theme: &'a Theme) -> Self {
        let brushed = chart
            .lines
            .iter()
            .filter(|line| is_brushed(chart.axes, line));
        let many = brushed.clone().count() >= MANY;
        let shares = brushed.filter_map(|line| last_share(line, axes));
        Self {
            chart,
            axes,
            theme,
            reach: range::span(shares).unwrap_or((0.0, 1.0)),
            many,
        }
    }

    fn of(&self, line: &ParallelLine<'_>) -> Style {
        let theme = self.theme;
        let (step, colour) = self.tint(line);
        let brushed = is_brushed(self.chart.axes, line);
        let mut style = match (brushed, self.many) {
            (true, false) => Style {
                rank: 1 + step,
                colour,
                width: theme.line_width,
            },
            (true, true) => Style {
                rank: 1 + step,
                colour: colour.faded(MANY_OPACITY),
                width: OTHERS_WIDTH,
            },
            (false, _) => Style {
                rank: 0,
                colour: mixed(theme.axis, theme.surface, OTHERS),
                width: OTHERS_WIDTH,
            },
        };
        match line.emphasis {
            Emphasis::Normal => {}
            Emphasis::Dimmed => style.colour = style.colour.faded(theme.dimmed_opacity),
            Emphasis::Lit => {
                style = Style {
                    rank: usize::MAX,
                    colour,
                    width: theme.lit_width,
                };
            }
        }
        style
    }

    /// The step and the colour of a brushed line.
    fn tint(&self, line: &ParallelLine<'_>) -> (usize, Rgba) {
        const STEPS: usize = LAST - FIRST + 1;
        let share = match line.tint {
            Tint::Colour(colour) => return (STEPS, colour),
            Tint::Share(share) => share,
            Tint::LastAxis => {
                let (low, high) = self.reach;
                let share = last_share(line, self.axes).unwrap_or(low);
                (share - low) / (high - low)
            }
        };
        let step = ((share * STEPS as f64) as usize).min(STEPS - 1);
        (step, self.theme.seq[FIRST + step])
    }
}

/// Where a line lies on the last axis.
fn last_share(line: &ParallelLine<'_>, axes: &Axes) -> Option<f64> {
    let (_, measure) = axes.places.last()?;
    measure.place(line.value(axes.places.len() - 1))
}

/// `colour` laid over `surface`: lines that cross do not add up, on neither backend.
fn mixed(colour: Rgba, surface: Rgba, opacity: f32) -> Rgba {
    let share = colour.alpha * opacity;
    let mix = |over: u8, under: u8| {
        (f32::from(over) * share + f32::from(under) * (1.0 - share)).round() as u8
    };
    Rgba {
        red: mix(colour.red, surface.red),
        green: mix(colour.green, surface.green),
        blue: mix(colour.blue, surface.blue),
        alpha: 1.0,
    }
}

/// Curves as points, from tables of their shape.
struct Curves<'a> {
    axes: &'a Axes,
    /// Device pixels: the left edge of the plot, and where each axis stands from there.
    stands: Vec<f64>,
    ratio: f64,
    /// The upper end of the plot and its height, in CSS pixels.
    plot: (f64, f64),
    /// The shape in one piece, in two, and so on.
    tables: Vec<Vec<(f64, f64)>>,
}

impl<'a> Curves<'a> {
    fn new(axes: &'a Axes, layout: &Layout, place: &Place<'_>) -> Self {
        let table = |pieces: usize| {
            let piece = |index: usize| at(index as f64 / pieces as f64);
            (1..=pieces).map(piece).collect()
        };
        let stand = |place: &(f64, super::axes::Measure)| place.0 * layout.ratio;
        let plot = layout.plot();
        let left = place.span().0;
        Self {
            axes,
            stands: axes.places.iter().map(stand).map(|x| x - left).collect(),
            ratio: layout.ratio,
            plot: (plot.bottom, plot.height().max(1e-6)),
            tables: (1..=MOST_PIECES).map(table).collect(),
        }
    }

    /// Adds the run of a line.
    fn add(&self, reduced: &mut Reduced, line: &ParallelLine<'_>) {
        let (bottom, height) = self.plot;
        let y = |axis: usize| {
            let position = self.axes.position(axis, line.value(axis));
            position.map_or(0.0, |(_, y)| (bottom - y) / height)
        };
        let Some(&first) = self.stands.first() else {
            return;
        };
        let mut from = (first, y(0));
        let mut points = vec![Point {
            x: from.0,
            y: from.1,
        }];
        for (axis, &x) in self.stands.iter().enumerate().skip(1) {
            let to = (x, y(axis));
            let rise = (to.1 - from.1).abs() * height * self.ratio;
            let pieces = ((rise * PIECES).sqrt().ceil() as usize).clamp(1, MOST_PIECES);
            points.extend(self.tables[pieces - 1].iter().map(|&(along, share)| Point {
                x: from.0 + (to.0 - from.0) * along,
                y: from.1 + (to.1 - from.1) * share,
            }));
            from = to;
        }
        reduced.add_run(points.into_iter());
    }
}

#[cfg(test)]
mod tests {
    use super::{at, share_at};

    #[test]
    fn curves_are_level_at_the_axes_and_halfway_in_the_middle() {
        assert_eq!(at(0.0), (0.0, 0.0));
        assert_eq!(at(1.0), (1.0, 1.0));
        assert_eq!(at(0.5), (0.5, 0.5));
        assert!(share_at(0.0).1 < 1e-6 && share_at(1.0).1 < 1e-6);
        let (share, slope) = share_at(0.5);
        assert!((share - 0.5).abs() < 1e-9 && (slope - 2.0).abs() < 1e-9);
    }
}
