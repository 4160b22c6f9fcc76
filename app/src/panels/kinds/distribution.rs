//! Boxes and violins: all points of a metric, a row for each shown experiment; or one number of
//! each experiment of the project, a row for each group.

use std::cell::RefCell;
use std::rc::Rc;

use suisei_canvas::CanvasText;
use suisei_chart::distribution::{self, Density, DistributionChart, Group, Quartiles};
use suisei_chart::{Layout, Limits, Picture, ScaleKind, format_value, row_at};
use suisei_core::distribution::{Axis, Sample};
use suisei_core::ids::ExperimentKey;
use suisei_core::number::Float;
use suisei_core::query::SeriesRef;
use suisei_core::query::distribution::{Distribution, DistributionRequest};
use suisei_core::table::Column;
use suisei_core::view::{Scale, Shape};

use super::chart::{Cell, Chart, Sheet, Tip};
use super::context::{Context, Facts};
use super::group::groups;
use super::model::Made;
use crate::source::SourceError;
use crate::text::column::{full_label, label};
use crate::text::format::count;
use crate::text::{common, kinds as words, t};

/// Rows that are drawn.
const MOST: usize = 100;

struct Distributions {
    /// What is distributed.
    name: String,
    rows: Vec<Row>,
    note: Option<String>,
    scale: ScaleKind,
    shape: Shape,
    drawn: RefCell<Option<Layout>>,
}

struct Row {
    label: String,
    experiment: Option<(ExperimentKey, u32)>,
    of: Distribution,
    /// The single values, as the engine wants them.
    single: Vec<f64>,
    density: (Vec<f64>, Vec<f64>),
}

/// Rows of what a column holds.
pub(super) async fn make(
    value: &Column,
    by: Option<&Column>,
    shape: Shape,
    context: &Context,
    facts: &Facts,
) -> Result<Made, SourceError> {
    let axis = match facts.scale {
        Scale::Log => Axis::Log,
        Scale::Linear | Scale::Symlog => Axis::Linear,
    };
    let (mut rows, beyond) = match (by, value) {
        (None, Column::Metric { .. }) => {
            let shown = facts.shown.len();
            let cut = (shown > MOST).then(|| super::shown_of(MOST, shown));
            (of_points(value, axis, context, facts).await?, cut)
        }
        _ => of_groups(value, by, axis, context).await?,
    };
    rows.retain(|row| row.of.count > 0);
    let total = rows.len();
    rows.truncate(MOST);
    let cut = (total > MOST).then(|| super::shown_of(MOST, total));
    if rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(Rc::new(Distributions {
        name: if by.is_some() {
            full_label(value)
        } else {
            label(value)
        },
        rows,
        note: super::joined([cut, beyond]),
        scale: match axis {
            Axis::Log => ScaleKind::Log,
            Axis::Linear | Axis::Symlog { .. } => ScaleKind::Linear,
        },
        shape,
        drawn: RefCell::new(None),
    })))
}

/// All points of each shown experiment.
async fn of_points(
    value: &Column,
    axis: Axis,
    context: &Context,
    facts: &Facts,
) -> Result<Vec<Row>, SourceError> {
    let Some(metric) = value.metric() else {
        return Ok(Vec::new());
    };
    let heads = &facts.shown[..facts.shown.len().min(MOST)];
    let series = heads.iter().map(|head| SeriesRef {
        experiment: head.key.clone(),
        metric: metric.name.clone(),
        context: metric.context.clone(),
        source: 0,
        after: None,
    });
    let request = DistributionRequest {
        series: series.collect(),
        axis,
    };
    let answers = context.source.distributions(&request).await?;
    let row = |(head, of): (&suisei_core::table::RowHead, Distribution)| {
        Row::new(head.name.clone(), Some((head.key.clone(), head.number)), of)
    };
    Ok(heads.iter().zip(answers).map(row).collect())
}

/// One number of each experiment, in groups.
async fn of_groups(
    value: &Column,
    by: Option<&Column>,
    axis: Axis,
    context: &Context,
) -> Result<(Vec<Row>, Option<String>), SourceError> {
    let columns = std::iter::once(value).chain(by).cloned().collect();
    let found = context.rows(columns).await?;
    let row = |group: super::group::Group| {
        let of = Distribution::of(&Sample::new(group.values), axis);
        Row::new(group.label, None, of)
    };
    let mut rows: Vec<Row> = groups(value, &found.rows).into_iter().map(row).collect();
    if let (None, [only]) = (by, rows.as_mut_slice()) {
        t(words::ALL_EXPERIMENTS).clone_into(&mut only.label);
    }
    Ok((rows, super::beyond(&found)))
}

