//! Asks for console lines: the newest at first, then news as they come, earlier ones on demand.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::api::OutputPage;
use suisei_core::event::Micros;

use super::window::Lines;
use crate::pages::experiment::state::ExperimentState;
use crate::source::SourceError;
use crate::state::load::Resource;
use crate::state::toast::{Toasts, use_toasts};

/// Lines that are asked for at first.
const FIRST: u64 = 2_000;

/// Lines of one request.
const PAGE: usize = 5_000;

/// Whether news are being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    Idle,
    Busy,
    /// More came after the request was made: ask once more.
    BusyAndStale,
}

/// Console lines and the requests for them.
#[derive(Clone, Copy)]
pub(super) struct Feed {
    state: ExperimentState,
    toasts: Toasts,
    /// Here once the first answer came.
    pub(super) started: Resource<()>,
    /// What is here.
    pub(super) lines: RwSignal<Lines>,
    /// True while earlier lines are asked for.
    pub(super) busy: RwSignal<bool>,
    asking: StoredValue<Asking>,
}

impl Feed {
    /// Loads the newest lines and appends new ones for as long as the calling component lives.
    /// `known` is how many lines there were when somebody last looked.
    pub(super) fn open(state: ExperimentState, known: u64) -> Self {
        let feed = Self {
            state,
            toasts: use_toasts(),
            started: Resource::new(),
            lines: RwSignal::new(Lines::default()),
            busy: RwSignal::new(false),
            asking: StoredValue::new(Asking::Idle),
        };
        Effect::new(move |_| {
            state.changes.output.get();
            match feed.asking.get_value() {
                Asking::Idle => {
                    feed.asking.set_value(Asking::Busy);
                    feed.started.load(async move { feed.catch_up(known).await });
                }
                Asking::Busy | Asking::BusyAndStale => {
                    feed.asking.set_value(Asking::BusyAndStale);
                }
            }
        });
        feed
    }

    async fn ask(self, after: u64, limit: usize) -> Result<OutputPage, SourceError> {
        self.state
            .source
            .output(&self.state.key(), after, limit)
            .await
    }

    /// Asks for what came after the last line here, until nothing is left to ask for.
    async fn catch_up(self, known: u64) -> Result<(), SourceError> {
        let result = self.catch_up_now(known).await;
        self.asking.try_set_value(Asking::Idle);
        result
    }

    async fn catch_up_now(self, known: u64) -> Result<(), SourceError> {
        loop {
            self.asking.try_set_value(Asking::Busy);
            let Some((next, last, fresh)) = self
                .lines
                .try_with_untracked(|lines| (lines.next(), lines.last(), lines.len() == 0))
            else {
                return Ok(());
            };
            let after = if fresh {
                known.saturating_sub(FIRST)
            } else {
                next
            };
            let page = self.ask(after, PAGE).await?;
            let moved = page.lines.last().map_or(0, |line| line.number) > last || fresh;
            let changed = self.lines.try_update(|lines| {
                lines.merge(page);
                !lines.reaches_end()
            });
            let again = self.asking.try_get_value() == Some(Asking::BusyAndStale);
            if !again && (changed != Some(true) || !moved) {
                return Ok(());
            }
        }
    }

    /// Asks for the page before the first line here.
    pub(super) fn load_earlier(self) {
        self.load_until(|feed, first| first > feed, || {});
    }

    /// Asks for all earlier lines, then goes on.
    pub(super) fn load_all(self, then: impl FnOnce() + 'static) {
        self.load_until(|_, first| first > 0, then);
    }

    /// Asks for earlier lines until those of a time are here, then goes on.
    pub(super) fn load_time(self, time: Micros, then: impl FnOnce() + 'static) {
        let begins_later = move || {
            self.lines
                .with_untracked(|lines| lines.all().first().is_some_and(|line| line.time > time))
        };
        self.load_until(move |_, first| first > 0 && begins_later(), then);
    }

    /// Asks for earlier pages until the first one wanted is here: `more` gets the number of the
    /// line where one page would begin, and the first line here.
    fn load_until(self, more: impl Fn(u64, u64) -> bool + 'static, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let start = self
            .lines
            .with_untracked(Lines::first)
            .saturating_sub(PAGE as u64);
        spawn_local(async move {
            while let Some(first) = self.lines.try_with_untracked(Lines::first)
                && more(start, first)
            {
                let after = first.saturating_sub(PAGE as u64);
                match self.ask(after, (first - after) as usize).await {
                    Ok(page) if page.lines.is_empty() => break,
                    Ok(page) => {
                        self.lines.try_update(|lines| lines.merge(page));
                    }
                    Err(error) => {
                        self.toasts.report(&error);
                        break;
                    }
                }
            }
            if self.busy.try_set(false).is_none() {
                then();
            }
        });
    }
}
