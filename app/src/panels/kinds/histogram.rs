//! Histograms of one name over the steps of an experiment: a heat map or ridges, of the newest shown
//! experiment that has them.

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::heat::{self, Column, HeatChart, Shade};
use suisei_chart::ridge::{self, RidgeChart};
use suisei_chart::{Layout, Picture, Side, XAxis, XKind, YAxis, Zone, format_value, format_x};
use suisei_core::distribution::Axis;
use suisei_core::histogram::{Histogram, Together, together};
use suisei_core::ids::ExperimentKey;
use suisei_core::view::HistogramLayout;

use super::assets::MOST_ASKED;
use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts};
use super::model::Made;
use crate::source::SourceError;
use crate::text::{kinds as words, project, t};

/// Bins of histograms whose own bins differ.
const BINS: usize = 96;

struct Histograms {
    key: ExperimentKey,
    /// Steps, or places in order where they have none.
    x: Vec<f64>,
    indexed: bool,
    bins: Together,
    note: Option<String>,
    layout: HistogramLayout,
    drawn: RefCell<Option<Layout>>,
}

/// The histograms of a name.
pub(super) async fn make(
    name: &str,
    layout: HistogramLayout,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    for head in facts.shown.iter().take(MOST_ASKED) {
        let found = context.source.histograms(&head.key, name).await?;
        if found.histograms.is_empty() {
            continue;
        }
        let indexed = found.histograms.iter().any(|one| one.step.is_none());
        let mut unreadable = found.unreadable;
        let (mut x, mut all) = (Vec::new(), Vec::new());
        for (at, one) in found.histograms.into_iter().enumerate() {
            let place = one.step.filter(|_| !indexed).unwrap_or(at as i64);
            match Histogram::new(one.edges, one.counts) {
                Ok(histogram) => {
                    x.push(place as f64);
                    all.push(histogram);
                }
                Err(_) => unreadable += 1,
            }
        }
        let readable = found.total - unreadable.min(found.total);
        let cut = (readable > x.len()).then(|| super::shown_of(x.len(), readable));
        return Ok(Some(Rc::new(Histograms {
            key: head.key.clone(),
            x,
            indexed,
            bins: together(&all, BINS, Axis::Linear, None),
            note: super::joined([Some(head.name.clone()), cut, super::unreadable(unreadable)]),
            layout,
            drawn: RefCell::new(None),
        })));
    }
    Ok(None)
}

impl Histograms {
    fn columns(&self) -> Vec<Column<'_>> {
        let counts = self.bins.histograms.iter().map(|one| one.counts.as_slice());
        let column = |(&x, counts)| Column { x, counts };
        self.x.iter().zip(counts).map(column).collect()
    }

    fn steps(&self) -> XAxis<'static> {
        let (kind, name) = if self.indexed {
            (XKind::Index, project::AXIS_INDEX)
        } else {
            (XKind::Step, project::AXIS_STEP)
        };
        XAxis::new(kind, t(name))
    }

    fn heat<'a>(
        &'a self,
        size: (f64, f64),
        ratio: f64,
        columns: &'a [Column<'a>],
    ) -> HeatChart<'a> {
        HeatChart {
            width: size.0,
            height: size.1,
            ratio,
            x_axis: self.steps(),
            y_axis: YAxis::default(),
            shade: Shade::SquareRoot,
            edges: &self.bins.edges,
            columns,
        }
    }

    fn ridge<'a>(
        &'a self,
        size: (f64, f64),
        ratio: f64,
        columns: &'a [Column<'a>],
    ) -> RidgeChart<'a> {
        RidgeChart {
            width: size.0,
            height: size.1,
            ratio,
            steps: self.steps(),
            values: YAxis::default(),
            edges: &self.bins.edges,
            columns,
        }
    }

    fn n_bins(&self) -> usize {
        self.bins.edges.len().saturating_sub(1).max(1)
    }

    /// The step and, on a heat map, the bin of a thing.
    fn cell(&self, index: usize) -> (usize, Option<usize>) {
        match self.layout {
            HistogramLayout::Heat => (index / self.n_bins(), Some(index % self.n_bins())),
            HistogramLayout::Ridge => (index, None),
        }
    }

    fn bin_word(&self, bin: usize) -> String {
        let edge = |at: usize| self.bins.edges.get(at).copied().unwrap_or(f64::NAN);
        format!(
            "{} … {}",
            format_value(edge(bin)),
            format_value(edge(bin + 1))
        )
    }

    fn step_word(&self, step: usize) -> String {
        let x = self.x.get(step).copied().unwrap_or(f64::NAN);
        format_x(self.steps().kind, Zone::UTC, x)
    }
}

