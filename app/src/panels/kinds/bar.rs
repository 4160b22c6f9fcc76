//! Bars: one number of each shown experiment, or the mean of each group with its deviation.

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::bar::{self, Bar, BarChart};
use suisei_chart::{Layout, Limits, Picture, ScaleKind, row_at};
use suisei_core::ids::ExperimentKey;
use suisei_core::table::Column;
use suisei_core::view::Scale;

use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts, Rows};
use super::group::{Group, Mean, groups};
use super::model::Made;
use super::numbers::{any_number, format_number};
use crate::source::SourceError;
use crate::text::column::full_label;
use crate::text::{common, kinds as words, t};

/// Bars that are drawn; a panel of more says nothing.
const MOST: usize = 200;

struct Bars {
    value: Column,
    rows: Vec<Row>,
    /// How many there are, drawn or not.
    total: usize,
    /// What the note says beside that.
    note: Option<String>,
    scale: ScaleKind,
    layout: RefCell<Option<Layout>>,
}

struct Row {
    label: String,
    value: f64,
    /// The experiment and its number, for a bar of one.
    experiment: Option<(ExperimentKey, u32)>,
    /// The group, for a bar of many.
    mean: Option<Mean>,
}

/// Bars of `value`, largest first.
pub(super) async fn make(
    value: &Column,
    by: Option<&Column>,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    let columns = std::iter::once(value).chain(by).cloned().collect();
    let found = context.rows(columns).await?;
    let beyond = by.and(super::beyond(&found));
    let mut rows = match by {
        Some(_) => grouped(value, &found),
        None => single(value, found, facts),
    };
    rows.sort_by(|a, b| {
        let order = |row: &Row| {
            if row.value.is_nan() {
                f64::NEG_INFINITY
            } else {
                row.value
            }
        };
        order(b).total_cmp(&order(a))
    });
    let total = rows.len();
    rows.truncate(MOST);
    if rows.is_empty() {
        return Ok(None);
    }
    let scale = match facts.scale {
        Scale::Linear => ScaleKind::Linear,
        Scale::Log => ScaleKind::Log,
        Scale::Symlog => ScaleKind::symlog_for(rows.iter().map(|row| row.value)),
    };
    let values = rows.iter().map(|row| row.value);
    let hidden = values.filter(|value| value.is_finite() && !scale.has_place(*value));
    Ok(Some(Rc::new(Bars {
        value: value.clone(),
        note: super::joined([beyond, super::not_positive(hidden.count())]),
        rows,
        total,
        scale,
        layout: RefCell::new(None),
    })))
}

fn single(column: &Column, found: Rows, facts: &Facts) -> Vec<Row> {
    let row = |row: suisei_core::table::PageRow| {
        let number = facts.number_of(&row.head.key)?;
        let value = any_number(column, row.cells.first()?)?;
        Some(Row {
            label: row.head.name,
            value,
            experiment: Some((row.head.key, number)),
            mean: None,
        })
    };
    found.rows.into_iter().filter_map(row).collect()
}

fn grouped(column: &Column, found: &Rows) -> Vec<Row> {
    let row = |group: Group| {
        let mean = Mean::of(&group.values)?;
        Some(Row {
            label: group.label,
            value: mean.mean,
            experiment: None,
            mean: Some(mean),
        })
    };
    groups(column, &found.rows)
        .into_iter()
        .filter_map(row)
        .collect()
}

impl Chart for Bars {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let bars: Vec<Bar<'_>> = self
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let number = row.experiment.as_ref().map(|(_, number)| *number);
                Bar {
                    label: &row.label,
                    value: row.value,
                    interval: row.mean.and_then(|mean| mean.interval()),
                    colour: sheet.colours.of(number.unwrap_or(index as u32 + 1)),
                    emphasis: sheet.lit.emphasis(self.experiment(index)),
                }
            })
            .collect();
        let chart = BarChart {
            width: sheet.size.0,
            height: sheet.size.1,
            ratio: sheet.ratio,
            name: "",
            scale: self.scale,
            range: Limits::AUTOMATIC,
            bars: &bars,
        };
        let picture = bar::draw(&chart, &sheet.colours.theme, &CanvasText);
        self.layout.replace(Some(picture.layout.clone()));
        picture
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        row_at(self.layout.borrow().as_ref()?, self.rows.len(), at)
    }

    fn place(&self, index: usize) -> (f64, f64) {
        super::row_place(self.layout.borrow().as_ref(), self.rows.len(), index)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let Some(row) = self.rows.get(index) else {
            return Tip::default();
        };
        let value = format_number(&self.value, row.value);
        let mut rows = vec![(full_label(&self.value), value)];
        if let Some(mean) = row.mean {
            rows.extend(mean.words());
        }
        Tip {
            title: row.label.clone(),
            slot: row.experiment.as_ref().map(|(_, number)| *number),
            rows,
        }
    }

    fn experiment(&self, index: usize) -> Option<&ExperimentKey> {
        let (key, _) = self.rows.get(index)?.experiment.as_ref()?;
        Some(key)
    }

    fn heads(&self) -> Vec<String> {
        let mut heads = vec![t(common::NAME).to_owned(), full_label(&self.value)];
        if self.rows.iter().any(|row| row.mean.is_some()) {
            heads.extend([
                t(words::DEVIATION).to_owned(),
                t(words::EXPERIMENTS).to_owned(),
            ]);
        }
        heads
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let Some(row) = self.rows.get(index) else {
            return Vec::new();
        };
        let value = Cell::Number(row.value, format_number(&self.value, row.value));
        let mut cells = vec![Cell::Words(row.label.clone()), value];
        if let Some(mean) = row.mean {
            cells.push(Cell::if_any(mean.deviation));
            cells.push(Cell::count(mean.count as u64));
        }
        cells
    }

    fn natural_height(&self) -> f64 {
        super::height_of_rows(self.rows.len())
    }

    fn note(&self) -> Option<String> {
        let cut =
            (self.total > self.rows.len()).then(|| super::shown_of(self.rows.len(), self.total));
        super::joined([cut, self.note.clone()])
    }
}
