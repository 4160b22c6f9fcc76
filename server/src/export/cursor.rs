//! Walks through the points of chosen series, a bounded number at a time. Holds the names of one
//! experiment at most.

use std::collections::VecDeque;
use std::ops::Range;

use suisei_core::ids::ExperimentKey;
use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use crate::store::{Experiment, StoreError};

/// Points that are read at a time: some sealed blocks, a megabyte of columns.
const PART_POINTS: u64 = 32_768;

/// Which recorded series of an experiment are wanted; what is not said may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The metric.
    pub metric: Option<String>,
    /// Its context; empty for those without one.
    pub context: Option<String>,
    /// Its source; 0 for those without one.
    pub source: Option<u32>,
}

impl Filter {
    fn holds(&self, name: &SeriesName) -> bool {
        let is = |wanted: &Option<String>, found: &String| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        is(&self.metric, &name.metric)
            && is(&self.context, &name.context)
            && self.source.is_none_or(|wanted| wanted == name.source)
    }
}

/// An experiment and what is wanted of it.
pub struct Choice {
    /// The experiment.
    pub experiment: Experiment,
    /// A series is wanted when one of these holds it.
    pub filters: Vec<Filter>,
}

impl Choice {
    /// A filter that names something and finds no series.
    pub fn unmet(&self) -> Option<&Filter> {
        let series = self.experiment.recorded_series();
        let is_unmet = |filter: &&Filter| {
            **filter != Filter::default() && !series.iter().any(|(name, _)| filter.holds(name))
        };
        self.filters.iter().find(is_unmet)
    }

    /// The wanted series and how many points each has, by name, context and source.
    fn series(&self) -> VecDeque<(SeriesName, u64)> {
        let mut all = self.experiment.recorded_series();
        all.retain(|(name, _)| self.filters.iter().any(|filter| filter.holds(name)));
        all.into()
    }
}

/// Points of one series that follow one another.
pub(super) struct Part {
    pub(super) experiment: ExperimentKey,
    pub(super) name: SeriesName,
    /// Ordinal of the first.
    pub(super) first: u64,
    pub(super) points: Columns,
}

/// Where an export stands.
pub(super) struct Cursor {
    choices: std::vec::IntoIter<Choice>,
    experiment: Option<Experiment>,
    /// What is left of the experiment.
    series: VecDeque<(SeriesName, u64)>,
    /// The next point of its first series.
    next: u64,
}

impl Cursor {
    pub(super) fn new(choices: Vec<Choice>) -> Self {
        Self {
            choices: choices.into_iter(),
            experiment: None,
            series: VecDeque::new(),
            next: 0,
        }
    }

    /// The next points; none after all of them. Reads the disk.
    pub(super) fn next(&mut self) -> Result<Option<Part>, StoreError> {
        loop {
            let (Some(experiment), Some((name, end))) = (&self.experiment, self.series.front())
            else {
                let Some(choice) = self.choices.next() else {
                    return Ok(None);
                };
                self.series = choice.series();
                self.experiment = Some(choice.experiment);
                continue;
            };
            if self.next >= *end {
                self.series.pop_front();
                self.next = 0;
                continue;
            }
            let first = self.next;
            let wanted = first..end.min(&(first + PART_POINTS)).to_owned();
            self.next = wanted.end;
            return part(experiment, name, wanted).map(Some);
        }
    }
}

fn part(
    experiment: &Experiment,
    name: &SeriesName,
    wanted: Range<u64>,
) -> Result<Part, StoreError> {
    Ok(Part {
        experiment: experiment.key().clone(),
        name: name.clone(),
        first: wanted.start,
        points: experiment.recorded_points(name, wanted)?,
    })
}
