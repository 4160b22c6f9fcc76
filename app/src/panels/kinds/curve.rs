//! Curves: the last one of a name of each shown experiment.

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::curve::{self, Baseline, CurveChart};
use suisei_chart::{Layout, Picture, Rgba, Side, XAxis, XKind, YAxis};
use suisei_core::curve::Curve;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::RowHead;

use super::assets::{MOST_ASKED, last_of};
use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts};
use super::model::Made;
use crate::source::SourceError;
use crate::text::{common, kinds as words, t};

/// The type of these assets.
const KIND: &str = "curve";

struct Curves {
    all: Vec<Own>,
    note: Option<String>,
    /// Where things stand, and a colour.
    drawn: RefCell<Option<(Layout, Rgba)>>,
}

/// The curve of one experiment.
struct Own {
    key: ExperimentKey,
    number: u32,
    name: String,
    step: Option<i64>,
    curve: Curve,
}

/// The last curves of a name.
pub(super) async fn make(
    name: &str,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    let (mut all, mut unreadable) = (Vec::new(), 0_usize);
    for head in facts.shown.iter().take(MOST_ASKED) {
        match of_one(name, context, head).await {
            Ok(own) => all.extend(own),
            // One file that is none must not cost the others.
            Err(SourceError::Format(_) | SourceError::NotFound) => unreadable += 1,
            Err(error) => return Err(error),
        }
    }
    if all.is_empty() && unreadable == 0 {
        return Ok(None);
    }
    // The newest lies on top.
    all.reverse();
    let shown = facts.shown.len();
    let cut = (shown > MOST_ASKED).then(|| super::shown_of(MOST_ASKED, shown));
    Ok(Some(Rc::new(Curves {
        all,
        note: super::joined([cut, super::unreadable(unreadable)]),
        drawn: RefCell::new(None),
    })))
}

/// The last curve of an experiment; none where it has none of this name.
async fn of_one(name: &str, context: &Context, head: &RowHead) -> Result<Option<Own>, SourceError> {
    let Some(asset) = last_of(context, &head.key, KIND, name).await? else {
        return Ok(None);
    };
    let text = context.source.asset_text(&head.key, &asset.id).await?;
    let curve =
        Curve::read(text.as_bytes()).map_err(|error| SourceError::Format(error.to_string()))?;
    Ok(Some(Own {
        key: head.key.clone(),
        number: head.number,
        name: head.name.clone(),
        step: asset.step,
        curve,
    }))
}

impl Curves {
    fn drawn<'a>(&'a self, sheet: &Sheet<'_>) -> Vec<curve::Curve<'a>> {
        let one = |(index, own): (usize, &'a Own)| curve::Curve {
            label: &own.name,
            emphasis: match sheet.lit.index {
                Some(lit) if lit == index => suisei_chart::Emphasis::Lit,
                _ => sheet.lit.emphasis(Some(&own.key)),
            },
            ..curve::Curve::new(&own.curve.x, &own.curve.y, sheet.colours.of(own.number))
        };
        self.all.iter().enumerate().map(one).collect()
    }

    /// ROC curves are measured against guessing.
    fn baseline(&self) -> Option<Baseline> {
        let rises = |own: &Own| {
            let ends = [
                own.curve.x.first().zip(own.curve.y.first()),
                own.curve.x.last().zip(own.curve.y.last()),
            ];
            ends == [Some((&0.0, &0.0)), Some((&1.0, &1.0))]
        };
        self.all.iter().all(rises).then_some(Baseline::Diagonal)
    }
}

impl Chart for Curves {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let curves = self.drawn(sheet);
        let chart = CurveChart {
            width: sheet.size.0,
            height: sheet.size.1,
            ratio: sheet.ratio,
            x: XAxis::new(XKind::Epoch, ""),
            y: YAxis::default(),
            curves: &curves,
            baseline: self.baseline(),
            square: false,
        };
        let picture = curve::draw(&chart, &sheet.colours.theme, &CanvasText);
        let surface = sheet.colours.theme.surface;
        self.drawn.replace(Some((picture.layout.clone(), surface)));
        picture
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        let drawn = self.drawn.borrow();
        let (layout, surface) = drawn.as_ref()?;
        // Colours play no part in where a curve lies.
        let curves: Vec<curve::Curve<'_>> = self
            .all
            .iter()
            .map(|own| curve::Curve::new(&own.curve.x, &own.curve.y, *surface))
            .collect();
        let (index, _) = curve::at_pixel(layout, &curves, at)?;
        Some(index)
    }

    fn place(&self, index: usize) -> (f64, f64) {
        let drawn = self.drawn.borrow();
        let place = drawn.as_ref().and_then(|(layout, _)| {
            let curve = &self.all.get(index)?.curve;
            let middle = curve.x.len() / 2;
            let y = layout.y_to_pixel(Side::Left, *curve.y.get(middle)?);
            Some((layout.x_to_pixel(*curve.x.get(middle)?), y))
        });
        place.unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.all.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let mut cells = self.row(index).into_iter().map(Cell::shown);
        Tip {
            title: cells.next().unwrap_or_default(),
            slot: self.all.get(index).map(|own| own.number),
            rows: self.heads().into_iter().skip(1).zip(cells).collect(),
        }
    }

    fn experiment(&self, index: usize) -> Option<&ExperimentKey> {
        Some(&self.all.get(index)?.key)
    }

    fn heads(&self) -> Vec<String> {
        [
            t(common::NAME),
            t(words::AREA_UNDER),
            t(words::N_POINTS),
            t(crate::text::project::AXIS_STEP),
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let Some(own) = self.all.get(index) else {
            return Vec::new();
        };
        vec![
            Cell::Words(own.name.clone()),
            Cell::if_any(own.curve.area_under()),
            Cell::count(own.curve.x.len() as u64),
            Cell::if_any(own.step.map(|step| step as f64)),
        ]
    }

    fn names(&self) -> Vec<(String, u32)> {
        let newest_first = self.all.iter().rev();
        newest_first
            .map(|own| (own.name.clone(), own.number))
            .collect()
    }

    fn note(&self) -> Option<String> {
        self.note.clone()
    }
}
