//! Reads the store back into memory: at the start, and after a commit that failed half-way.
//! Damage in one experiment never hides another.

use std::collections::HashSet;
use std::sync::Arc;

use suisei_core::ids::ExperimentKey;
use suisei_core::table::ExperimentRow;
use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;
use suisei_core::wire::points::Points;

use super::StoreError;
use super::catalog::{Catalog, Project, ProjectId, Workspace};
use super::codec;
use super::dictionary::Dictionaries;
use super::documents::{collect_chunks, get_chunks};
use super::edits::{Edits, StoredEdit};
use super::experiment::Shared;
use super::intervals::Intervals;
use super::keys::{self, ExperimentId};
use super::kv::{Kv, for_each};
use super::output::OutputCursor;
use super::rows::{Glance, RowNames};
use super::state::{Head, SeriesState, State};
use super::summaries;

/// With so few experiments all are read at the start, so that damage is known at once.
const READ_AT_START: usize = 256;

/// Experiments with so many series or fewer share the names of those.
const MOST_SHARED_NAMES: usize = 1_024;

/// What reads experiments.
#[derive(Clone)]
pub(crate) struct Loader {
    pub(super) kv: Arc<dyn Kv>,
    dictionaries: Arc<Dictionaries>,
    row_names: Arc<RowNames>,
}

impl Loader {
    pub(super) fn new(kv: Arc<dyn Kv>) -> Self {
        Self {
            kv,
            dictionaries: Arc::default(),
            row_names: Arc::default(),
        }
    }

    /// One experiment. Fails when its head cannot be read; a part that cannot be read is noted in
    /// [`State::damage`] and the rest is there.
    pub(super) fn experiment(&self, id: ExperimentId) -> Result<State, StoreError> {
        let mut state = experiment(self.kv.as_ref(), id)?;
        self.share_names(&mut state);
        Ok(state)
    }

    /// Makes an experiment share the names of its metrics with those that have the same. One with
    /// many metrics has them for itself: looking them up would cost more than it saves.
    pub(crate) fn share_names(&self, state: &mut State) {
        if state.dictionary.len() <= MOST_SHARED_NAMES {
            self.dictionaries.share(&mut state.dictionary);
        }
    }

    /// What the table knows of an experiment, with names that rows share; none where it hides
    /// points.
    pub(super) fn row(&self, state: &State) -> Option<Arc<ExperimentRow>> {
        if state.hides_points() {
            return None;
        }
        let mut row = state.row(|_, series| series.summary);
        self.row_names.share(&mut row);
        Some(Arc::new(row))
    }

    /// What lists count of an experiment: as in its state, with little reading.
    pub(super) fn glance(&self, id: ExperimentId) -> Result<Glance, StoreError> {
        let kv = self.kv.as_ref();
        let mut state = State::new(head(kv, id)?);
        heard(kv, id, &mut state)?;
        writers(kv, id, &mut state)?;
        Ok(state.glance())
    }
}

/// Everything that is stored.
pub(super) fn catalog(loader: &Loader) -> Result<Catalog, StoreError> {
    let mut catalog = Catalog::default();
    groups(loader.kv.as_ref(), &mut catalog)?;
    newcomers(loader, &mut catalog)?;
    Ok(catalog)
}

/// Workspaces, projects and counters.
pub(super) fn groups(kv: &dyn Kv, catalog: &mut Catalog) -> Result<(), StoreError> {
    catalog.workspaces.clear();
    catalog.projects.clear();
    for_each(kv, keys::workspaces(), |key, value| {
        let what = || format!("workspace `{}`", key.text_after_kind());
        let read = codec::open(&value, what).and_then(|body| codec::from_json(body, what));
        if let Some(workspace) = catalog.undamaged::<Workspace>(read)? {
            catalog.workspaces.insert(workspace.id.clone(), workspace);
        }
        Ok(())
    })?;
    let what = |id: &str| format!("project `{id}`");
    for (id, bytes) in collect_chunks(kv, keys::projects(), keys::project_id, what)? {
        let read = bytes.and_then(|bytes| codec::from_json(&bytes, || what(&id)));
        if let Some(project) = catalog.undamaged::<Project>(read)? {
            catalog.projects.insert(project.id.clone(), project);
        }
    }
    catalog.next_experiment = match kv.get(&keys::meta("experiments"))? {
        Some(value) => u64_of(codec::open(&value, || {
            "the count of experiments".to_owned()
        })?),
        None => 0,
    };
    Ok(())
}

