//! Grid lines, the bottom axis, labels and names, drawn through plotters' mesh.

pub(crate) mod guides;
pub(crate) mod notes;

use std::convert::Infallible;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::PathElement;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};
use plotters_backend::{BackendColor, DrawingBackend};

use crate::backend::{CommandBackend, to_backend};
use crate::layout::{Grid, Layout, SWATCH, SWATCH_GAP, Tick, USUAL_SIZE};
use crate::scale::Scale;
use crate::spec::Side;
use crate::theme::{Rgba, Theme};

/// Length of the marks on the bottom axis.
const TICK_LENGTH: f64 = 4.0;
/// From the bottom axis to the middle of its labels, in fonts of the usual size; more in larger
/// ones, as the margin below.
const X_LABEL_MIDDLE: f64 = 12.0;
/// Length of the marks between labels: half of those at labels, so that decades stand out.
const MINOR_LENGTH: f64 = 2.0;
/// From the edges of the canvas to the names of the vertical axes.
const NAME_TOP: f64 = 3.0;
const NAME_INSET: f64 = 2.0;
/// From the plot to the y labels.
const Y_LABEL_GAP: f64 = 8.0;

/// What drawing through plotters returns.
pub(crate) type Painted = Result<(), DrawingAreaErrorKind<Infallible>>;

/// The whole canvas, in device pixels.
pub(crate) type Canvas<'a> = DrawingArea<CommandBackend<'a>, Shift>;

/// A drawing area in the coordinates of the plot.
pub(crate) type PlotArea<'a> = DrawingArea<CommandBackend<'a>, Cartesian2d<Axis, Axis>>;

/// An axis as plotters knows it: our scale, our ticks.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    scale: Scale,
    ticks: Vec<f64>,
}

impl Axis {
    fn new(scale: Scale, ticks: &[Tick]) -> Self {
        Self {
            scale,
            ticks: ticks.iter().map(|tick| tick.value).collect(),
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        let along = self.scale.fraction(*value) * f64::from(end - start);
        (f64::from(start) + along).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.scale.low()..self.scale.high()
    }
}

/// The plot in its own coordinates.
pub(crate) fn plot_area<'a>(canvas: &Canvas<'a>, layout: &Layout) -> PlotArea<'a> {
    let plot = layout.plot();
    let device = |length: f64| (length * layout.ratio).round() as i32;
    let pixels = (
        device(plot.left)..device(plot.right),
        // Upside down: values grow upwards.
        device(plot.bottom)..device(plot.top),
    );
    let (x, y) = (*layout.x(), *layout.y(Side::Left));
    canvas.apply_coord_spec(Cartesian2d::<Axis, Axis>::new(
        Axis::new(x, layout.x_ticks()),
        Axis::new(y, layout.y_ticks(Side::Left)),
        pixels,
    ))
}

/// Draws the grid, the bottom axis, all labels and the names of the axes.
pub(crate) fn draw<'a>(
    canvas: &Canvas<'a>,
    plot: &PlotArea<'a>,
    layout: &Layout,
    theme: &Theme,
) -> Painted {
    let painter = Painter { layout, theme };
    painter.lines(canvas, plot)?;
    painter.minor_marks(canvas)?;
    painter.y_labels(canvas, Side::Left)?;
    if layout.has_right_axis() {
        painter.y_labels(canvas, Side::Right)?;
    }
    painter.names(canvas)?;
    painter.x_labels(canvas, plot)
}

pub(crate) struct Painter<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) theme: &'a Theme,
}

