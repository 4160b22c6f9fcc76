//! The parts of a picture in their order: lines, axes, labels, brushes.

use super::axes::{Axes, EDGE, LABEL_GAP, Measure, NAME_ROW, NAME_SPACE};
use super::labels::{Writer, labels};
use super::lines::Strokes;
use super::{AxisKind, ParallelAxis, ParallelChart, ParallelPicture, lines};
use crate::commands::{Commands, Join};
use crate::layout::{Layout, Rect};
use crate::line::Picture;
use crate::raster::{Raster, Region};
use crate::scale::{Scale, ScaleKind};
use crate::text::TextMeasure;
use crate::theme::Theme;

/// From the upper edge to the middle of the names.
const NAME_MIDDLE: f64 = 10.0;
/// Space between a label and the axis before.
const LABEL_SPACE: f64 = 4.0;
/// Share of the room that a label between the ends may take.
const INNER: f64 = 0.7;
/// Length of the marks at labels.
const MARK: f64 = 4.0;
/// Dashes of the way down to missing values.
const MISSING_DASH: [f32; 2] = [1.5, 3.0];
/// Half the width of the mark there.
const MISSING_MARK: f64 = 4.0;
/// Room beside the plot that the width of a line needs.
const AROUND: f64 = 2.0;

pub(super) fn draw_on(
    raster: Option<&mut Raster>,
    chart: &ParallelChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> ParallelPicture {
    let chart = &usable(chart);
    let size = (chart.width, chart.height);
    let writer = Writer::new(theme, measure, chart.ratio);
    let axes = Axes::new(chart, &writer);
    let whole = Scale::new(ScaleKind::Linear, 0.0, 1.0);
    let layout = Layout::bare(size, chart.ratio, axes.plot, whole, whole);
    let mut commands = Commands::default();
    commands.clear(layout.device(size.0).round(), layout.device(size.1).round());
    match raster {
        Some(raster) => {
            raster.begin(region(&layout), theme.surface);
            raster.begin_lines();
            lines::draw((raster, Strokes::AddUp), chart, (&axes, &layout), theme);
            raster.finish();
            commands.blit(raster.region());
        }
        None => lines::draw(
            (&mut commands, Strokes::Unite),
            chart,
            (&axes, &layout),
            theme,
        ),
    }
    let painter = Painter {
        chart,
        theme,
        axes: &axes,
        layout: &layout,
        writer: &writer,
    };
    painter.draw(&mut commands);
    ParallelPicture {
        picture: Picture {
            commands,
            layout,
            not_positive: not_positive(chart),
        },
        axes,
    }
}

/// The chart with lengths that are numbers.
fn usable<'a>(chart: &ParallelChart<'a>) -> ParallelChart<'a> {
    let length = |css: f64| if css > 0.0 { css.min(32_768.0) } else { 0.0 };
    ParallelChart {
        width: length(chart.width),
        height: length(chart.height),
        ratio: if chart.ratio > 0.0 {
            chart.ratio.clamp(0.1, 16.0)
        } else {
            1.0
        },
        ..*chart
    }
}

/// Finite values that logarithmic axes cannot show.
fn not_positive(chart: &ParallelChart<'_>) -> usize {
    let hidden = |(index, axis): (usize, &ParallelAxis<'_>)| {
        let AxisKind::Numbers { scale, .. } = axis.kind else {
            return 0;
        };
        let values = chart.lines.iter().filter_map(|line| line.value(index));
        values
            .filter(|value| value.is_finite() && !scale.has_place(*value))
            .count()
    };
    chart.axes.iter().enumerate().map(hidden).sum()
}

/// What lines may cover, in whole device pixels.
fn region(layout: &Layout) -> Region {
    let Rect {
        left,
        top,
        right,
        bottom,
    } = layout.plot();
    let device = |css: f64| (css * layout.ratio).round();
    let around = (AROUND * layout.ratio).ceil();
    Region {
        left: device(left) as i32,
        top: (device(top) - around) as i32,
        width: (device(right) - device(left)) as usize,
        height: (device(bottom) - device(top) + 2.0 * around) as usize,
    }
}

pub(super) struct Painter<'a> {
    pub(super) chart: &'a ParallelChart<'a>,
    pub(super) theme: &'a Theme,
    pub(super) axes: &'a Axes,
    pub(super) layout: &'a Layout,
    writer: &'a Writer<'a>,
}

