//! The names of rows and columns: where they stand, how many there is room for, and how much room
//! that leaves for the cells.

use super::MatrixChart;
use super::level::{GAP, Level, Name, every};
use super::squares::Squares;
use crate::commands::{Align, Commands};
use crate::layout::{Labels, Layout, Rect, USUAL_SIZE};
use crate::theme::Theme;

/// Around everything.
const EDGE: f64 = 8.0;
/// Names of rows take at most this share of the width.
const MOST: f64 = 0.3;
/// Canvases smaller than this show cells alone.
const SMALLEST: f64 = 96.0;
/// Height of a line of names, as a share of the font size.
const LINE: f64 = 1.35;

/// All names of a matrix, and where that leaves its cells.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) squares: Squares,
    rows: Vec<Name>,
    columns: Vec<Name>,
    /// Whether there is room for any.
    shown: bool,
}

impl Names {
    pub(super) fn plan(
        chart: &MatrixChart<'_>,
        size: (f64, f64),
        ratio: f64,
        font: &Labels<'_>,
    ) -> Self {
        let line = font.height() * LINE;
        let smallest = SMALLEST * (font.height() / USUAL_SIZE).max(1.0);
        if size.0.min(size.1) < smallest || chart.classes() == 0 {
            let room = inset(size, EDGE.min(size.0.min(size.1) / 8.0));
            return Self {
                squares: Squares::within(chart.classes(), &room, ratio),
                rows: Vec::new(),
                columns: Vec::new(),
                shown: false,
            };
        }
        let named = |name: &str| if name.is_empty() { 0.0 } else { line + 4.0 };
        let mut room = inset(size, EDGE);
        room.top += named(chart.actual);
        room.bottom -= GAP + named(chart.predicted);
        room.left = EDGE + row_width(chart, room.height() - line, size.0, font) + GAP;
        // One level of names, or two when that is what shows them all.
        let squares = [1.0, 2.0].map(|levels| {
            let bottom = (room.bottom - levels * line).max(room.top + 1.0);
            Squares::within(chart.classes(), &Rect { bottom, ..room }, ratio)
        });
        let level = |index: usize| Level {
            chart,
            squares: squares[index],
            ratio,
            size,
            line,
            font,
        };
        let columns = level(0)
            .in_full(1)
            .map(|names| (0, names))
            .or_else(|| Some((1, level(1).in_full(2)?)))
            .or_else(|| Some((1, level(1).cut(2)?)))
            .unwrap_or_else(|| (0, level(0).some()));
        let (chosen, columns) = columns;
        Self {
            squares: squares[chosen],
            rows: level(chosen).rows(room.left - EDGE - GAP),
            columns,
            shown: true,
        }
    }

    /// Writes all names. Those of the highlighted cell stand out.
    pub(super) fn write(
        &self,
        commands: &mut Commands,
        chart: &MatrixChart<'_>,
        layout: &Layout,
        font: &Labels<'_>,
        theme: &Theme,
    ) {
        if !self.shown {
            return;
        }
        let lit = chart.highlight.filter(|&at| is_inside(chart, at));
        let sides = [
            (Align::End, &self.rows, lit.map(|lit| lit.0)),
            (Align::Middle, &self.columns, lit.map(|lit| lit.1)),
        ];
        let mut write = |align, (x, y): (f64, f64), text: &str, colour| {
            let place = (align, x * layout.ratio, y * layout.ratio);
            font.write(commands, layout, place, text, colour);
        };
        for (align, names, lit) in sides {
            for name in names {
                let colour = if lit == Some(name.class) {
                    theme.text
                } else {
                    theme.tick
                };
                write(align, name.middle, &name.text, colour);
            }
        }
        let plot = layout.plot();
        let half = font.height() / 2.0;
        let most = layout.size.0 - 2.0 * EDGE;
        let actual = font.shortened_within(chart.actual, most);
        let width = font.width(&actual);
        let end = (plot.left - GAP).max(width + EDGE);
        write(Align::End, (end, EDGE + half), &actual, theme.text);
        let predicted = font.shortened_within(chart.predicted, most);
        let half_width = font.width(&predicted) / 2.0;
        let last = (layout.size.0 - EDGE - half_width).max(EDGE + half_width);
        let middle = ((plot.left + plot.right) / 2.0).clamp(EDGE + half_width, last);
        let lowest = self.columns.iter().map(|name| name.middle.1);
        let y = lowest.fold(plot.bottom + GAP - half, f64::max) + font.height() * LINE + 2.0;
        write(Align::Middle, (middle, y), &predicted, theme.text);
    }
}

/// Whether a cell lies in the matrix.
pub(super) fn is_inside(chart: &MatrixChart<'_>, (row, column): (usize, usize)) -> bool {
    row < chart.classes() && column < chart.classes()
}

fn inset((width, height): (f64, f64), by: f64) -> Rect {
    Rect {
        left: by,
        top: by,
        right: width - by,
        bottom: height - by,
    }
}

/// The width that names of rows take. Measures only those that would be shown.
fn row_width(chart: &MatrixChart<'_>, height: f64, width: f64, font: &Labels<'_>) -> f64 {
    let pitch = height.max(1.0) / chart.classes() as f64;
    let every = every(pitch, font.height() + 2.0);
    let shown = chart.labels.iter().step_by(every);
    let lit = chart.highlight.and_then(|(row, _)| chart.labels.get(row));
    shown
        .chain(lit)
        .map(|name| font.width(name))
        .fold(0.0, f64::max)
        .min(width * MOST)
}
