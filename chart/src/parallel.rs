//! Parallel coordinates: many things with several values each, a vertical axis for every value and
//! a line through them for every thing. Brushes on the axes pick lines.
//!
//! After A. Inselberg, "The plane with parallel coordinates", The Visual Computer 1 (1985) 69–91.

mod axes;
mod brushes;
mod labels;
mod lines;
mod paint;

use crate::line::Picture;
use crate::range::Limits;
use crate::raster::Raster;
use crate::scale::ScaleKind;
use crate::spec::Emphasis;
use crate::text::TextMeasure;
use crate::theme::{Rgba, Theme};

pub use axes::Axes;

/// A chart of parallel coordinates. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct ParallelChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The axes, from left to right.
    pub axes: &'a [ParallelAxis<'a>],
    /// The lines.
    pub lines: &'a [ParallelLine<'a>],
    /// What the place of missing values below an axis is called.
    pub missing: &'a str,
}

/// One axis.
#[derive(Clone, Copy, Debug)]
pub struct ParallelAxis<'a> {
    /// Its name, above it.
    pub name: &'a str,
    /// What it measures.
    pub kind: AxisKind<'a>,
    /// Which values are picked.
    pub brush: Brush<'a>,
}

/// What an axis measures.
#[derive(Clone, Copy, Debug)]
pub enum AxisKind<'a> {
    /// Numbers, from the least to the greatest unless limits were chosen. A value beyond those
    /// lies a little beyond the end.
    Numbers {
        /// How values map to height.
        scale: ScaleKind,
        /// The range when somebody chose one.
        range: Limits,
    },
    /// Names, the first on top; a value is the index of one.
    Categories(&'a [&'a str]),
}

/// Which values of an axis are picked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Brush<'a> {
    /// All of them.
    #[default]
    Off,
    /// Those between two numbers, both included.
    Between(f64, f64),
    /// Those categories.
    Categories(&'a [usize]),
}

/// One line.
#[derive(Clone, Copy, Debug)]
pub struct ParallelLine<'a> {
    /// A value for each axis. What is missing, not finite, or without a place on its axis lies in
    /// the place below it.
    pub values: &'a [Option<f64>],
    /// Its colour when it is brushed.
    pub tint: Tint,
    /// Whether it stands out or steps back.
    pub emphasis: Emphasis,
}

/// The colour of a brushed line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tint {
    /// By its place on the last axis: `seq` 4 at the lowest brushed line, 8 at the highest.
    #[default]
    LastAxis,
    /// By a share from 0 to 1, in the same colours.
    Share(f64),
    /// A colour of its own.
    Colour(Rgba),
}

/// A drawn chart with what the pointer needs.
#[derive(Clone, Debug)]
pub struct ParallelPicture {
    /// The picture. `not_positive` counts the finite values that logarithmic axes cannot show.
    pub picture: Picture,
    /// Where the axes stand.
    pub axes: Axes,
}

impl<'a> ParallelAxis<'a> {
    /// An axis of numbers without a brush.
    pub fn numbers(name: &'a str, scale: ScaleKind) -> Self {
        let range = Limits::AUTOMATIC;
        Self {
            name,
            kind: AxisKind::Numbers { scale, range },
            brush: Brush::Off,
        }
    }

    /// An axis of names without a brush.
    pub fn categories(name: &'a str, names: &'a [&'a str]) -> Self {
        Self {
            name,
            kind: AxisKind::Categories(names),
            brush: Brush::Off,
        }
    }

    /// Whether the brush picks a value; without a brush it picks missing ones too.
    fn picks(&self, value: Option<f64>) -> bool {
        match (self.brush, value) {
            (Brush::Off, _) => true,
            (_, None) => false,
            (Brush::Between(a, b), Some(value)) => a.min(b) <= value && value <= a.max(b),
            (Brush::Categories(picked), Some(value)) => {
                picked.iter().any(|&one| one as f64 == value)
            }
        }
    }
}

impl<'a> ParallelLine<'a> {
    /// A line in the colour of its place on the last axis.
    pub fn new(values: &'a [Option<f64>]) -> Self {
        Self {
            values,
            tint: Tint::LastAxis,
            emphasis: Emphasis::Normal,
        }
    }

    /// Its value on an axis.
    fn value(&self, axis: usize) -> Option<f64> {
        self.values.get(axis).copied().flatten()
    }
}

/// Whether every brush picks a line; always without brushes.
pub fn is_brushed(axes: &[ParallelAxis<'_>], line: &ParallelLine<'_>) -> bool {
    let mut numbered = axes.iter().enumerate();
    numbered.all(|(index, axis)| axis.picks(line.value(index)))
}

/// Draws parallel coordinates as commands alone. Any data and any size give a picture.
pub fn draw(
    chart: &ParallelChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> ParallelPicture {
    paint::draw_on(None, chart, theme, measure)
}

/// Draws parallel coordinates with the lines as pixels of `raster`; the commands draw the rest and
/// say where the pixels go.
pub fn draw_pixels(
    raster: &mut Raster,
    chart: &ParallelChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> ParallelPicture {
    paint::draw_on(Some(raster), chart, theme, measure)
}
