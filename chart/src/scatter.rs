//! Points in a plane: two numbers for each of many things, with colour and size as two more.
//!
//! Few points are circles that show through each other. Many are counted in small cells, shaded by
//! how many lie there; a point that is alone in its cell stays a dot, so that none is ever
//! invisible.

mod cells;
mod circles;
mod index;
mod look;

use crate::commands::Commands;
use crate::ink::Place;
use crate::layout::{Grid, Layout};
use crate::line::Picture;
use crate::range;
use crate::scale::ScaleKind;
use crate::spec::{Emphasis, Side, XAxis, YAxis};
use crate::stage::{self, Fit, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::{Rgba, Theme};

pub use index::Index;
pub use look::shade;

/// More points in view than this are counted in cells.
const MOST_CIRCLES: usize = 4_000;

/// A scatter chart. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct ScatterChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The horizontal axis.
    pub x: XAxis<'a>,
    /// The vertical axis; its name stands above it.
    pub y: YAxis<'a>,
    /// What is shown.
    pub points: Points<'a>,
}

/// Points as columns. A column that is shorter than the others ends them all, except `size` and
/// `emphasis`, which are as usual for the rest.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    /// Horizontal values.
    pub x: &'a [f64],
    /// Vertical values.
    pub y: &'a [f64],
    /// Their colours.
    pub colour: Colouring<'a>,
    /// A value whose share of the largest one is the share of the area; empty for one size.
    /// What is not positive has the smallest circle. Cells do not show it.
    pub size: &'a [f64],
    /// Which points stand out or step back; empty for none.
    pub emphasis: &'a [Emphasis],
}

/// What colours mean.
#[derive(Clone, Copy, Debug)]
pub enum Colouring<'a> {
    /// Nothing.
    Plain(Rgba),
    /// The group of each point. A group without a colour has that of ticks.
    Groups {
        /// The group of each point.
        group: &'a [usize],
        /// The colour of each group.
        colours: &'a [Rgba],
    },
    /// A value of each point, in the ordered colours; see [`shade`].
    Values {
        /// The value of each point.
        values: &'a [f64],
        /// The values at both ends of the legend; beyond them colours stay the same.
        range: (f64, f64),
    },
}

impl<'a> Points<'a> {
    /// Points of one colour and size.
    pub fn new(x: &'a [f64], y: &'a [f64], colour: Rgba) -> Self {
        Self {
            x,
            y,
            colour: Colouring::Plain(colour),
            size: &[],
            emphasis: &[],
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        let coloured = match self.colour {
            Colouring::Plain(_) => usize::MAX,
            Colouring::Groups { group, .. } => group.len(),
            Colouring::Values { values, .. } => values.len(),
        };
        self.x.len().min(self.y.len()).min(coloured)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> {
        let both = self.x.iter().copied().zip(self.y.iter().copied());
        both.take(self.len())
    }

    fn emphasis(&self, index: usize) -> Emphasis {
        self.emphasis.get(index).copied().unwrap_or_default()
    }
}

/// How many points have a coordinate that is NaN or infinite. They have no place on any axis; a
/// panel says so.
pub fn not_finite(points: &Points<'_>) -> usize {
    let finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    points.len() - points.pairs().filter(finite).count()
}

/// Draws a scatter chart. Any data and any size give a picture. `not_positive` counts the finite
/// points that a logarithmic axis cannot show, in either direction.
pub fn draw(chart: &ScatterChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let kinds = (chart.x.scale_kind(), chart.y.scale);
    let (x_range, y_range, not_positive) = ranges(chart, kinds);
    let stage = Stage {
        size: (chart.width, chart.height),
        ratio: chart.ratio,
        x: chart.x,
        x_range,
        y: Upright::Numbers(chart.y, y_range),
        right: 0.0,
        grid: Grid::Level,
    };
    let fit = Fit {
        y_name: chart.y.name,
        square: false,
    };
    let picture = stage::draw_fitted(&stage, fit, theme, measure, |commands, layout, place| {
        content(commands, chart, (layout, place), theme);
    });
    Picture {
        not_positive,
        ..picture
    }
}

type Range = Option<(f64, f64)>;

/// What both axes show, and how many finite points have no place on them.
fn ranges(
    chart: &ScatterChart<'_>,
    (x_kind, y_kind): (ScaleKind, ScaleKind),
) -> (Range, Range, usize) {
    let finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    let placed = |&(x, y): &(f64, f64)| x_kind.has_place(x) && y_kind.has_place(y);
    let x = range::span(chart.points.pairs().filter(placed).map(|point| point.0));
    let x_range = range::resolve(chart.x.range, x, x_kind, |low, high| {
        range::automatic_y(low, high, x_kind)
    });
    // A chosen x range decides which points the y axis is for.
    let (first, last) = x_range.unwrap_or((f64::MIN, f64::MAX));
    let in_view = |&(x, _): &(f64, f64)| first <= x && x <= last;
    let seen = chart.points.pairs().filter(placed).filter(in_view);
    let y = range::span(seen.map(|point| point.1));
    let y_range = range::resolve(chart.y.range, y, y_kind, |low, high| {
        range::automatic_y(low, high, y_kind)
    });
    let all = chart.points.pairs().filter(finite).count();
    let shown = chart.points.pairs().filter(placed).count();
    (x_range, y_range, all - shown)
}

/// A point in view, in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    index: usize,
    x: f64,
    y: f64,
}

fn content(
    commands: &mut Commands,
    chart: &ScatterChart<'_>,
    (layout, place): (&Layout, &Place<'_>),
    theme: &Theme,
) {
    let spots = in_view(&chart.points, layout, place);
    let look = look::Look::new(&chart.points, theme);
    if spots.len() <= MOST_CIRCLES {
        circles::draw(commands, &spots, &look, (layout, theme));
        return;
    }
    let lit = |spot: &&Spot| chart.points.emphasis(spot.index) == Emphasis::Lit;
    cells::draw(commands, &spots, &look, (place, theme));
    let lit: Vec<Spot> = spots.iter().filter(lit).copied().collect();
    circles::draw(commands, &lit, &look, (layout, theme));
}

/// All points in view, in their order.
fn in_view(points: &Points<'_>, layout: &Layout, place: &Place<'_>) -> Vec<Spot> {
    let (x_scale, y_scale) = (layout.x(), layout.y(Side::Left));
    let ((left, right), (top, bottom)) = (place.span(), place.rise());
    let seen = |&(_, (x, y)): &(usize, (f64, f64))| x_scale.contains(x) && y_scale.contains(y);
    let spot = |(index, (x, y)): (usize, (f64, f64))| Spot {
        index,
        x: left + x_scale.fraction(x) * (right - left),
        y: bottom - y_scale.fraction(y) * (bottom - top),
    };
    points.pairs().enumerate().filter(seen).map(spot).collect()
}
