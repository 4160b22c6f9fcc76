//! One number: that of the newest shown experiment, and how far it is from the one before.

use std::cell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::Picture;
use suisei_chart::scalar::{self, Delta, ScalarCard};
use suisei_chart::spark::Spark;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::{Column, PageRow};

use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts};
use super::model::Made;
use super::numbers::{format_number, number};
use crate::source::SourceError;
use crate::text::column::full_label;
use crate::text::{common, t};

/// Experiments whose numbers make the small curve.
const MOST: usize = 200;

struct Card {
    value: Column,
    /// Shown experiments that have the number, oldest first.
    rows: Vec<(ExperimentKey, u32, String)>,
    numbers: Vec<f64>,
    size: cell::Cell<(f64, f64)>,
}

/// The newest number.
pub(super) async fn make(
    value: &Column,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    let found = context.rows(vec![value.clone()]).await?;
    let row = |row: PageRow| {
        let shown = facts.number_of(&row.head.key)?;
        let number = number(value, row.cells.first()?)?;
        Some(((row.head.key, shown, row.head.name), number))
    };
    let mut rows: Vec<_> = found.rows.into_iter().filter_map(row).take(MOST).collect();
    rows.reverse();
    if rows.is_empty() {
        return Ok(None);
    }
    let (rows, numbers) = rows.into_iter().unzip();
    Ok(Some(Rc::new(Card {
        value: value.clone(),
        rows,
        numbers,
        size: cell::Cell::new((0.0, 0.0)),
    })))
}

impl Chart for Card {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        self.size.set(sheet.size);
        let theme = &sheet.colours.theme;
        let newest = self.rows.last().map_or(1, |(_, number, _)| *number);
        let [.., before, last] = self.numbers[..] else {
            return self.card(sheet, None, None);
        };
        let delta = Delta {
            value: last - before,
            unit: "",
            colour: theme.tick,
        };
        let spark = Spark::new(
            1.0,
            1.0,
            self.numbers.as_slice().into(),
            sheet.colours.of(newest),
        );
        self.card(sheet, Some(delta), Some(spark))
    }

    fn at(&self, _at: (f64, f64)) -> Option<usize> {
        self.rows.len().checked_sub(1)
    }

    fn place(&self, _index: usize) -> (f64, f64) {
        let (width, height) = self.size.get();
        (width / 2.0, height / 2.0)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let Some((_, number, name)) = self.rows.get(index) else {
            return Tip::default();
        };
        let word = |at: usize| format_number(&self.value, self.numbers[at]);
        let mut rows = vec![(full_label(&self.value), word(index))];
        if let Some(before) = index.checked_sub(1) {
            rows.push((self.rows[before].2.clone(), word(before)));
        }
        Tip {
            title: name.clone(),
            slot: Some(*number),
            rows,
        }
    }

    fn experiment(&self, index: usize) -> Option<&ExperimentKey> {
        Some(&self.rows.get(index)?.0)
    }

    fn heads(&self) -> Vec<String> {
        vec![t(common::NAME).to_owned(), full_label(&self.value)]
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let row = self.rows.get(index).zip(self.numbers.get(index));
        row.map(|((_, _, name), number)| {
            let value = Cell::Number(*number, format_number(&self.value, *number));
            vec![Cell::Words(name.clone()), value]
        })
        .unwrap_or_default()
    }
}

impl Card {
    fn card(
        &self,
        sheet: &Sheet<'_>,
        delta: Option<Delta<'_>>,
        spark: Option<Spark<'_>>,
    ) -> Picture {
        let name = self.rows.last().map_or("", |(_, _, name)| name.as_str());
        let card = ScalarCard {
            width: sheet.size.0,
            height: sheet.size.1,
            ratio: sheet.ratio,
            name,
            value: self.numbers.last().copied().unwrap_or(f64::NAN),
            delta,
            spark,
        };
        scalar::draw(&card, &sheet.colours.theme, &CanvasText)
    }
}
