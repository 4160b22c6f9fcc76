//! The way in: batches and changes wait in a bounded queue, one thread stages and commits all that
//! wait as one durable write, and only then are they visible, acknowledged and told to listeners.
//! Knows no HTTP.

mod changes;
mod compact;
mod compactor;
mod edits;
mod events;
mod head;
mod job;
mod limits;
mod names;
mod queue;
mod seal;
mod stage;
mod writer;

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use suisei_core::api::{BatchAck, ExperimentPatch};
use suisei_core::edit::Undone;
use suisei_core::event::Micros;
use suisei_core::ids::ExperimentKey;
use suisei_core::wire::batch::Batch;
use tokio::sync::oneshot;

use compactor::Compactor;
use head::HeadChange;
use job::{Job, Reply};
use queue::{Queue, Refusal};

use crate::live::Live;
use crate::store::edits::StoredEdit;
use crate::store::{Experiment, ProjectId, Shared, Store, StoreError, Trashed};
use crate::sync::lock;

/// When points move from tails into blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Points that wait, on average over the series that have any.
    pub pending_per_series: usize,
    /// Points that wait in one experiment.
    pub pending: usize,
    /// Time without a commit.
    pub idle: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pending_per_series: 512,
            pending: 65_536,
            idle: Duration::from_secs(30),
        }
    }
}

/// The way in; clones share it.
#[derive(Clone)]
pub struct Ingest {
    core: Arc<Core>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

/// What the threads work on.
struct Core {
    store: Store,
    live: Live,
    clock: fn() -> Micros,
    queue: Queue<Job>,
    compactor: Compactor,
}

/// A new experiment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateExperiment {
    /// Its key.
    pub key: ExperimentKey,
    /// Its project.
    pub project: ProjectId,
    /// Its display name; one is made when missing.
    pub name: Option<String>,
    /// When it started.
    pub created: Micros,
}

/// Why something did not get in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// The queue is full.
    #[error("the server is behind; try again in {retry_after_s} s")]
    Busy {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Nothing can be written now.
    #[error("{0}")]
    Unavailable(String),
    /// No such experiment, or it is in the trash.
    #[error("no such experiment")]
    NotFound,
    /// It was purged.
    #[error("the experiment was deleted for good, and its key cannot be used again")]
    Gone,
    /// Something that is only done to what is in the trash.
    #[error("only an experiment in the trash can be deleted for good; move it there first")]
    NotTrashed,
    /// A field is wrong.
    #[error("{0}")]
    Invalid(String),
}