impl Painter<'_> {
    fn lines(&self, canvas: &Canvas<'_>, plot: &PlotArea<'_>) -> Painted {
        let (grid, axis) = (
            self.hairline(self.theme.grid),
            self.hairline(self.theme.axis),
        );
        let tick_length = self.device(TICK_LENGTH);
        let x = plot.get_x_axis_pixel_range();
        let bottom = plot.get_y_axis_pixel_range().end;
        let behind = self.layout.grid();
        plot.draw_mesh(
            |backend, line| match line {
                MeshLine::YMesh(..) if behind == Grid::Level => line.draw(backend, &grid),
                MeshLine::YMesh(..) => Ok(()),
                MeshLine::XMesh((x, _), ..) => {
                    if behind == Grid::Upright {
                        line.draw(backend, &grid)?;
                    }
                    backend.draw_line((x, bottom), (x, bottom + tick_length), &axis)
                }
            },
            self.layout.y_ticks(Side::Left).len(),
            self.layout.x_ticks().len(),
        )?;
        let ends = vec![(x.start, bottom), (x.end, bottom)];
        canvas.draw(&PathElement::new(ends, axis))
    }

    /// Short marks outside the plot: between the labels of a logarithmic axis, and longer ones at
    /// those of an upright one, which has no marks otherwise.
    fn minor_marks(&self, canvas: &Canvas<'_>) -> Painted {
        let plot = self.layout.plot();
        let (left, right) = (self.device(plot.left), self.device(plot.right));
        let (length, bottom) = (self.device(MINOR_LENGTH), self.device(plot.bottom));
        let mut marks = Vec::new();
        for &value in &self.layout.x_ruler().minor {
            let x = self.device(self.layout.x_to_pixel(value));
            marks.push([(x, bottom), (x, bottom + length)]);
        }
        // A negative direction points to the left.
        let mut aside = |side: Side, edge: i32, direction: i32| {
            let ruler = self.layout.ruler(side);
            // Where nothing is marked between labels, grid lines mark the labels well enough.
            if ruler.minor.is_empty() {
                return;
            }
            let between = ruler.minor.iter().map(|&value| (value, length));
            let labelled = ruler.ticks.iter().filter(|tick| !tick.label.is_empty());
            let labelled = labelled.map(|tick| (tick.value, self.device(TICK_LENGTH)));
            for (value, length) in between.chain(labelled) {
                let y = self.device(self.layout.y_to_pixel(side, value));
                let end = edge + direction * length;
                marks.push([(edge.min(end), y), (edge.max(end), y)]);
            }
        };
        aside(Side::Left, left, -1);
        if self.layout.has_right_axis() {
            aside(Side::Right, right, 1);
        }
        let axis = self.hairline(self.theme.axis);
        for mark in marks {
            canvas.draw(&PathElement::new(mark.to_vec(), axis))?;
        }
        Ok(())
    }

    fn y_labels(&self, canvas: &Canvas<'_>, side: Side) -> Painted {
        let plot = self.layout.plot();
        let (style, x) = match side {
            Side::Left => (self.text(HPos::Right), plot.left - Y_LABEL_GAP),
            Side::Right => (self.text(HPos::Left), plot.right + Y_LABEL_GAP),
        };
        let ticks = self.layout.y_ticks(side).iter();
        for tick in ticks.filter(|tick| !tick.label.is_empty()) {
            let position = (self.device(x), self.device(tick.position));
            canvas.draw_text(&tick.label, &style, position)?;
        }
        Ok(())
    }

    /// The names of two axes at the outer ends of the row above the plot.
    fn names(&self, canvas: &Canvas<'_>) -> Painted {
        let y = self.theme.font_size / 2.0 + NAME_TOP;
        for name in self.layout.names() {
            let swatch = name.colour.map_or(0.0, |_| SWATCH + SWATCH_GAP);
            let start = match name.side {
                Side::Left => NAME_INSET,
                Side::Right => self.layout.size.0 - NAME_INSET - name.width - swatch,
            };
            if let Some(colour) = name.colour {
                let ends = [start, start + SWATCH].map(|x| (self.device(x), self.device(y)));
                let width = self.device(self.theme.line_width).max(1).unsigned_abs();
                let style = self.hairline(colour).stroke_width(width);
                canvas.draw(&PathElement::new(ends.to_vec(), style))?;
            }
            let position = (self.device(start + swatch), self.device(y));
            canvas.draw_text(&name.text, &self.text(HPos::Left), position)?;
        }
        Ok(())
    }

    fn x_labels(&self, canvas: &Canvas<'_>, plot: &PlotArea<'_>) -> Painted {
        let larger = (self.theme.font_size / USUAL_SIZE).max(1.0);
        let y = plot.get_y_axis_pixel_range().end + self.device(X_LABEL_MIDDLE * larger);
        let style = self.text(HPos::Center);
        for tick in self.layout.x_ticks() {
            canvas.draw_text(&tick.label, &style, (self.device(tick.position), y))?;
        }
        let name = self.layout.x_name();
        if name.is_empty() {
            return Ok(());
        }
        canvas.draw_text(
            name,
            &self.text(HPos::Right),
            (plot.get_x_axis_pixel_range().end, y),
        )
    }

    fn text(&self, align: HPos) -> TextStyle<'_> {
        let size = f64::from(self.layout.device(self.theme.font_size));
        let family = FontFamily::Name(&self.theme.font_family);
        TextStyle {
            font: FontDesc::new(family, size, FontStyle::Normal),
            color: to_backend(self.theme.tick),
            pos: Pos::new(align, VPos::Center),
        }
    }

    fn hairline(&self, colour: Rgba) -> ShapeStyle {
        let BackendColor {
            rgb: (red, green, blue),
            alpha,
        } = to_backend(colour);
        ShapeStyle {
            color: plotters::style::RGBAColor(red, green, blue, alpha),
            filled: true,
            stroke_width: self.layout.hairline().unsigned_abs(),
        }
    }

    fn device(&self, length: f64) -> i32 {
        self.layout.device(length).round() as i32
    }
}
