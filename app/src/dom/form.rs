//! What people typed into text areas.

use wasm_bindgen::JsCast;

/// The value of the text area that an event came from.
pub(crate) fn text_area_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
        .map(|area| area.value())
        .unwrap_or_default()
}