/// Experiments that are stored and not in the catalog: all of them at the start, those of a failed
/// commit later. Where there are many, those without recent points are not read before somebody
/// looks at them.
pub(super) fn newcomers(loader: &Loader, catalog: &mut Catalog) -> Result<(), StoreError> {
    let kv = loader.kv.as_ref();
    let mut unsettled = HashSet::new();
    for_each(kv, keys::all_unsettled(), |key, _| {
        unsettled.insert(key.last_u64());
        Ok(())
    })?;
    let mut found = Vec::new();
    for_each(kv, keys::experiments(), |key, value| {
        let text = key.text_after_kind();
        let what = || format!("the entry of experiment `{text}`");
        let public: Option<ExperimentKey> = text.parse().ok();
        let known = public
            .as_ref()
            .is_some_and(|key| catalog.experiments.contains_key(key));
        let entry = codec::open(&value, what).map(Entry::decode);
        if !known && let Some(entry) = catalog.undamaged(entry)? {
            found.push((public, entry));
        }
        Ok(())
    })?;
    let is_small = found.len() <= READ_AT_START;
    for (public, entry) in found {
        let id = entry.id;
        match (public, entry.place) {
            (Some(public), Some(place)) if !is_small && !unsettled.contains(&id.0) => {
                let (project, number) = place.clone();
                let shared = Shared::dormant(id, public, place, loader.clone());
                catalog.insert(&project, number, &shared);
            }
            _ => {
                if let Some(state) = catalog.undamaged(loader.experiment(id))? {
                    insert(catalog, id, loader, state);
                }
            }
        }
    }
    Ok(())
}

fn insert(catalog: &mut Catalog, id: ExperimentId, loader: &Loader, state: State) {
    let head = state.head.clone();
    if let Some(damage) = &state.damage {
        catalog.damage.push(damage.clone());
    }
    let shared = Shared::new(id, loader.clone(), state);
    catalog.insert(&head.project, head.number, &shared);
}

/// What the key of an experiment leads to: `id u64 | number u32 | project`.
pub(crate) struct Entry {
    pub(crate) id: ExperimentId,
    /// Its project and its number there.
    pub(crate) place: Option<(ProjectId, u32)>,
}

impl Entry {
    /// The body of the value.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut body = self.id.0.to_le_bytes().to_vec();
        if let Some((project, number)) = &self.place {
            body.extend_from_slice(&number.to_le_bytes());
            body.extend_from_slice(project.as_str().as_bytes());
        }
        body
    }

    fn decode(body: &[u8]) -> Self {
        let place = || {
            let (number, project) = body.get(8..)?.split_first_chunk()?;
            let project = std::str::from_utf8(project).ok()?.parse().ok()?;
            Some((project, u32::from_le_bytes(*number)))
        };
        Self {
            id: ExperimentId(u64_of(body)),
            place: place(),
        }
    }
}

/// A u64 as it is stored in a body.
fn u64_of(body: &[u8]) -> u64 {
    body.first_chunk()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn head(kv: &dyn Kv, id: ExperimentId) -> Result<Head, StoreError> {
    let what = || format!("the head of experiment {}", id.0);
    let Some(bytes) = get_chunks(kv, &id.head(), what)? else {
        return Err(StoreError::damaged(what(), "it is missing"));
    };
    codec::from_json(&bytes, what)
}

fn experiment(kv: &dyn Kv, id: ExperimentId) -> Result<State, StoreError> {
    let mut state = State::new(head(kv, id)?);
    state.unsealed = None;
    match parts(kv, id, &mut state) {
        Ok(()) => {}
        Err(error @ StoreError::Damaged { .. }) => state.damage = Some(error.to_string()),
        Err(other) => return Err(other),
    }
    Ok(state)
}

fn parts(kv: &dyn Kv, id: ExperimentId, state: &mut State) -> Result<(), StoreError> {
    let key = state.head.key.clone();
    let wrong = |part: &'static str| {
        let key = key.clone();
        move |error: WireError| StoreError::damaged(format!("{part} of experiment `{key}`"), error)
    };
    let sealed = |part: &'static str| {
        let key = key.clone();
        move || format!("{part} of experiment `{key}`")
    };
    heard(kv, id, state)?;
    let mut values = super::values::Values::default();
    for_each(kv, id.all_values(), |page, value| {
        let body = codec::open(&value, sealed("parameters"))?;
        values
            .load_page(page.last_u32(), body)
            .map_err(wrong("parameters"))
    })?;
    state.values = Arc::new(values);
    if let Some(value) = kv.get(&id.output_cursor())? {
        let body = codec::open(&value, sealed("the output cursor"))?;
        state.output = OutputCursor::decode(body).map_err(wrong("the output cursor"))?;
    }
    writers(kv, id, state)?;
    points(kv, id, state, &sealed, &wrong)?;
    // Last: without them everything is there as it was recorded.
    let of_edits = sealed("the edits");
    if let Some(bytes) = get_chunks(kv, &id.edits(), &of_edits)? {
        let list: Vec<StoredEdit> = codec::from_json(&bytes, of_edits)?;
        state.edits = Some(Arc::new(Edits::from(list)));
    }
    Ok(())
}

