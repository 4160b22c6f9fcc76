//! The state of an experiment as rows show it: an icon, and a word where there is room for it.

use leptos::prelude::*;
use suisei_core::api::is_silent;
use suisei_core::event::{Micros, State};
use suisei_core::table::RowHead;

use crate::dom::clock;
use crate::text::{Text, common, t};
use crate::ui::icon::{Glyph, Icon};

/// How often rows look at the clock again.
const TICK: std::time::Duration = std::time::Duration::from_secs(10);

/// What an experiment is doing, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Its process runs.
    Running,
    /// It came to its end.
    Finished,
    /// It ended with an error.
    Failed,
    /// Somebody stopped it.
    Stopped,
    /// It should run, but nothing was heard from it for a while.
    Silent,
}

impl Status {
    /// Of an experiment at a time.
    pub(crate) fn of(head: &RowHead, now: Micros) -> Self {
        match head.state {
            State::Running if is_silent(head.state, head.heard, now) => Self::Silent,
            State::Running => Self::Running,
            State::Finished => Self::Finished,
            State::Failed => Self::Failed,
            State::Stopped => Self::Stopped,
        }
    }

    /// Its CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Running => "status running",
            Self::Finished => "status finished",
            Self::Failed => "status failed",
            Self::Stopped => "status stopped",
            Self::Silent => "status silent",
        }
    }

    /// Its word.
    pub(crate) fn word(self) -> Text {
        match self {
            Self::Running => common::RUNNING,
            Self::Finished => common::FINISHED,
            Self::Failed => common::FAILED,
            Self::Stopped => common::STOPPED,
            Self::Silent => common::SILENT,
        }
    }

    /// Its picture.
    pub(crate) fn icon(self) -> Icon {
        match self {
            Self::Running => Icon::Running,
            Self::Finished => Icon::Done,
            Self::Failed => Icon::Fail,
            Self::Stopped => Icon::Stopped,
            Self::Silent => Icon::Warning,
        }
    }
}

/// The status as an icon; the word is there for those who ask or cannot see it.
#[component]
pub(crate) fn StatusIcon(
    /// Which one.
    status: Status,
) -> impl IntoView {
    view! {
        <span class=status.class() title=t(status.word())>
            <Glyph icon=status.icon() class="small" />
            <span class="visually-hidden">{t(status.word())}</span>
        </span>
    }
}

/// The status as an icon with its word.
#[component]
pub(crate) fn StatusWord(
    /// Which one.
    status: Status,
) -> impl IntoView {
    view! {
        <span class=status.class()>
            <Glyph icon=status.icon() class="small" />
            {t(status.word())}
        </span>
    }
}

/// The time, looked at every few seconds for as long as the calling component lives.
pub(crate) fn use_now() -> RwSignal<Micros> {
    let now = RwSignal::new(clock::now());
    if let Ok(handle) = set_interval_with_handle(move || now.set(clock::now()), TICK) {
        on_cleanup(move || handle.clear());
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_shows_after_a_minute() {
        let head = RowHead {
            key: "0".repeat(32).parse().unwrap(),
            name: "a".to_owned(),
            number: 1,
            state: State::Running,
            created: 0,
            ended: None,
            heard: 10_000_000,
            tags: Vec::new(),
            archived: false,
        };
        assert_eq!(Status::of(&head, 60_000_000), Status::Running);
        assert_eq!(Status::of(&head, 80_000_000), Status::Silent);
        let finished = RowHead {
            state: State::Finished,
            ..head
        };
        assert_eq!(Status::of(&finished, 80_000_000), Status::Finished);
    }
}
