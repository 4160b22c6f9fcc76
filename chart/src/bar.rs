//! Bars: one value for each of a few named things, the first on top. Names stay level and
//! readable, however long; values stand behind the bars, so that nobody has to measure.

use crate::commands::{Align, Commands, Join};
use crate::format::format_value;
use crate::ink::Place;
use crate::layout::{Grid, Labels, Layout, row_value};
use crate::line::Picture;
use crate::range::{self, Limits};
use crate::scale::ScaleKind;
use crate::spec::{Emphasis, Side, XAxis, XKind};
use crate::stage::{self, Stage, Upright};
use crate::text::TextMeasure;
use crate::theme::{Rgba, Theme};

/// Share of a row that a bar fills, and how thick it gets at most, in CSS pixels.
const FILL: f64 = 0.7;
const THICKEST: f64 = 18.0;
/// Corner radius of the outer end.
const RADIUS: f64 = 2.0;
/// Between the end of a bar and its value.
const VALUE_GAP: f64 = 5.0;
/// Half the height of the ends of an interval.
const CAP: f64 = 3.0;
/// Rows lower than this have no values written behind them.
const LOWEST_ROW: f64 = 12.0;

/// A bar chart. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct BarChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas; see [`height_for`].
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// Name of the axis; may be empty.
    pub name: &'a str,
    /// How values map to length. On a logarithmic axis bars begin at its low end, else at zero.
    pub scale: ScaleKind,
    /// The visible range when somebody chose one.
    pub range: Limits,
    /// The bars, from top to bottom.
    pub bars: &'a [Bar<'a>],
}

/// One bar.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    /// What it stands for.
    pub label: &'a str,
    /// Its value. What is not finite, or has no place on the axis, has a text and no bar.
    pub value: f64,
    /// An interval around the value: a deviation, or the range of what was averaged.
    pub interval: Option<(f64, f64)>,
    /// Its colour.
    pub colour: Rgba,
    /// Whether it stands out or steps back.
    pub emphasis: Emphasis,
}

/// The height at which `rows` rows have names that can all be read.
pub fn height_for(rows: usize) -> f64 {
    const AROUND: f64 = 32.0;
    const ROW: f64 = 20.0;
    AROUND + ROW * rows as f64
}

/// Draws a bar chart. Any data and any size give a picture.
pub fn draw(chart: &BarChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let font = Labels::new(theme, measure);
    let names: Vec<&str> = chart.bars.iter().map(|bar| bar.label).collect();
    let texts: Vec<String> = chart
        .bars
        .iter()
        .map(|bar| format_value(bar.value))
        .collect();
    let widest = texts
        .iter()
        .map(|text| font.width(text))
        .fold(0.0, f64::max);
    let x_range = x_range(chart);
    let stage = Stage {
        size: (chart.width, chart.height),
        ratio: chart.ratio,
        x: XAxis {
            scale: chart.scale,
            ..XAxis::new(XKind::Epoch, chart.name)
        },
        x_range,
        y: Upright::Rows(&names),
        right: widest + VALUE_GAP * 2.0,
        grid: Grid::Upright,
    };
    let picture = stage::draw(&stage, theme, measure, |commands, layout, place| {
        let painter = Painter {
            chart,
            theme,
            layout,
            place,
            font: &font,
        };
        painter.bars(commands);
        painter.values(commands, &texts);
    });
    let hidden = |bar: &&Bar<'_>| bar.value.is_finite() && !chart.scale.has_place(bar.value);
    Picture {
        not_positive: chart.bars.iter().filter(hidden).count(),
        ..picture
    }
}

/// What the axis shows: zero, all bars and their intervals.
fn x_range(chart: &BarChart<'_>) -> Option<(f64, f64)> {
    let kind = chart.scale;
    let ends = chart.bars.iter().flat_map(|bar| {
        let (low, high) = bar.interval.unwrap_or((bar.value, bar.value));
        [bar.value, low, high]
    });
    let zero = (kind != ScaleKind::Log).then_some(0.0);
    let data = range::span(ends.filter(|&value| kind.has_place(value)));
    let data = data.map(|(low, high)| match zero {
        Some(zero) => (low.min(zero), high.max(zero)),
        None => (low, high),
    });
    range::resolve(chart.range, data, kind, |low, high| match kind {
        // Bars end at the edge of the plot; their values stand beyond it.
        ScaleKind::Linear if low < high => (low, high),
        _ => range::automatic_y(low, high, kind),
    })
}

