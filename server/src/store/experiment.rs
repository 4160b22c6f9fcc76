//! A handle on one experiment, for readers: answers with what is committed, from memory where it
//! can. Never changes anything.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use suisei_core::api::{self, Counts, MetricSummary};
use suisei_core::distribution::Sample;
use suisei_core::edit::{Edit, NewEdit};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::{Answer, Plan, SeriesRef, SeriesStatistics, StatisticsRequest};
use suisei_core::series::{Columns, Summary};
use suisei_core::table::{ExperimentRow, RowHead};
use suisei_core::wire::record::SeriesName;

use super::catalog::{Catalog, ProjectId, WorkspaceId};
use super::keys::ExperimentId;
use super::load::Loader;
use super::rows::{Glance, Kept};
use super::state::{SeriesState, State};
use super::values::Space;
use super::visible::VisibleSummaries;
use super::{
    Inner, Picked, StoreError, assets, distribution, output, pick, sections, series, statistics,
    visible,
};
use crate::sync::{lock, read, write};

/// What all handles on an experiment share. Its state is read when somebody first looks, and may
/// be forgotten when nobody did for a while.
pub(crate) struct Shared {
    pub(crate) id: ExperimentId,
    pub(crate) key: ExperimentKey,
    project: ProjectId,
    number: u32,
    loader: Loader,
    state: RwLock<Option<Box<State>>>,
    pub(super) visible: VisibleSummaries,
    /// Changes only while the state is locked, so that nobody keeps what is older than it.
    kept: Mutex<Kept>,
    looked_at: AtomicBool,
    /// It was purged: nothing may be kept for it any more.
    gone: AtomicBool,
}

impl Shared {
    /// An experiment whose state is known.
    pub(crate) fn new(id: ExperimentId, loader: Loader, state: State) -> Arc<Self> {
        let head = state.head.clone();
        let place = (head.project.clone(), head.number);
        Self::with(id, head.key.clone(), place, loader, Some(Box::new(state)))
    }

    /// An experiment that lies on disk.
    pub(super) fn dormant(
        id: ExperimentId,
        key: ExperimentKey,
        place: (ProjectId, u32),
        loader: Loader,
    ) -> Arc<Self> {
        Self::with(id, key, place, loader, None)
    }