impl From<StoreError> for IngestError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Self::NotFound,
            StoreError::Invalid(why) => Self::Invalid(why),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl Ingest {
    /// Starts the writer and compaction; `clock` gives the time of arrival.
    pub fn start(store: Store, live: Live, clock: fn() -> Micros) -> Self {
        Self::start_with(store, live, clock, Options::default())
    }

    /// The same with other rules for compaction.
    pub fn start_with(store: Store, live: Live, clock: fn() -> Micros, options: Options) -> Self {
        live.start_after(clock().max(0) as u64);
        if let Err(error) = store.date_trash(clock()) {
            tracing::error!("what is in the trash has no date: {error}");
        }
        let compactor = Compactor::new(&store, options);
        let queue = Queue::new(limits::QUEUE_BYTES);
        let core = Arc::new(Core {
            store,
            live,
            clock,
            queue,
            compactor,
        });
        let (writer, compaction) = (core.clone(), core.clone());
        let threads = vec![
            thread::spawn(move || writer::run(&writer)),
            thread::spawn(move || {
                let clock = compaction.clock;
                compaction.compactor.run(&compaction.store, clock);
            }),
        ];
        Self {
            core,
            threads: Arc::new(Mutex::new(threads)),
        }
    }

    /// Creates an experiment, or finds the one that has the key; true when it is new.
    pub async fn create(&self, new: CreateExperiment) -> Result<(Experiment, bool), IngestError> {
        let (shared, is_new) = self.ask(64, |reply| Job::Create { new, reply }).await?;
        Ok((self.core.store.handle(&shared), is_new))
    }

    /// Takes a batch in; on return everything accepted is durable. `n_bytes` is what it weighs in
    /// the queue.
    pub async fn batch(
        &self,
        key: &ExperimentKey,
        batch: Batch,
        n_bytes: usize,
    ) -> Result<BatchAck, IngestError> {
        let experiment = self.shared(key)?;
        if self.core.compactor.is_full() {
            return Err(IngestError::Busy { retry_after_s: 1 });
        }
        let received = (self.core.clock)();
        self.ask(n_bytes, |reply| Job::Batch {
            experiment,
            batch,
            received,
            reply,
        })
        .await
    }

    /// Changes name, notes or whether it is put away.
    pub async fn patch(
        &self,
        key: &ExperimentKey,
        patch: ExperimentPatch,
    ) -> Result<(), IngestError> {
        self.change(key, HeadChange::Patch(patch)).await
    }

    /// Moves an experiment to the trash.
    pub async fn trash(&self, key: &ExperimentKey) -> Result<(), IngestError> {
        let trashed = self.trashed(key)?;
        self.change(key, HeadChange::Trash(trashed)).await
    }

    /// Removes an experiment that is in the trash for good. On return nobody sees it any more, also
    /// after a crash; what it held is removed afterwards.
    pub async fn purge(&self, key: &ExperimentKey) -> Result<(), IngestError> {
        let mut trashed = self.trashed(key)?;
        if trashed.workspace.is_none() {
            // Its project is gone; the trash may still know where its assets are.
            let mut stored = self.core.store.trash()?.into_iter();
            let found = stored.find(|stored| stored.key == *key);
            trashed.workspace = found.and_then(|found| found.workspace);
        }
        let now = (self.core.clock)();
        self.change(key, HeadChange::Purge { trashed, now }).await
    }

    /// Waits until all that purged experiments held is removed, but for what somebody has claimed.
    pub async fn finish_purges(&self) -> Result<(), IngestError> {
        let purged = self.core.compactor.ask_for_purges();
        purged.await.unwrap_or_else(|_| Err(stopped()))
    }

    fn trashed(&self, key: &ExperimentKey) -> Result<Trashed, IngestError> {
        Ok(Trashed {
            key: key.clone(),
            workspace: self.core.store.inner.workspace_of(&*self.shared(key)?),
            since: (self.core.clock)(),
            purging: false,
        })
    }

    /// Takes an experiment out of the trash.
    pub async fn restore(&self, key: &ExperimentKey) -> Result<(), IngestError> {
        self.change(key, HeadChange::Restore).await
    }

    /// Changes how a metric is shown.
    pub(crate) async fn edit(
        &self,
        key: &ExperimentKey,
        edit: StoredEdit,
    ) -> Result<(), IngestError> {
        let n_runs: usize = edit.hidden.iter().map(|hidden| hidden.runs.len()).sum();
        let n_bytes = 64 + n_runs * size_of::<(u64, u64)>();
        self.change_of(key, HeadChange::Edit(edit), n_bytes).await
    }

    /// Takes an edit back.
    pub async fn undo(
        &self,
        key: &ExperimentKey,
        id: String,
        undone: Undone,
    ) -> Result<(), IngestError> {
        self.change(key, HeadChange::Undo { id, undone }).await
    }

    /// A sign of life: in memory at once, on disk about once a minute.
    pub fn heard(&self, key: &ExperimentKey) {
        let now = (self.core.clock)();
        if let Ok(shared) = self.shared(key) {
            shared.write(|state| state.heard = state.heard.max(now));
            self.core.compactor.heard(&shared);
        }
    }

    /// Moves all recent points of an experiment into blocks now.
    pub async fn compact(&self, key: &ExperimentKey) -> Result<(), IngestError> {
        let shared = self.shared(key)?;
        self.core
            .compactor
            .ask(&shared)
            .await
            .unwrap_or_else(|_| Err(stopped()))
    }

    /// Commits what waits and ends the threads.
    pub async fn stop(&self) {
        self.core.queue.close();
        let (core, threads) = (self.core.clone(), std::mem::take(&mut *lock(&self.threads)));
        let end = move || {
            let mut threads = threads.into_iter();
            // The writer first, so that signs of life of its last commits are written down too. A
            // thread that panicked has nothing left to wait for.
            drop(threads.next().map(JoinHandle::join));
            core.compactor.stop();
            drop(threads.map(JoinHandle::join).collect::<Vec<_>>());
        };
        // Joining blocks, so it must not happen on a thread that drives other tasks.
        let _ = tokio::task::spawn_blocking(end).await;
    }

    async fn change(&self, key: &ExperimentKey, change: HeadChange) -> Result<(), IngestError> {
        self.change_of(key, change, 64).await
    }

    async fn change_of(
        &self,
        key: &ExperimentKey,
        change: HeadChange,
        n_bytes: usize,
    ) -> Result<(), IngestError> {
        let experiment = self.shared(key)?;
        self.ask(n_bytes, |reply| Job::Change {
            experiment,
            change,
            reply,
        })
        .await
    }

    fn shared(&self, key: &ExperimentKey) -> Result<Arc<Shared>, IngestError> {
        match self.core.store.experiment(key) {
            Some(found) => Ok(found.shared),
            None if self.core.store.purged(key)?.is_some() => Err(IngestError::Gone),
            None => Err(IngestError::NotFound),
        }
    }

    async fn ask<T>(
        &self,
        n_bytes: usize,
        job: impl FnOnce(Reply<T>) -> Job,
    ) -> Result<T, IngestError> {
        let (reply, answer) = oneshot::channel();
        match self.core.queue.push(job(reply), n_bytes) {
            Err(Refusal::Full) => Err(IngestError::Busy { retry_after_s: 1 }),
            Err(Refusal::Closed) => Err(stopped()),
            Ok(()) => answer.await.unwrap_or_else(|_| Err(failed())),
        }
    }
}

fn failed() -> IngestError {
    IngestError::Unavailable("the write failed; it is tried again in a moment".to_owned())
}

fn stopped() -> IngestError {
    IngestError::Unavailable("the server is shutting down".to_owned())
}
