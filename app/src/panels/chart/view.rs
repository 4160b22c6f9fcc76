//! What is visible of a chart: zoom, its history, the newest points, and panels that follow.

use leptos::prelude::*;
use suisei_core::query::XAxis;

use crate::dom::clock;
use crate::panels::linked::{LinkedPart, LinkedZoom};
use crate::panels::zoom::follow::{self, Reach};
use crate::panels::zoom::history::{Change, History};
use crate::panels::zoom::{Range, Zoom};

/// Which points of a line are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// Those of the whole axis.
    Whole,
    /// Those of a part of it.
    Part,
}

/// The visible part of a chart; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ChartView {
    /// What gestures have chosen.
    pub(crate) zoom: RwSignal<Zoom>,
    /// What was seen before.
    pub(crate) history: RwSignal<History>,
    /// True while the right edge follows the newest points.
    pub(crate) following: RwSignal<bool>,
    /// True when points have come beyond the right edge of a zoomed view.
    pub(crate) behind: Memo<bool>,
    /// Whether the points here are those of a part of the axis.
    pub(crate) held: RwSignal<Held>,
    reach: RwSignal<Reach>,
    seen: RwSignal<Reach>,
    axis: Signal<XAxis>,
    linked: LinkedZoom,
    id: u64,
}

impl ChartView {
    /// Shows everything.
    pub(super) fn new(axis: Signal<XAxis>, id: u64) -> Self {
        let zoom = RwSignal::new(Zoom::default());
        let (reach, seen) = (
            RwSignal::new(Reach::default()),
            RwSignal::new(Reach::default()),
        );
        let held = RwSignal::new(Held::Whole);
        let following = RwSignal::new(false);
        let behind = Memo::new(move |_| {
            let is_part = held.get() == Held::Part;
            zoom.get().x.is_some_and(|view| {
                follow::is_behind(view, seen.get(), reach.get(), is_part) && !following.get()
            })
        });
        let view = Self {
            zoom,
            history: RwSignal::new(History::default()),
            following,
            behind,
            held,
            reach,
            seen,
            axis,
            linked: expect_context(),
            id,
        };
        view.follow_others();
        view
    }

    /// Shows another part, because somebody asked for it.
    pub(crate) fn set(self, zoom: Zoom, change: Change) {
        if self.zoom.get_untracked() == zoom {
            return;
        }
        self.history
            .update(|history| history.record(zoom, change, clock::elapsed_ms()));
        self.show(zoom);
    }

    /// Shows everything.
    pub(crate) fn reset(self) {
        self.set(Zoom::default(), Change::Once);
    }

    /// Shows what was seen before.
    pub(crate) fn back(self) {
        if let Some(Some(zoom)) = self.history.try_update(History::back) {
            self.show(zoom);
        }
    }

    /// Shows again what was seen before going back.
    pub(crate) fn forward(self) {
        if let Some(Some(zoom)) = self.history.try_update(History::forward) {
            self.show(zoom);
        }
    }

    /// Forgets the zoom: places on one axis mean nothing on another.
    pub(crate) fn forget(self) {
        self.history.set(History::default());
        self.following.set(false);
        if !self.zoom.get_untracked().is_whole() {
            self.zoom.set(Zoom::default());
        }
    }

    /// Moves to the newest points and stays there.
    pub(crate) fn jump_to_live(self) {
        self.following.set(true);
        self.seen.set(self.reach.get_untracked());
        self.keep_up();
    }

    /// Takes in how far the points reach now.
    pub(super) fn take_reach(self, reach: Reach) {
        if self.zoom.get_untracked().x.is_none() {
            self.seen.set(reach);
        }
        if self.reach.get_untracked() != reach {
            self.reach.set(reach);
            if self.following.get_untracked() {
                self.keep_up();
            }
        }
    }

    /// The part to ask a source for, when it cannot send everything.
    pub(crate) fn asked(self, shown: Range) -> Range {
        if self.following.get_untracked() {
            follow::lookahead(shown)
        } else {
            shown
        }
    }

    fn show(self, zoom: Zoom) {
        self.following.set(false);
        self.seen.set(self.reach.get_untracked());
        let x_changed = self.zoom.get_untracked().x != zoom.x;
        self.zoom.set(zoom);
        if x_changed {
            self.linked.tell(LinkedPart {
                axis: self.axis.get_untracked(),
                x: zoom.x,
                owner: self.id,
            });
        }
    }

    fn keep_up(self) {
        let end = self.reach.get_untracked().end;
        if !end.is_finite() {
            return;
        }
        self.zoom.update(|zoom| {
            zoom.x = zoom.x.map(|view| follow::at_end(view, end));
        });
    }

    fn follow_others(self) {
        Effect::new(move |_| {
            let Some(part) = self.linked.part.get() else {
                return;
            };
            let same_axis = part.axis == self.axis.get_untracked();
            let zoom = self.zoom.get_untracked();
            if part.owner != self.id && same_axis && zoom.x != part.x {
                self.following.set(false);
                self.zoom.set(Zoom { x: part.x, ..zoom });
            }
        });
    }
}