    fn with(
        id: ExperimentId,
        key: ExperimentKey,
        (project, number): (ProjectId, u32),
        loader: Loader,
        state: Option<Box<State>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            id,
            key,
            project,
            number,
            loader,
            state: RwLock::new(state),
            visible: VisibleSummaries::default(),
            kept: Mutex::default(),
            looked_at: AtomicBool::new(true),
            gone: AtomicBool::new(false),
        })
    }

    /// Its project.
    pub(crate) fn project(&self) -> &ProjectId {
        &self.project
    }

    /// Its number in its project.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Tells everybody who still holds it that it was purged.
    pub(super) fn end(&self) {
        self.gone.store(true, Ordering::SeqCst);
    }

    /// True when it was purged.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::SeqCst)
    }

    /// What a reader found: of an experiment that is purged meanwhile, parts may be missing.
    fn unless_gone<T>(&self, found: Result<T, StoreError>) -> Result<T, StoreError> {
        found.map_err(|error| match self.is_gone() {
            true => StoreError::NotFound("experiment"),
            false => error,
        })
    }

    /// Looks at the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        loop {
            if let Some(state) = read(&self.state).as_deref() {
                self.looked_at.store(true, Ordering::Relaxed);
                return look(state);
            }
            if let Some(unreadable) = self.load() {
                return look(&unreadable);
            }
        }
    }

    /// Looks at the state if it is in memory.
    pub(crate) fn peek<T>(&self, look: impl FnOnce(&State) -> T) -> Option<T> {
        read(&self.state).as_deref().map(look)
    }

    /// Changes the state to what was committed.
    pub(crate) fn write<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.write_tails(|state| {
            let result = change(state);
            lock(&self.kept).clear();
            result
        })
    }

    /// Changes what no row shows: a tail that became blocks holds the same points.
    pub(crate) fn write_tails<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        loop {
            if let Some(state) = write(&self.state).as_deref_mut() {
                return change(state);
            }
            if let Some(mut unreadable) = self.load() {
                return change(&mut unreadable);
            }
        }
    }

    /// Puts the state back to what is stored.
    pub(super) fn reload(&self) -> Result<(), StoreError> {
        let state = self.loader.experiment(self.id)?;
        let mut known = write(&self.state);
        *known = Some(Box::new(state));
        lock(&self.kept).clear();
        Ok(())
    }

    /// Reads the state. Where its head is damaged, what is known stands for it; where the disk
    /// cannot be read now, that is given back and nothing is kept.
    fn load(&self) -> Option<Box<State>> {
        let mut state = write(&self.state);
        if state.is_some() {
            return None;
        }
        match self.loader.experiment(self.id) {
            Ok(found) => *state = Some(Box::new(found)),
            Err(error) => {
                let place = (self.project.clone(), self.number);
                let known = State::unreadable(self.key.clone(), place, error.to_string());
                if !matches!(error, StoreError::Damaged { .. }) {
                    return Some(Box::new(known));
                }
                *state = Some(Box::new(known));
            }
        }
        None
    }

    /// Bytes that it takes in memory beyond what every experiment takes.
    fn weight(&self) -> usize {
        self.peek(State::weight).unwrap_or(0) + lock(&self.kept).weight()
    }

    /// Forgets what can be read again and nobody looked at since the last call. Returns its bytes.
    /// Only while nobody else can get hold of it: a change that is under way must find the state
    /// that it is based on.
    fn forget(&self) -> usize {
        let mut state = write(&self.state);
        let is_idle = !self.looked_at.swap(false, Ordering::Relaxed);
        let can_go = |state: &State| is_idle && !state.has_chunks() && state.damage.is_none();
        let forgotten = state.take_if(|state| can_go(state));
        forgotten.map_or(0, |state| state.weight()) + lock(&self.kept).forget_idle()
    }

    /// What the table knows of it.
    fn row(&self, store: &Inner) -> Arc<ExperimentRow> {
        loop {
            if let Some(row) = self.plain_row() {
                return row;
            }
            let edited = self.edited_summaries(store);
            let row = self.read(|state| {
                let is_as_before = state.hides_points() != edited.is_empty();
                // Not kept: the points may be newer than the summaries.
                is_as_before.then(|| {
                    state.row(|number, series| {
                        edited.get(&number).copied().unwrap_or(series.summary)
                    })
                })
            });
            if let Some(row) = row {
                return Arc::new(row);
            }
        }
    }

    /// The row of an experiment that can be read and hides no points; kept. A state that is not in
    /// memory is read for that and not kept: a table of many must not hold all of them.
    fn plain_row(&self) -> Option<Arc<ExperimentRow>> {
        let state = read(&self.state);
        if let Some(row) = lock(&self.kept).row() {
            return Some(row);
        }
        let row = match state.as_deref() {
            Some(state) => self.loader.row(state),
            None => self.loader.row(&self.loader.experiment(self.id).ok()?),
        }?;
        lock(&self.kept).set_row(row.clone());
        Some(row)
    }

    /// Summaries of the series that have hidden points. One that cannot be read shows none.
    fn edited_summaries(&self, store: &Inner) -> BTreeMap<u32, Summary> {
        let edited: Vec<(u32, SeriesName)> = self.read(|state| {
            if !state.hides_points() {
                return Vec::new();
            }
            state
                .visible()
                .filter(|&(number, ..)| state.hidden(number).is_some())
                .map(|(number, name, _)| (number, name.into_owned()))
                .collect()
        });
        let summary = |(number, name)| match visible::summary(store, self, &name) {
            Ok(summary) => (number, summary.unwrap_or_default()),
            Err(error) => {
                tracing::error!("{error}");
                (number, Summary::default())
            }
        };
        edited.into_iter().map(summary).collect()
    }

    /// What lists count of it. Reads no more than that.
    fn glance(&self) -> Glance {
        let state = read(&self.state);
        if let Some(glance) = lock(&self.kept).glance() {
            return glance;
        }
        let glance = match state.as_deref() {
            Some(state) => state.glance(),
            None => match self.loader.glance(self.id) {
                Ok(glance) => glance,
                Err(_) => {
                    drop(state);
                    return self.read(State::glance);
                }
            },
        };
        lock(&self.kept).set_glance(glance);
        glance
    }
}

