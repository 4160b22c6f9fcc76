//! Keys of the list: those that work anywhere on the page, and those of its rows.

use leptos::prelude::*;

use super::{ListLayout, ListState};
use crate::dom::element;
use crate::dom::keyboard::KeyListener;
use crate::ui::virtual_rows::step;

/// Rows that Page Up and Page Down move by.
const PAGE: isize = 12;

/// Listens to `/` anywhere, and to letters while nothing else has the focus: a row that was
/// scrolled away may have lost it.
pub(super) fn listen(state: ListState, layout: ListLayout) {
    let listener = KeyListener::new(move |event| {
        if element::is_typing(&event) || is_chord(&event) {
            return;
        }
        match event.key().as_str() {
            "/" => {
                event.prevent_default();
                if layout.is_collapsed() {
                    layout.toggle();
                }
                request_animation_frame(|| element::focus(".list-filter input"));
            }
            "j" | "J" | "k" | "K" | "h" | "H" | "p" | "P" if element::is_from_page(&event) => {
                on_key(state, &event);
            }
            _ => {}
        }
    });
    StoredValue::new_local(listener);
}

/// Moves between rows, shows, hides and pins the one that has the focus.
pub(super) fn on_key(state: ListState, event: &leptos::ev::KeyboardEvent) {
    if is_chord(event) {
        return;
    }
    let position = state.active.with_untracked(|active| {
        let key = active.as_ref()?;
        state
            .order
            .with_untracked(|order| order.place(key))
            .map(|place| place.position)
    });
    let rows = state.order.with_untracked(|order| order.len());
    let target = match event.key().as_str() {
        "j" | "J" | "ArrowDown" => step(position, 1, rows),
        "k" | "K" | "ArrowUp" => step(position, -1, rows),
        "PageDown" => step(position, PAGE, rows),
        "PageUp" => step(position, -PAGE, rows),
        "Home" => step(Some(0), 0, rows),
        "End" => step(Some(rows), 0, rows),
        "h" | "H" => {
            if let Some(key) = state.active.get_untracked() {
                state.toggle_shown(&key);
            }
            None
        }
        "p" | "P" => {
            let key = state.active.get_untracked();
            key.and_then(|key| {
                state.project.toggle_pin(&key);
                // The row stands elsewhere now, and the focus goes with it.
                state
                    .order
                    .with_untracked(|order| order.place(&key))
                    .map(|place| place.position)
            })
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(target) = target {
        state.go_to(target);
    }
}

/// True while a key is held that makes another command of the press.
fn is_chord(event: &leptos::ev::KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}
