//! The store: everything that is kept, on an ordered key-value engine and a folder of files, with
//! what requests look at most often in memory. Readers see committed data only. Knows no HTTP,
//! reads no clock. `docs/storage.md` describes every key and byte.

pub(crate) mod assets;
mod blobs;
pub(crate) mod blocks;
mod catalog;
pub mod check;
pub(crate) mod codec;
pub(crate) mod dictionary;
mod distribution;
pub(crate) mod documents;
pub mod dump;
pub(crate) mod edits;
mod error;
mod experiment;
pub(crate) mod groups;
pub(crate) mod intervals;
pub mod keys;
pub mod kv;
#[cfg(test)]
mod kv_tests;
pub(crate) mod load;
pub mod memory;
pub mod objects;
pub(crate) mod output;
pub(crate) mod packs;
mod pick;
pub(crate) mod purge;
mod recorded;
#[cfg(test)]
mod redb;
mod rows;
pub(crate) mod sections;
mod series;
mod sketches;
pub mod sled;
pub(crate) mod state;
mod statistics;
pub(crate) mod summaries;
pub mod transfer;
pub(crate) mod trash;
mod upgrade;
pub(crate) mod values;
mod visible;
pub mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use suisei_core::api::Asset;
use suisei_core::event::Micros;
use suisei_core::ids::{ContentHash, ExperimentKey};

pub use blobs::BlobWriter;
pub use catalog::{Project, ProjectId, Workspace, WorkspaceId};
pub use documents::{DocumentKind, Listed};
pub use error::StoreError;
pub use experiment::{About, Experiment};
pub(crate) use pick::Picked;
pub use recorded::RecordedSeries;
pub use rows::Glance;
pub use trash::{Purged, Trashed};

use blobs::Blobs;
use catalog::Catalog;
pub(crate) use catalog::random_hex;
pub(crate) use experiment::Shared;
use kv::{Change, Condition, Kv};
use load::Loader;
pub(crate) use objects::sync_folder;
use objects::{ObjectFolder, Objects};
use sketches::Sketches;

use crate::sync::{lock, read, write};

/// How long after a failure the engine is left alone before it is opened again.
const RECOVERY_PAUSE: Duration = Duration::from_secs(1);

/// The store; clones share it.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    folder: PathBuf,
    id: String,
    pub(crate) kv: Arc<dyn Kv>,
    pub(crate) loader: Loader,
    blobs: Blobs,
    pub(crate) objects: Arc<dyn Objects>,
    sketches: Sketches,
    pub(crate) catalog: RwLock<Catalog>,
    /// Held while something is committed.
    gate: Mutex<Gate>,
    /// Held while workspaces, projects or documents change.
    pub(crate) groups: Mutex<()>,
    /// How many want purges to wait; held while one of them removes something.
    holds: Mutex<usize>,
}

/// While this lives, nothing is purged for good: files stay, also those of purged experiments.
pub struct PurgeHold {
    inner: Arc<Inner>,
}

impl Drop for PurgeHold {
    fn drop(&mut self) {
        *lock(&self.inner.holds) -= 1;
    }
}

/// Whether commits pass.
#[derive(Default)]
struct Gate {
    failed: Option<Instant>,
    stale: Vec<Arc<Shared>>,
}