impl Inner {
    /// Frees memory where experiments take more than `most` bytes of it: forgets those that nobody
    /// looked at since the last call.
    pub(super) fn forget_idle(&self, most: usize) {
        let all = |catalog: &Catalog| catalog.experiments.values().map(|s| s.weight()).sum();
        let mut n: usize = all(&read(&self.catalog));
        if n <= most {
            return;
        }
        // Locked for writing, nobody else gets hold of one that only the catalog holds, twice.
        let catalog = write(&self.catalog);
        for shared in catalog.experiments.values() {
            if Arc::strong_count(shared) == 2 {
                n = n.saturating_sub(shared.forget());
            }
            if n <= most / 4 * 3 {
                return;
            }
        }
    }
}

/// A handle on one experiment.
#[derive(Clone)]
pub struct Experiment {
    pub(crate) shared: Arc<Shared>,
    pub(crate) store: Arc<Inner>,
}

/// What an experiment's page shows beyond its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Markdown.
    pub notes: String,
    /// Why it is in its state.
    pub message: Option<String>,
    /// Points received.
    pub points: u64,
    /// Events that were refused.
    pub rejected: u64,
    /// Writers that sent something.
    pub writers: usize,
    /// True when it is in the trash.
    pub trashed: bool,
    /// How many of what its tabs show.
    pub counts: Counts,
}

impl Experiment {
    /// Its public key.
    pub fn key(&self) -> &ExperimentKey {
        &self.shared.key
    }

    /// Its project.
    pub fn project(&self) -> ProjectId {
        self.shared.project.clone()
    }

    /// The workspace of its project.
    pub fn workspace(&self) -> Option<WorkspaceId> {
        let project = self.project();
        read(&self.store.catalog)
            .projects
            .get(&project)
            .map(|project| project.workspace.clone())
    }

    /// True when it is in the trash.
    pub fn is_trashed(&self) -> bool {
        self.shared.glance().trashed
    }

    /// What lists show of it.
    pub fn head(&self) -> RowHead {
        self.shared.read(State::row_head)
    }

    /// What lists count of it.
    pub fn glance(&self) -> Glance {
        self.shared.glance()
    }

    /// What the table knows of it; kept until the next commit that changes it.
    pub fn row(&self) -> Arc<ExperimentRow> {
        self.shared.row(&self.store)
    }

    /// What its page shows beyond that.
    pub fn about(&self) -> About {
        self.shared.read(|state| {
            let head = &state.head;
            let is_system = |name: &SeriesName| name.metric.starts_with("sys.");
            let (system, others): (Vec<_>, Vec<_>) =
                state.visible().partition(|(_, name, _)| is_system(name));
            About {
                notes: head.notes.clone(),
                message: head.message.clone(),
                points: state.points,
                rejected: head.rejected,
                writers: state.writers.len(),
                trashed: head.trashed,
                counts: Counts {
                    metrics: others.len(),
                    system: system.len(),
                    parameters: state.values.count(Space::Parameter),
                    output_lines: state.output.lines,
                    code: head.assets.code,
                    images: head.assets.images,
                    assets: head.assets.all,
                },
            }
        })
    }

    /// All its series with their summaries, by name, context and source, as edits show them. Reads
    /// the disk where a series was edited.
    pub fn series(&self) -> Result<Vec<MetricSummary>, StoreError> {
        let mut all: Vec<MetricSummary> = self.shared.read(|state| {
            let one = |(number, name, series): (u32, Cow<'_, SeriesName>, &SeriesState)| {
                // Stands for a summary that is still to be counted.
                let hidden = state.hidden(number).map_or(0, |_| series.summary.count);
                MetricSummary {
                    series: name.into_owned(),
                    summary: series.summary,
                    hidden,
                }
            };
            state.visible().map(one).collect()
        });
        for edited in all.iter_mut().filter(|one| one.hidden > 0) {
            let visible = visible::summary(&self.store, &self.shared, &edited.series)?;
            edited.summary = visible.unwrap_or_default();
            edited.hidden = edited.hidden.saturating_sub(edited.summary.count);
        }
        all.sort_by(|a, b| a.series.cmp(&b.series));
        Ok(all)
    }

    /// The names of all its series as they were recorded, by number.
    pub(super) fn recorded(&self) -> Vec<SeriesName> {
        self.shared.read(|state| state.dictionary.names().to_vec())
    }

