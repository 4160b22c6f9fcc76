//! Removes what purged experiments have left, a bounded piece at a time: bytes of assets that nobody
//! else refers to, packs, then every key. Their keys are out of the catalogue before it begins.
//!
//! What is still to be removed is always said by what is stored, so that whoever stops goes on later:
//! descriptions of assets go after their bytes, and the entry in the trash goes last.

use std::collections::{BTreeMap, HashSet};

use suisei_core::event::Micros;
use suisei_core::ids::ContentHash;

use super::catalog::WorkspaceId;
use super::keys::{self, ExperimentId, Key, KeyRange};
use super::kv::{Change, Direction, for_each};
use super::{Inner, StoreError, assets, packs, trash};
use crate::sync::{lock, read};

/// Experiments that are worked on together.
const MOST_EXPERIMENTS: usize = 1_000;
/// Files whose fate one look at all assets decides.
const MOST_FILES: usize = 20_000;
/// Parts that one step looks at.
const PARTS: u32 = 4_096;
/// Files that one step removes.
const FILES: usize = 256;
/// Keys that one write removes.
const KEYS: usize = 512;
/// Keys that are read at once, with their values.
const PAGE: usize = 64;

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Call again.
    More,
    /// Somebody holds purges off for a while.
    Held,
    /// Nothing is left but what somebody has claimed.
    Done,
}

/// Purges in progress.
#[derive(Default)]
pub(crate) struct Purger {
    work: Option<Work>,
    /// Those that were left in this turn because somebody claimed their bytes.
    waiting: HashSet<ExperimentId>,
}

/// Experiments of one workspace that are purged together.
struct Work {
    workspace: Option<WorkspaceId>,
    experiments: Vec<ExperimentId>,
    /// Those of them whose assets have been seen.
    n_seen: usize,
    /// Those that have to wait for somebody who claimed their bytes.
    waiting: HashSet<ExperimentId>,
    round: Option<Round>,
    /// Those of whom nothing is left.
    n_done: usize,
}

/// Files of assets on their way out.
#[derive(Default)]
struct Round {
    /// The descriptions that go when their file was dealt with.
    files: BTreeMap<ContentHash, Vec<Key>>,
    /// Experiments whose assets are no reason to keep a file.
    others: HashSet<ExperimentId>,
    /// The next part in which somebody else may refer to them.
    part: u32,
    /// Descriptions that may go.
    settled: Vec<Key>,
}

impl Purger {
    /// Does a bounded piece of work. After an error the next call begins anew.
    pub(crate) fn step(&mut self, store: &Inner, now: Micros) -> Result<Progress, StoreError> {
        // Held throughout, so that who holds purges off afterwards finds none under way.
        let holds = lock(&store.holds);
        if *holds > 0 {
            *self = Self::default();
            return Ok(Progress::Held);
        }
        let mut work = match self.work.take() {
            Some(work) => work,
            None => match Work::find(store, &self.waiting)? {
                Some(work) => work,
                None => {
                    *self = Self::default();
                    return Ok(Progress::Done);
                }
            },
        };
        if work.step(store, now)? {
            self.work = Some(work);
        } else {
            self.waiting.extend(work.waiting);
        }
        Ok(Progress::More)
    }
}

impl Work {
    /// What is to be purged but for those that wait; none when there is nothing.
    fn find(store: &Inner, waiting: &HashSet<ExperimentId>) -> Result<Option<Self>, StoreError> {
        let all = trash::all(store.kv.as_ref())?.into_iter();
        let mut purging = all
            .filter(|(id, trashed)| trashed.purging && !waiting.contains(id))
            .peekable();
        let Some((_, first)) = purging.peek() else {
            return Ok(None);
        };
        let workspace = first.workspace.clone();
        let same = purging.filter(|(_, trashed)| trashed.workspace == workspace);
        Ok(Some(Self {
            experiments: same.map(|(id, _)| id).take(MOST_EXPERIMENTS).collect(),
            workspace,
            n_seen: 0,
            waiting: HashSet::new(),
            round: None,
            n_done: 0,
        }))
    }