/// The last sign of life that was written down alone.
fn heard(kv: &dyn Kv, id: ExperimentId, state: &mut State) -> Result<(), StoreError> {
    let what = || format!("the last sign of experiment `{}`", state.head.key);
    if let Some(value) = kv.get(&id.heard())? {
        state.heard = u64_of(codec::open(&value, what)?) as i64;
    }
    Ok(())
}

/// What was received of writers, and when.
fn writers(kv: &dyn Kv, id: ExperimentId, state: &mut State) -> Result<(), StoreError> {
    let key = state.head.key.clone();
    let what = || format!("received events of experiment `{key}`");
    let wrong = |error: WireError| StoreError::damaged(what(), error);
    for_each(kv, id.all_writers(), |name, value| {
        let body = codec::open(&value, what)?;
        let writer = keys::text_after_id(&name)
            .parse()
            .map_err(|error| StoreError::damaged(what(), error))?;
        let mut cursor = Cursor::new(body);
        let heard = cursor.u64("received events").map_err(wrong)? as i64;
        let intervals = Intervals::decode(&mut cursor).map_err(wrong)?;
        state.heard = state.heard.max(heard);
        state.writers.insert(writer, intervals);
        Ok(())
    })
}

/// Names, summaries and tails.
fn points<S, W>(
    kv: &dyn Kv,
    id: ExperimentId,
    state: &mut State,
    sealed: &impl Fn(&'static str) -> S,
    wrong: &impl Fn(&'static str) -> W,
) -> Result<(), StoreError>
where
    S: Fn() -> String,
    W: Fn(WireError) -> StoreError,
{
    for_each(kv, id.all_names(), |_, value| {
        let body = codec::open(&value, sealed("metric names"))?;
        state
            .dictionary
            .load_page(body)
            .map_err(wrong("metric names"))
    })?;
    state.series = vec![SeriesState::default(); state.dictionary.len()];
    let mut through = vec![0; state.dictionary.len()];
    for_each(kv, id.all_summaries(), |key, value| {
        let body = codec::open(&value, sealed("summaries"))?;
        let page = summaries::decode_page(body).map_err(wrong("summaries"))?;
        for (index, stored) in page.into_iter().enumerate() {
            let series = summaries::series_at(key.last_u32(), index) as usize;
            if let Some(found) = state.series.get_mut(series) {
                found.summary = stored.summary;
                through[series] = stored.through;
            }
        }
        Ok(())
    })?;
    state.points = state.series.iter().map(|series| series.summary.count).sum();
    state.next_chunk = through.iter().max().map_or(1, |last| last + 1);
    state.first_chunk = state.next_chunk;
    let mut first = None;
    for_each(kv, id.all_tails(), |key, value| {
        let number = key.last_u64();
        first.get_or_insert(number);
        state.next_chunk = state.next_chunk.max(number + 1);
        let body = codec::open(&value, sealed("recent points"))?;
        let points = Points::decode(&mut Cursor::new(body)).map_err(wrong("recent points"))?;
        // Compaction may have been interrupted: some series of this chunk are in blocks already.
        let mut rest = Points::default();
        for point in points.iter() {
            if through
                .get(point.series as usize)
                .is_some_and(|&last| number > last)
            {
                rest.push(point);
            }
        }
        state.push_points(&rest);
        Ok(())
    })?;
    state.first_chunk = first.unwrap_or(state.next_chunk);
    for series in &mut state.series {
        series.shrink();
    }
    Ok(())
}