impl Store {
    /// Opens or creates the store in `folder`: `db` for the engine, `blobs` for files.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|error| refused(folder, error))?;
        Self::with_engine(folder, Arc::new(engine(&folder.join("db"))?))
    }

    /// Opens the store in an engine that is open already; files go to `blobs` in `folder`.
    pub fn with_engine(folder: &Path, kv: Arc<dyn Kv>) -> Result<Self, StoreError> {
        Self::with_parts(folder, kv, |files| Arc::new(files))
    }

    /// Opens the store in `folder` with the packs of another folder of blobs, which is only read.
    pub fn open_with_blobs(folder: &Path, blobs: &Path) -> Result<Self, StoreError> {
        let engine = Arc::new(engine(&folder.join("db"))?);
        Self::with_parts(folder, engine, |files| Arc::new(files.reading(blobs)))
    }

    /// The same, with packs in another place than the files of `blobs`.
    pub fn with_parts(
        folder: &Path,
        kv: Arc<dyn Kv>,
        objects: impl FnOnce(ObjectFolder) -> Arc<dyn Objects>,
    ) -> Result<Self, StoreError> {
        let id = check_format(folder, kv.as_ref()).map_err(|error| unreadable(folder, error))?;
        let blobs = Blobs::open(folder.join("blobs")).map_err(|error| refused(folder, error))?;
        let objects = objects(blobs.objects());
        let loader = Loader::new(kv.clone());
        let catalog = load::catalog(&loader).map_err(|error| unreadable(folder, error))?;
        let inner = Inner {
            folder: folder.to_owned(),
            id,
            kv,
            loader,
            blobs,
            objects,
            sketches: Sketches::default(),
            catalog: RwLock::new(catalog),
            gate: Mutex::default(),
            groups: Mutex::default(),
            holds: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Eight hex digits, made at creation: tells two stores on one host apart.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// What could not be read when the store was opened, for the log.
    pub fn damage(&self) -> Vec<String> {
        read(&self.inner.catalog).damage.clone()
    }

    /// Fails when nothing can be written now. After a failure it tries to recover.
    pub fn check_writable(&self) -> Result<(), StoreError> {
        self.inner.ready()?;
        self.inner.kv.check_writable(0)
    }

    /// Frees memory where experiments take more than `most` bytes of it: forgets those that nobody
    /// looked at since the last call. They are read again when somebody does.
    pub fn forget_idle(&self, most: usize) {
        self.inner.forget_idle(most);
    }

    /// A document.
    pub fn document<T: DeserializeOwned>(
        &self,
        kind: DocumentKind,
        id: &str,
    ) -> Result<Option<T>, StoreError> {
        documents::get(self.inner.kv.as_ref(), kind, id)
    }

    /// All documents of a kind with their ids, by id; in place of a damaged one, what is wrong with
    /// it.
    pub fn documents<T: DeserializeOwned>(
        &self,
        kind: DocumentKind,
    ) -> Result<Vec<Listed<T>>, StoreError> {
        documents::all(self.inner.kv.as_ref(), kind)
    }

    /// Stores a document; durable on return.
    pub fn put_document<T: Serialize>(
        &self,
        kind: DocumentKind,
        id: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        let _guard = lock(&self.inner.groups);
        self.inner.ready()?;
        let changes = documents::put(self.inner.kv.as_ref(), kind, id, value)?;
        self.inner.commit(&changes, &[], || ())
    }

    /// Removes a document; a missing one is no error. Durable on return.
    pub fn delete_document(&self, kind: DocumentKind, id: &str) -> Result<(), StoreError> {
        let _guard = lock(&self.inner.groups);
        self.inner.ready()?;
        let mut changes = Vec::new();
        let name = keys::document(kind, id);
        documents::delete_chunks(self.inner.kv.as_ref(), &name, 0, &mut changes)?;
        self.inner.commit(&changes, &[], || ())
    }

    /// An experiment, also one in the trash.
    pub fn experiment(&self, key: &ExperimentKey) -> Option<Experiment> {
        read(&self.inner.catalog)
            .experiments
            .get(key)
            .map(|shared| self.handle(shared))
    }

    /// The experiments of a project without those in the trash, by number.
    pub fn experiments(&self, project: &ProjectId) -> Vec<Experiment> {
        self.of_project(project)
            .into_par_iter()
            .filter(|experiment| !experiment.is_trashed())
            .collect()
    }

    /// The experiments of a project that are in the trash, by number.
    pub fn trashed(&self, project: &ProjectId) -> Vec<Experiment> {
        self.of_project(project)
            .into_par_iter()
            .filter(Experiment::is_trashed)
            .collect()
    }

    /// Every experiment of every project, those in the trash too, by key.
    pub fn all_experiments(&self) -> Vec<Experiment> {
        let catalog = read(&self.inner.catalog);
        let mut all: Vec<Experiment> = catalog
            .experiments
            .values()
            .map(|shared| self.handle(shared))
            .collect();
        all.sort_by(|a, b| a.key().cmp(b.key()));
        all
    }

    pub(crate) fn of_project(&self, project: &ProjectId) -> Vec<Experiment> {
        read(&self.inner.catalog)
            .by_project
            .get(project)
            .into_iter()
            .flat_map(|experiments| experiments.values())
            .map(|shared| self.handle(shared))
            .collect()
    }

    pub(crate) fn handle(&self, shared: &Arc<Shared>) -> Experiment {
        Experiment {
            shared: shared.clone(),
            store: self.inner.clone(),
        }
    }

    /// True when the workspace holds bytes with this hash.
    pub fn has_blob(&self, workspace: &WorkspaceId, hash: &ContentHash) -> bool {
        self.inner.blobs.has(workspace, hash)
    }

    /// The same; the bytes stay for an hour, so that there is time to refer to them.
    pub fn claim_blob(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
        now: Micros,
    ) -> Result<bool, StoreError> {
        self.inner.blobs.claim(workspace, hash, now)
    }

    /// Holds purges off, so that files can be copied that belong together. Waits for what a purge
    /// is removing at this moment.
    pub fn hold_purges(&self) -> PurgeHold {
        *lock(&self.inner.holds) += 1;
        PurgeHold {
            inner: self.inner.clone(),
        }
    }

    /// Begins to receive bytes.
    pub fn put_blob(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
    ) -> Result<BlobWriter, StoreError> {
        self.inner.blobs.put(workspace, hash)
    }

    /// The bytes with this hash, if the workspace holds them.
    pub fn open_blob(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
    ) -> Result<Option<fs::File>, StoreError> {
        self.inner.blobs.get(workspace, hash)
    }
}

impl Inner {
    /// True when the bytes of an asset have arrived.
    fn has_asset(&self, workspace: Option<&WorkspaceId>, asset: &Asset) -> bool {
        workspace.is_some_and(|workspace| self.blobs.has(workspace, &asset.sha256))
    }

    /// Makes all changes or none; when they are durable, `apply` makes them visible in memory.
    /// `touched` are the experiments that they are about: after a failure they are read back before
    /// anything else is committed. Nothing is read back between the write and `apply`.
    pub(crate) fn commit<T>(
        &self,
        changes: &[Change],
        touched: &[Arc<Shared>],
        apply: impl FnOnce() -> T,
    ) -> Result<T, StoreError> {
        self.commit_if(&[], changes, touched, apply)
    }

    /// The same, where all conditions hold.
    pub(crate) fn commit_if<T>(
        &self,
        conditions: &[Condition],
        changes: &[Change],
        touched: &[Arc<Shared>],
        apply: impl FnOnce() -> T,
    ) -> Result<T, StoreError> {
        if changes.is_empty() {
            return Ok(apply());
        }
        self.commit_locked(&mut lock(&self.gate), (conditions, changes), touched, apply)
    }

    /// The same with changes that are made when no other commit is under way.
    pub(crate) fn commit_made<T>(
        &self,
        changes: impl FnOnce() -> Vec<Change>,
        touched: &[Arc<Shared>],
        apply: impl FnOnce() -> T,
    ) -> Result<T, StoreError> {
        let mut gate = lock(&self.gate);
        self.commit_locked(&mut gate, (&[], &changes()), touched, apply)
    }

    fn commit_locked<T>(
        &self,
        gate: &mut Gate,
        (conditions, changes): (&[Condition], &[Change]),
        touched: &[Arc<Shared>],
        apply: impl FnOnce() -> T,
    ) -> Result<T, StoreError> {
        if gate.failed.is_some() {
            return Err(failing());
        }
        kv::check_values(changes)?;
        self.kv
            .check_writable(changes.iter().map(Change::n_bytes).sum())?;
        match self.kv.apply_if(conditions, changes) {
            Ok(()) => Ok(apply()),
            // Nothing has changed.
            Err(conflict @ StoreError::Conflict(_)) => Err(conflict),
            Err(error) => {
                gate.failed = Some(Instant::now());
                gate.stale.extend(touched.iter().cloned());
                Err(error)
            }
        }
    }

    /// Treats what is in memory of these experiments as unknown, as after a failed commit.
    pub(crate) fn distrust(&self, touched: &[Arc<Shared>]) {
        let mut gate = lock(&self.gate);
        gate.failed = Some(Instant::now());
        gate.stale.extend(touched.iter().cloned());
    }

    /// Recovers from an earlier failure. Call it before looking at any state that a commit will be
    /// based on: what a failed commit left on disk is read back here.
    pub(crate) fn ready(&self) -> Result<(), StoreError> {
        let mut gate = lock(&self.gate);
        match gate.failed {
            None => return Ok(()),
            Some(since) if since.elapsed() < RECOVERY_PAUSE => return Err(failing()),
            Some(_) => {}
        }
        gate.failed = Some(Instant::now());
        self.kv.check_writable(0)?;
        self.kv.recover()?;
        let kv = self.kv.as_ref();
        for shared in &gate.stale {
            if !self.is_buried(shared)? {
                shared.reload()?;
            }
        }
        let mut catalog = write(&self.catalog);
        load::groups(kv, &mut catalog)?;
        load::newcomers(&self.loader, &mut catalog)?;
        gate.stale.clear();
        gate.failed = None;
        Ok(())
    }
}

/// The embedded engine, in a folder of its own.
fn engine(folder: &Path) -> Result<impl Kv + use<>, StoreError> {
    sled::SledKv::open(folder)
}

fn failing() -> StoreError {
    StoreError::Unavailable("the last write failed; it is tried again in a moment".to_owned())
}

fn refused(folder: &Path, why: impl std::fmt::Display) -> StoreError {
    StoreError::Open {
        folder: folder.to_owned(),
        why: format!("{why}"),
    }
}

/// Damage that concerns the whole store.
fn unreadable(folder: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { what, why } => refused(
            folder,
            format!(
                "{what} is damaged: {why}; move the folder away and restore a backup into a new one"
            ),
        ),
        other => other,
    }
}

/// Refuses a store of a newer format, upgrades an older one, marks a new one, and returns the store's
/// id.
fn check_format(folder: &Path, kv: &dyn Kv) -> Result<String, StoreError> {
    let id = keys::meta("id");
    let (Some(format), Some(found)) = (upgrade::format_of(kv)?, kv.get(&id)?) else {
        let made = catalog::random_hex(4)?;
        let absent = [keys::meta("format"), id.clone()].map(Condition::absent);
        let changes = [
            upgrade::format_is(&upgrade::FORMAT.to_string()),
            Change::Put(id, codec::seal(made.as_bytes())),
        ];
        kv.apply_if(&absent, &changes)?;
        return Ok(made);
    };
    let format = upgrade::known_format(&format).map_err(|why| refused(folder, why))?;
    if format < upgrade::FORMAT {
        upgrade::upgrade(folder, kv, format)?;
    }
    let body = codec::open(&found, || "the store's id".to_owned())?;
    Ok(String::from_utf8_lossy(body).into_owned())
}
