//! What the writer can be asked for, and where its answers go.

use std::sync::Arc;

use suisei_core::api::BatchAck;
use suisei_core::event::Micros;
use suisei_core::wire::batch::Batch;
use tokio::sync::oneshot;

use super::head::HeadChange;
use super::{CreateExperiment, IngestError};
use crate::store::Shared;

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, IngestError>>;

/// What the writer can do.
pub(super) enum Job {
    Batch {
        experiment: Arc<Shared>,
        batch: Batch,
        received: Micros,
        reply: Reply<BatchAck>,
    },
    Create {
        new: CreateExperiment,
        reply: Reply<(Arc<Shared>, bool)>,
    },
    Change {
        experiment: Arc<Shared>,
        change: HeadChange,
        reply: Reply<()>,
    },
}

/// An answer that waits for the commit.
pub(super) enum Answer {
    Batch(Reply<BatchAck>, BatchAck),
    Create(Reply<(Arc<Shared>, bool)>, Arc<Shared>, bool),
    Change(Reply<()>),
}

impl Answer {
    // Whoever asked may be gone; the work is done all the same.
    pub(super) fn send(self, result: Result<(), IngestError>) {
        match self {
            Self::Batch(reply, ack) => drop(reply.send(result.map(|()| ack))),
            Self::Create(reply, shared, new) => drop(reply.send(result.map(|()| (shared, new)))),
            Self::Change(reply) => drop(reply.send(result)),
        }
    }
}

impl Job {
    /// The experiment that it changes.
    pub(super) fn experiment(&self) -> Option<Arc<Shared>> {
        match self {
            Self::Batch { experiment, .. } | Self::Change { experiment, .. } => {
                Some(experiment.clone())
            }
            Self::Create { .. } => None,
        }
    }

    pub(super) fn refuse(self, error: IngestError) {
        match self {
            Self::Batch { reply, .. } => drop(reply.send(Err(error))),
            Self::Create { reply, .. } => drop(reply.send(Err(error))),
            Self::Change { reply, .. } => drop(reply.send(Err(error))),
        }
    }
}
