//! What is kept in memory of an experiment: everything but its blocks, output and assets.
//! Holds committed data only. Written by the ingest's writer, and by compaction where it says so.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use suisei_core::event::{Micros, State as RunState};
use suisei_core::ids::{ExperimentKey, WriterId};
use suisei_core::series::columns::Row;
use suisei_core::series::{Columns, Summary};
use suisei_core::table::{ExperimentRow, Figures, MetricName, RowHead};
use suisei_core::wire::points::Points;
use suisei_core::wire::record::SeriesName;

use super::catalog::ProjectId;
use super::dictionary::Dictionary;
use super::edits::Edits;
use super::intervals::Intervals;
use super::output::OutputCursor;
use super::rows::Glance;
use super::values::{Space, Values};

/// What a tail takes in memory beside its points: five allocations with room to grow.
const TAIL_BYTES: usize = 256;

/// The head document: what is small and changes seldom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) key: ExperimentKey,
    pub(crate) project: ProjectId,
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) state: RunState,
    pub(crate) created: Micros,
    #[serde(default)]
    pub(crate) ended: Option<Micros>,
    #[serde(default)]
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) message: Option<String>,
    #[serde(default)]
    pub(crate) archived: bool,
    #[serde(default)]
    pub(crate) trashed: bool,
    #[serde(default)]
    pub(crate) rejected: u64,
    #[serde(default)]
    pub(crate) tags: BTreeSet<String>,
    #[serde(default)]
    pub(crate) sections: BTreeSet<String>,
    #[serde(default)]
    pub(crate) assets: AssetCounts,
}

impl Head {
    /// How every experiment begins.
    pub(crate) fn new(
        key: ExperimentKey,
        project: ProjectId,
        number: u32,
        name: String,
        created: Micros,
    ) -> Self {
        Self {
            key,
            project,
            number,
            name,
            state: RunState::Running,
            created,
            ended: None,
            notes: String::new(),
            message: None,
            archived: false,
            trashed: false,
            rejected: 0,
            tags: BTreeSet::new(),
            sections: BTreeSet::new(),
            assets: AssetCounts::default(),
        }
    }
}

/// Assets by what the pages count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AssetCounts {
    pub(crate) all: usize,
    pub(crate) code: usize,
    pub(crate) images: usize,
}

impl AssetCounts {
    /// The count of its own that assets of this type have.
    pub(crate) fn of_kind(&mut self, kind: &str) -> Option<&mut usize> {
        match kind {
            "code" | "notebook" => Some(&mut self.code),
            "image" => Some(&mut self.images),
            _ => None,
        }
    }
}

/// A series in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct SeriesState {
    /// Of all its points.
    pub(crate) summary: Summary,
    /// The points that are not in blocks; most series have none.
    tail: Option<Box<Columns>>,
}

impl SeriesState {
    /// The ordinal of the first point that is not in a block.
    pub(crate) fn first_tail(&self) -> u64 {
        self.summary.count - self.n_tail() as u64
    }

    /// How many points are not in blocks.
    pub(crate) fn n_tail(&self) -> usize {
        self.tail.as_deref().map_or(0, Columns::len)
    }

    /// The points that are not in blocks, without the first ones.
    pub(crate) fn tail_from(&self, skip: usize) -> Columns {
        let slice = |tail: &Columns| tail.slice(skip..usize::MAX);
        self.tail.as_deref().map(slice).unwrap_or_default()
    }

    /// Gives back the room that the tail does not need.
    pub(super) fn shrink(&mut self) {
        if let Some(tail) = &mut self.tail {
            tail.shrink_to_fit();
        }
    }
}

/// An experiment in memory.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) head: Arc<Head>,
    pub(crate) values: Arc<Values>,
    pub(crate) dictionary: Dictionary,
    /// By series number.
    pub(crate) series: Vec<SeriesState>,
    pub(crate) writers: BTreeMap<WriterId, Intervals>,
    pub(crate) output: OutputCursor,
    /// What people changed about how metrics are shown.
    pub(crate) edits: Option<Arc<Edits>>,
    /// Number of the next tail chunk, from 1.
    pub(crate) next_chunk: u64,
    /// Number of the oldest tail chunk that is still stored.
    pub(crate) first_chunk: u64,
    /// Points in all tails.
    pub(crate) pending: usize,
    /// Series whose tails hold points.
    pub(crate) pending_series: usize,
    /// Points in all.
    pub(crate) points: u64,
    /// Bytes of blocks that lie in the engine; none before somebody looked.
    pub(crate) unsealed: Option<u64>,
    /// Those of them that the last look for a pack left where they are.
    pub(crate) left: u64,
    /// When it was last heard from.
    pub(crate) heard: Micros,
    /// Why nothing can be added to it: a part of it could not be read.
    pub(crate) damage: Option<String>,
}

impl State {
    /// A new experiment.
    pub(crate) fn new(head: Head) -> Self {
        Self {
            heard: head.created,
            head: Arc::new(head),
            values: Arc::default(),
            dictionary: Dictionary::default(),
            series: Vec::new(),
            writers: BTreeMap::new(),
            output: OutputCursor::default(),
            edits: None,
            next_chunk: 1,
            first_chunk: 1,
            pending: 0,
            pending_series: 0,
            points: 0,
            unsealed: Some(0),
            left: 0,
            damage: None,
        }
    }

    /// Stands for an experiment that cannot be read, for `why`.
    pub(super) fn unreadable(
        key: ExperimentKey,
        (project, number): (ProjectId, u32),
        why: String,
    ) -> Self {
        let name = key.to_string();
        let mut head = Head::new(key, project, number, name, 0);
        head.state = RunState::Failed;
        Self {
            damage: Some(why),
            ..Self::new(head)
        }
    }

