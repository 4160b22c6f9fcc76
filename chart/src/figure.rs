//! A chart with its title above and its legend below, for files and the clipboard. The chart
//! itself is drawn by its own module; this one draws what stands around it.

use std::fmt::Write as _;

use crate::commands::{Align, Commands, Join};
use crate::svg;
use crate::text::{Font, TextMeasure};
use crate::theme::{Rgba, Theme};

/// Lengths in CSS pixels.
const MARGIN: f64 = 12.0;
const TITLE_SIZE: f64 = 13.0;
const TITLE_HEIGHT: f64 = 32.0;
const TITLE_BASELINE: f64 = 21.0;
const TITLE_WEIGHT: u16 = 600;
const ENTRY_HEIGHT: f64 = 18.0;
const ENTRY_BASELINE: f64 = 12.5;
const ENTRY_MIDDLE: f64 = 9.0;
const SAMPLE: f64 = 16.0;
const SAMPLE_GAP: f64 = 5.0;
const ENTRY_GAP: f64 = 16.0;
const BOTTOM: f64 = 8.0;

/// What stands around a chart.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'a> {
    /// Width and height of the chart in CSS pixels.
    pub chart: (f64, f64),
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The title; may be empty.
    pub title: &'a str,
    /// The legend, in order.
    pub entries: &'a [Entry<'a>],
}

/// A line of the legend.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What the line is called.
    pub label: &'a str,
    /// Its colour.
    pub colour: Rgba,
    /// Its dashes, as in [`Series`](crate::Series).
    pub dash: &'a [f32],
}

/// The surroundings of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// Background, title and legend, with a hole where the chart goes.
    pub commands: Commands,
    /// Where the chart begins, in CSS pixels from the top.
    pub top: f64,
    /// Width and height of everything in CSS pixels.
    pub size: (f64, f64),
}

/// Draws what stands around a chart.
pub fn surround(figure: &Figure<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Surroundings {
    let (width, height) = figure.chart;
    let top = if figure.title.is_empty() {
        0.0
    } else {
        TITLE_HEIGHT
    };
    let font = Font {
        family: &theme.font_family,
        size: theme.font_size,
        weight: 400,
    };
    let places = places(figure, &font, measure);
    let rows = places.last().map_or(0, |place| place.0 + 1);
    let foot = top + height;
    let size = (width, foot + rows as f64 * ENTRY_HEIGHT + BOTTOM);
    let mut commands = Commands::default();
    let device = |length: f64| (length * figure.ratio) as f32;
    let (right, bottom) = (device(size.0).round(), device(size.1).round());
    commands.clear(right, bottom);
    commands.fill(theme.surface);
    commands.rect(0.0, 0.0, right, bottom, 0.0);
    commands.fill(theme.chip);
    if !figure.title.is_empty() {
        commands.font(&Font {
            size: TITLE_SIZE * figure.ratio,
            weight: TITLE_WEIGHT,
            ..font
        });
        let at = (device(MARGIN), device(TITLE_BASELINE));
        commands.text(Align::Start, at.0, at.1, figure.title);
    }
    commands.font(&Font {
        size: font.size * figure.ratio,
        ..font
    });
    for (entry, (row, left)) in figure.entries.iter().zip(places) {
        let y = foot + row as f64 * ENTRY_HEIGHT;
        commands.stroke(entry.colour);
        commands.pen(device(theme.line_width), Join::Round);
        commands.dash(entry.dash, figure.ratio as f32);
        let mut path = commands.path();
        path.move_to(device(left), device(y + ENTRY_MIDDLE));
        path.line_to(device(left + SAMPLE), device(y + ENTRY_MIDDLE));
        drop(path);
        let text = left + SAMPLE + SAMPLE_GAP;
        commands.text(
            Align::Start,
            device(text),
            device(y + ENTRY_BASELINE),
            entry.label,
        );
    }
    Surroundings {
        commands,
        top,
        size,
    }
}

/// Row and left edge of each entry: as many in a row as there is room for.
fn places(figure: &Figure<'_>, font: &Font<'_>, measure: &dyn TextMeasure) -> Vec<(usize, f64)> {
    let end = figure.chart.0 - MARGIN;
    let (mut row, mut left) = (0, MARGIN);
    let mut places = Vec::with_capacity(figure.entries.len());
    for entry in figure.entries {
        let width = SAMPLE + SAMPLE_GAP + measure.width(entry.label, font);
        if left > MARGIN && left + width > end {
            (row, left) = (row + 1, MARGIN);
        }
        places.push((row, left));
        left += width + ENTRY_GAP;
    }
    places
}

/// A chart and what stands around it as one SVG document. Both are drawn with the same `ratio`.
pub fn to_svg(around: &Surroundings, chart: &Commands, ratio: f64) -> String {
    let (width, height) = around.size;
    let inner = svg::to_svg(chart, None);
    let outer = svg::to_svg(&around.commands, None);
    let mut text = String::with_capacity(inner.len() + outer.len() + 200);
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {:.0} {:.0}\">",
        width * ratio,
        height * ratio,
    );
    text.push_str(&outer);
    let _ = writeln!(text, "<svg y=\"{:.0}\">", around.top * ratio);
    text.push_str(&inner);
    text.push_str("</svg>\n</svg>\n");
    text
}
