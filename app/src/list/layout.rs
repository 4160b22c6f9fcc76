//! How wide the list is and whether it is folded away, as it was left in this browser.

use leptos::prelude::*;

use crate::dom::keyboard::KeyListener;
use crate::dom::pointer::{DragEvent, drag, position};
use crate::dom::{element, storage};
use crate::text::{list as words, t};

const NARROWEST: f64 = 220.0;
const WIDEST: f64 = 480.0;
const USUAL: f64 = 304.0;

/// The width of what is left of a folded list.
const FOLDED: f64 = 36.0;

/// How far a key press moves the edge.
const KEY_STEP: f64 = 16.0;

/// How wide the list is and whether it is folded away; shared by context.
#[derive(Clone, Copy)]
pub(crate) struct ListLayout {
    width: RwSignal<f64>,
    collapsed: RwSignal<bool>,
}

impl ListLayout {
    /// As it was left in this browser. `[` folds the list for as long as the calling component
    /// lives.
    pub(crate) fn start() -> Self {
        let stored = storage::get("list.width").and_then(|width| width.parse().ok());
        let layout = Self {
            width: RwSignal::new(clamped(stored.unwrap_or(USUAL))),
            collapsed: RwSignal::new(storage::get("list.collapsed").is_some_and(|is| is == "yes")),
        };
        let listener = KeyListener::new(move |event| {
            if event.key() == "["
                && !element::is_typing(&event)
                && !event.ctrl_key()
                && !event.meta_key()
            {
                layout.toggle();
            }
        });
        StoredValue::new_local(listener);
        layout
    }

    /// True while the list is folded away; reactive.
    pub(crate) fn is_collapsed(self) -> bool {
        self.collapsed.get()
    }

    /// Folds the list away, or brings it back.
    pub(crate) fn toggle(self) {
        let collapsed = !self.collapsed.get_untracked();
        storage::set("list.collapsed", if collapsed { "yes" } else { "no" });
        self.collapsed.set(collapsed);
    }

    /// Its width as a CSS length; reactive.
    pub(crate) fn width_css(self) -> String {
        format!(
            "{}px",
            if self.collapsed.get() {
                FOLDED
            } else {
                self.width.get()
            }
        )
    }

    fn resize(self, width: f64) {
        self.width.set(clamped(width));
    }

    fn remember(self) {
        storage::set("list.width", &self.width.get_untracked().to_string());
    }
}

fn clamped(width: f64) -> f64 {
    if width.is_finite() {
        width.round().clamp(NARROWEST, WIDEST)
    } else {
        USUAL
    }
}

/// The layout of the list.
pub(crate) fn use_list_layout() -> ListLayout {
    expect_context()
}

/// The edge of the list, which people drag.
#[component]
pub(super) fn Edge() -> impl IntoView {
    let layout = use_list_layout();
    let dragging = RwSignal::new(false);
    let on_down = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        let (from, before) = (position(&event).x, layout.width.get_untracked());
        dragging.set(true);
        drag(&event, move |what| match what {
            DragEvent::Move(at) => layout.resize(before + at.x - from),
            DragEvent::Drop(_) | DragEvent::Click(_) => {
                dragging.set(false);
                layout.remember();
            }
            DragEvent::Cancel => {
                dragging.set(false);
                layout.resize(before);
            }
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -KEY_STEP,
            "ArrowRight" => KEY_STEP,
            _ => return,
        };
        event.prevent_default();
        layout.resize(layout.width.get_untracked() + by);
        layout.remember();
    };
    view! {
        <div
            class="list-edge"
            class:dragging=move || dragging.get()
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=t(words::LIST_WIDTH)
            aria-valuemin=NARROWEST.to_string()
            aria-valuemax=WIDEST.to_string()
            aria-valuenow=move || layout.width.get().to_string()
            on:pointerdown=on_down
            on:dblclick=move |_| {
                layout.resize(USUAL);
                layout.remember();
            }
            on:keydown=on_key
        ></div>
    }
}
