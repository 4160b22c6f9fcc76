//! Cells as filled rectangles on whole device pixels, one command for each colour.

use super::HeatGrid;
use crate::cells::Slab;
use crate::commands::Commands;
use crate::ink::Place;
use crate::layout::{Content, Layout};
use crate::theme::{SEQ, Theme, seq_step};

/// The lightest colour of a cell that holds anything: the one below is nearly that of nothing.
const LIGHTEST: usize = 1;

type Corners = [(f32, f32); 4];

/// Draws all cells that hold anything.
pub(super) fn cells(
    grid: &HeatGrid<'_>,
    commands: &mut Commands,
    (layout, place): (&Layout, &Place<'_>),
    theme: &Theme,
    content: Content,
) {
    if content == Content::None || grid.shares.greatest <= 0.0 {
        return;
    }
    let (columns, bins) = grid.slabs(layout);
    let (left, bottom) = (place.span().0.round(), place.rise().1.round());
    let mut rects: [Vec<Corners>; SEQ] = Default::default();
    for column in &columns {
        for run in runs(grid, *column, &bins) {
            let x = [column.start, column.end].map(|x| (left + x as f64) as f32);
            let y = [run.start, run.end].map(|y| (bottom - y as f64) as f32);
            rects[run.step].push([(x[0], y[1]), (x[1], y[1]), (x[1], y[0]), (x[0], y[0])]);
        }
    }
    for (step, rects) in rects
        .iter()
        .enumerate()
        .filter(|(_, rects)| !rects.is_empty())
    {
        commands.fill(theme.seq[step]);
        commands.polygons(rects.iter().map(|corners| corners.as_slice()));
    }
}

/// Neighbouring cells of a column that have the same colour.
struct Run {
    step: usize,
    start: usize,
    end: usize,
}

fn runs(grid: &HeatGrid<'_>, column: Slab, bins: &[Slab]) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    for &bin in bins {
        let share = grid.fullest(column, bin).share;
        if share <= 0.0 {
            continue;
        }
        let shade = grid.chart.shade.of(share / grid.shares.greatest);
        let step = seq_step(shade).max(LIGHTEST);
        match found.last_mut() {
            Some(run) if run.step == step && run.end == bin.start => run.end = bin.end,
            _ => found.push(Run {
                step,
                start: bin.start,
                end: bin.end,
            }),
        }
    }
    found
}
