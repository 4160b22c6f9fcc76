//! What draws inside the plot: the seam between the two backends.
//!
//! Everything outside the plot, and what is drawn once for each point (dots, marks), always goes
//! into the command buffer. Lines and areas cost the most, so they alone pass through [`Ink`]: a
//! [`Commands`](crate::Commands) appends them as paths for the canvas to stroke and fill, a
//! [`Raster`](crate::Raster) turns them into pixels itself. Whatever lies under the data inside
//! the plot has to pass through it too, or the pixels would cover it.

use crate::area::Area;
use crate::layout::Layout;
use crate::reduce::{Point, Reduced};
use crate::scale::{Scale, ScaleKind};
use crate::spec::Side;
use crate::theme::Rgba;

/// How a line is drawn. Lengths are device pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen<'a> {
    /// Colour and opacity.
    pub(crate) colour: Rgba,
    /// Width of the line.
    pub(crate) width: f32,
    /// Lengths of dashes and gaps in CSS pixels; empty for a solid line.
    pub(crate) dash: &'a [f32],
}

/// From a kept point to device pixels of the canvas.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    layout: &'a Layout,
    /// The vertical axis.
    scale: &'a Scale,
    /// Left and bottom edge of the plot, and its size.
    left: f64,
    bottom: f64,
    width: f64,
    height: f64,
    /// The low end and the scale of a linear axis, for which a position is a multiplication away.
    linear: Option<(f64, f64)>,
}

impl<'a> Place<'a> {
    pub(crate) fn new(layout: &'a Layout) -> Self {
        let plot = layout.plot();
        let device = |length: f64| (length * layout.ratio).round();
        let (left, bottom) = (device(plot.left), device(plot.bottom));
        let height = bottom - device(plot.top);
        let place = Self {
            layout,
            scale: layout.y(Side::Left),
            left,
            bottom,
            width: device(plot.right) - left,
            height,
            linear: None,
        };
        place.on(Side::Left)
    }

    /// The same for what the axis of a side measures.
    pub(crate) fn on(&self, side: Side) -> Self {
        self.by(self.layout.y(side))
    }

    /// The same for values that another scale measures over the height of the plot.
    pub(crate) fn by<'b>(&self, scale: &'b Scale) -> Place<'b>
    where
        'a: 'b,
    {
        let (low, high) = (scale.low(), scale.high());
        let pixels_per_value = self.height / (high - low);
        // A range that is wider than a number can say is left to the scale.
        let simple = scale.kind() == ScaleKind::Linear && pixels_per_value.is_normal();
        Place {
            scale,
            linear: simple.then_some((low, pixels_per_value)),
            ..*self
        }
    }

    /// The position of a point, beyond the plot for one out of view.
    #[inline(always)]
    pub(crate) fn of(&self, point: Point) -> (f64, f64) {
        (self.left + point.x, self.height_of(point.y))
    }

    /// The vertical position of a value.
    #[inline(always)]
    pub(crate) fn height_of(&self, value: f64) -> f64 {
        match self.linear {
            Some((low, pixels_per_value)) => self.bottom - (value - low) * pixels_per_value,
            None => self.bottom - self.scale.fraction(value) * self.height,
        }
    }

    /// Left and right edge of the plot.
    pub(crate) fn span(&self) -> (f64, f64) {
        (self.left, self.left + self.width)
    }

    /// Top and bottom edge of the plot.
    pub(crate) fn rise(&self) -> (f64, f64) {
        (self.bottom - self.height, self.bottom)
    }

    /// Width of the plot: its number of device pixel columns.
    pub(crate) fn width(&self) -> f64 {
        self.width
    }

    /// Whether a position lies in the plot.
    pub(crate) fn contains(&self, x: f64, y: f64) -> bool {
        let ((left, right), (top, bottom)) = (self.span(), self.rise());
        left <= x && x <= right && top <= y && y <= bottom
    }

    /// Device pixels per CSS pixel.
    pub(crate) fn ratio(&self) -> f64 {
        self.layout.ratio
    }
}

/// Draws inside the plot.
pub(crate) trait Ink {
    /// Draws every run of a reduced line.
    fn line(&mut self, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>);

    /// Fills every run of an area, without an outline. Areas lie under all lines, whenever they
    /// are drawn.
    fn area(&mut self, area: &Area, place: &Place<'_>, colour: Rgba);
}