    /// Adds a point to the tail of a series that the dictionary knows.
    pub(crate) fn push(&mut self, series: u32, row: Row) {
        let Some(state) = self.series.get_mut(series as usize) else {
            return;
        };
        self.pending_series += usize::from(state.n_tail() == 0);
        state.tail.get_or_insert_default().push(row);
        state.summary.push(row);
        self.pending += 1;
        self.points += 1;
    }

    /// Adds points to the tails.
    pub(crate) fn push_points(&mut self, points: &Points) {
        for point in points.iter() {
            let row = Row {
                step: point.step,
                epoch: point.epoch,
                time: point.time,
                value: point.value,
            };
            self.push(point.series, row);
        }
    }

    /// Forgets the tail points of a series before `ordinal`, which are in blocks now.
    pub(crate) fn drop_tail(&mut self, series: u32, ordinal: u64) {
        let Some(state) = self.series.get_mut(series as usize) else {
            return;
        };
        let before = state.n_tail();
        let skip = ordinal.saturating_sub(state.first_tail()) as usize;
        if skip >= before {
            // A finished experiment should not hold on to the room of its last points.
            state.tail = None;
        } else if let Some(tail) = &mut state.tail {
            tail.drop_front(skip);
        }
        let after = state.n_tail();
        self.pending -= before - after;
        self.pending_series -= usize::from(before > 0 && after == 0);
    }

    /// The number of the series that is shown under a name.
    pub(crate) fn find(&self, shown: &SeriesName) -> Option<u32> {
        match &self.edits {
            None => self.dictionary.get(shown),
            Some(edits) => {
                let recorded = edits.recorded(shown, &self.dictionary)?;
                self.dictionary.get(&recorded)
            }
        }
    }

    /// The name that a series is shown under, given the one that it was recorded under; none where
    /// it is hidden.
    pub(crate) fn shown<'a>(&self, recorded: &'a SeriesName) -> Option<Cow<'a, SeriesName>> {
        match &self.edits {
            None => Some(Cow::Borrowed(recorded)),
            Some(edits) => edits.shown(recorded, &self.dictionary).map(Cow::Owned),
        }
    }

    /// The hidden points of a series, where it was ever edited.
    pub(crate) fn hidden(&self, series: u32) -> Option<&Arc<Intervals>> {
        let recorded = self.dictionary.names().get(series as usize)?;
        self.edits.as_ref()?.hidden(recorded)
    }

    /// True when an edit was ever about the points of a series that is not hidden.
    pub(crate) fn hides_points(&self) -> bool {
        self.edits.is_some()
            && self
                .visible()
                .any(|(number, ..)| self.hidden(number).is_some())
    }

    /// All series that are not hidden, by number, with the names that they are shown under.
    pub(crate) fn visible(&self) -> impl Iterator<Item = (u32, Cow<'_, SeriesName>, &SeriesState)> {
        let all = (0..).zip(self.dictionary.names().iter().zip(&self.series));
        all.filter_map(|(number, (recorded, series))| Some((number, self.shown(recorded)?, series)))
    }

    /// True when tail chunks are stored, if only because compaction did not come to its end.
    pub(crate) fn has_chunks(&self) -> bool {
        self.first_chunk < self.next_chunk
    }

    /// Bytes that it takes in memory, about, beside its tail.
    pub(super) fn weight(&self) -> usize {
        size_of::<Self>()
            + size_of::<Head>()
            + self.series.len() * size_of::<SeriesState>()
            + self.values.n_bytes()
            + self.writers.len() * size_of::<(WriterId, Intervals)>()
    }

    /// Bytes that its tail takes in memory, about; of an experiment that ended, all that can be
    /// forgotten once the tail is in blocks.
    pub(crate) fn tail_weight(&self) -> usize {
        let tail = self.pending * size_of::<Row>() + self.pending_series * TAIL_BYTES;
        match self.head.state {
            RunState::Running => tail,
            _ => tail + self.weight(),
        }
    }

    /// What lists count.
    pub(super) fn glance(&self) -> Glance {
        Glance {
            state: self.head.state,
            trashed: self.head.trashed,
            heard: self.heard,
        }
    }

    /// What lists show.
    pub(crate) fn row_head(&self) -> RowHead {
        let head = &self.head;
        RowHead {
            key: head.key.clone(),
            name: head.name.clone(),
            number: head.number,
            state: head.state,
            created: head.created,
            ended: head.ended,
            heard: self.heard,
            tags: head.tags.iter().cloned().collect(),
            archived: head.archived,
        }
    }

    /// What the table knows; `summary` gives that of a series, by number.
    pub(crate) fn row(&self, summary: impl Fn(u32, &SeriesState) -> Summary) -> ExperimentRow {
        let values = |space| {
            self.values
                .of(space)
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect()
        };
        let mut metrics: BTreeMap<MetricName, Summary> = BTreeMap::new();
        for (number, name, series) in self.visible() {
            let name = name.into_owned();
            let one = summary(number, series);
            metrics
                .entry(MetricName {
                    name: name.metric,
                    context: name.context,
                })
                .and_modify(|all| all.merge(&one))
                .or_insert(one);
        }
        ExperimentRow {
            head: self.row_head(),
            parameters: values(Space::Parameter),
            others: values(Space::Other),
            metrics: metrics
                .into_iter()
                .map(|(name, summary)| (name, Figures::from(&summary)))
                .collect(),
        }
    }
}
