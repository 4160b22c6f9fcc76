//! Where everything stands: margins, plot rectangle, scales and labels of a picture.
//!
//! The app keeps the layout of the picture it shows, to turn pointer positions into values and
//! values into positions. All lengths are CSS pixels; edges lie on whole device pixels.

use crate::scale::Scale;
use crate::spec::{LineChart, XAxis, XKind};
use crate::text::{Font, TextMeasure};
use crate::theme::Theme;
use crate::ticks::{self, Labelled};

/// Margins around the plot.
const TOP: f64 = 8.0;
const RIGHT: f64 = 12.0;
const BOTTOM: f64 = 24.0;
const LEFT: f64 = 44.0;
/// The left margin grows in steps of this.
const LEFT_STEP: f64 = 4.0;
/// Between a y label and the plot, and between that label and the edge of the canvas.
const LABEL_GAP: f64 = 8.0;
const EDGE_GAP: f64 = 2.0;
/// Wanted distance of labels.
const Y_DISTANCE: f64 = 40.0;
const X_DISTANCE: f64 = 84.0;
/// Least distance of two y labels.
const Y_LABEL_DISTANCE: f64 = 14.0;
/// Least space between two x labels, and between a label and the name of the axis.
const X_LABEL_SPACE: f64 = 10.0;

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
    /// What it says; empty on a chart without data.
    pub label: String,
    /// Width of the label in CSS pixels.
    pub width: f64,
}

/// Geometry of a finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub(crate) size: (f64, f64),
    pub(crate) ratio: f64,
    plot: Rect,
    x: Scale,
    y: Scale,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    x_kind: XKind,
}

impl Layout {
    /// The area between the axes.
    pub fn plot(&self) -> Rect {
        self.plot
    }

    /// The left margin that was used. Panels of one width share the largest of theirs by passing
    /// it as [`minimum_left`](LineChart::minimum_left).
    pub fn left(&self) -> f64 {
        self.plot.left
    }

    /// The visible x range.
    pub fn x(&self) -> &Scale {
        &self.x
    }

    /// The visible y range.
    pub fn y(&self) -> &Scale {
        &self.y
    }

    /// Labels of the x axis, from left to right.
    pub fn x_ticks(&self) -> &[Tick] {
        &self.x_ticks
    }

    /// Labels of the y axis, from bottom to top.
    pub fn y_ticks(&self) -> &[Tick] {
        &self.y_ticks
    }

    /// What x values mean.
    pub fn x_kind(&self) -> XKind {
        self.x_kind
    }

    /// Horizontal position of an x value; beyond the plot for a value out of range.
    pub fn x_to_pixel(&self, x: f64) -> f64 {
        self.plot.left + self.x.fraction(x) * self.plot.width()
    }

    /// Vertical position of a y value; NaN for a value that has no place.
    pub fn y_to_pixel(&self, y: f64) -> f64 {
        self.plot.bottom - self.y.fraction(y) * self.plot.height()
    }

    /// The x value at a horizontal position.
    pub fn pixel_to_x(&self, pixel: f64) -> f64 {
        self.x.value((pixel - self.plot.left) / self.plot.width())
    }

    /// The y value at a vertical position.
    pub fn pixel_to_y(&self, pixel: f64) -> f64 {
        self.y
            .value((self.plot.bottom - pixel) / self.plot.height())
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

/// The canvas and its margins, before the data are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    size: (f64, f64),
    ratio: f64,
    left: f64,
}

impl Frame {
    pub(crate) fn new(chart: &LineChart<'_>) -> Self {
        // A canvas is never larger than this; a size that is no number becomes nothing.
        let length = |css: f64| if css > 0.0 { css.min(32_768.0) } else { 0.0 };
        let ratio = if chart.ratio > 0.0 {
            chart.ratio.clamp(0.1, 16.0)
        } else {
            1.0
        };
        let size = (length(chart.width), length(chart.height));
        let left = chart.minimum_left.max(LEFT).min(size.0.max(LEFT));
        Self { size, ratio, left }
    }

    /// The same frame with room for `labels`, if they need more.
    pub(crate) fn with_room_for(self, labels: &[Labelled], font: &Labels<'_>) -> Self {
        let widest = labels
            .iter()
            .map(|(_, label)| font.width(label))
            .fold(0.0, f64::max);
        let needed = widest + LABEL_GAP + EDGE_GAP;
        let steps = ((needed - self.left) / LEFT_STEP).ceil().max(0.0);
        Self {
            left: self.left + steps * LEFT_STEP,
            ..self
        }
    }

    /// The same frame with this left margin, unless its own is wider.
    pub(crate) fn with_left(self, left: f64) -> Self {
        Self {
            left: self.left.max(left.min(self.size.0)),
            ..self
        }
    }

