//! The trash: which experiments are in it and since when, which of them are being purged, and which
//! keys were purged, so that none of them comes back with half of its history. Removes nothing itself.

use serde::{Deserialize, Serialize};
use suisei_core::event::Micros;
use suisei_core::ids::ExperimentKey;

use super::catalog::WorkspaceId;
use super::experiment::Shared;
use super::keys::{self, ExperimentId};
use super::kv::{Change, Kv, for_each};
use super::{Inner, Store, StoreError, codec};
use crate::sync::{read, write};

/// An experiment in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trashed {
    /// Its public key.
    pub key: ExperimentKey,
    /// Where its assets are; none when its project was removed by an older build.
    pub workspace: Option<WorkspaceId>,
    /// When it came into the trash; 0 when nobody wrote that down.
    pub since: Micros,
    /// Its key is out of the catalogue, and what it held is being removed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) purging: bool,
}

impl Trashed {
    /// The change that stores it.
    pub(crate) fn put(&self, id: ExperimentId) -> Result<Change, StoreError> {
        let value = codec::seal(&codec::to_json(self)?);
        Ok(Change::Put(keys::trashed(id), value))
    }

    /// The changes after which nobody sees the experiment any more, and which a purge goes on from.
    pub(crate) fn purge(&self, id: ExperimentId, now: Micros) -> Result<Vec<Change>, StoreError> {
        let purging = Self {
            purging: true,
            ..self.clone()
        };
        let gone = Purged {
            workspace: self.workspace.clone(),
            since: now,
        };
        Ok(vec![
            Change::Delete(keys::experiment(&self.key)),
            Change::Delete(keys::unsettled(id)),
            Change::Put(
                keys::purged(&self.key),
                codec::seal(&codec::to_json(&gone)?),
            ),
            purging.put(id)?,
        ])
    }
}

/// What is remembered of a purged experiment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purged {
    /// Who may know of it.
    pub workspace: Option<WorkspaceId>,
    /// When it was purged.
    pub since: Micros,
}

/// Everything in the trash, and what is being purged. What cannot be read is left out, and named in
/// the log.
pub(super) fn all(kv: &dyn Kv) -> Result<Vec<(ExperimentId, Trashed)>, StoreError> {
    let mut found = Vec::new();
    for_each(kv, keys::all_trashed(), |key, value| {
        let id = ExperimentId(key.last_u64());
        let what = || format!("the entry of experiment {} in the trash", id.0);
        match codec::open(&value, what).and_then(|body| codec::from_json(body, what)) {
            Ok(trashed) => found.push((id, trashed)),
            Err(error) => tracing::error!("{error}"),
        }
        Ok(())
    })?;
    Ok(found)
}

/// What is remembered of a purged key.
pub(crate) fn purged(kv: &dyn Kv, key: &ExperimentKey) -> Result<Option<Purged>, StoreError> {
    let what = || format!("the note that `{key}` was purged");
    kv.get(&keys::purged(key))?
        .map(|value| codec::from_json(codec::open(&value, what)?, what))
        .transpose()
}

impl Store {
    /// What is in the trash of all projects, in the order in which it was made. Reads the disk.
    pub fn trash(&self) -> Result<Vec<Trashed>, StoreError> {
        let all = all(self.inner.kv.as_ref())?.into_iter();
        let waiting = all.filter(|(_, trashed)| !trashed.purging);
        Ok(waiting.map(|(_, trashed)| trashed).collect())
    }

    /// What is remembered of a purged key. Reads the disk.
    pub fn purged(&self, key: &ExperimentKey) -> Result<Option<Purged>, StoreError> {
        purged(self.inner.kv.as_ref(), key)
    }

    /// Counts the time in the trash from now on where nobody wrote down when it began.
    pub(crate) fn date_trash(&self, now: Micros) -> Result<(), StoreError> {
        let undated = all(self.inner.kv.as_ref())?.into_iter();
        let changes: Result<Vec<Change>, StoreError> = undated
            .filter(|(_, trashed)| trashed.since == 0 && !trashed.purging)
            .map(|(id, trashed)| {
                Trashed {
                    since: now,
                    ..trashed
                }
                .put(id)
            })
            .collect();
        self.inner.commit(&changes?, &[], || ())
    }
}

impl Inner {
    /// Forgets an experiment whose purge is durable. Whoever still holds it finds that it is gone.
    pub(crate) fn bury(&self, shared: &Shared) {
        shared.end();
        write(&self.catalog).remove(shared);
        self.sketches.forget(shared.id);
    }

    /// True when the disk says that an experiment was purged; then it is forgotten.
    pub(super) fn is_buried(&self, shared: &Shared) -> Result<bool, StoreError> {
        let is_gone = self.kv.get(&keys::experiment(&shared.key))?.is_none();
        if is_gone {
            self.bury(shared);
        }
        Ok(is_gone)
    }

    /// The workspace of an experiment.
    pub(crate) fn workspace_of(&self, shared: &Shared) -> Option<WorkspaceId> {
        let catalog = read(&self.catalog);
        let project = catalog.projects.get(shared.project());
        project.map(|project| project.workspace.clone())
    }
}
