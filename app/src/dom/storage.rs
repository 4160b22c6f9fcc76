//! Small settings that stay in this browser. Works without them where storage is refused.

use leptos::prelude::window;

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// A setting, if it was stored.
pub(crate) fn get(key: &str) -> Option<String> {
    storage()?.get_item(&format!("suisei.{key}")).ok().flatten()
}

/// Stores a setting.
pub(crate) fn set(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or refused storage only means that the choice is forgotten.
        let _ = storage.set_item(&format!("suisei.{key}"), value);
    }
}
