//! The page as a whole: window, document, title, theme attribute, tokens, visibility.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Sets the title of the tab.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// Sets an attribute of the root element, or takes it away.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        // An attribute name that is a constant of ours is always valid.
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// The width of the window in CSS pixels; 0 when there is none.
pub(crate) fn width() -> f64 {
    let width = window().inner_width().ok();
    width.and_then(|width| width.as_f64()).unwrap_or_default()
}

/// The content of a `<meta name=…>` element.
pub(crate) fn meta(name: &str) -> Option<String> {
    let selector = format!("meta[name=\"{name}\"]");
    document()
        .query_selector(&selector)
        .ok()
        .flatten()?
        .get_attribute("content")
}

/// Reads CSS custom properties of the root element, as they are now.
pub(crate) struct Tokens(Option<web_sys::CssStyleDeclaration>);

impl Tokens {
    /// Of the theme that is shown now.
    pub(crate) fn current() -> Self {
        let root = document().document_element();
        Self(root.and_then(|root| window().get_computed_style(&root).ok().flatten()))
    }

    /// The text of a token such as `--c-grid`; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> String {
        self.0
            .as_ref()
            .and_then(|style| style.get_property_value(name).ok())
            .map(|value| value.trim().to_owned())
            .unwrap_or_default()
    }

    /// A token as a number, units left out.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        let text = self.get(name);
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')))
            .unwrap_or(text.len());
        text[..end].parse().ok()
    }
}

/// Calls back whenever a media query starts or stops to match, for as long as the page lives.
pub(crate) fn on_media_change(query: &str, callback: impl FnMut() + 'static) {
    if let Ok(Some(list)) = window().match_media(query) {
        let closure = Closure::<dyn FnMut()>::new(callback);
        let _ = list.add_event_listener_with_callback("change", closure.as_ref().unchecked_ref());
        closure.forget();
    }
}

/// Calls back whenever the pixels of the screen become another size, for as long as the page
/// lives. A query matches one size only, so each change asks anew.
pub(crate) fn on_pixel_ratio_change(mut callback: impl FnMut() + 'static) {
    let query = format!("(resolution: {}dppx)", window().device_pixel_ratio());
    let Ok(Some(list)) = window().match_media(&query) else {
        return;
    };
    let changed = Closure::once_into_js(move || {
        callback();
        on_pixel_ratio_change(callback);
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    let _ = list.add_event_listener_with_callback_and_add_event_listener_options(
        "change",
        changed.unchecked_ref(),
        &options,
    );
}

/// True while the tab can be seen.
pub(crate) fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Calls back whenever the tab is shown or hidden, for as long as the page lives.
pub(crate) fn on_visibility_change(callback: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(callback);
    let _ = document()
        .add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Tells a program that drives the page that something was painted: sets a property of `window`.
pub(crate) fn announce(name: &str) {
    let _ = js_sys::Reflect::set(
        &window(),
        &wasm_bindgen::JsValue::from_str(name),
        &wasm_bindgen::JsValue::TRUE,
    );
}

/// The language that the browser prefers, such as `ja-JP`.
pub(crate) fn browser_language() -> String {
    window().navigator().language().unwrap_or_default()
}
