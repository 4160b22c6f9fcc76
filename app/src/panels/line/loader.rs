//! Keeps a panel's points up to date: asks when lines, axis, zoom or smoothing change, and when
//! live notices say that a line grew. Only while the panel is on screen, one request at a time.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::number::Float;
use suisei_core::query::SeriesRequest;
use suisei_core::view::PanelSettings;
use suisei_core::wire::frame::Frame;

use super::WantedLine;
use crate::dom::canvas;
use crate::panels::chart::model::ChartModel;
use crate::panels::chart::view::Held;
use crate::panels::data::{Asked, Extend, LineName, PanelData, Smoothed};
use crate::panels::zoom::Range;
use crate::source::{Source, SourceError, use_source};
use crate::state::live::{LiveEvent, use_live};
use crate::state::session::{SessionStore, use_session};
use crate::state::theme::use_theme;

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
    /// The points of the whole axis are older than those of the part that is shown.
    whole_is_old: StoredValue<bool>,
    /// Everything is asked for next, though a part is shown.
    whole_first: StoredValue<bool>,
    /// The width that the points here were asked for, in device pixels.
    width: StoredValue<u32>,
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
            whole_is_old: StoredValue::new(false),
            whole_first: StoredValue::new(false),
            width: StoredValue::new(0),
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
        self.whole_first.set_value(true);
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
        Effect::new(move |_| {
            let missing = names.with(|names| self.keep(names));
            axis.with(|_| ());
            if missing || !self.is_on_axis() {
                self.phase.set(Phase::Asking);
            }
            self.whole_is_old.set_value(true);
            self.stale.set_value(true);
            self.ask();
        });
        Effect::new(move |_| {
            if self.model.on_screen.get() && self.stale.get_value() {
                self.ask();
            }
        });
    }

    /// Drops the lines that nobody wants any more at once; true when some are missing.
    fn keep(self, names: &[LineName]) -> bool {
        let mut has_changed = false;
        self.model
            .data
            .update_value(|data| has_changed = data.keep(names));
        if has_changed {
            self.model.version.update(|version| *version += 1);
        }
        self.model
            .data
            .with_value(|data| data.lines().len() < names.len() || names.is_empty())
    }

    fn is_on_axis(self) -> bool {
        let settings = self.settings.get_untracked();
        self.model.data.with_value(|data| data.is_on(&settings))
    }

    fn follow_view(self) {
        let smoothing = Memo::new(move |_| self.settings.with(Smoothed::of));
        Effect::new(move |before: Option<Smoothed>| {
            let smoothed = smoothing.get();
            self.model.data.update_value(|data| data.smooth(smoothed));
            self.model.version.update(|version| *version += 1);
            if before.is_some_and(|before| before != smoothed) {
                self.ask_finer(Cause::Smoothing);
            }
            smoothed
        });
        let shown = Memo::new(move |_| self.model.shown_x());
        Effect::new(move |_| {
            // Read, not only tracked, as above.
            shown.with(|_| ());
            self.ask_finer(Cause::View);
        });
        let ratio = use_theme().ratio();
        let width = Memo::new(move |_| {
            ratio.track();
            self.model.size.track();
            self.width_px()
        });
        Effect::new(move |_| {
            // Buckets as fine as half a pixel serve a little more width too.
            if f64::from(width.get()) > 1.3 * f64::from(self.width.get_value()) {
                self.ask_finer(Cause::Width);
            }
        });
        Effect::new(move |_| {
            // Whoever jumps to the newest points has to know where they are.
            if self.model.view.following.get() && self.part().is_some() {
                self.whole_first.set_value(true);
                self.stale.set_value(true);
                self.ask();
            }
        });
    }

    fn part(self) -> Option<Range> {
        self.model.data.with_value(PanelData::part)
    }

    /// Asks for other points where those that are here do not serve any more: buckets stand for
    /// one view and one smoothing, all points stand for any.
    fn ask_finer(self, cause: Cause) {
        if self.model.data.with_value(PanelData::is_whole) {
            return;
        }
        if cause != Cause::View {
            self.whole_is_old.set_value(true);
        } else if self.serves() {
            return;
        }
        self.stale.set_value(true);
        self.ask_after(SETTLE_DELAY);
    }

    /// True when what is here is as fine as what is shown; shows less of it where that is enough.
    fn serves(self) -> bool {
        let shown = untrack(|| self.model.shown_x());
        match (shown, self.part()) {
            (None, None) => true,
            (None, Some(_)) if !self.whole_is_old.get_value() => {
                self.model.data.update_value(PanelData::drop_part);
                self.model.view.held.set(Held::Whole);
                self.model.version.update(|version| *version += 1);
                true
            }
            (None, Some(_)) => false,
            (Some(shown), part) => {
                part == Some(self.model.view.asked(shown))
                    || self.model.data.with_value(|data| data.holds_all(shown))
            }
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
                self.whole_is_old.set_value(true);
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
        self.width.set_value(request.width_px);
        if request.range.is_none() {
            self.whole_is_old.set_value(false);
        }
        spawn_local(async move {
            let answer = self.source.series(&request).await;
            if self.in_flight.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(frame) => self.take(frame, &request),
                Err(SourceError::SignedOut) => self.session.ended(),
                Err(error) => {
                    self.whole_is_old.set_value(true);
                    // Old points are worth more than the news that they are old; those of another
                    // axis are worth nothing.
                    let has_some = self.model.data.with_value(|data| !data.lines().is_empty());
                    if has_some && self.is_on_axis() {
                        self.phase.set(Phase::Here);
                    } else {
                        self.phase.set(Phase::Failed(error));
                    }
                }
            }
            if self.stale.get_value() {
                self.ask_after(SETTLE_DELAY);
            }
        });
    }

    fn take(self, frame: Frame, request: &SeriesRequest) {
        if !self.is_on_axis() {
            // Places on one axis mean nothing on another.
            self.model.view.forget();
        }
        let range = request.range.map(|(low, high)| (low.0, high.0));
        let asked = Asked {
            range,
            against: request.against.clone(),
            smoothed: self.settings.with_untracked(Smoothed::of),
        };
        self.model.data.update_value(|data| data.take(frame, asked));
        self.model.view.held.set(match range {
            Some(_) => Held::Part,
            None => Held::Whole,
        });
        self.model.version.update(|version| *version += 1);
        self.phase.set(Phase::Here);
        if !self.model.data.with_value(PanelData::is_whole) && !self.serves() {
            self.stale.set_value(true);
        }
    }

    fn request(self, names: &[LineName]) -> SeriesRequest {
        let settings = self.settings.get_untracked();
        let whole_first = self.whole_first.get_value() || !self.is_on_axis();
        self.whole_first.set_value(false);
        let is_whole = self.model.data.with_value(PanelData::is_whole);
        let range = untrack(|| self.model.shown_x())
            .filter(|_| !is_whole && !whole_first)
            .map(|shown| self.model.view.asked(shown));
        let extend = if range.is_none() && self.part().is_none() {
            Extend::Yes
        } else {
            Extend::No
        };
        SeriesRequest {
            raw_points: None,
            series: self
                .model
                .data
                .with_value(|data| data.wanted(names, &settings, extend)),
            x: settings.x,
            range: range.map(|(low, high)| (Float(low), Float(high))),
            width_px: self.width_px(),
            smoothing: settings.smoothing(),
            domain: settings.domain(),
            against: settings.against().cloned(),
        }
    }

    fn width_px(self) -> u32 {
        let width = self.model.size.get_untracked().0;
        (width * canvas::pixel_ratio()).round().max(1.0) as u32
    }
}

/// Why other points may be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// Another part is shown.
    View,
    /// Lines are smoothed in another way.
    Smoothing,
    /// There is more room.
    Width,
}
