//! What to draw: the data and choices of one line chart. Borrowed, never copied.

mod annotation;
mod axis;
mod band;

use crate::theme::Rgba;

pub use annotation::{Annotation, Reference};
pub use axis::{Side, XAxis, XKind, YAxis};
pub use band::Band;

/// A line chart: size, axes and series. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct LineChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The horizontal axis.
    pub x_axis: XAxis<'a>,
    /// The vertical axis on the left.
    pub y_axis: YAxis<'a>,
    /// A second vertical axis on the right, with its own range, scale and labels.
    pub right_axis: Option<YAxis<'a>>,
    /// Left margin to keep at least, so that panels of one width can share it; see
    /// [`Layout::left`](crate::Layout::left). Never below the 44 pixels of the design.
    pub minimum_left: f64,
    /// Left margin of the last picture of this chart, 0 for none: a right guess saves reading the
    /// points twice, a wrong one costs nothing else.
    pub expected_left: f64,
    /// Reference lines, under the data.
    pub annotations: &'a [Annotation<'a>],
    /// The series, in drawing order: later ones lie on top.
    pub series: &'a [Series<'a>],
}

impl<'a> LineChart<'a> {
    /// A chart of `width` × `height` CSS pixels with one linear vertical axis that shows all data.
    pub fn new(width: f64, height: f64, x_axis: XAxis<'a>, series: &'a [Series<'a>]) -> Self {
        Self {
            width,
            height,
            ratio: 1.0,
            x_axis,
            y_axis: YAxis::default(),
            right_axis: None,
            minimum_left: 0.0,
            expected_left: 0.0,
            annotations: &[],
            series,
        }
    }

    /// The axis of a side.
    pub(crate) fn axis(&self, side: Side) -> YAxis<'a> {
        match (side, self.right_axis) {
            (Side::Right, Some(axis)) => axis,
            _ => self.y_axis,
        }
    }

    /// The side that measures a series on this chart.
    pub(crate) fn side_of(&self, series: &Series<'_>) -> Side {
        match self.right_axis {
            Some(_) => series.side,
            None => Side::Left,
        }
    }
}

/// One column of values, in the precision they arrived in.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// Double precision.
    F64(&'a [f64]),
    /// Single precision.
    F32(&'a [f32]),
}

impl Values<'_> {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::F64(values) => values.len(),
            Self::F32(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<f64> {
        match self {
            Self::F64(values) => values.get(index).copied(),
            Self::F32(values) => values.get(index).map(|&value| f64::from(value)),
        }
    }
}

impl<'a> From<&'a [f64]> for Values<'a> {
    fn from(values: &'a [f64]) -> Self {
        Self::F64(values)
    }
}

impl<'a> From<&'a [f32]> for Values<'a> {
    fn from(values: &'a [f32]) -> Self {
        Self::F32(values)
    }
}

/// Points of a line. `x` is finite and ascends (equal values may repeat); a `y` that is not
/// finite breaks the line. Extra values of the longer column are left out.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Horizontal positions.
    pub x: &'a [f64],
    /// Values.
    pub y: Values<'a>,
}

impl Line<'_> {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.x.len().min(self.y.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One series and how it is drawn. Raw and sampled series look the same here: real points.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The points as logged.
    pub line: Line<'a>,
    /// A smoothed line; when present it is drawn on top and the raw line is ghosted.
    pub smooth: Option<Line<'a>>,
    /// Colour of line, dots and marks.
    pub colour: Rgba,
    /// Lengths of dashes and gaps in CSS pixels; empty for a solid line.
    pub dash: &'a [f32],
    /// Whether the series stands out or steps back.
    pub emphasis: Emphasis,
    /// Points whose value is not finite.
    pub marks: &'a [Mark],
    /// The vertical axis that measures it.
    pub side: Side,
    /// A band around it, of deviations for example.
    pub band: Option<Band<'a>>,
    /// The value down or up to which the room below or above the top line is tinted.
    pub fill: Option<f64>,
}

impl<'a> Series<'a> {
    /// A solid line on the left axis and nothing else.
    pub fn new(line: Line<'a>, colour: Rgba) -> Self {
        Self {
            line,
            smooth: None,
            colour,
            dash: &[],
            emphasis: Emphasis::Normal,
            marks: &[],
            side: Side::Left,
            band: None,
            fill: None,
        }
    }
}

/// Whether a series stands out or steps back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// Drawn as usual.
    #[default]
    Normal,
    /// Wider and on top of all others.
    Lit,
    /// Nearly transparent.
    Dimmed,
}

/// A point whose value is not finite, drawn as × at an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Horizontal position.
    pub x: f64,
    /// What was logged there.
    pub kind: MarkKind,
}

/// The values that have no height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Not a number: × at the top edge.
    NotANumber,
    /// Positive infinity: × at the top edge.
    PositiveInfinity,
    /// Negative infinity: × at the bottom edge.
    NegativeInfinity,
}
