//! Copies of what an engine commits, for whoever watches it. A watcher that is slow holds the writer
//! up: what it gets has no gaps.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex};

use super::kv::Change;
use crate::sync::lock;

/// Batches that wait for a watcher; more hold up the writer.
const WAITING: usize = 64;

/// A batch that was applied.
type Batch = Arc<[Change]>;

/// Where an engine tells what it commits.
#[derive(Debug, Default)]
pub struct Watchers(Mutex<Vec<SyncSender<Batch>>>);

/// What is committed, batch by batch. Dropping it ends the watch.
#[derive(Debug)]
pub struct Commits(Receiver<Batch>);

/// What a look at [`Commits`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The next batch.
    Batch(Arc<[Change]>),
    /// None yet.
    Nothing,
    /// The engine failed, and nobody knows what it has committed since.
    Broken,
}

impl Watchers {
    /// Begins to watch.
    pub fn watch(&self) -> Commits {
        let (sender, receiver) = sync_channel(WAITING);
        lock(&self.0).push(sender);
        Commits(receiver)
    }

    /// Tells what was committed. Engines call it in the order of their commits, without a lock that
    /// readers take.
    pub fn tell(&self, changes: &[Change]) {
        let mut watchers = lock(&self.0);
        if !watchers.is_empty() {
            let batch: Batch = changes.into();
            watchers.retain(|watcher| watcher.send(batch.clone()).is_ok());
        }
    }

    /// Ends all watches: a commit may have been missed.
    pub fn break_off(&self) {
        lock(&self.0).clear();
    }
}

impl Commits {
    /// The next batch, if there is one.
    pub fn next(&self) -> Seen {
        match self.0.try_recv() {
            Ok(batch) => Seen::Batch(batch),
            Err(TryRecvError::Empty) => Seen::Nothing,
            Err(TryRecvError::Disconnected) => Seen::Broken,
        }
    }
}