impl Row {
    fn new(label: String, experiment: Option<(ExperimentKey, u32)>, of: Distribution) -> Self {
        let plain = |pair: &(Float, Float)| (pair.0.0, pair.1.0);
        Self {
            single: of.single.iter().map(|value| value.0).collect(),
            density: of.density.iter().map(plain).unzip(),
            label,
            experiment,
            of,
        }
    }

    fn quartiles(&self) -> Option<Quartiles> {
        let [low_whisker, low, median, high, high_whisker] = self.of.quartiles?.map(|of| of.0);
        Some(Quartiles {
            low_whisker,
            low,
            median,
            high,
            high_whisker,
        })
    }
}

impl Chart for Distributions {
    fn draw(&self, sheet: &Sheet<'_>) -> Picture {
        let groups: Vec<Group<'_>> = self
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                let number = row.experiment.as_ref().map(|(_, number)| *number);
                Group {
                    label: &row.label,
                    values: &row.single,
                    count: row.of.count as usize,
                    quartiles: row.quartiles(),
                    density: (!row.density.0.is_empty()).then_some(Density {
                        values: &row.density.0,
                        heights: &row.density.1,
                    }),
                    colour: sheet.colours.of(number.unwrap_or(index as u32 + 1)),
                    emphasis: sheet.lit.emphasis(self.experiment(index)),
                }
            })
            .collect();
        let chart = DistributionChart {
            width: sheet.size.0,
            height: sheet.size.1,
            ratio: sheet.ratio,
            name: "",
            scale: self.scale,
            range: Limits::AUTOMATIC,
            shape: match self.shape {
                Shape::Box => distribution::Shape::Box,
                Shape::Violin => distribution::Shape::Violin,
            },
            groups: &groups,
        };
        let picture = distribution::draw(&chart, &sheet.colours.theme, &CanvasText);
        self.drawn.replace(Some(picture.layout.clone()));
        picture
    }

    fn at(&self, at: (f64, f64)) -> Option<usize> {
        row_at(self.drawn.borrow().as_ref()?, self.rows.len(), at)
    }

    fn place(&self, index: usize) -> (f64, f64) {
        super::row_place(self.drawn.borrow().as_ref(), self.rows.len(), index)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn tip(&self, index: usize) -> Tip {
        let Some(row) = self.rows.get(index) else {
            return Tip::default();
        };
        let mut rows = vec![(t(words::N_POINTS).to_owned(), count(row.of.count))];
        if let Some(of) = row.quartiles() {
            let between = |a: f64, b: f64| format!("{} … {}", format_value(a), format_value(b));
            let whiskers = between(of.low_whisker, of.high_whisker);
            rows.push((t(words::MEDIAN).to_owned(), format_value(of.median)));
            rows.push((t(words::QUARTILES).to_owned(), between(of.low, of.high)));
            rows.push((t(words::WHISKERS).to_owned(), whiskers));
        }
        rows.push((t(words::OUTLIERS).to_owned(), count(row.of.outliers)));
        Tip {
            title: row.label.clone(),
            slot: row.experiment.as_ref().map(|(_, number)| *number),
            rows,
        }
    }

    fn experiment(&self, index: usize) -> Option<&ExperimentKey> {
        Some(&self.rows.get(index)?.experiment.as_ref()?.0)
    }

    fn heads(&self) -> Vec<String> {
        let heads = [
            common::NAME,
            words::N_POINTS,
            words::LOW_WHISKER,
            words::LOW_QUARTILE,
            words::MEDIAN,
            words::HIGH_QUARTILE,
            words::HIGH_WHISKER,
            words::OUTLIERS,
        ];
        let mut heads: Vec<String> = heads.map(|word| t(word).to_owned()).to_vec();
        heads[0] = self.name.clone();
        heads
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let Some(row) = self.rows.get(index) else {
            return Vec::new();
        };
        let five = row.of.quartiles.unwrap_or_default();
        [Cell::Words(row.label.clone()), Cell::count(row.of.count)]
            .into_iter()
            .chain(five.map(|of| Cell::number(of.0)))
            .chain([Cell::count(row.of.outliers)])
            .collect()
    }

    fn natural_height(&self) -> f64 {
        super::height_of_rows(self.rows.len())
    }

    fn note(&self) -> Option<String> {
        self.note.clone()
    }
}
