//! Keeps a panel's points up to date: asks when lines, axis, zoom or smoothing change, and when
//! live notices say that a line grew. Only while the panel is on screen, one request at a time.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::number::Float;
use suisei_core::query::{SeriesRequest, XAxis};
use suisei_core::table::MetricName;
use suisei_core::view::PanelSettings;

use super::WantedLine;
use crate::dom::canvas;
use crate::panels::chart::model::ChartModel;
use crate::panels::chart::view::Held;
use crate::panels::data::{Extend, LineName, PanelData, Smoothed};
use crate::panels::zoom::Range;
use crate::source::{Source, SourceError, use_source};
use crate::state::live::{LiveEvent, use_live};
use crate::state::session::{SessionStore, use_session};

/// However many commits arrive, a panel asks no more often than this.
const LIVE_DELAY: Duration = Duration::from_millis(250);

/// A wheel or a slider sends many changes; the last one is asked for.
const SETTLE_DELAY: Duration = Duration::from_millis(120);

/// What a panel is doing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// Nothing was asked for yet.
    Waiting,
    /// Asked for lines that are not here; what is on screen is old.
    Asking,
    /// Everything is here.
    Here,
    /// The last request failed and nothing is here.
    Failed(SourceError),
}

/// Asks for a panel's points.
#[derive(Clone, Copy)]
pub(super) struct Loader {
    model: ChartModel,
    wanted: Signal<Vec<WantedLine>>,
    settings: Signal<PanelSettings>,
    source: Source,
    session: SessionStore,
    /// What the panel shows over the chart.
    pub(super) phase: RwSignal<Phase>,
    /// The axis and the range of the points that are here.
    held: StoredValue<Option<(XAxis, Option<Range>)>>,
    /// Something changed since the last request.
    stale: StoredValue<bool>,
    in_flight: StoredValue<bool>,
    timer: StoredValue<bool>,
}

impl Loader {
    /// Starts to follow everything that decides a panel's points.
    pub(super) fn start(
        model: ChartModel,
        wanted: Signal<Vec<WantedLine>>,
        settings: Signal<PanelSettings>,
    ) -> Self {
        let loader = Self {
            model,
            wanted,
            settings,
            source: use_source(),
            session: use_session(),
            phase: RwSignal::new(Phase::Waiting),
            held: StoredValue::new(None),
            stale: StoredValue::new(false),
            in_flight: StoredValue::new(false),
            timer: StoredValue::new(false),
        };
        loader.follow_lines();
        loader.follow_view();
        loader.follow_live();
        loader
    }

    /// Asks for everything anew.
    pub(super) fn ask_all(self) {
        self.held.set_value(None);
        self.stale.set_value(true);
        self.ask();
    }

    fn names(self) -> Vec<LineName> {
        self.wanted
            .with_untracked(|wanted| wanted.iter().map(|line| line.name.clone()).collect())
    }

    fn follow_lines(self) {
        let names = Memo::new(move |_| {
            self.wanted.with(|wanted| {
                wanted
                    .iter()
                    .map(|line| line.name.clone())
                    .collect::<Vec<LineName>>()
            })
        });
        let axis = Memo::new(move |_| {
            self.settings
                .with(|settings| (settings.x, settings.against().cloned()))
        });
        Effect::new(move |before: Option<(XAxis, Option<MetricName>)>| {
            // Read, not only tracked: a memo that nobody has read follows nothing.
            names.with(|_| ());
            let axis = axis.get();
            if before.is_some_and(|before| before != axis) {
                // Places on one axis mean nothing on another.
                self.model.view.forget();
            }
            self.phase.set(Phase::Asking);
            self.stale.set_value(true);
            self.ask();
            axis
        });
        Effect::new(move |_| {
            if self.model.on_screen.get() && self.stale.get_value() {
                self.ask();
            }
        });
    }

