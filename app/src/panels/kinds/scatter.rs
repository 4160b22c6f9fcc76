//! Scatter: a point for each experiment of the project, in its colour where it is shown.

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::scatter::{self, Colouring, Index, Points, ScatterChart};
use suisei_chart::{Emphasis, Layout, Picture, ScaleKind, XAxis, XKind, YAxis, Zone};
use suisei_core::ids::ExperimentKey;
use suisei_core::table::{Column, PageRow};

use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts};
use super::model::Made;
use super::numbers::{format_number, number, scale_of};
use crate::dom::clock::zone_offset_seconds;
use crate::source::SourceError;
use crate::text::column::full_label;
use crate::text::{common, fill, kinds as words, t};

struct Scatter {
    columns: [Column; 2],
    heads: Vec<Head>,
    x: Vec<f64>,
    y: Vec<f64>,
    scales: [ScaleKind; 2],
    note: Option<String>,
    zone: Zone,
    drawn: RefCell<Option<(Layout, Index)>>,
}

struct Head {
    key: ExperimentKey,
    name: String,
    /// The experiment's number where it is shown.
    shown: Option<u32>,
}

/// Points at the values under two columns.
pub(super) async fn make(
    x: &Column,
    y: &Column,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    let found = context.rows(vec![x.clone(), y.clone()]).await?;
    let (n_rows, beyond) = (found.rows.len(), super::beyond(&found));
    let placed = |row: PageRow| {
        let at = |column, cell: usize| number(column, row.cells.get(cell)?);
        let (x, y) = (at(x, 0)?, at(y, 1)?);
        let head = Head {
            shown: facts.number_of(&row.head.key),
            key: row.head.key,
            name: row.head.name,
        };
        Some((head, (x, y)))
    };
    let mut points: Vec<_> = found.rows.into_iter().filter_map(placed).collect();
    if points.is_empty() {
        return Ok(None);
    }
    // Those that are shown lie on top, the newest last.
    points.reverse();
    points.sort_by_key(|(head, _)| head.shown.is_some());
    let without = n_rows - points.len();
    let without = (without > 0).then(|| fill(words::N_WITHOUT, &[("n", &without.to_string())]));
    let (heads, (xs, ys)): (Vec<Head>, (Vec<f64>, Vec<f64>)) = points.into_iter().unzip();
    let first = xs.iter().copied().fold(f64::INFINITY, f64::min);
    let last = xs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let zone = match x {
        Column::Created => Zone::probe(first as i64, last as i64, zone_offset_seconds),
        _ => Zone::UTC.clone(),
    };
    let scales = [scale_of(x, &xs, facts), scale_of(y, &ys, facts)];
    let placed = |(x, y): &(&f64, &f64)| scales[0].has_place(**x) && scales[1].has_place(**y);
    let hidden = xs.len() - xs.iter().zip(&ys).filter(placed).count();
    Ok(Some(Rc::new(Scatter {
        note: super::joined([beyond, without, super::not_positive(hidden)]),
        scales,
        columns: [x.clone(), y.clone()],
        heads,
        x: xs,
        y: ys,
        zone,
        drawn: RefCell::new(None),
    })))
}

impl Scatter {
    /// Looks at the points as the engine wants them.
    fn with_points<T>(&self, sheet: &Sheet<'_>, look: impl FnOnce(Points<'_>) -> T) -> T {
        let neutral = sheet.colours.theme.axis;
        let colours: Vec<_> = std::iter::once(neutral)
            .chain(self.heads.iter().map(|head| match head.shown {
                Some(number) => sheet.colours.of(number),
                None => neutral,
            }))
            .collect();
        let group: Vec<usize> = self
            .heads
            .iter()
            .enumerate()
            .map(|(index, head)| if head.shown.is_some() { index + 1 } else { 0 })
            .collect();
        let emphasis: Vec<Emphasis> = self
            .heads
            .iter()
            .enumerate()
            .map(|(index, head)| match sheet.lit.index {
                Some(lit) if lit == index => Emphasis::Lit,
                _ => sheet.lit.emphasis(Some(&head.key)),
            })
            .collect();
        look(Points {
            x: &self.x,
            y: &self.y,
            colour: Colouring::Groups {
                group: &group,
                colours: &colours,
            },
            size: &[],
            emphasis: &emphasis,
        })
    }
}

impl Chart for Scatter {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let names = self.columns.each_ref().map(full_label);
        let kind = match self.columns[0] {
            Column::Created => XKind::WallTime,
            _ => XKind::Epoch,
        };
        self.with_points(sheet, |points| {
            let chart = ScatterChart {
                width: sheet.size.0,
                height: sheet.size.1,
                ratio: sheet.ratio,
                x: XAxis {
                    scale: self.scales[0],
                    zone: &self.zone,
                    ..XAxis::new(kind, &names[0])
                },
                y: YAxis {
                    name: &names[1],
                    scale: self.scales[1],
                    ..YAxis::default()
                },
                points,
            };
            let picture = scatter::draw(&chart, &sheet.colours.theme, &CanvasText);
            let index = Index::new(&picture.layout, &points);
            self.drawn.replace(Some((picture.layout.clone(), index)));
            picture
        })
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        self.drawn.borrow().as_ref()?.1.at_pixel(at)
    }

    fn place(&self, index: usize) -> (f64, f64) {
        let drawn = self.drawn.borrow();
        let place = drawn.as_ref().and_then(|(layout, _)| {
            let y = layout.y_to_pixel(suisei_chart::Side::Left, *self.y.get(index)?);
            Some((layout.x_to_pixel(*self.x.get(index)?), y))
        });
        place.unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.heads.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let row = self.row(index);
        let mut cells = row.into_iter().map(Cell::shown);
        Tip {
            title: cells.next().unwrap_or_default(),
            slot: self.heads.get(index).and_then(|head| head.shown),
            rows: self.columns.iter().map(full_label).zip(cells).collect(),
        }
    }

    fn experiment(&self, index: usize) -> Option<&ExperimentKey> {
        Some(&self.heads.get(index)?.key)
    }

    fn heads(&self) -> Vec<String> {
        let columns = self.columns.iter().map(full_label);
        std::iter::once(t(common::NAME).to_owned())
            .chain(columns)
            .collect()
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let Some(head) = self.heads.get(index) else {
            return Vec::new();
        };
        let cells = [
            (&self.columns[0], self.x[index]),
            (&self.columns[1], self.y[index]),
        ];
        let cell = |(column, value)| Cell::Number(value, format_number(column, value));
        std::iter::once(Cell::Words(head.name.clone()))
            .chain(cells.map(cell))
            .collect()
    }

    fn note(&self) -> Option<String> {
        self.note.clone()
    }
}