    /// Whether the left margins of two frames are the same.
    pub(crate) fn same_left(&self, other: &Self) -> bool {
        self.left == other.left
    }

    /// The plot, its edges on whole device pixels, at least one of them wide and high.
    pub(crate) fn plot(&self) -> Rect {
        let snap = |css: f64| (css * self.ratio).round();
        let (left, top) = (snap(self.left), snap(TOP));
        let right = snap(self.size.0 - RIGHT).max(left + 1.0);
        let bottom = snap(self.size.1 - BOTTOM).max(top + 1.0);
        let css = |device: f64| device / self.ratio;
        Rect {
            left: css(left),
            top: css(top),
            right: css(right),
            bottom: css(bottom),
        }
    }

    /// Device pixel columns of the plot.
    pub(crate) fn columns(&self) -> usize {
        (self.plot().width() * self.ratio).round() as usize
    }

    /// Labels of the y axis.
    pub(crate) fn y_labels(&self, y: &Scale) -> Vec<Labelled> {
        ticks::y(y, (self.plot().height() / Y_DISTANCE).max(2.0))
    }

    /// Finishes the layout. Without data the y labels are lines only and x has none.
    pub(crate) fn layout(
        self,
        (x, y): (Scale, Scale),
        y_labels: Vec<Labelled>,
        axis: &XAxis<'_>,
        font: &Labels<'_>,
        content: Content,
    ) -> Layout {
        let mut layout = Layout {
            size: self.size,
            ratio: self.ratio,
            plot: self.plot(),
            x,
            y,
            x_ticks: Vec::new(),
            y_ticks: Vec::new(),
            x_kind: axis.kind,
        };
        layout.y_ticks = y_ticks(&layout, y_labels, content, font);
        if content == Content::Some {
            layout.x_ticks = x_ticks(&layout, axis, font);
        }
        layout
    }
}

/// Whether there is anything to put numbers on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Neither data nor a chosen range: numbers on the axes would be made up.
    None,
    /// Something to see.
    Some,
}

/// Measures labels in the font of the axes.
pub(crate) struct Labels<'a> {
    theme: &'a Theme,
    measure: &'a dyn TextMeasure,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(theme: &'a Theme, measure: &'a dyn TextMeasure) -> Self {
        Self { theme, measure }
    }

    fn width(&self, text: &str) -> f64 {
        let Theme {
            font_family,
            font_size,
            ..
        } = self.theme;
        self.measure.width(
            text,
            &Font {
                family: font_family,
                size: *font_size,
                weight: 400,
            },
        )
    }
}

/// The y labels, without those that would touch the one below in a very low plot.
fn y_ticks(
    layout: &Layout,
    labels: Vec<Labelled>,
    content: Content,
    font: &Labels<'_>,
) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::with_capacity(labels.len());
    for (value, label) in labels {
        let position = layout.y_to_pixel(value);
        if ticks
            .last()
            .is_some_and(|below| below.position - position < Y_LABEL_DISTANCE)
        {
            continue;
        }
        let label = if content == Content::Some {
            label
        } else {
            String::new()
        };
        ticks.push(Tick {
            value,
            position,
            width: font.width(&label),
            label,
        });
    }
    ticks
}

/// As many x labels as stand clear of each other, of the name and of the edge of the canvas.
fn x_ticks(layout: &Layout, axis: &XAxis<'_>, font: &Labels<'_>) -> Vec<Tick> {
    let name = font.width(axis.name);
    let end = if name > 0.0 {
        layout.plot.right - name - X_LABEL_SPACE
    } else {
        layout.size.0 - EDGE_GAP
    };
    let mut target = (layout.plot.width() / X_DISTANCE).max(2.0);
    loop {
        let all: Vec<Tick> = ticks::x(axis.kind, &layout.x, target)
            .into_iter()
            .map(|(value, label)| Tick {
                value,
                position: layout.x_to_pixel(value),
                width: font.width(&label),
                label,
            })
            .collect();
        let clear = clear_of_each_other(&all);
        if clear.len() == all.len() || target <= 1.0 {
            let fits = |tick: &Tick| tick.position + tick.width / 2.0 <= end;
            return clear.into_iter().filter(fits).collect();
        }
        target = (target - 1.0).max(1.0);
    }
}

/// Leaves out every label that would touch the one before it.
fn clear_of_each_other(ticks: &[Tick]) -> Vec<Tick> {
    let mut end = f64::NEG_INFINITY;
    let mut clear = Vec::with_capacity(ticks.len());
    for tick in ticks {
        if tick.position - tick.width / 2.0 >= end {
            end = tick.position + tick.width / 2.0 + X_LABEL_SPACE;
            clear.push(tick.clone());
        }
    }
    clear
}
