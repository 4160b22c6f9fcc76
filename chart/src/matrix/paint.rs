//! The cells of a matrix, the numbers in them, and the frame around the highlighted one.

use super::amounts::Amounts;
use super::legible::text_on;
use super::names::is_inside;
use super::squares::Squares;
use super::{MatrixChart, Share};
use crate::commands::{Align, Commands, Join};
use crate::layout::{Labels, Layout};
use crate::shorten::shortened;
use crate::theme::{SEQ, Theme};

/// Corner radius of cells that have room for a number.
const RADIUS: f64 = 1.0;
/// Between a number and the edges of its cell.
const PADDING: f64 = 2.0;
/// In cells smaller than this anything that was counted has at least the colour of a step that
/// can be told from nothing in a single pixel.
const TINY: f64 = 4.0;
const TINY_STEP: u8 = 3;
/// The frame around the highlighted cell, and the least distance of its lines.
const FRAME: f64 = 1.5;
const SMALLEST_FRAME: f64 = 7.0;

pub(super) struct Painter<'a> {
    pub(super) chart: &'a MatrixChart<'a>,
    pub(super) amounts: &'a Amounts<'a>,
    pub(super) theme: &'a Theme,
    pub(super) layout: &'a Layout,
    pub(super) squares: &'a Squares,
    pub(super) font: &'a Labels<'a>,
}

impl Painter<'_> {
    /// All cells, one colour after the other.
    pub(super) fn cells(&self, commands: &mut Commands) {
        let blocks = self.squares.blocks();
        if self.squares.classes == 0 {
            return;
        }
        let steps = self.steps();
        let together = self.squares.gap == 0;
        if together {
            let side = self.squares.side;
            self.fill(commands, 0, (0, side), (0, side));
        }
        for step in usize::from(together)..SEQ {
            for (row, steps) in steps.chunks_exact(blocks).enumerate() {
                let mut column = 0;
                while column < blocks {
                    // Neighbours of one colour are one rectangle where nothing is between them.
                    let same = steps[column..].iter().take_while(|&&at| at == step);
                    let run = match same.count() {
                        0 => {
                            column += 1;
                            continue;
                        }
                        run if together => run,
                        _ => 1,
                    };
                    let start = self.squares.span(column).0;
                    let end = self.squares.span(column + run - 1).1;
                    self.fill(commands, step, (start, end), self.squares.span(row));
                    column += run;
                }
            }
        }
    }

    /// The step of each block: the largest of its cells.
    fn steps(&self) -> Vec<usize> {
        let (blocks, classes) = (self.squares.blocks(), self.squares.classes);
        let tiny = self.squares.pitch() < TINY * self.layout.ratio;
        let lowest = if tiny { TINY_STEP } else { 1 };
        let block_of: Vec<usize> = (0..classes).map(|at| self.squares.block_of(at)).collect();
        let mut steps = vec![0; blocks * blocks];
        for (row, &block_row) in block_of.iter().enumerate() {
            for (column, &block_column) in block_of.iter().enumerate() {
                let step = usize::from(self.amounts.step(row, column, lowest));
                let largest = &mut steps[block_row * blocks + block_column];
                *largest = step.max(*largest);
            }
        }
        steps
    }

    fn fill(&self, commands: &mut Commands, step: usize, x: (usize, usize), y: (usize, usize)) {
        let (left, top) = self.squares.corner;
        let gap = self.squares.gap;
        let length = |(start, end): (usize, usize)| (end - start - gap.min(end - start - 1)) as f32;
        let radius = if gap > 0 {
            self.layout.device(RADIUS)
        } else {
            0.0
        };
        commands.fill(self.theme.seq[step]);
        commands.rect(
            (left + x.0 as f64) as f32,
            (top + y.0 as f64) as f32,
            length(x),
            length(y),
            radius,
        );
    }

    /// A number in every cell that is not zero, or in none: some alone would look like all.
    pub(super) fn numbers(&self, commands: &mut Commands) {
        let cell = (self.squares.pitch() - self.squares.gap as f64) / self.layout.ratio;
        if cell < self.font.height() + PADDING {
            return;
        }
        let fits = |text: &str| self.font.width(text) <= cell - 2.0 * PADDING;
        let texts = match self.chart.share {
            Share::Counts => {
                self.texts(|row, column| shortened(self.chart.cell(row, column), fits))
            }
            Share::OfRow | Share::OfColumn => {
                let if_it_fits = |text: String| Some(text).filter(|text| fits(text));
                self.texts(|row, column| if_it_fits(self.amounts.text(row, column)))
                    .or_else(|| {
                        self.texts(|row, column| if_it_fits(self.amounts.short_text(row, column)))
                    })
            }
        };
        let mut texts = texts.unwrap_or_default();
        texts.sort_by_key(|&(step, ..)| step);
        for (step, row, column, text) in texts {
            let colour = text_on(self.theme.seq[step], self.theme);
            let (x, y) = self.middle(row, column);
            self.font
                .write(commands, self.layout, (Align::Middle, x, y), &text, colour);
        }
    }

    /// The step, the row, the column and the text of each cell that is not zero, if all have one.
    fn texts(
        &self,
        text: impl Fn(usize, usize) -> Option<String>,
    ) -> Option<Vec<(usize, usize, usize, String)>> {
        let classes = self.squares.classes;
        let all = (0..classes * classes).map(|at| (at / classes, at % classes));
        all.filter(|&(row, column)| self.chart.cell(row, column) != 0.0)
            .map(|(row, column)| {
                let step = usize::from(self.amounts.step(row, column, 1));
                Some((step, row, column, text(row, column)?))
            })
            .collect()
    }

    /// The middle of a cell in device pixels.
    fn middle(&self, row: usize, column: usize) -> (f64, f64) {
        let (left, top) = self.squares.corner;
        let middle = |class: usize| {
            let (start, end) = self.squares.span(self.squares.block_of(class));
            (start + end - self.squares.gap.min(end - start)) as f64 / 2.0
        };
        (left + middle(column), top + middle(row))
    }

    /// A frame around the highlighted cell, which stays visible around a single pixel.
    pub(super) fn highlight(&self, commands: &mut Commands) {
        let Some((row, column)) = self.chart.highlight.filter(|&at| is_inside(self.chart, at))
        else {
            return;
        };
        let (x, y) = self.middle(row, column);
        let least = SMALLEST_FRAME * self.layout.ratio;
        let half = self.squares.pitch().max(least) / 2.0;
        commands.stroke(self.theme.text);
        commands.pen(self.layout.device(FRAME), Join::Round);
        commands.dash(&[], 1.0);
        let mut path = commands.path();
        let corner =
            |x_side: f64, y_side: f64| ((x + x_side * half) as f32, (y + y_side * half) as f32);
        let corners = [
            (-1.0, -1.0),
            (1.0, -1.0),
            (1.0, 1.0),
            (-1.0, 1.0),
            (-1.0, -1.0),
        ];
        for (index, (x_side, y_side)) in corners.into_iter().enumerate() {
            let (x, y) = corner(x_side, y_side);
            if index == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
    }
}
