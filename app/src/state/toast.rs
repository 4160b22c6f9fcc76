//! Short messages at the bottom left: what was done, what failed, with at most one action.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::source::SourceError;
use crate::text::{common, t};

/// How long a toast stays.
const STAY: Duration = Duration::from_secs(8);

/// A toast.
#[derive(Clone)]
pub(crate) struct Toast {
    /// Tells toasts apart.
    pub(crate) id: u64,
    /// True when something failed.
    pub(crate) bad: bool,
    /// What it says.
    pub(crate) message: String,
    /// What can be done about it.
    pub(crate) action: Option<Action>,
}

/// What a toast offers. It belongs to nobody, because whoever offered it may be gone by then.
#[derive(Clone)]
pub(crate) struct Action {
    /// What the button says.
    pub(crate) word: &'static str,
    /// What it does.
    pub(crate) run: Arc<dyn Fn() + Send + Sync>,
}

/// The toasts, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// None yet.
    pub(crate) fn start() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Those that are shown; reactive.
    pub(crate) fn shown(self) -> Vec<Toast> {
        self.shown.get()
    }

    /// Tells that something was done.
    pub(crate) fn say(self, message: impl Into<String>) {
        self.add(message.into(), Badness::Good, None);
    }

    /// Tells that something failed.
    pub(crate) fn complain(self, message: impl Into<String>) {
        self.add(message.into(), Badness::Bad, None);
    }

    /// Tells that something was done, and offers to take it back.
    pub(crate) fn offer(
        self,
        message: &'static str,
        word: &'static str,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        let run = Arc::new(undo);
        self.add(
            message.to_owned(),
            Badness::Good,
            Some(Action { word, run }),
        );
    }

    /// Tells why a request failed.
    pub(crate) fn report(self, error: &SourceError) {
        self.complain(explain(error));
    }

    /// Takes a toast away.
    pub(crate) fn dismiss(self, id: u64) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }

    fn add(self, message: String, badness: Badness, action: Option<Action>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let toast = Toast {
            id,
            bad: matches!(badness, Badness::Bad),
            message,
            action,
        };
        self.shown.update(|shown| {
            shown.retain(|other| other.message != toast.message);
            shown.push(toast);
        });
        set_timeout(move || self.dismiss(id), STAY);
    }
}

enum Badness {
    Good,
    Bad,
}

/// The toasts of the app.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

/// What an error means, for people.
pub(crate) fn explain(error: &SourceError) -> String {
    match error {
        SourceError::Network(_) => t(common::ERROR_NETWORK).to_owned(),
        SourceError::SignedOut | SourceError::NotFound => t(common::NOT_FOUND).to_owned(),
        SourceError::Refused(detail) => match &detail.hint {
            Some(hint) => format!("{}. {hint}", detail.message),
            None => detail.message.clone(),
        },
        SourceError::Format(why) => format!("{}: {why}", t(common::ERROR_FORMAT)),
    }
}
