//! Fingers on a chart: one that rests reads, one that slides sideways moves a zoomed view or
//! measures, two zoom and move, a tap pins, a double tap shows everything. A finger that moves up or
//! down scrolls the page.

use std::time::Duration;

use leptos::prelude::*;

use super::fingers::{Act, DOUBLE_MS, Fingers, LONG_PRESS_MS, Pinch, Place};
use super::gesture;
use super::ground::Ground;
use super::model::ChartModel;
use crate::dom::clock;
use crate::panels::zoom::history::Change;

/// The touch state of a chart; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Touch {
    model: ChartModel,
    fingers: StoredValue<Fingers>,
    /// The plot when fingers went down or began to slide.
    ground: StoredValue<Option<Ground>, LocalStorage>,
    slide: StoredValue<Slide>,
}

/// What a finger that slides does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slide {
    /// Nothing: everything is visible.
    Nothing,
    /// Moves what is visible.
    Pan,
    /// Measures.
    Measure,
}

impl Touch {
    /// No finger is down.
    pub(super) fn new(model: ChartModel) -> Self {
        Self {
            model,
            fingers: StoredValue::new(Fingers::default()),
            ground: StoredValue::new_local(None),
            slide: StoredValue::new(Slide::Nothing),
        }
    }

    /// A finger went down.
    pub(super) fn down(self, event: &leptos::ev::PointerEvent) {
        let Some(at) = gesture::place(event) else {
            return;
        };
        let id = event.pointer_id();
        self.tell(|fingers| fingers.down(id, at, clock::elapsed_ms()));
        self.tell_after(LONG_PRESS_MS, Fingers::waited);
    }

    /// A finger moved.
    pub(super) fn moved(self, event: &leptos::ev::PointerEvent) {
        if let Some(at) = gesture::place(event) {
            self.tell(|fingers| fingers.moved(event.pointer_id(), at));
        }
    }

    /// A finger went up.
    pub(super) fn up(self, event: &leptos::ev::PointerEvent) {
        self.tell(|fingers| fingers.up(event.pointer_id(), clock::elapsed_ms()));
    }

    /// The browser scrolls.
    pub(super) fn cancel(self) {
        self.fingers.update_value(Fingers::cancel);
    }

    /// True while the page must not scroll.
    pub(super) fn hold_page(self) -> bool {
        self.fingers.with_value(Fingers::hold_page)
    }

    fn tell(self, event: impl FnOnce(&mut Fingers) -> Act) {
        match self.fingers.try_update_value(event).unwrap_or(Act::None) {
            Act::None => {}
            Act::Read(at) => {
                self.model.unpin();
                self.model.point_at(at);
            }
            Act::Tap(at) => {
                // A pinned tooltip could take the second tap away.
                self.model.unpin();
                self.model.point_at(at);
                self.tell_after(DOUBLE_MS, Fingers::settled);
            }
            Act::Pin(at) => {
                self.model.unpin();
                self.model.pin_at(at);
            }
            Act::Reset => {
                self.model.unpin();
                self.model.view.reset();
            }
            Act::SlideBegins(from, to) => {
                self.begin_slide();
                self.slide(from, to);
            }
            Act::Slide(from, to) => self.slide(from, to),
            Act::PinchBegins => {
                self.model.unpin();
                self.model.leave();
                self.ground.set_value(Ground::of(self.model));
            }
            Act::Pinch(pinch) => self.pinch(pinch),
        }
    }

    /// Tells the fingers later how late it is.
    fn tell_after(self, milliseconds: f64, event: fn(&mut Fingers, f64) -> Act) {
        set_timeout(
            move || {
                // The chart may be gone by now.
                if self.fingers.try_with_value(|_| ()).is_some() {
                    self.tell(|fingers| event(fingers, clock::elapsed_ms()));
                }
            },
            Duration::from_millis(milliseconds as u64 + 5),
        );
    }

    fn begin_slide(self) {
        self.model.unpin();
        self.model.leave();
        self.ground.set_value(Ground::of(self.model));
        self.slide
            .set_value(if self.model.measure.armed.get_untracked() {
                Slide::Measure
            } else if self.model.view.zoom.get_untracked().is_whole() {
                Slide::Nothing
            } else {
                Slide::Pan
            });
    }

    fn slide(self, from: Place, to: Place) {
        let Some(ground) = self.ground.get_value() else {
            return;
        };
        match self.slide.get_value() {
            Slide::Nothing => {}
            Slide::Measure => gesture::measure(self.model, &ground, from.0, to.0),
            Slide::Pan => {
                // A hand that means sideways strays; only a zoomed height is moved.
                let down = if ground.is_zoomed_y() {
                    to.1 - from.1
                } else {
                    0.0
                };
                gesture::pan(self.model, &ground, (to.0 - from.0, down));
            }
        }
    }

    fn pinch(self, pinch: Pinch) {
        let Some(ground) = self.ground.get_value() else {
            return;
        };
        let plot = ground.plot;
        let x = pinch.share(|place| place.0, plot.left, plot.width());
        // Shares grow upwards, pixels downwards.
        let y = pinch.share(|place| -place.1, -plot.bottom, plot.height());
        let vertical = ground.is_zoomed_y() || pinch.is_upright();
        let next = ground.show(Some(x), vertical.then_some(y));
        self.model.view.set(next, Change::Pan);
    }
}
