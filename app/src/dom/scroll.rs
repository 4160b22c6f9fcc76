//! How far an element is scrolled, in CSS pixels.

use leptos::prelude::document;
use wasm_bindgen::JsCast;

/// How far down.
pub(crate) fn top(element: &web_sys::Element) -> f64 {
    f64::from(element.scroll_top())
}

/// Scrolls down to there, or as far as it goes.
pub(crate) fn set_top(element: &web_sys::Element, top: f64) {
    element.set_scroll_top(top.max(0.0) as i32);
}

/// Scrolls what lies around the first element that matches sideways, so that the element stands
/// in its middle, as far as that goes.
pub(crate) fn centre_sideways(selector: &str) {
    let Ok(Some(element)) = document().query_selector(selector) else {
        return;
    };
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>()
        && let Some(around) = element.parent_element()
    {
        let middle = element.offset_left() + element.offset_width() / 2;
        around.set_scroll_left(middle - around.client_width() / 2);
    }
}
