//! Where everything stands: margins, plot rectangle, scales and labels of a picture.
//!
//! The app keeps the layout of the picture it shows, to turn pointer positions into values and
//! values into positions. All lengths are CSS pixels; edges lie on whole device pixels.

mod frame;
mod labels;
mod plain;

use crate::format::format_x;
use crate::scale::Scale;
use crate::spec::{Side, XKind};
use crate::zone::Zone;

pub(crate) use frame::{Content, Frame, Scales, USUAL_SIZE, row_value};
pub(crate) use labels::{Labels, Name, SWATCH, SWATCH_GAP};
pub(crate) use plain::sound_canvas;

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// Horizontal extent.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Vertical extent.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A labelled position on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The value that is marked.
    pub value: f64,
    /// Where it stands, in CSS pixels from the left or top edge of the canvas.
    pub position: f64,
    /// What it says; empty on a chart without data and where a label has no room.
    pub label: String,
    /// Width of the label in CSS pixels.
    pub width: f64,
}

/// Which lines lie behind the content of a plot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Grid {
    /// One at each label of the left axis.
    #[default]
    Level,
    /// One at each label of the bottom axis.
    Upright,
    /// None.
    Bare,
}

/// A scale with its labels and marks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ruler {
    pub(crate) scale: Scale,
    pub(crate) ticks: Vec<Tick>,
    /// Values marked without a label.
    pub(crate) minor: Vec<f64>,
}

/// Geometry of a finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub(crate) size: (f64, f64),
    pub(crate) ratio: f64,
    plot: Rect,
    x: Ruler,
    left: Ruler,
    right: Option<Ruler>,
    names: Vec<Name>,
    x_name: String,
    x_kind: XKind,
    zone: Zone,
    grid: Grid,
}

impl Layout {
    /// A plot without axes of its own: whoever draws the content draws them too. Edges come to lie
    /// on whole device pixels.
    pub(crate) fn bare(size: (f64, f64), ratio: f64, plot: Rect, x: Scale, y: Scale) -> Self {
        let ruler = |scale| Ruler {
            scale,
            ticks: Vec::new(),
            minor: Vec::new(),
        };
        let edge = |css: f64| (css * ratio).round() / ratio;
        Self {
            size,
            ratio,
            plot: Rect {
                left: edge(plot.left),
                top: edge(plot.top),
                right: edge(plot.right),
                bottom: edge(plot.bottom),
            },
            x: ruler(x),
            left: ruler(y),
            right: None,
            names: Vec::new(),
            x_name: String::new(),
            x_kind: XKind::Epoch,
            zone: Zone::UTC.clone(),
            grid: Grid::Bare,
        }
    }

    /// The area between the axes.
    pub fn plot(&self) -> Rect {
        self.plot
    }

    /// The left margin that was used. Panels of one width share the largest of theirs by passing
    /// it as [`minimum_left`](crate::LineChart::minimum_left).
    pub fn left(&self) -> f64 {
        self.plot.left
    }

    /// The visible x range.
    pub fn x(&self) -> &Scale {
        &self.x.scale
    }

    /// The visible y range of a side; that of the left one when there is no right axis.
    pub fn y(&self, side: Side) -> &Scale {
        &self.ruler(side).scale
    }

    /// Whether there is a second axis on the right.
    pub fn has_right_axis(&self) -> bool {
        self.right.is_some()
    }

    /// Labels of the x axis, from left to right.
    pub fn x_ticks(&self) -> &[Tick] {
        &self.x.ticks
    }

    /// Labels of the y axis of a side, from bottom to top.
    pub fn y_ticks(&self, side: Side) -> &[Tick] {
        &self.ruler(side).ticks
    }

    /// What x values mean.
    pub fn x_kind(&self) -> XKind {
        self.x_kind
    }

    /// An x value in full, as the chip on the axis and the head of a tooltip show it.
    pub fn format_x(&self, x: f64) -> String {
        format_x(self.x_kind, &self.zone, x)
    }

    /// Horizontal position of an x value; beyond the plot for a value out of range, NaN for one
    /// that has no place.
    pub fn x_to_pixel(&self, x: f64) -> f64 {
        self.plot.left + self.x.scale.fraction(x) * self.plot.width()
    }

    /// Vertical position of a y value on the axis of a side; NaN for a value that has no place.
    pub fn y_to_pixel(&self, side: Side, y: f64) -> f64 {
        self.plot.bottom - self.y(side).fraction(y) * self.plot.height()
    }

    /// The x value at a horizontal position.
    pub fn pixel_to_x(&self, pixel: f64) -> f64 {
        self.x().value((pixel - self.plot.left) / self.plot.width())
    }

    /// The y value at a vertical position on the axis of a side.
    pub fn pixel_to_y(&self, side: Side, pixel: f64) -> f64 {
        self.y(side)
            .value((self.plot.bottom - pixel) / self.plot.height())
    }

    /// The x axis.
    pub(crate) fn x_ruler(&self) -> &Ruler {
        &self.x
    }

    /// The y axis of a side.
    pub(crate) fn ruler(&self, side: Side) -> &Ruler {
        match (side, &self.right) {
            (Side::Right, Some(right)) => right,
            _ => &self.left,
        }
    }

    /// The name of the x axis; empty where it has no room.
    pub(crate) fn x_name(&self) -> &str {
        &self.x_name
    }

    /// The names above the axes.
    pub(crate) fn names(&self) -> &[Name] {
        &self.names
    }

    /// Which lines lie behind the content.
    pub(crate) fn grid(&self) -> Grid {
        self.grid
    }

    /// The same with other lines behind the content.
    pub(crate) fn with_grid(self, grid: Grid) -> Self {
        Self { grid, ..self }
    }

    /// The same with the name of the only vertical axis above it, if there is room.
    pub(crate) fn with_name(self, name: &str, font: &Labels<'_>) -> Self {
        if self.plot.top <= font.height() {
            return self;
        }
        let names = labels::names([name, ""], [None; 2], self.size.0, font);
        Self { names, ..self }
    }

    /// A CSS length in device pixels.
    pub(crate) fn device(&self, length: f64) -> f32 {
        (length * self.ratio) as f32
    }

    /// Thickness of a hairline: one CSS pixel in whole device pixels.
    pub(crate) fn hairline(&self) -> i32 {
        (self.ratio.round() as i32).max(1)
    }
}