    /// Does a piece; false when all is done.
    fn step(&mut self, store: &Inner, now: Micros) -> Result<bool, StoreError> {
        let workspace = self.workspace.clone();
        if let (Some(workspace), Some(mut round)) = (&workspace, self.round.take()) {
            if self.settle(store, workspace, &mut round, now)? {
                self.round = Some(round);
            }
        } else if let Some(workspace) = &workspace
            && self.n_seen < self.experiments.len()
        {
            self.round = Some(self.collect(store, workspace, now)?);
        } else if let Some(&id) = self.experiments.get(self.n_done) {
            let assets = match self.waiting.contains(&id) {
                true => Assets::Stay,
                false => Assets::Go,
            };
            if !remove(store, id, assets)? {
                self.n_done += 1;
            }
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The files that the next experiments refer to.
    fn collect(
        &mut self,
        store: &Inner,
        workspace: &WorkspaceId,
        now: Micros,
    ) -> Result<Round, StoreError> {
        let mut round = Round {
            others: others(store, workspace)?,
            ..Round::default()
        };
        while let Some(&id) = self.experiments.get(self.n_seen) {
            if round.files.len() >= MOST_FILES {
                break;
            }
            self.n_seen += 1;
            for_each(store.kv.as_ref(), id.all_assets(), |key, value| {
                match assets::hash_of(&key, &value) {
                    Ok(hash) if store.blobs.is_claimed(workspace, &hash, now)? => {
                        self.waiting.insert(id);
                    }
                    Ok(hash) => round.files.entry(hash).or_default().push(key),
                    // Nobody can say any more which file it was about.
                    Err(StoreError::Damaged { .. }) => round.settled.push(key),
                    Err(other) => return Err(other),
                }
                Ok(())
            })?;
        }
        Ok(round)
    }

    /// Looks further for others who refer to the files, removes some, or drops descriptions. False
    /// when the round is over.
    fn settle(
        &mut self,
        store: &Inner,
        workspace: &WorkspaceId,
        round: &mut Round,
        now: Micros,
    ) -> Result<bool, StoreError> {
        if !round.files.is_empty() && round.part <= u32::from(u16::MAX) {
            let end = (round.part + PARTS).min(u32::from(u16::MAX) + 1);
            for part in round.part..end {
                round.keep_referred(store, part as u16)?;
            }
            round.part = end;
            return Ok(true);
        }
        if !round.files.is_empty() {
            let mut removed = Vec::new();
            while removed.len() < FILES
                && let Some((hash, keys)) = round.files.pop_first()
            {
                if store.blobs.remove(workspace, &hash, now)? {
                    round.settled.extend(keys);
                    removed.push(hash);
                } else {
                    self.waiting.extend(keys.iter().map(Key::experiment_id));
                }
            }
            store.blobs.sync(workspace, &removed)?;
            return Ok(true);
        }
        let rest = round.settled.split_off(round.settled.len().min(KEYS));
        let settled = std::mem::replace(&mut round.settled, rest);
        let changes: Vec<Change> = settled.into_iter().map(Change::Delete).collect();
        store.commit(&changes, &[], || ())?;
        Ok(!round.settled.is_empty())
    }
}

/// Experiments whose assets are no reason to keep a file of the workspace.
fn others(store: &Inner, workspace: &WorkspaceId) -> Result<HashSet<ExperimentId>, StoreError> {
    let all = trash::all(store.kv.as_ref())?.into_iter();
    let purging = all.filter(|(_, trashed)| trashed.purging).map(|(id, _)| id);
    let catalog = read(&store.catalog);
    let elsewhere = catalog.experiments.values().filter(|shared| {
        let project = catalog.projects.get(shared.project());
        project.is_some_and(|project| project.workspace != *workspace)
    });
    Ok(purging.chain(elsewhere.map(|shared| shared.id)).collect())
}

impl Round {
    /// Keeps the files that an experiment in a part refers to.
    fn keep_referred(&mut self, store: &Inner, part: u16) -> Result<(), StoreError> {
        for_each(
            store.kv.as_ref(),
            KeyRange::assets_of_part(part),
            |key, value| {
                if self.others.contains(&key.experiment_id()) {
                    return Ok(());
                }
                match assets::hash_of(&key, &value) {
                    Ok(hash) => self
                        .settled
                        .extend(self.files.remove(&hash).into_iter().flatten()),
                    // It may have been about any of them.
                    Err(StoreError::Damaged { .. }) => {
                        let files = std::mem::take(&mut self.files);
                        self.settled.extend(files.into_values().flatten());
                    }
                    Err(other) => return Err(other),
                }
                Ok(())
            },
        )
    }
}

/// What becomes of the descriptions that are left, and so of the entry in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assets {
    Go,
    Stay,
}

/// Removes packs and keys of an experiment; false when there are no more of them.
fn remove(store: &Inner, id: ExperimentId, assets: Assets) -> Result<bool, StoreError> {
    let mut changes = Vec::new();
    let stays = |range: &KeyRange| assets == Assets::Stay && *range == id.all_assets();
    for mut range in id.everything().filter(|range| !stays(range)) {
        while changes.len() < KEYS {
            let page = store.kv.scan(&range, PAGE, Direction::Forward)?;
            let Some((last, _)) = page.last() else { break };
            range = range.after(last);
            changes.extend(page.into_iter().map(|(key, _)| Change::Delete(key)));
        }
    }
    if changes.is_empty() {
        // Packs go while the entry in the trash still stands.
        store.objects.remove_all(&packs::folder(id))?;
        changes.push(Change::Delete(keys::unsettled(id)));
        if assets == Assets::Go {
            changes.push(Change::Delete(keys::trashed(id)));
        }
        store.commit(&changes, &[], || ())?;
        return Ok(false);
    }
    store.commit(&changes, &[], || ())?;
    Ok(true)
}
