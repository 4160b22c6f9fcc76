//! One axis of parallel coordinates: numbers, or words where not all values are numbers. Pure.

use suisei_chart::parallel::{AxisKind, Brush, ParallelAxis};
use suisei_chart::{Limits, ScaleKind};
use suisei_core::number::Scalar;
use suisei_core::table::Column;

use crate::panels::kinds::chart::Cell;
use crate::panels::kinds::context::Facts;
use crate::panels::kinds::numbers::{format_number, number, scale_of};

/// What an axis measures.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ruled {
    /// Numbers.
    Numbers(ScaleKind),
    /// Words, in order.
    Words(Vec<String>),
}

impl Ruled {
    /// The axis of a column, and the place of each cell on it; of a word its index.
    pub(super) fn of(
        column: &Column,
        cells: &[Option<&Scalar>],
        facts: &Facts,
    ) -> (Self, Vec<Option<f64>>) {
        let is_number = |cell: &Scalar| cell.as_f64().is_some();
        if cells
            .iter()
            .filter_map(|cell| present(*cell))
            .all(is_number)
        {
            let values: Vec<Option<f64>> =
                cells.iter().map(|cell| number(column, (*cell)?)).collect();
            let known: Vec<f64> = values.iter().copied().flatten().collect();
            return (Self::Numbers(scale_of(column, &known, facts)), values);
        }
        let mut words: Vec<String> = cells
            .iter()
            .filter_map(|cell| present(*cell))
            .map(ToString::to_string)
            .collect();
        words.sort_unstable();
        words.dedup();
        let place = |cell: &Option<&Scalar>| {
            let word = present(*cell)?.to_string();
            words.binary_search(&word).ok().map(|at| at as f64)
        };
        let values = cells.iter().map(place).collect();
        (Self::Words(words), values)
    }

    /// Its words; none of numbers.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Numbers(_) => Vec::new(),
            Self::Words(words) => words.iter().map(String::as_str).collect(),
        }
    }

    /// The words that a brush covers.
    pub(super) fn picked(&self, brush: Option<&(f64, f64)>) -> Vec<usize> {
        match (self, brush) {
            (Self::Words(words), Some(&(low, high))) => (0..words.len())
                .filter(|&at| low - 0.5 <= at as f64 && at as f64 <= high + 0.5)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// As the engine wants it.
    pub(super) fn as_drawn<'a>(
        &self,
        name: &'a str,
        names: &'a [&'a str],
        brush: Option<&(f64, f64)>,
        picked: &'a [usize],
    ) -> ParallelAxis<'a> {
        let (kind, brush) = match (self, brush) {
            (Self::Numbers(scale), brush) => {
                let kind = AxisKind::Numbers {
                    scale: *scale,
                    range: Limits::AUTOMATIC,
                };
                let between = |&(low, high): &(f64, f64)| Brush::Between(low, high);
                (kind, brush.map_or(Brush::Off, between))
            }
            (Self::Words(_), None) => (AxisKind::Categories(names), Brush::Off),
            (Self::Words(_), Some(_)) => (AxisKind::Categories(names), Brush::Categories(picked)),
        };
        ParallelAxis { name, kind, brush }
    }

    /// A value as a cell; empty for a missing one.
    pub(super) fn cell(&self, column: &Column, value: Option<f64>) -> Cell {
        match (self, value) {
            (_, None) => Cell::Words(String::new()),
            (Self::Numbers(_), Some(value)) => Cell::Number(value, format_number(column, value)),
            (Self::Words(words), Some(at)) => {
                Cell::Words(words.get(at as usize).cloned().unwrap_or_default())
            }
        }
    }
}

/// A cell that holds something.
fn present(cell: Option<&Scalar>) -> Option<&Scalar> {
    cell.filter(|cell| !cell.is_missing())
}
