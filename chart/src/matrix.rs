//! Confusion matrices: actual classes down, predicted ones across, in square cells. Colours grow
//! with the square root, so that a few mistakes can be seen beside many hits.
//!
//! Up to a thousand classes are drawn. Where several cells share a device pixel, it shows the
//! largest of them, and so does the pointer: nothing that was counted disappears.

mod amounts;
mod legible;
mod level;
mod names;
mod paint;
mod squares;

use crate::commands::Commands;
use crate::layout::{Labels, Layout, sound_canvas};
use crate::line::Picture;
use crate::text::TextMeasure;
use crate::theme::Theme;
use amounts::Amounts;
use names::Names;
use paint::Painter;
use squares::Squares;

/// A confusion matrix. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct MatrixChart<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// The names of the classes, in the order of rows and of columns.
    pub labels: &'a [&'a str],
    /// How often the class of a row was taken for the class of a column, row after row. Missing
    /// cells count as zero.
    pub cells: &'a [f64],
    /// What the rows are called; may be empty.
    pub actual: &'a str,
    /// What the columns are called; may be empty.
    pub predicted: &'a str,
    /// What the cells are measured by.
    pub share: Share,
    /// A cell that stands out: its row and its column.
    pub highlight: Option<(usize, usize)>,
}

/// What the cells of a matrix are measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Share {
    /// Nothing: they are counts.
    #[default]
    Counts,
    /// Everything in their row, as percent: how often a class is recognised.
    OfRow,
    /// Everything in their column, as percent: how often a prediction is right.
    OfColumn,
}

impl MatrixChart<'_> {
    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.labels.len()
    }

    /// The count in a cell.
    fn cell(&self, row: usize, column: usize) -> f64 {
        let at = row * self.classes() + column;
        self.cells.get(at).copied().unwrap_or(0.0)
    }

    /// What a cell says: its count, or its share in percent.
    pub fn format_cell(&self, row: usize, column: usize) -> String {
        Amounts::new(self).text(row, column)
    }
}

/// Draws a confusion matrix. Any data and any size give a picture.
pub fn draw(chart: &MatrixChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let font = Labels::new(theme, measure);
    let (size, ratio) = sound_canvas((chart.width, chart.height), chart.ratio);
    let names = Names::plan(chart, size, ratio, &font);
    let squares = names.squares;
    let layout = layout(size, ratio, &squares);
    let mut commands = Commands::default();
    commands.clear(layout.device(size.0).round(), layout.device(size.1).round());
    let painter = Painter {
        chart,
        amounts: &Amounts::new(chart),
        theme,
        layout: &layout,
        squares: &squares,
        font: &font,
    };
    painter.cells(&mut commands);
    painter.numbers(&mut commands);
    names.write(&mut commands, chart, &layout, &font, theme);
    painter.highlight(&mut commands);
    Picture {
        commands,
        layout,
        not_positive: 0,
    }
}

fn layout(size: (f64, f64), ratio: f64, squares: &Squares) -> Layout {
    let classes = squares.classes;
    Layout::of_parts(size, ratio, squares.rect(ratio), (classes, classes))
}

/// The row and the column of the cell under a pointer in CSS pixels; where several share a device
/// pixel, of the largest of them. `None` outside the matrix.
pub fn cell_at(
    layout: &Layout,
    chart: &MatrixChart<'_>,
    (x, y): (f64, f64),
) -> Option<(usize, usize)> {
    let plot = layout.plot();
    let squares = Squares::of_rect(chart.classes(), &plot, layout.ratio)?;
    let (column, row) = (
        squares.block_at((x - plot.left) * layout.ratio)?,
        squares.block_at((y - plot.top) * layout.ratio)?,
    );
    let amounts = Amounts::new(chart);
    let rows = squares.classes_of(row);
    let cells = rows.flat_map(|row| squares.classes_of(column).map(move |column| (row, column)));
    let weight = |(row, column): &(usize, usize)| amounts.weight(*row, *column);
    // Of equals the first: the pointer and the picture have to agree.
    cells.reduce(|best, next| {
        if weight(&next) > weight(&best) {
            next
        } else {
            best
        }
    })
}
