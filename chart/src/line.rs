//! The line chart: from a [`LineChart`] to a finished [`Picture`].

use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::IntoDrawingArea;

use crate::axes::{self, Axis, Painted};
use crate::backend::CommandBackend;
use crate::commands::Commands;
use crate::layout::{Content, Frame, Labels, Layout};
use crate::lines::{self, Lines, Prepared};
use crate::range;
use crate::raster::Raster;
use crate::reduce::reduce;
use crate::scale::{Scale, ScaleKind};
use crate::spec::{Line, LineChart, Series};
use crate::text::TextMeasure;
use crate::theme::Theme;

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What to hand to an interpreter.
    pub commands: Commands,
    /// Where things stand in it.
    pub layout: Layout,
    /// Finite points in view that a logarithmic scale cannot show, over all series. A panel says
    /// so in its footer.
    pub not_positive: usize,
}

/// Draws a line chart as commands alone. Any data and any size give a picture; nothing here can
/// fail.
pub fn draw(chart: &LineChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    draw_on(None, chart, theme, measure)
}

/// Draws a line chart with its lines as pixels of `raster`; the commands draw the rest and say
/// where the pixels go.
pub fn draw_pixels(
    raster: &mut Raster,
    chart: &LineChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> Picture {
    draw_on(Some(raster), chart, theme, measure)
}

fn draw_on(
    mut raster: Option<&mut Raster>,
    chart: &LineChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> Picture {
    let labels = Labels::new(theme, measure);
    let x_range = x_range(chart);
    let (low, high) = x_range.unwrap_or((0.0, 1.0));
    let x = Scale::new(ScaleKind::Linear, low, high);
    // The y labels decide the left margin, the margin the columns, and the columns the reduced
    // points. Their range does not depend on the columns, so a second pass is the last.
    let frame = Frame::new(chart);
    let guessed = frame.with_left(chart.expected_left);
    let first = prepare(chart, &x, guessed.columns());
    let y_range = y_range(chart, &first);
    let y = y_scale(chart, y_range);
    let y_labels = frame.y_labels(&y);
    let roomy = frame.with_room_for(&y_labels, &labels);
    let prepared = if roomy.same_left(&guessed) {
        first
    } else {
        prepare(chart, &x, roomy.columns())
    };
    let known = x_range.is_some() && y_range.is_some();
    let content = if known { Content::Some } else { Content::None };
    let layout = roomy.layout((x, y), y_labels, &chart.x_axis, &labels, content);
    let mut commands = Commands::default();
    if let Some(raster) = &mut raster {
        raster.begin(lines::region(&layout), theme.surface);
    }
    let canvas = CommandBackend::new(&mut commands, raster, &layout, measure);
    let painted = paint(canvas, &prepared, &layout, theme, chart.x_axis.name);
    debug_assert!(painted.is_ok(), "the buffer refused a command: {painted:?}");
    let not_positive = prepared.iter().map(|item| item.main.not_positive).sum();
    Picture {
        commands,
        layout,
        not_positive,
    }
}

fn prepare<'a>(chart: &LineChart<'a>, x: &Scale, columns: usize) -> Vec<Prepared<'a>> {
    let reduced = |line: &Line<'_>| reduce(line, x, columns, chart.y_scale);
    let one = |series: &'a Series<'a>| match &series.smooth {
        Some(smooth) => Prepared {
            series,
            main: reduced(smooth),
            ghost: Some(reduced(&series.line)),
        },
        None => Prepared {
            series,
            main: reduced(&series.line),
            ghost: None,
        },
    };
    chart.series.iter().map(one).collect()
}

/// The chosen x range, else that of the data; none without data.
fn x_range(chart: &LineChart<'_>) -> Option<(f64, f64)> {
    if let Some(range) = range::chosen(chart.x_range, ScaleKind::Linear) {
        return Some(range);
    }
    let all = chart.series.iter().flat_map(|series| {
        let lines = [Some(&series.line), series.smooth.as_ref()];
        let ends = lines.into_iter().flatten().flat_map(|line| {
            let x = &line.x[..line.len()];
            [x.first().copied(), x.last().copied()]
        });
        let marks = [series.marks.first(), series.marks.last()];
        ends.chain(marks.map(|mark| mark.map(|mark| mark.x)))
    });
    let (low, high) = span(all.flatten())?;
    Some(range::automatic_x(low, high, chart.x_axis.kind))
}

/// The chosen y range, else that of the points in view; none without points.
fn y_range(chart: &LineChart<'_>, prepared: &[Prepared<'_>]) -> Option<(f64, f64)> {
    if let Some(range) = range::chosen(chart.y_range, chart.y_scale) {
        return Some(range);
    }
    let of = |item: &Prepared<'_>| {
        [
            item.main.range,
            item.ghost.as_ref().and_then(|ghost| ghost.range),
        ]
    };
    let ends = prepared
        .iter()
        .flat_map(of)
        .flatten()
        .flat_map(|(low, high)| [low, high]);
    let (low, high) = span(ends)?;
    Some(range::automatic_y(low, high, chart.y_scale))
}

fn y_scale(chart: &LineChart<'_>, range: Option<(f64, f64)>) -> Scale {
    let empty = match chart.y_scale {
        ScaleKind::Linear => (0.0, 1.0),
        ScaleKind::Log => (1.0, 1e4),
    };
    let (low, high) = range.unwrap_or(empty);
    Scale::new(chart.y_scale, low, high)
}

fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite())
        .fold(None, |span, value| {
            let (low, high) = span.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
}

fn paint(
    canvas: CommandBackend<'_>,
    prepared: &[Prepared<'_>],
    layout: &Layout,
    theme: &Theme,
    x_name: &str,
) -> Painted {
    let canvas = canvas.into_drawing_area();
    let plot = layout.plot();
    let device = |length: f64| (length * layout.ratio).round() as i32;
    let pixels = (
        device(plot.left)..device(plot.right),
        // Upside down: values grow upwards.
        device(plot.bottom)..device(plot.top),
    );
    let (x, y) = (*layout.x(), *layout.y());
    let area = canvas.apply_coord_spec(Cartesian2d::<Axis, Axis>::new(
        Axis::new(x, layout.x_ticks()),
        Axis::new(y, layout.y_ticks()),
        pixels,
    ));
    axes::draw(&canvas, &area, layout, theme, x_name)?;
    area.draw(&Lines {
        corners: [(x.low(), y.low()), (x.high(), y.high())],
        prepared,
        layout,
        theme,
    })
}
