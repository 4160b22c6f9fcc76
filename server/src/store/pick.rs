//! Picks the points of a metric that an edit is about. Reads a bounded part of them at a time.

use suisei_core::edit::{MetricChange, NewEdit};
use suisei_core::query::Place;
use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use super::blocks::Trouble;
use super::edits::HiddenRuns;
use super::experiment::Shared;
use super::intervals::Intervals;
use super::series::{Cut, View, read};
use super::{Inner, StoreError};

/// Most separate runs of points that one edit may hide.
const MAX_RUNS: usize = 10_000;

/// What an edit is about.
pub(crate) struct Picked {
    /// The metric's name as it was recorded.
    pub(crate) recorded: String,
    /// The points that it hides, for each source; none for a change of the whole metric.
    pub(crate) hidden: Vec<HiddenRuns>,
}

/// Finds the metric, which is named as it is shown now, and the points in its range.
pub(super) fn pick(store: &Inner, shared: &Shared, new: &NewEdit) -> Result<Picked, StoreError> {
    let (recorded, started) = shared.read(|state| {
        let of_metric =
            |name: &SeriesName| name.metric == new.metric && name.context == new.context;
        let recorded: Vec<SeriesName> = state
            .visible()
            .filter(|(_, name, _)| of_metric(name))
            .filter_map(|(number, ..)| state.dictionary.names().get(number as usize).cloned())
            .collect();
        (recorded, state.head.created)
    });
    // A name that one source recorded and another has got by an edit belongs to the first.
    let Some(name) = recorded.first().map(|name| name.metric.clone()) else {
        return Err(StoreError::Invalid(format!(
            "`metric`: the experiment shows no metric `{}`{}",
            new.metric,
            in_context(&new.context)
        )));
    };
    let (mut hidden, mut n_runs) = (Vec::new(), 0);
    if let Some((x, range, side)) = new.change.points() {
        for series in recorded.iter().filter(|series| series.metric == name) {
            let runs = read(store, shared, (series, View::Recorded), 0, |cut| {
                let Some(place) = Place::of(x, &cut.summary, started) else {
                    let message = "`x`: points are picked by step, epoch, wall or relative time";
                    return Err(StoreError::Invalid(message.to_owned()).into());
                };
                cut.runs(|columns, first| side.runs(columns, first, place, range))
            })?;
            let runs: Vec<(u64, u64)> = runs.unwrap_or_default().runs().to_vec();
            n_runs += runs.len();
            check_runs(n_runs)?;
            if !runs.is_empty() {
                hidden.push(HiddenRuns {
                    source: series.source,
                    runs,
                });
            }
        }
        if hidden.is_empty() {
            let what = match new.change {
                MetricChange::Trim { .. } => "outside",
                _ => "in",
            };
            return Err(StoreError::Invalid(format!(
                "`range`: no point of `{}` lies {what} the range",
                new.metric
            )));
        }
    }
    Ok(Picked {
        recorded: name,
        hidden,
    })
}

fn in_context(context: &str) -> String {
    match context {
        "" => " without a context".to_owned(),
        context => format!(" in the context `{context}`"),
    }
}

fn check_runs(n: usize) -> Result<(), StoreError> {
    if n <= MAX_RUNS {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "`range`: its points lie in more than {MAX_RUNS} separate places of the order in which they came; pick by another axis"
    )))
}

type Runs = Vec<std::ops::Range<u64>>;

impl Cut<'_> {
    /// The runs of ordinals that `pick` finds in columns and the ordinal of their first point.
    fn runs(&self, pick: impl Fn(&Columns, u64) -> Runs) -> Result<Intervals, Trouble> {
        let mut all = Intervals::default();
        let mut add = |runs: Runs| {
            runs.into_iter().for_each(|run| all.insert(run));
            check_runs(all.n_runs())
        };
        self.reader.each_page(0..self.end, |page, wanted| {
            for block in page {
                let first = block.ordinals().start.max(wanted.start);
                add(pick(&self.reader.columns(block, &wanted)?, first))?;
            }
            Ok(())
        })?;
        add(pick(&self.tail, self.tail_start))?;
        Ok(all)
    }
}
