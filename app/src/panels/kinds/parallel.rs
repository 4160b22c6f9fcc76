//! Parallel coordinates: a line for each experiment of the project. Dragging along an axis selects
//! lines; a click on the axis lets them go.

mod axes;

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::parallel::{self, Axes, ParallelAxis, ParallelChart, ParallelLine};
use suisei_chart::{Emphasis, Picture};
use suisei_core::ids::ExperimentKey;
use suisei_core::table::{Column, RowHead};

use super::chart::{Cell, Chart, Dragged, Sheet, Tip};
use super::context::{Brushes, Context, Facts};
use super::model::Made;
use crate::source::SourceError;
use crate::text::column::full_label;
use crate::text::format::count;
use crate::text::{common, fill, kinds as words, t};
use axes::Ruled;

struct Parallel {
    columns: Vec<Column>,
    names: Vec<String>,
    heads: Vec<RowHead>,
    axes: Vec<Ruled>,
    /// A value for each axis of each experiment.
    values: Vec<Vec<Option<f64>>>,
    total: usize,
    brushes: Brushes,
    drawn: RefCell<Option<Axes>>,
}

/// Lines through the values under columns.
pub(super) async fn make(
    columns: &[Column],
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    let found = context.rows(columns.to_vec()).await?;
    if found.rows.is_empty() || columns.is_empty() {
        return Ok(None);
    }
    let axis = |(at, column): (usize, &Column)| {
        let cells = found.rows.iter().map(|row| row.cells.get(at));
        Ruled::of(column, &cells.collect::<Vec<_>>(), facts)
    };
    let (axes, by_axis): (Vec<Ruled>, Vec<Vec<Option<f64>>>) =
        columns.iter().enumerate().map(axis).unzip();
    let values = (0..found.rows.len())
        .map(|row| by_axis.iter().map(|values| values[row]).collect())
        .collect();
    Ok(Some(Rc::new(Parallel {
        columns: columns.to_vec(),
        names: columns.iter().map(full_label).collect(),
        heads: found.rows.into_iter().map(|row| row.head).collect(),
        axes,
        values,
        total: found.matched,
        brushes: context.brushes.clone(),
        drawn: RefCell::new(None),
    })))
}

impl Parallel {
    /// Looks at the chart as the engine wants it.
    fn with_chart<T>(
        &self,
        size: (f64, f64),
        ratio: f64,
        emphasis: impl Fn(usize) -> Emphasis,
        look: impl FnOnce(&ParallelChart<'_>) -> T,
    ) -> T {
        let brushes = self.brushes.borrow();
        let categories: Vec<Vec<&str>> = self.axes.iter().map(Ruled::names).collect();
        let picked: Vec<Vec<usize>> = self
            .axes
            .iter()
            .enumerate()
            .map(|(at, axis)| axis.picked(brushes.get(&at)))
            .collect();
        let axes: Vec<ParallelAxis<'_>> = self
            .axes
            .iter()
            .enumerate()
            .map(|(at, axis)| {
                axis.as_drawn(
                    &self.names[at],
                    &categories[at],
                    brushes.get(&at),
                    &picked[at],
                )
            })
            .collect();
        let lines: Vec<ParallelLine<'_>> = self
            .values
            .iter()
            .enumerate()
            .map(|(index, values)| ParallelLine {
                emphasis: emphasis(index),
                ..ParallelLine::new(values)
            })
            .collect();
        look(&ParallelChart {
            width: size.0,
            height: size.1,
            ratio,
            axes: &axes,
            lines: &lines,
            missing: t(words::NO_VALUE),
        })
    }

    fn n_picked(&self) -> usize {
        let plain = |_| Emphasis::Normal;
        self.with_chart((1.0, 1.0), 1.0, plain, |chart| {
            let picked = chart.lines.iter();
            picked
                .filter(|line| parallel::is_brushed(chart.axes, line))
                .count()
        })
    }
}

impl Chart for Parallel {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let emphasis = |index: usize| match sheet.lit.index {
            Some(lit) if lit == index => Emphasis::Lit,
            _ => sheet.lit.emphasis(self.experiment(index)),
        };
        let theme = &sheet.colours.theme;
        let drawn = self.with_chart(sheet.size, sheet.ratio, emphasis, |chart| {
            parallel::draw(chart, theme, &CanvasText)
        });
        self.drawn.replace(Some(drawn.axes));
        drawn.picture
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        let drawn = self.drawn.borrow();
        let axes = drawn.as_ref()?;
        self.with_chart(
            (1.0, 1.0),
            1.0,
            |_| Emphasis::Normal,
            |chart| axes.line_at(chart, at),
        )
    }

    fn place(&self, index: usize) -> (f64, f64) {
        let drawn = self.drawn.borrow();
        let middle = self.axes.len() / 2;
        let value = self
            .values
            .get(index)
            .and_then(|values| *values.get(middle)?);
        let place = drawn.as_ref().and_then(|axes| axes.position(middle, value));
        place.unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.heads.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let mut cells = self.row(index).into_iter().map(Cell::shown);
        Tip {
            title: cells.next().unwrap_or_default(),
            slot: None,
            rows: self.names.iter().cloned().zip(cells).collect(),
        }
    }

    fn experiment(&self, index: usize) -> Option<&ExperimentKey> {
        Some(&self.heads.get(index)?.key)
    }

    fn heads(&self) -> Vec<String> {
        std::iter::once(t(common::NAME).to_owned())
            .chain(self.names.iter().cloned())
            .collect()
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let (Some(head), Some(values)) = (self.heads.get(index), self.values.get(index)) else {
            return Vec::new();
        };
        let cells = self.axes.iter().zip(&self.columns).zip(values);
        let cells = cells.map(|((axis, column), value)| axis.cell(column, *value));
        std::iter::once(Cell::Words(head.name.clone()))
            .chain(cells)
            .collect()
    }

    fn note(&self) -> Option<String> {
        let n = self.heads.len();
        if self.brushes.borrow().is_empty() {
            return (self.total > n).then(|| super::shown_of(n, self.total));
        }
        let (picked, n) = (count(self.n_picked() as u64), count(n as u64));
        Some(fill(words::N_SELECTED, &[("n", &picked), ("m", &n)]))
    }

    fn dragged(&self, from: (f64, f64), to: (f64, f64)) -> Dragged {
        let drawn = self.drawn.borrow();
        let Some(axes) = drawn.as_ref() else {
            return Dragged::Ignored;
        };
        let Some(axis) = axes.axis_at(from) else {
            return Dragged::Ignored;
        };
        if from == to {
            let was = self.brushes.borrow_mut().remove(&axis);
            return if was.is_some() {
                Dragged::Changed
            } else {
                Dragged::Ignored
            };
        }
        if let (Some(a), Some(b)) = (axes.value_at(axis, from.1), axes.value_at(axis, to.1)) {
            self.brushes.borrow_mut().insert(axis, (a.min(b), a.max(b)));
        }
        Dragged::Changed
    }
}
