//! Distributions in rows: a box or a violin for each of a few named sets of values. A few values
//! are shown one by one, whatever the shape, and too few get no box at all.

mod marks;
mod points;

use crate::format::format_value;
use crate::layout::{Grid, Labels, Layout};
use crate::line::Picture;
use crate::range::{self, Limits};
use crate::scale::ScaleKind;
use crate::spec::{Emphasis, XAxis, XKind};
use crate::stage::{self, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::{Rgba, Theme};

use marks::Painter;
pub use points::{Point, point_at};

/// Up to this many values are shown one by one.
pub const FEW: usize = 30;
/// Fewer values than this have no box and no violin: five numbers cannot sum up four.
pub const LEAST: usize = 5;
/// Between the plot and the numbers of values, and between these and the edge of the canvas.
const COUNT_GAP: f64 = 8.0;

/// Distributions. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct DistributionChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas; see [`height_for`].
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// Name of the axis; may be empty.
    pub name: &'a str,
    /// How values map to length.
    pub scale: ScaleKind,
    /// The visible range when somebody chose one.
    pub range: Limits,
    /// What stands in a row.
    pub shape: Shape,
    /// The rows, from top to bottom.
    pub groups: &'a [Group<'a>],
}

/// How a distribution is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Quartiles as a box, whiskers, outliers.
    #[default]
    Box,
    /// The density, as high above the middle as below, with the quartiles inside.
    Violin,
}

/// One set of values. The numbers come from whoever knows statistics; this crate computes none.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// What it is called.
    pub label: &'a str,
    /// Its values in any order; of many, those beyond the whiskers are enough. What is not finite
    /// has no place.
    pub values: &'a [f64],
    /// How many values there are, those that are not handed over included.
    pub count: usize,
    /// Its quartiles and whiskers; without them only values that are few are shown.
    pub quartiles: Option<Quartiles>,
    /// Its density, for a violin; without one the row has a box.
    pub density: Option<Density<'a>>,
    /// Its colour.
    pub colour: Rgba,
    /// Whether it stands out or steps back.
    pub emphasis: Emphasis,
}

/// Quartiles and the ends of whiskers, ascending. Values beyond the whiskers are outliers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quartiles {
    /// The low end of the lower whisker.
    pub low_whisker: f64,
    /// A quarter of the values lie below.
    pub low: f64,
    /// Half of the values lie below.
    pub median: f64,
    /// Three quarters of the values lie below.
    pub high: f64,
    /// The high end of the upper whisker.
    pub high_whisker: f64,
}

/// A density at ascending values. Only its form counts: each violin is as thick as its row where it
/// is densest.
#[derive(Clone, Copy, Debug)]
pub struct Density<'a> {
    /// Where it is known.
    pub values: &'a [f64],
    /// How dense it is there.
    pub heights: &'a [f64],
}

impl Group<'_> {
    /// The quartiles, if there are values enough to speak of them.
    fn usable_quartiles(&self) -> Option<Quartiles> {
        let enough = self.count >= LEAST;
        self.quartiles.filter(|_| enough)
    }
}

/// The height at which `rows` rows have names that can all be read and shapes that can be told
/// apart.
pub fn height_for(rows: usize) -> f64 {
    const AROUND: f64 = 32.0;
    const ROW: f64 = 30.0;
    AROUND + ROW * rows as f64
}

/// Draws distributions. Any data and any size give a picture.
pub fn draw(chart: &DistributionChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let font = Labels::new(theme, measure);
    let names: Vec<&str> = chart.groups.iter().map(|group| group.label).collect();
    let count = |group: &Group<'_>| format!("n={}", format_value(group.count as f64));
    let counts: Vec<String> = chart.groups.iter().map(count).collect();
    let widest = counts
        .iter()
        .map(|text| font.width(text))
        .fold(0.0, f64::max);
    let stage = Stage {
        size: (chart.width, chart.height),
        ratio: chart.ratio,
        x: XAxis {
            scale: chart.scale,
            ..XAxis::new(XKind::Epoch, chart.name)
        },
        x_range: x_range(chart),
        y: Upright::Rows(&names),
        right: widest + COUNT_GAP * 2.0,
        grid: Grid::Upright,
    };
    let picture = stage::draw(&stage, theme, measure, |commands, layout, place| {
        let painter = Painter {
            chart,
            theme,
            layout,
            place,
        };
        stage::clip(commands, place);
        painter.groups(commands);
        commands.restore();
        painter.counts(commands, &font, &counts);
    });
    let values = chart.groups.iter().flat_map(|group| group.values);
    let hidden = |value: &&f64| value.is_finite() && !chart.scale.has_place(**value);
    Picture {
        not_positive: values.filter(hidden).count(),
        ..picture
    }
}

/// What the axis shows: all values.
fn x_range(chart: &DistributionChart<'_>) -> Option<(f64, f64)> {
    let kind = chart.scale;
    let values = chart.groups.iter().flat_map(|group| {
        let ends = group
            .usable_quartiles()
            .map(|q| [q.low_whisker, q.high_whisker]);
        group
            .values
            .iter()
            .copied()
            .chain(ends.into_iter().flatten())
    });
    let data = range::span(values.filter(|&value| kind.has_place(value)));
    range::resolve(chart.range, data, kind, |low, high| {
        range::automatic_y(low, high, kind)
    })
}

/// Where a value lies in device pixels, near enough to the plot to be computed with; `None` for one
/// without a place.
fn place_of(kind: ScaleKind, layout: &Layout, value: f64) -> Option<f64> {
    const FAR: f64 = 1e4;
    let place = kind.has_place(value);
    place.then(|| (layout.x_to_pixel(value) * layout.ratio).clamp(-FAR, FAR * 10.0))
}
