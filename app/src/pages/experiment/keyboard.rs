//! Single keys that work wherever nobody is typing.

use leptos::prelude::*;

use crate::dom::element;
use crate::dom::keyboard::KeyListener;

/// Calls back with the name of each key that is pressed outside of inputs and without modifiers,
/// for as long as the calling component lives. The callback says whether it used the key.
pub(super) fn on_keys(mut used: impl FnMut(&str) -> bool + 'static) {
    let listener = KeyListener::new(move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if !modified && !element::is_typing(&event) && used(&event.key()) {
            event.prevent_default();
        }
    });
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || listener.dispose());
}
