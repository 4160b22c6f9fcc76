//! The open experiment: what its tabs share. Each part is asked for while somebody shows it, and
//! stays known when nobody does. Never holds console lines: those live as long as their tab.

use std::future::Future;
use std::time::Duration;

use leptos::prelude::*;
use suisei_core::api::{self, Asset, Code, Environment, MetricSummary, Values};
use suisei_core::edit::Edit;
use suisei_core::event::State;
use suisei_core::ids::ExperimentKey;

use crate::dom::{clock, page};
use crate::route::{Moment, Route, use_router};
use crate::source::{LiveScope, Source, SourceError, use_source};
use crate::state::live::{LiveEvent, use_live};
use crate::state::load::{Loaded, Resource};

/// How soon a part is asked for again after it changed; console lines are awaited most.
const SOON: Duration = Duration::from_millis(400);
const CALM: Duration = Duration::from_millis(1_500);

/// Seconds after which a running experiment is asked for although no notice came: a heartbeat
/// alone makes no notice, but it says that the process lives.
const HEARTBEAT_SECONDS: u64 = 20;

/// Asks for the same thing again, at most once in a while.
#[derive(Clone, Copy)]
pub(super) struct Pulse {
    beat: RwSignal<u64>,
    waiting: StoredValue<bool>,
    delay: Duration,
}

impl Pulse {
    fn new(delay: Duration) -> Self {
        Self {
            beat: RwSignal::new(0),
            waiting: StoredValue::new(false),
            delay,
        }
    }

    /// Beats soon, once for however many calls.
    fn ring(self) {
        if self.waiting.try_get_value() != Some(false) {
            return;
        }
        self.waiting.set_value(true);
        set_timeout(
            move || {
                if self.waiting.try_set_value(false).is_none() {
                    self.now();
                }
            },
            self.delay,
        );
    }

    /// Beats at once, as *Retry* does.
    pub(super) fn now(self) {
        self.beat.update(|beat| *beat += 1);
    }

    /// Counts the beats; reactive.
    pub(super) fn get(self) -> u64 {
        self.beat.get()
    }
}

/// What can change, each with its own pulse.
#[derive(Clone, Copy)]
pub(super) struct Changes {
    /// Anything at all: counts and status.
    pub(super) any: Pulse,
    /// Name, tags, notes, parameters, others, environment.
    pub(super) about: Pulse,
    /// Points.
    pub(super) metrics: Pulse,
    /// Console lines.
    pub(super) output: Pulse,
    /// Images, code, files.
    pub(super) assets: Pulse,
}

impl Changes {
    fn new() -> Self {
        Self {
            any: Pulse::new(CALM),
            about: Pulse::new(CALM),
            metrics: Pulse::new(CALM),
            output: Pulse::new(SOON),
            assets: Pulse::new(CALM),
        }
    }

    fn hear(self, event: &LiveEvent, key: &ExperimentKey) {
        let changed = match event {
            LiveEvent::Notice(notice) if notice.experiment != *key => return,
            LiveEvent::Notice(notice) => Some(&notice.changed),
            LiveEvent::Reset => None,
        };
        // Whatever was missed may have changed everything.
        let is = |changed_it: fn(&api::Changed) -> bool| changed.is_none_or(changed_it);
        self.any.ring();
        for (pulse, changed) in [
            (self.about, is(|changed| changed.about || changed.created)),
            (self.metrics, is(|changed| !changed.metrics.is_empty())),
            (self.output, is(|changed| changed.output)),
            (self.assets, is(|changed| changed.assets)),
        ] {
            if changed {
                pulse.ring();
            }
        }
    }
}

/// The open experiment, shared by its tabs.
#[derive(Clone, Copy)]
pub(super) struct ExperimentState {
    key: StoredValue<ExperimentKey>,
    /// Where its data comes from.
    pub(super) source: Source,
    /// What lists show of it, status, notes and counts.
    pub(super) about: Resource<api::Experiment>,
    /// Its series with their summaries.
    pub(super) summaries: Resource<Vec<MetricSummary>>,
    /// What changes.
    pub(super) changes: Changes,
    /// Now, in microseconds; moves each second while the experiment runs.
    pub(super) now: RwSignal<i64>,
    parameters: Resource<Values>,
    others: Resource<Values>,
    edits: Resource<Vec<Edit>>,
    environment: Resource<Environment>,
    code: Resource<Code>,
    images: Resource<Vec<Asset>>,
    matrices: Resource<Vec<Asset>>,
}