    /// Reads every point of a series by the name that it was recorded under. Reads the disk.
    pub(super) fn check(&self, name: &SeriesName) -> Result<(), StoreError> {
        let checked = series::check(&self.store, &self.shared, name);
        self.shared.unless_gone(checked)
    }

    /// The summary of a series as edits show it, if there is such a one. Reads the disk where it
    /// was edited.
    pub fn summary(&self, name: &SeriesName) -> Result<Option<Summary>, StoreError> {
        visible::summary(&self.store, &self.shared, name)
    }

    /// Finds what an edit is about. Reads the disk.
    pub(crate) fn pick(&self, new: &NewEdit) -> Result<Picked, StoreError> {
        pick::pick(&self.store, &self.shared, new)
    }

    /// What people changed about its metrics, oldest first.
    pub fn edits(&self) -> Vec<Edit> {
        self.shared.read(|state| {
            let edits = state.edits.iter().flat_map(|edits| edits.list());
            edits.map(|stored| stored.edit.clone()).collect()
        })
    }

    /// The points of a series from the ordinal `after` on, in arrival order; none when there is no
    /// such series. Reads the disk.
    pub fn columns(&self, name: &SeriesName, after: u64) -> Result<Columns, StoreError> {
        Ok(self
            .cut(name, after)?
            .map(|(_, columns)| columns)
            .unwrap_or_default())
    }

    /// The summary of a series and its points from the ordinal `after` on, as of one moment, which
    /// two separate questions would not be; none when there is no such series. Reads the disk.
    pub fn cut(
        &self,
        name: &SeriesName,
        after: u64,
    ) -> Result<Option<(Summary, Columns)>, StoreError> {
        let found = series::cut(&self.store, &self.shared, name, after);
        self.shared.unless_gone(found)
    }

    /// The answer for one of its series; none when there is no such series. Reads the disk.
    pub fn answer(
        &self,
        name: &SeriesName,
        asked: &SeriesRef,
        plan: &Plan,
    ) -> Result<Option<Answer>, StoreError> {
        let found = series::answer(&self.store, &self.shared, name, asked, plan);
        self.shared.unless_gone(found)
    }

    /// Exact statistics of one of its series; none when there is no such series. Reads the disk.
    pub fn statistics(
        &self,
        asked: &SeriesRef,
        request: &StatisticsRequest,
    ) -> Result<Option<SeriesStatistics>, StoreError> {
        let found = statistics::of_series(&self.store, &self.shared, asked, request);
        self.shared.unless_gone(found)
    }

    /// All values of one of its series; none when there is no such series. Reads the disk.
    pub fn sample(&self, asked: &SeriesRef) -> Result<Option<Sample>, StoreError> {
        let found = distribution::of_series(&self.store, &self.shared, asked);
        self.shared.unless_gone(found)
    }

    /// The sections of its environment. Reads the disk.
    pub fn environment(&self) -> Result<api::Environment, StoreError> {
        sections::all(self.store.kv.as_ref(), self.shared.id)
    }

    /// Its assets, oldest first. Reads the disk.
    pub fn assets(&self) -> Result<Vec<api::Asset>, StoreError> {
        let mut assets = assets::all(self.store.kv.as_ref(), self.shared.id)?;
        let workspace = self.workspace();
        for asset in &mut assets {
            asset.present = self.store.has_asset(workspace.as_ref(), asset);
        }
        Ok(assets)
    }

    /// One of its assets. Reads the disk.
    pub fn asset(&self, id: &str) -> Result<Option<api::Asset>, StoreError> {
        let mut asset = assets::get(self.store.kv.as_ref(), self.shared.id, id)?;
        if let Some(asset) = &mut asset {
            asset.present = self.store.has_asset(self.workspace().as_ref(), asset);
        }
        Ok(asset)
    }

    /// At most `limit` console lines from number `after` on; fewer when they are long. The last
    /// line of a stream may still grow. Reads the disk.
    pub fn output(&self, after: u64, limit: usize) -> Result<api::OutputPage, StoreError> {
        let total = self.shared.read(|state| state.output.lines);
        output::read(self.store.kv.as_ref(), self.shared.id, total, after, limit)
    }
}