impl Painter<'_> {
    fn draw(&self, commands: &mut Commands) {
        let height = self.axes.bottom - self.axes.top;
        let line = self.writer.font.height();
        let all: Vec<_> = self.chart.axes.iter().zip(&self.axes.places).collect();
        commands.fill(self.theme.axis);
        for &(axis, &(x, ref measure)) in &all {
            self.bar(commands, (x, self.axes.top), (0.0, height));
            for (share, _) in labels(axis, measure, height, line) {
                self.bar(commands, (x - MARK, self.height_of(share)), (MARK, 0.0));
            }
        }
        let lost = self.lost();
        self.ways_down(commands, &lost);
        for (index, &(axis, &(x, ref measure))) in all.iter().enumerate() {
            let room = self.room(index);
            for (share, text) in labels(axis, measure, height, line) {
                // A label in the middle of a narrow gap would hide the lines.
                let inner = share > 0.0 && share < 1.0 && index > 0;
                let room = if inner { room * INNER } else { room };
                let text = self.fitting(axis, text, room);
                self.writer
                    .label(commands, (x, self.height_of(share)), &text);
            }
            if lost[index] && self.writer.font.width(self.chart.missing) <= room {
                self.writer.label(
                    commands,
                    (x, self.axes.missing_height()),
                    self.chart.missing,
                );
            }
        }
        for (index, &(axis, &(x, ref measure))) in all.iter().enumerate() {
            self.name(commands, index, x);
            self.brush(commands, axis, x, |value| measure.fraction(value));
        }
    }

    /// A hairline of the given length to the right or downwards.
    fn bar(&self, commands: &mut Commands, (x, y): (f64, f64), (right, down): (f64, f64)) {
        let hairline = f64::from(self.layout.hairline());
        let device = |css: f64| (css * self.layout.ratio).round();
        let back = (hairline / 2.0).floor();
        let (width, height) = if down > 0.0 {
            (hairline, device(y + down) - device(y))
        } else {
            (device(x + right) - device(x), hairline)
        };
        let (across, along) = if down > 0.0 { (back, 0.0) } else { (0.0, back) };
        let corner = (device(x) - across, device(y) - along);
        commands.rect(
            corner.0 as f32,
            corner.1 as f32,
            width as f32,
            height as f32,
            0.0,
        );
    }

    /// Which axes have values below them.
    fn lost(&self) -> Vec<bool> {
        let lost = |(index, (_, measure)): (usize, &(f64, Measure))| {
            let mut lines = self.chart.lines.iter();
            lines.any(|line| measure.place(line.value(index)).is_none())
        };
        self.axes.places.iter().enumerate().map(lost).collect()
    }

    /// Dotted ways from axes down to the place of missing values, with a mark there.
    fn ways_down(&self, commands: &mut Commands, lost: &[bool]) {
        let y = self.axes.missing_height();
        let device = |css: f64| (css * self.layout.ratio) as f32;
        let places = self.axes.places.iter().zip(lost);
        let stands: Vec<f64> = places
            .filter(|(_, lost)| **lost)
            .map(|(place, _)| place.0)
            .collect();
        commands.stroke(self.theme.tick);
        commands.pen(self.layout.hairline() as f32, Join::Round);
        commands.dash(&MISSING_DASH, self.layout.ratio as f32);
        let mut path = commands.path();
        for &x in &stands {
            path.move_to(device(x), device(self.axes.bottom + 2.0));
            path.line_to(device(x), device(y));
        }
        drop(path);
        commands.fill(self.theme.tick);
        for x in stands {
            self.bar(commands, (x - MISSING_MARK, y), (2.0 * MISSING_MARK, 0.0));
        }
        commands.fill(self.theme.axis);
    }

    /// Room for labels to the left of an axis.
    fn room(&self, index: usize) -> f64 {
        let x = self.axes.places[index].0;
        let before = index
            .checked_sub(1)
            .and_then(|index| self.axes.places.get(index));
        let (from, space) = before.map_or((0.0, EDGE), |place| (place.0, LABEL_SPACE));
        // Sums of widths are not exact.
        x - from - LABEL_GAP - space + 0.01
    }

    /// A label as far as it has room: categories are cut, a number is whole or not there.
    fn fitting(&self, axis: &ParallelAxis<'_>, text: String, room: f64) -> String {
        let font = &self.writer.font;
        match axis.kind {
            AxisKind::Categories(_) => font.shortened_within(&text, room),
            AxisKind::Numbers { .. } if font.width(&text) <= room => text,
            AxisKind::Numbers { .. } => String::new(),
        }
    }

    fn name(&self, commands: &mut Commands, index: usize, x: f64) {
        let Some(axis) = self.chart.axes.get(index) else {
            return;
        };
        let places = &self.axes.places;
        let width = self.layout.size.0;
        let step = match places.as_slice() {
            [first, second, ..] => second.0 - first.0,
            _ => width,
        };
        // Names are centred; at the edges of the canvas they have less room on one side.
        let edge = EDGE;
        let rows = self.axes.name_rows;
        let most = (step * rows as f64 - NAME_SPACE)
            .min(width - 2.0 * edge)
            .max(0.0);
        let bounds = (edge, width - edge);
        let y = NAME_MIDDLE + (index % rows) as f64 * NAME_ROW;
        self.writer.name(commands, axis, (x, y), (most, bounds));
    }

    /// Height of a share of the axes.
    pub(super) fn height_of(&self, share: f64) -> f64 {
        self.axes.bottom - share * (self.axes.bottom - self.axes.top)
    }
}
