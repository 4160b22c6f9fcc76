//! A confusion matrix: the last one of the newest shown experiment that has one.

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::matrix::{self, MatrixChart, Share};
use suisei_chart::{Layout, Picture, format_value};
use suisei_core::confusion::Confusion;
use suisei_core::ids::ExperimentKey;

use super::assets::{MOST_ASKED, last_of, source_of, unreadable};
use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts};
use super::model::Made;
use crate::source::SourceError;
use crate::text::{experiment, fill, kinds as words, t};

/// The type of these assets.
const KIND: &str = "confusion-matrix";

struct Matrix {
    confusion: Confusion,
    cells: Vec<f64>,
    key: ExperimentKey,
    /// Whose it is, and of which step.
    source: String,
    drawn: RefCell<Option<Layout>>,
}

/// The newest matrix of a name.
pub(super) async fn make(
    name: &str,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    for head in facts.shown.iter().take(MOST_ASKED) {
        let Some(asset) = last_of(context, &head.key, KIND, name).await? else {
            continue;
        };
        let text = context.source.asset_text(&head.key, &asset.id).await?;
        let confusion = Confusion::read(&text).map_err(|error| unreadable(&head.name, &error))?;
        return Ok(Some(Rc::new(Matrix {
            cells: confusion.matrix.concat(),
            confusion,
            key: head.key.clone(),
            source: source_of(&head.name, &asset),
            drawn: RefCell::new(None),
        })));
    }
    Ok(None)
}

impl Matrix {
    fn classes(&self) -> usize {
        self.confusion.labels.len()
    }

    fn cell(&self, index: usize) -> (usize, usize) {
        let n = self.classes().max(1);
        (index / n, index % n)
    }

    fn with_chart<T>(
        &self,
        size: (f64, f64),
        ratio: f64,
        highlight: Option<(usize, usize)>,
        look: impl FnOnce(&MatrixChart<'_>) -> T,
    ) -> T {
        let labels: Vec<&str> = self.confusion.labels.iter().map(String::as_str).collect();
        look(&MatrixChart {
            width: size.0,
            height: size.1,
            ratio,
            labels: &labels,
            cells: &self.cells,
            actual: t(experiment::ACTUAL),
            predicted: t(experiment::PREDICTED),
            share: Share::Counts,
            highlight,
        })
    }
}

impl Chart for Matrix {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let highlight = sheet.lit.index.map(|index| self.cell(index));
        self.with_chart(sheet.size, sheet.ratio, highlight, |chart| {
            let picture = matrix::draw(chart, &sheet.colours.theme, &CanvasText);
            self.drawn.replace(Some(picture.layout.clone()));
            picture
        })
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        let drawn = self.drawn.borrow();
        let layout = drawn.as_ref()?;
        let (row, column) = self.with_chart((1.0, 1.0), 1.0, None, |chart| {
            matrix::cell_at(layout, chart, at)
        })?;
        Some(row * self.classes() + column)
    }

    fn place(&self, index: usize) -> (f64, f64) {
        let (row, column) = self.cell(index);
        let drawn = self.drawn.borrow();
        let plot = drawn.as_ref().map(Layout::plot).unwrap_or_default();
        let n = self.classes().max(1) as f64;
        (
            plot.left + plot.width() * (column as f64 + 0.5) / n,
            plot.top + plot.height() * (row as f64 + 0.5) / n,
        )
    }

    fn len(&self) -> usize {
        self.cells.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let (row, column) = self.cell(index);
        let label = |at: usize| self.confusion.labels.get(at).map_or("", String::as_str);
        let n = self.cells.get(index).copied().unwrap_or(0.0);
        let all: f64 = self.confusion.matrix.get(row).into_iter().flatten().sum();
        let share = format!("{:.1} %", if all > 0.0 { n / all * 100.0 } else { 0.0 });
        let names = [("actual", label(row)), ("predicted", label(column))];
        Tip {
            title: fill(words::ACTUAL_PREDICTED, &names),
            slot: None,
            rows: vec![
                (t(words::COUNT).to_owned(), format_value(n)),
                (t(words::OF_CLASS).to_owned(), share),
            ],
        }
    }

    fn experiment(&self, _index: usize) -> Option<&ExperimentKey> {
        Some(&self.key)
    }

    fn heads(&self) -> Vec<String> {
        [experiment::ACTUAL, experiment::PREDICTED, words::COUNT]
            .map(|word| t(word).to_owned())
            .to_vec()
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let (row, column) = self.cell(index);
        let label = |at: usize| self.confusion.labels.get(at).cloned().unwrap_or_default();
        let n = self.cells.get(index).copied().unwrap_or(0.0);
        vec![
            Cell::Words(label(row)),
            Cell::Words(label(column)),
            Cell::number(n),
        ]
    }

    fn note(&self) -> Option<String> {
        Some(match self.confusion.accuracy() {
            Some(share) => {
                let share = format!("{:.1}", share * 100.0);
                let accuracy = fill(experiment::ON_DIAGONAL, &[("share", &share)]);
                format!("{} · {accuracy}", self.source)
            }
            None => self.source.clone(),
        })
    }
}