impl ExperimentState {
    /// Loads what every tab shows, and keeps time for as long as the calling component lives.
    pub(super) fn open(key: ExperimentKey) -> Self {
        let state = Self {
            key: StoredValue::new(key),
            source: use_source(),
            about: Resource::new(),
            summaries: Resource::new(),
            changes: Changes::new(),
            now: RwSignal::new(clock::now()),
            parameters: Resource::new(),
            others: Resource::new(),
            edits: Resource::new(),
            environment: Resource::new(),
            code: Resource::new(),
            images: Resource::new(),
            matrices: Resource::new(),
        };
        let changes = state.changes;
        state.follow(state.about, changes.any, |source, key| async move {
            source.experiment(&key).await
        });
        state.follow(state.summaries, changes.metrics, |source, key| async move {
            source.summaries(&key).await
        });
        state.tick();
        state
    }

    /// Listens to live updates for as long as the calling component lives.
    pub(super) fn listen(self) {
        let (live, key) = (use_live(), self.key());
        live.open(LiveScope::Experiment(key.clone()));
        live.listen(move |event| self.changes.hear(event, &key));
    }

    /// Its key.
    pub(super) fn key(self) -> ExperimentKey {
        self.key.get_value()
    }

    /// The moment that the address asks for.
    pub(super) fn moment(self) -> Option<Moment> {
        match use_router().at() {
            Route::Experiment { key, at, .. } if key == self.key() => at,
            _ => None,
        }
    }

    /// Its parameters, followed while the calling component lives.
    pub(super) fn parameters(self) -> Resource<Values> {
        self.follow(
            self.parameters,
            self.changes.about,
            |source, key| async move { source.parameters(&key).await },
        )
    }

    /// Its other keys and values, followed while the calling component lives.
    pub(super) fn others(self) -> Resource<Values> {
        self.follow(self.others, self.changes.about, |source, key| async move {
            source.others(&key).await
        })
    }

    /// What people changed about its metrics, followed while the calling component lives.
    pub(super) fn edits(self) -> Resource<Vec<Edit>> {
        self.follow(self.edits, self.changes.about, |source, key| async move {
            source.edits(&key).await
        })
    }

    /// Its environment, followed while the calling component lives.
    pub(super) fn environment(self) -> Resource<Environment> {
        self.follow(
            self.environment,
            self.changes.about,
            |source, key| async move { source.environment(&key).await },
        )
    }

    /// Its code, followed while the calling component lives.
    pub(super) fn code(self) -> Resource<Code> {
        self.follow(self.code, self.changes.assets, |source, key| async move {
            source.code(&key).await
        })
    }

    /// Its images, followed while the calling component lives.
    pub(super) fn images(self) -> Resource<Vec<Asset>> {
        self.follow(self.images, self.changes.assets, |source, key| async move {
            source.assets(&key, "image").await
        })
    }

    /// Its confusion matrices, followed while the calling component lives.
    pub(super) fn matrices(self) -> Resource<Vec<Asset>> {
        self.follow(
            self.matrices,
            self.changes.assets,
            |source, key| async move { source.assets(&key, "confusion-matrix").await },
        )
    }

    fn follow<T, F>(
        self,
        resource: Resource<T>,
        pulse: Pulse,
        ask: impl Fn(Source, ExperimentKey) -> F + 'static,
    ) -> Resource<T>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<T, SourceError>> + 'static,
    {
        Effect::new(move |_| {
            pulse.get();
            resource.load(ask(self.source, self.key()));
        });
        resource
    }

    /// True while its process runs, as far as is known.
    fn is_running(self) -> bool {
        untrack(|| {
            self.about.with(|about| match about {
                Loaded::Here(about) => about.head.state == State::Running,
                Loaded::Asking | Loaded::Failed(_) => false,
            })
        })
    }

    fn tick(self) {
        let ticks = StoredValue::new(0_u64);
        let timer = set_interval_with_handle(
            move || {
                let gone = ticks.try_update_value(|ticks| *ticks += 1).is_none();
                if gone || !page::is_visible() || !self.is_running() {
                    return;
                }
                self.now.set(clock::now());
                if ticks.get_value().is_multiple_of(HEARTBEAT_SECONDS) {
                    self.changes.any.ring();
                }
            },
            Duration::from_secs(1),
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    }
}