impl Chart for Histograms {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let (columns, theme) = (self.columns(), &sheet.colours.theme);
        let picture = match self.layout {
            HistogramLayout::Heat => heat::draw(
                &self.heat(sheet.size, sheet.ratio, &columns),
                theme,
                &CanvasText,
            ),
            HistogramLayout::Ridge => ridge::draw(
                &self.ridge(sheet.size, sheet.ratio, &columns),
                theme,
                &CanvasText,
            ),
        };
        self.drawn.replace(Some(picture.layout.clone()));
        picture
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        let (columns, drawn) = (self.columns(), self.drawn.borrow());
        let layout = drawn.as_ref()?;
        match self.layout {
            HistogramLayout::Heat => {
                let chart = self.heat((1.0, 1.0), 1.0, &columns);
                let cell = heat::cell_at(&chart, layout, at)?;
                Some(cell.column * self.n_bins() + cell.bin)
            }
            HistogramLayout::Ridge => {
                let chart = self.ridge((1.0, 1.0), 1.0, &columns);
                ridge::columns_at(&chart, layout, at)?.last().copied()
            }
        }
    }

    fn place(&self, index: usize) -> (f64, f64) {
        let drawn = self.drawn.borrow();
        let Some(layout) = drawn.as_ref() else {
            return (0.0, 0.0);
        };
        let (step, bin) = self.cell(index);
        match bin {
            Some(bin) => {
                let x = self.x.get(step).copied().unwrap_or(f64::NAN);
                let y = self.bins.edges.get(bin).copied().unwrap_or(f64::NAN);
                (layout.x_to_pixel(x), layout.y_to_pixel(Side::Left, y))
            }
            None => super::row_place(Some(layout), self.x.len(), step),
        }
    }

    fn len(&self) -> usize {
        match self.layout {
            HistogramLayout::Heat => self.x.len() * self.n_bins(),
            HistogramLayout::Ridge => self.x.len(),
        }
    }

    fn tip(&self, index: usize) -> Tip {
        let (step, bin) = self.cell(index);
        let Some(histogram) = self.bins.histograms.get(step) else {
            return Tip::default();
        };
        let total = histogram.total();
        let mut rows = Vec::new();
        if let Some(bin) = bin {
            let held = histogram.counts.get(bin).copied().unwrap_or(0.0);
            let share = if total > 0.0 {
                held / total * 100.0
            } else {
                0.0
            };
            rows.push((t(words::BIN).to_owned(), self.bin_word(bin)));
            rows.push((t(words::COUNT).to_owned(), format_value(held)));
            rows.push((t(words::SHARE).to_owned(), format!("{share:.1} %")));
        } else {
            rows.push((t(words::COUNT).to_owned(), format_value(total)));
        }
        Tip {
            title: format!("{} {}", self.steps().name, self.step_word(step)),
            slot: None,
            rows,
        }
    }

    fn experiment(&self, _index: usize) -> Option<&ExperimentKey> {
        Some(&self.key)
    }

    fn heads(&self) -> Vec<String> {
        let mut heads = vec![self.steps().name.to_owned()];
        if self.layout == HistogramLayout::Heat {
            heads.push(t(words::BIN).to_owned());
        }
        heads.push(t(words::COUNT).to_owned());
        heads
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let (step, bin) = self.cell(index);
        let Some(histogram) = self.bins.histograms.get(step) else {
            return Vec::new();
        };
        let held = bin.map_or(histogram.total(), |bin| {
            histogram.counts.get(bin).copied().unwrap_or(0.0)
        });
        let x = self.x.get(step).copied().unwrap_or(f64::NAN);
        std::iter::once(Cell::Number(x, self.step_word(step)))
            .chain(bin.map(|bin| Cell::Words(self.bin_word(bin))))
            .chain([Cell::number(held)])
            .collect()
    }

    fn note(&self) -> Option<String> {
        self.note.clone()
    }
}
