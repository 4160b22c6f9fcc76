//! The axes around whatever is no line: the same margins, labels and grid as a line chart has,
//! with numbers or with names of rows on the left.
//!
//! A kind of chart says what its axes show, gets the layout, and draws its content with the
//! functions of [`Commands`] in device pixels, clipped to the plot by itself where that is needed.

use plotters::drawing::IntoDrawingArea;
use plotters::element::{Drawable, PointCollection};
use plotters_backend::BackendCoord;

use crate::axes::{self, Painted};
use crate::backend::{CommandBackend, Drawn};
use crate::commands::Commands;
use crate::ink::Place;
use crate::layout::{Content, Frame, Grid, Labels, Layout, Scales};
use crate::line::Picture;
use crate::scale::Scale;
use crate::spec::{LineChart, Side, XAxis, YAxis};
use crate::text::TextMeasure;
use crate::theme::Theme;

/// What stands around the content of a chart. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stage<'a> {
    /// Width and height of the canvas.
    pub(crate) size: (f64, f64),
    /// Device pixels per CSS pixel.
    pub(crate) ratio: f64,
    /// The bottom axis; its own range counts for nothing.
    pub(crate) x: XAxis<'a>,
    /// The range of the bottom axis; `None` when there is nothing to show.
    pub(crate) x_range: Option<(f64, f64)>,
    /// The left axis.
    pub(crate) y: Upright<'a>,
    /// Room to the right of the plot, at least.
    pub(crate) right: f64,
    /// What lies behind the content.
    pub(crate) grid: Grid,
}

/// What the left axis of a stage shows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Upright<'a> {
    /// Numbers of a range; `None` when there is nothing to show.
    Numbers(YAxis<'a>, Option<(f64, f64)>),
    /// Names, the first on top, each with the same height.
    Rows(&'a [&'a str]),
    /// Names, the first on top, at the places of [`row_value`](crate::layout::row_value) in a range.
    /// Where they would touch, the last one stays.
    Ridges(&'a [&'a str], (f64, f64)),
}

/// What some stages have beyond the usual.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fit<'a> {
    /// The name of the left axis, above it; may be empty.
    pub(crate) y_name: &'a str,
    /// Whether the plot is as wide as it is high.
    pub(crate) square: bool,
}

/// Draws a stage and its content.
pub(crate) fn draw(
    stage: &Stage<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
    content: impl Fn(&mut Commands, &Layout, &Place<'_>),
) -> Picture {
    draw_fitted(stage, Fit::default(), theme, measure, content)
}

/// Draws a stage with a name above its left axis, or with a square plot, and its content.
pub(crate) fn draw_fitted(
    stage: &Stage<'_>,
    fit: Fit<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
    content: impl Fn(&mut Commands, &Layout, &Place<'_>),
) -> Picture {
    let layout = layout(stage, fit, theme, measure);
    let mut commands = Commands::default();
    let canvas = CommandBackend::new(&mut commands, None, &layout, measure);
    let painted = paint(canvas, &layout, theme, &content);
    debug_assert!(painted.is_ok(), "the buffer refused a command: {painted:?}");
    Picture {
        commands,
        layout,
        not_positive: 0,
    }
}

/// Where everything of a stage stands.
fn layout(stage: &Stage<'_>, fit: Fit<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Layout {
    let font = Labels::new(theme, measure);
    let (width, height) = stage.size;
    let chart = LineChart {
        ratio: stage.ratio,
        ..LineChart::new(width, height, stage.x, &[])
    };
    let x_kind = stage.x.scale_kind();
    let (low, high) = stage.x_range.unwrap_or((1.0, 10.0));
    let x = Scale::new(x_kind, low, high);
    let (y_kind, y_range) = match stage.y {
        Upright::Numbers(axis, range) => (axis.scale, range),
        Upright::Rows(names) => {
            let rows = (!names.is_empty()).then_some((-(names.len() as f64), 0.0));
            (crate::scale::ScaleKind::Linear, rows)
        }
        Upright::Ridges(_, range) => (crate::scale::ScaleKind::Linear, Some(range)),
    };
    let (low, high) = y_range.unwrap_or((1.0, 10.0));
    let scales = Scales {
        x,
        left: Scale::new(y_kind, low, high),
        right: None,
    };
    let frame = Frame::new(&chart, &font).with_name(fit.y_name, &font);
    let labels = match stage.y {
        Upright::Numbers(..) => frame.y_labels(&scales),
        Upright::Rows(names) => frame.row_labels(names, &font),
        Upright::Ridges(names, _) => frame.row_labels(names, &font).reversed(),
    };
    let known = stage.x_range.is_some() && y_range.is_some();
    let content = if known { Content::Some } else { Content::None };
    let roomy = frame.with_room_for(&labels, &font).with_right(stage.right);
    let fitted = if fit.square { roomy.squared() } else { roomy };
    fitted
        .layout(&chart, scales, labels, &font, content)
        .with_grid(stage.grid)
        .with_name(fit.y_name, &font)
}

fn paint(
    canvas: CommandBackend<'_>,
    layout: &Layout,
    theme: &Theme,
    content: &dyn Fn(&mut Commands, &Layout, &Place<'_>),
) -> Painted {
    let canvas = canvas.into_drawing_area();
    let area = axes::plot_area(&canvas, layout);
    axes::draw(&canvas, &area, layout, theme)?;
    let (x, y) = (layout.x(), layout.y(Side::Left));
    area.draw(&Element {
        corners: [(x.low(), y.low()), (x.high(), y.high())],
        layout,
        content,
    })
}

/// The content as plotters knows it. Its key points are two opposite corners of the plot.
struct Element<'a> {
    corners: [(f64, f64); 2],
    layout: &'a Layout,
    content: &'a dyn Fn(&mut Commands, &Layout, &Place<'_>),
}

impl<'a> PointCollection<'a, (f64, f64)> for &'a Element<'_> {
    type Point = &'a (f64, f64);
    type IntoIter = std::slice::Iter<'a, (f64, f64)>;

    fn point_iter(self) -> Self::IntoIter {
        self.corners.iter()
    }
}

impl<'b> Drawable<CommandBackend<'b>> for Element<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        _corners: I,
        backend: &mut CommandBackend<'b>,
        _size: (u32, u32),
    ) -> Drawn {
        (self.content)(backend.targets().0, self.layout, &Place::new(self.layout));
        Ok(())
    }
}

/// Nothing shows outside the plot until the commands are restored.
pub(crate) fn clip(commands: &mut Commands, place: &Place<'_>) {
    let ((left, right), (top, bottom)) = (place.span(), place.rise());
    let rect = [left, top, right - left, bottom - top].map(|length| length as f32);
    commands.clip(rect[0], rect[1], rect[2], rect[3]);
}

/// The row of a chart with rows under a pointer in CSS pixels; `None` outside the plot.
pub fn row_at(layout: &Layout, rows: usize, (x, y): (f64, f64)) -> Option<usize> {
    let plot = layout.plot();
    // Names belong to their rows too.
    let inside = (0.0..=plot.right).contains(&x) && (plot.top..plot.bottom).contains(&y);
    let row = ((y - plot.top) / plot.height() * rows as f64) as usize;
    (inside && row < rows).then_some(row)
}
