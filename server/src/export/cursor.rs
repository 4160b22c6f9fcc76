//! Walks through the points of chosen series, a bounded number at a time. Holds the names of one
//! experiment at most.

use std::collections::VecDeque;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use suisei_core::ids::ExperimentKey;
use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use crate::store::{Experiment, RecordedSeries, StoreError};

/// Points that are read at a time: some sealed blocks, a megabyte of columns. Fewer where long names
/// would make many bytes of them.
const PART_POINTS: u64 = 32_768;
const PART_BYTES: u64 = 4 * 1024 * 1024;

/// What a line of a file takes beside names, about.
const LINE_BYTES: u64 = 128;

/// Which series of an experiment are wanted; what is not said may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The metric.
    pub metric: Option<String>,
    /// Its context; empty for those without one.
    pub context: Option<String>,
    /// Its source; 0 for those without one.
    pub source: Option<u32>,
}

/// Whether edits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Edits {
    /// Series as they are shown: with their new names, without hidden points.
    #[default]
    Apply,
    /// Series as they were recorded, with every point.
    Ignore,
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
    /// What the filters see, and the file has.
    pub edits: Edits,
}

impl Choice {
    /// A filter that names something and finds no series.
    pub fn unmet(&self) -> Option<&Filter> {
        let series = self.all();
        let is_unmet = |filter: &&Filter| {
            **filter != Filter::default() && !series.iter().any(|wanted| filter.holds(&wanted.name))
        };
        self.filters.iter().find(is_unmet)
    }

    /// The wanted series, by name, context and source.
    fn series(&self) -> VecDeque<Wanted> {
        let mut all = self.all();
        all.retain(|wanted| self.filters.iter().any(|filter| filter.holds(&wanted.name)));
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.into()
    }

    fn all(&self) -> Vec<Wanted> {
        let named = |recorded: RecordedSeries| {
            let name = match self.edits {
                Edits::Apply => recorded.shown.clone()?,
                Edits::Ignore => recorded.name.clone(),
            };
            Some(Wanted { name, recorded })
        };
        let all = self.experiment.recorded_series().into_iter();
        all.filter_map(named).collect()
    }
}

/// A series that is wanted.
struct Wanted {
    /// What it is called in the file.
    name: SeriesName,
    recorded: RecordedSeries,
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
    current: Option<Choice>,
    /// What is left of the experiment.
    series: VecDeque<Wanted>,
    /// The next point of its first series.
    next: u64,
    /// What was read and not given away.
    ready: VecDeque<Part>,
}

impl Cursor {
    pub(super) fn new(choices: Vec<Choice>) -> Self {
        Self {
            choices: choices.into_iter(),
            current: None,
            series: VecDeque::new(),
            next: 0,
            ready: VecDeque::new(),
        }
    }

    /// The next points; none after all of them. Reads the disk.
    pub(super) fn next(&mut self) -> Result<Option<Part>, StoreError> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Ok(Some(part));
            }
            let (Some(choice), Some(wanted)) = (&self.current, self.series.front()) else {
                let Some(choice) = self.choices.next() else {
                    return Ok(None);
                };
                self.series = choice.series();
                self.current = Some(choice);
                continue;
            };
            if self.next >= wanted.recorded.n_points {
                self.series.pop_front();
                self.next = 0;
                continue;
            }
            let names = wanted.name.metric.len() + wanted.name.context.len();
            let most = (PART_BYTES / (LINE_BYTES + names as u64)).clamp(1, PART_POINTS);
            let end = wanted.recorded.n_points.min(self.next + most);
            self.ready = parts(choice, wanted, self.next..end)?;
            self.next = end;
        }
    }
}

/// The points that have these ordinals, cut where some are hidden.
fn parts(
    choice: &Choice,
    wanted: &Wanted,
    ordinals: Range<u64>,
) -> Result<VecDeque<Part>, StoreError> {
    let visible = match choice.edits {
        Edits::Apply => wanted.recorded.visible(ordinals.clone()),
        Edits::Ignore => vec![ordinals.clone()],
    };
    let (Some(first), Some(last)) = (visible.first(), visible.last()) else {
        return Ok(VecDeque::new());
    };
    let read = first.start..last.end;
    let experiment = &choice.experiment;
    let points = experiment.recorded_points(&wanted.recorded.name, read.clone())?;
    let part = |ordinals: &Range<u64>| Part {
        experiment: experiment.key().clone(),
        name: wanted.name.clone(),
        first: ordinals.start,
        points: points
            .slice((ordinals.start - read.start) as usize..(ordinals.end - read.start) as usize),
    };
    Ok(visible.iter().map(part).collect())
}