    fn follow_view(self) {
        let smoothing = Memo::new(move |_| self.settings.with(Smoothed::of));
        Effect::new(move |_| {
            let smoothed = smoothing.get();
            self.model.data.update_value(|data| data.smooth(smoothed));
            self.model.version.update(|version| *version += 1);
            self.ask_again_if_sampled();
        });
        let shown = Memo::new(move |_| self.model.shown_x());
        Effect::new(move |_| {
            shown.track();
            self.ask_again_if_sampled();
        });
    }

    /// Buckets stand for one view and one smoothing; all points stand for any.
    fn ask_again_if_sampled(self) {
        let sampled = self.model.data.with_value(PanelData::is_sampled);
        let ranged = self
            .held
            .get_value()
            .is_some_and(|(_, range)| range.is_some());
        if sampled || ranged {
            self.stale.set_value(true);
            self.ask_after(SETTLE_DELAY);
        }
    }

    fn follow_live(self) {
        use_live().listen(move |event| {
            let grew = match event {
                LiveEvent::Reset => true,
                LiveEvent::Notice(notice) => self.wanted.with_untracked(|wanted| {
                    wanted.iter().any(|line| {
                        line.name.key == notice.experiment
                            && notice.changed.metrics.contains(&line.name.metric)
                    })
                }),
            };
            if grew {
                self.stale.set_value(true);
                self.ask_after(LIVE_DELAY);
            }
        });
    }

    fn ask_after(self, delay: Duration) {
        if self.timer.get_value() {
            return;
        }
        self.timer.set_value(true);
        set_timeout(
            move || {
                // The panel may be gone by now.
                if self.timer.try_set_value(false).is_none() {
                    self.ask();
                }
            },
            delay,
        );
    }

    fn ask(self) {
        if self.in_flight.get_value() || !self.model.on_screen.get_untracked() {
            return;
        }
        self.stale.set_value(false);
        let names = self.names();
        if names.is_empty() {
            self.model.data.set_value(PanelData::default());
            self.model.version.update(|version| *version += 1);
            self.phase.set(Phase::Here);
            return;
        }
        let request = self.request(&names);
        self.in_flight.set_value(true);
        spawn_local(async move {
            let answer = self.source.series(&request).await;
            if self.in_flight.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(frame) => {
                    let smoothed = self.settings.with_untracked(Smoothed::of);
                    self.model
                        .data
                        .update_value(|data| data.take(frame, smoothed));
                    let range = request.range.map(|(low, high)| (low.0, high.0));
                    self.held.set_value(Some((request.x, range)));
                    self.model.view.held.set(match range {
                        Some(_) => Held::Part,
                        None => Held::Whole,
                    });
                    self.model.version.update(|version| *version += 1);
                    self.phase.set(Phase::Here);
                }
                Err(SourceError::SignedOut) => self.session.ended(),
                Err(error) => {
                    // Old points are worth more than the news that they are old.
                    if self.model.data.with_value(|data| data.lines().is_empty()) {
                        self.phase.set(Phase::Failed(error));
                    } else {
                        self.phase.set(Phase::Here);
                    }
                }
            }
            if self.stale.get_value() {
                self.ask_after(LIVE_DELAY);
            }
        });
    }

    fn request(self, names: &[LineName]) -> SeriesRequest {
        let settings = self.settings.get_untracked();
        let sampled = self.model.data.with_value(PanelData::is_sampled);
        let range = untrack(|| self.model.shown_x())
            .filter(|_| sampled || self.is_ranged())
            .map(|shown| self.model.view.asked(shown));
        let extend = if range.is_none() && !self.is_ranged() {
            Extend::Yes
        } else {
            Extend::No
        };
        let width = self.model.size.get_untracked().0;
        SeriesRequest {
            series: self
                .model
                .data
                .with_value(|data| data.wanted(names, settings.x, extend)),
            x: settings.x,
            range: range.map(|(low, high)| (Float(low), Float(high))),
            width_px: (width * canvas::pixel_ratio()).round().max(1.0) as u32,
            smoothing: settings.smoothing(),
            domain: settings.domain(),
            against: settings.against().cloned(),
        }
    }

    /// True when the points that are here are those of a range only.
    fn is_ranged(self) -> bool {
        self.held
            .get_value()
            .is_some_and(|(_, range)| range.is_some())
    }
}
