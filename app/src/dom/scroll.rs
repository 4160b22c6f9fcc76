//! How far an element is scrolled, in CSS pixels.

/// How far down.
pub(crate) fn top(element: &web_sys::Element) -> f64 {
    f64::from(element.scroll_top())
}

/// Scrolls down to there, or as far as it goes.
pub(crate) fn set_top(element: &web_sys::Element, top: f64) {
    element.set_scroll_top(top.max(0.0) as i32);
}