struct Painter<'a> {
    chart: &'a BarChart<'a>,
    theme: &'a Theme,
    layout: &'a Layout,
    place: &'a Place<'a>,
    font: &'a Labels<'a>,
}

impl Painter<'_> {
    fn bars(&self, commands: &mut Commands) {
        stage::clip(commands, self.place);
        for (row, bar) in self.chart.bars.iter().enumerate() {
            let Some(end) = self.x(bar.value) else {
                continue;
            };
            let start = self.start();
            let (top, thickness) = self.span(row);
            let (left, right) = (start.min(end), start.max(end));
            let rect = [left, top, (right - left).max(1.0), thickness].map(|length| length as f32);
            let radius = self.device(RADIUS).min(thickness / 2.0) as f32;
            commands.fill(bar.colour.faded(self.opacity(bar)));
            commands.rect(rect[0], rect[1], rect[2], rect[3], radius);
            // The inner end is straight: it stands on the axis.
            let straight = rect[2].min(radius);
            let at = if end >= start {
                rect[0]
            } else {
                rect[0] + rect[2] - straight
            };
            if self.opacity(bar) >= 1.0 {
                commands.rect(at, rect[1], straight, rect[3], 0.0);
            }
        }
        for (row, bar) in self.chart.bars.iter().enumerate() {
            self.interval(commands, row, bar);
        }
        commands.restore();
    }

    fn interval(&self, commands: &mut Commands, row: usize, bar: &Bar<'_>) {
        let ends = bar.interval.map(|(low, high)| (self.x(low), self.x(high)));
        let Some((Some(low), Some(high))) = ends else {
            return;
        };
        let (top, thickness) = self.span(row);
        let (middle, cap) = (top + thickness / 2.0, self.device(CAP).min(thickness / 2.0));
        commands.stroke(self.theme.text.faded(self.opacity(bar)));
        commands.pen(self.layout.device(1.0), Join::Round);
        commands.dash(&[], 1.0);
        let mut path = commands.path();
        let mut line = |from: (f64, f64), to: (f64, f64)| {
            path.move_to(from.0 as f32, from.1 as f32);
            path.line_to(to.0 as f32, to.1 as f32);
        };
        line((low, middle), (high, middle));
        for x in [low, high] {
            line((x, middle - cap), (x, middle + cap));
        }
    }

    /// Values behind the bars, in the colour of text.
    fn values(&self, commands: &mut Commands, texts: &[String]) {
        let row_height = self.layout.plot().height() / self.chart.bars.len().max(1) as f64;
        if row_height < LOWEST_ROW.max(self.font.height()) {
            return;
        }
        let gap = self.device(VALUE_GAP);
        let ((left, right), start) = (self.place.span(), self.start());
        for ((row, bar), text) in self.chart.bars.iter().enumerate().zip(texts) {
            let (top, thickness) = self.span(row);
            let outer = bar.interval.and_then(|(_, high)| self.x(high));
            let end = self.x(bar.value).map(|end| end.max(outer.unwrap_or(end)));
            let x = end.map_or(left, |end| end.max(start)).clamp(left, right) + gap;
            let colour = if end.is_some() {
                self.theme.text
            } else {
                self.theme.tick
            };
            self.font.write(
                commands,
                self.layout,
                (Align::Start, x, top + thickness / 2.0),
                text,
                colour.faded(self.opacity(bar)),
            );
        }
    }

    /// Where bars begin.
    fn start(&self) -> f64 {
        let (left, right) = self.place.span();
        self.x(0.0).map_or(left, |zero| zero.clamp(left, right))
    }

    fn x(&self, value: f64) -> Option<f64> {
        let place = self.chart.scale.has_place(value);
        place.then(|| self.layout.x_to_pixel(value) * self.layout.ratio)
    }

    /// Top and thickness of the bar of a row, on whole device pixels.
    fn span(&self, row: usize) -> (f64, f64) {
        let middle = self.layout.y_to_pixel(Side::Left, row_value(row)) * self.layout.ratio;
        let height = self.layout.plot().height() / self.chart.bars.len().max(1) as f64;
        let thickness = self.device((height * FILL).min(THICKEST)).round().max(1.0);
        ((middle - thickness / 2.0).round(), thickness)
    }

    fn opacity(&self, bar: &Bar<'_>) -> f32 {
        match bar.emphasis {
            Emphasis::Dimmed => self.theme.dimmed_opacity,
            Emphasis::Normal | Emphasis::Lit => 1.0,
        }
    }

    fn device(&self, length: f64) -> f64 {
        length * self.layout.ratio
    }
}
