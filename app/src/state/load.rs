//! Data that is being loaded: asked, kept while it is asked for again, and its last error.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::source::SourceError;
use crate::state::session::{SessionStore, use_session};

/// What is known of some data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Loaded<T> {
    /// Asked for, nothing yet.
    Asking,
    /// Here.
    Here(T),
    /// Not here, and why.
    Failed(SourceError),
}

/// Data that a component loads and may load again. Old data stays while new is asked for, and
/// answers that were overtaken by later ones are dropped.
pub(crate) struct Resource<T: Send + Sync + 'static> {
    value: RwSignal<Loaded<T>>,
    latest: StoredValue<u64>,
    session: SessionStore,
}

impl<T: Send + Sync + 'static> Clone for Resource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Resource<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Resource<T> {
    /// Asked for nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            value: RwSignal::new(Loaded::Asking),
            latest: StoredValue::new(0),
            // Taken here, because timers that load again run outside of any component.
            session: use_session(),
        }
    }

    /// What is known; reactive.
    pub(crate) fn get(self) -> Loaded<T> {
        self.value.get()
    }

    /// The data, if it is here; reactive.
    pub(crate) fn here(self) -> Option<T> {
        match self.value.get() {
            Loaded::Here(value) => Some(value),
            Loaded::Asking | Loaded::Failed(_) => None,
        }
    }

    /// Looks at what is known without a copy; reactive.
    pub(crate) fn with<R>(self, look: impl FnOnce(&Loaded<T>) -> R) -> R {
        self.value.with(look)
    }

    /// Looks at what is known without a copy.
    pub(crate) fn with_untracked<R>(self, look: impl FnOnce(&Loaded<T>) -> R) -> R {
        self.value.with_untracked(look)
    }

    /// Puts data in place, as after a change that the server confirmed.
    pub(crate) fn put(self, value: T) {
        self.latest.update_value(|latest| *latest += 1);
        self.value.set(Loaded::Here(value));
    }

    /// Waits for an answer in the background and keeps it.
    pub(crate) fn load(self, answer: impl Future<Output = Result<T, SourceError>> + 'static) {
        self.latest.update_value(|latest| *latest += 1);
        let mine = self.latest.get_value();
        spawn_local(async move {
            let answer = answer.await;
            self.take(mine, answer);
        });
    }

    fn take(self, mine: u64, answer: Result<T, SourceError>) {
        // The component may be gone, or a later request may have been made.
        if self.latest.try_get_value() != Some(mine) {
            return;
        }
        match answer {
            Ok(value) => {
                let value = Loaded::Here(value);
                if self.value.with_untracked(|old| *old != value) {
                    self.value.set(value);
                }
            }
            Err(SourceError::SignedOut) => self.session.ended(),
            Err(error) => {
                // What is on screen is worth more than the news that it is not fresh.
                if !self.with_untracked(|old| matches!(old, Loaded::Here(_))) {
                    self.value.set(Loaded::Failed(error));
                }
            }
        }
    }
}
