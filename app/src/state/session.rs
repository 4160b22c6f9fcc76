//! Who is signed in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::api::Session;

use crate::dom::page;
use crate::source::{Source, SourceError, use_source};

/// What is known of the session.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SessionState {
    /// The server was asked and has not answered yet.
    Asking,
    /// Signed in.
    In(Session),
    /// Not signed in.
    Out,
    /// The server could not be asked.
    Failed(SourceError),
}

/// The session, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct SessionStore {
    state: RwSignal<SessionState>,
    source: Source,
}

impl SessionStore {
    /// Asks the server who this is.
    pub(crate) fn start() -> Self {
        let store = Self {
            state: RwSignal::new(SessionState::Asking),
            source: use_source(),
        };
        store.ask();
        store
    }

    /// Asks again.
    pub(crate) fn ask(self) {
        spawn_local(async move {
            self.state.set(match self.source.session().await {
                Ok(session) => SessionState::In(session),
                Err(SourceError::SignedOut) => SessionState::Out,
                Err(error) => SessionState::Failed(error),
            });
        });
    }

    /// What is known; reactive.
    pub(crate) fn get(self) -> SessionState {
        self.state.get()
    }

    /// Forgets the session: an answer said that it has ended.
    pub(crate) fn ended(self) {
        self.state.set(SessionState::Out);
    }

    /// True when the server serves another build than this page.
    pub(crate) fn is_old_page(self) -> bool {
        match (self.state.get(), page::meta("suisei-build")) {
            (SessionState::In(session), Some(build)) => session.server.build != build,
            _ => false,
        }
    }
}

/// The session of the app.
pub(crate) fn use_session() -> SessionStore {
    expect_context()
}
