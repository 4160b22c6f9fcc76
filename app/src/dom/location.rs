//! The address bar: base, path, query, fragment; push and replace; going back.

use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The path that the app lives under, with a slash at both ends: the path of `<base href>`.
pub(crate) fn base_path() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    path_of(&base).unwrap_or_else(|| "/".to_owned())
}

/// The server's address as a client would write it, without a slash at the end.
pub(crate) fn server_url() -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{}", base_path().trim_end_matches('/'))
}

/// The full address of a path on this server.
pub(crate) fn absolute(path: &str) -> String {
    format!("{}{path}", window().location().origin().unwrap_or_default())
}

fn path_of(url: &str) -> Option<String> {
    let after_scheme = url.split_once("://")?.1;
    let path = &after_scheme[after_scheme.find('/')?..];
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let directory = path[..end].rfind('/')? + 1;
    Some(path[..directory].to_owned())
}

/// The part of the address below the base, with its query: `projects/x?tab=table`.
pub(crate) fn current() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    let base = base_path();
    let below = path
        .strip_prefix(base.as_str())
        .unwrap_or(path.trim_start_matches('/'));
    format!("{below}{query}")
}

/// What stands behind `#`, without it.
pub(crate) fn fragment() -> String {
    window()
        .location()
        .hash()
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned()
}

/// Goes to an address below the base, as a step that *Back* undoes.
pub(crate) fn push(below: &str) {
    let url = format!("{}{below}", base_path());
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}

/// Changes the address below the base without a step.
pub(crate) fn replace(below: &str) {
    let url = format!("{}{below}", base_path());
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}

/// Loads the page anew.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Calls back on *Back* and *Forward*, for as long as the page lives.
pub(crate) fn on_pop(callback: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(callback);
    let _ = window().add_event_listener_with_callback("popstate", closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Text for one segment or value of an address.
pub(crate) fn encode(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// The text behind one segment or value of an address; itself when it is not well formed.
pub(crate) fn decode(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}
