//! How people change a grid: drag, resize, keys, menu.

use leptos::prelude::*;
use suisei_core::layout::{self, Size};
use suisei_core::view::{Panel, PanelKind};

use super::{GridState, Move, Trial, TrialKind};
use crate::dom::element;
use crate::dom::pointer::{self, DragEvent};
use crate::panels::place::PixelBox;

impl GridState {
    /// The header was pressed: a drag may begin.
    pub(crate) fn press_head(self, kind: &PanelKind, event: &leptos::ev::PointerEvent) {
        let on_tool = element::is_inside(event, "button");
        if event.button() != 0 || on_tool || self.is_full(kind) || event.pointer_type() == "touch" {
            return;
        }
        let kind = kind.clone();
        let start = self.pixels_of(&kind);
        let origin = self.origin();
        let grabbed = pointer::position(event);
        pointer::drag(event, move |drag| match drag {
            DragEvent::Move(at) => {
                // The grid scrolls with the page; its own position now is what counts.
                let scrolled = (origin.x - self.origin().x, origin.y - self.origin().y);
                let floating = PixelBox {
                    left: start.left + at.x - grabbed.x + scrolled.0,
                    top: start.top + at.y - grabbed.y + scrolled.1,
                    ..start
                };
                self.try_drag(&kind, floating);
            }
            DragEvent::Drop(_) => self.keep(),
            DragEvent::Click(_) | DragEvent::Cancel => self.trial.set(None),
        });
    }

    fn try_drag(self, kind: &PanelKind, floating: PixelBox) {
        let mut panels = self.panels.get_untracked();
        let Some(index) = panels.iter().position(|panel| panel.kind == *kind) else {
            return;
        };
        let own = panels.remove(index);
        let sizes: Vec<Size> = panels.iter().map(|panel| panel.size).collect();
        let metrics = self.metrics_now();
        let (column, row) = metrics.cell(floating.left, floating.top);
        let index = layout::nearest_index(&sizes, own.size, column, row);
        panels.insert(index, own);
        let what = TrialKind::Drag(floating);
        self.trial.set(Some(Trial {
            kind: kind.clone(),
            panels,
            what,
        }));
    }

    /// The corner was pressed: a resize may begin.
    pub(crate) fn press_corner(self, kind: &PanelKind, event: &leptos::ev::PointerEvent) {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let Some(before) = self.size_of(kind) else {
            return;
        };
        let kind = kind.clone();
        let start = self.pixels_of(&kind);
        let grabbed = pointer::position(event);
        pointer::drag(event, move |drag| match drag {
            DragEvent::Move(at) => {
                let width = start.width + at.x - grabbed.x;
                let height = start.height + at.y - grabbed.y;
                let size = self.metrics_now().size(width, height);
                let panels = with_size(self.panels.get_untracked(), &kind, size);
                let what = TrialKind::Resize(before);
                let trial = Some(Trial {
                    kind: kind.clone(),
                    panels,
                    what,
                });
                if self.trial.with_untracked(|old| *old != trial) {
                    self.trial.set(trial);
                }
            }
            DragEvent::Drop(_) => self.keep(),
            DragEvent::Click(_) | DragEvent::Cancel => self.trial.set(None),
        });
    }

    /// Keys on a panel: Space lifts and drops, arrows move a lifted panel, Shift and arrows
    /// resize, F fills the window, Escape puts everything back.
    pub(crate) fn key(self, kind: &PanelKind, event: &leptos::ev::KeyboardEvent) {
        if element::is_inside(event, "button, input, .menu") {
            return;
        }
        let lifted = self.is_dragged(kind);
        match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft", true) => self.resize_by(kind, -1, 0),
            ("ArrowRight", true) => self.resize_by(kind, 1, 0),
            ("ArrowUp", true) => self.resize_by(kind, 0, -1),
            ("ArrowDown", true) => self.resize_by(kind, 0, 1),
            (" ", _) if lifted => self.keep(),
            (" ", _) => self.lift(kind),
            ("ArrowLeft" | "ArrowUp", _) if lifted => self.shift_lifted(Move::Earlier),
            ("ArrowRight" | "ArrowDown", _) if lifted => self.shift_lifted(Move::Later),
            ("f" | "F", _) if !event.ctrl_key() && !event.meta_key() => self.toggle_full(kind),
            ("Escape", _) if lifted => self.trial.set(None),
            ("Escape", _) if self.is_full(kind) => self.full.set(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Moves a panel by one place and keeps that.
    pub(crate) fn shift(self, kind: &PanelKind, direction: Move) {
        let mut panels = self.panels.get_untracked();
        if shift(&mut panels, kind, direction) {
            self.on_change.run(panels);
        }
    }

    fn lift(self, kind: &PanelKind) {
        let panels = self.panels.get_untracked();
        self.trial.set(Some(Trial {
            kind: kind.clone(),
            panels,
            what: TrialKind::Lift,
        }));
    }

    fn shift_lifted(self, direction: Move) {
        self.trial.update(|trial| {
            if let Some(trial) = trial {
                let kind = trial.kind.clone();
                shift(&mut trial.panels, &kind, direction);
            }
        });
    }

    fn resize_by(self, kind: &PanelKind, w: i32, h: i32) {
        if let Some(size) = self.size_of(kind) {
            let size = Size {
                w: size.w.saturating_add_signed(w),
                h: size.h.saturating_add_signed(h),
            };
            self.on_change
                .run(with_size(self.panels.get_untracked(), kind, size.clamped()));
        }
    }

    /// Keeps what is tried out.
    fn keep(self) {
        if let Some(trial) = self.trial.get_untracked() {
            self.on_change.run(trial.panels);
        }
        self.trial.set(None);
    }

    fn size_of(self, kind: &PanelKind) -> Option<Size> {
        let panels = self.panels.get_untracked();
        panels
            .iter()
            .find(|panel| panel.kind == *kind)
            .map(|panel| panel.size)
    }

    fn metrics_now(self) -> crate::panels::place::Metrics {
        crate::panels::place::Metrics::new(self.width.get_untracked())
    }
}

fn with_size(mut panels: Vec<Panel>, kind: &PanelKind, size: Size) -> Vec<Panel> {
    if let Some(panel) = panels.iter_mut().find(|panel| panel.kind == *kind) {
        panel.size = size;
    }
    panels
}

/// Moves a panel by one place; false at the end.
fn shift(panels: &mut [Panel], kind: &PanelKind, direction: Move) -> bool {
    let Some(index) = panels.iter().position(|panel| panel.kind == *kind) else {
        return false;
    };
    let other = match direction {
        Move::Earlier => index.checked_sub(1),
        Move::Later => Some(index + 1).filter(|&next| next < panels.len()),
    };
    if let Some(other) = other {
        panels.swap(index, other);
    }
    other.is_some()
}
