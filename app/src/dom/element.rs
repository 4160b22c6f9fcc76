//! Elements: their boxes, focus, scrolling.

use leptos::prelude::document;
use wasm_bindgen::JsCast;

/// An element of the page.
pub(crate) type Element = web_sys::Element;

/// A box in CSS pixels, relative to the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Rect {
    /// Left edge.
    pub(crate) x: f64,
    /// Top edge.
    pub(crate) y: f64,
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
}

/// The box of an element now.
pub(crate) fn rect(element: &web_sys::Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect {
        x: rect.x(),
        y: rect.y(),
        width: rect.width(),
        height: rect.height(),
    }
}

/// Puts the keyboard focus on the first element that matches.
pub(crate) fn focus(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector)
        && let Some(element) = element.dyn_ref::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Scrolls an element to its end.
pub(crate) fn scroll_to_end(element: &web_sys::Element) {
    element.set_scroll_top(element.scroll_height());
}

/// True when an element is scrolled to its end, or nearly.
pub(crate) fn is_at_end(element: &web_sys::Element) -> bool {
    element.scroll_height() - element.scroll_top() - element.client_height() < 24
}

/// The value of the input that an event came from.
pub(crate) fn input_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .map(|input| input.value())
        .unwrap_or_default()
}

/// True when the event comes from a place where people type.
pub(crate) fn is_typing(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        })
}

/// True when the event comes from inside an element that matches the selector.
pub(crate) fn is_inside(event: &web_sys::Event, selector: &str) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest(selector).ok().flatten())
        .is_some()
}

/// True when focus moves to something inside `root`, or only leaves the window.
pub(crate) fn focus_stays_inside(root: &web_sys::Element, event: &web_sys::FocusEvent) -> bool {
    match event
        .related_target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
    {
        Some(node) => root.contains(Some(&node)),
        // Without a target either the window lost focus, or somebody clicked on something that
        // cannot have it; only the first leaves the document without focus of its own.
        None => !document().has_focus().unwrap_or(true),
    }
}

/// The element that a handler was put on.
pub(crate) fn current_target(event: &web_sys::Event) -> Option<web_sys::Element> {
    event.current_target()?.dyn_into().ok()
}

/// How far an element is scrolled down, in CSS pixels.
pub(crate) fn scroll_top(element: &web_sys::Element) -> f64 {
    f64::from(element.scroll_top())
}

/// Scrolls an element to a distance from its top.
pub(crate) fn set_scroll_top(element: &web_sys::Element, top: f64) {
    element.set_scroll_top(top.round() as i32);
}

/// The height of what an element shows of its content.
pub(crate) fn client_height(element: &web_sys::Element) -> f64 {
    f64::from(element.client_height())
}

/// The boxes of the elements inside `root` that match, in document order.
pub(crate) fn rects(root: &web_sys::Element, selector: &str) -> Vec<Rect> {
    let Ok(list) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into::<web_sys::Element>().ok())
        .map(|element| rect(&element))
        .collect()
}

/// True when an event comes from nothing in particular, because nothing has the keyboard focus.
pub(crate) fn is_from_page(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.tag_name() == "BODY")
}

/// True for a pointer that can rest over something without pressing it.
pub(crate) fn can_hover(event: &web_sys::PointerEvent) -> bool {
    event.pointer_type() != "touch"
}

/// Puts the keyboard focus on the first element inside `root` that matches.
pub(crate) fn focus_inside(root: &web_sys::Element, selector: &str) {
    if let Ok(Some(element)) = root.query_selector(selector)
        && let Some(element) = element.dyn_ref::<web_sys::HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// True when an element has the keyboard focus.
pub(crate) fn has_focus(element: &web_sys::Element) -> bool {
    document()
        .active_element()
        .is_some_and(|active| active.is_same_node(Some(element)))
}

/// The box of the nearest element around `element` that matches.
pub(crate) fn rect_around(element: &web_sys::Element, selector: &str) -> Option<Rect> {
    let around = element.closest(selector).ok().flatten()?;
    Some(rect(&around))
}

/// The box of the window.
pub(crate) fn window_rect() -> Rect {
    let length = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let window = leptos::prelude::window();
    Rect {
        x: 0.0,
        y: 0.0,
        width: length(window.inner_width()),
        height: length(window.inner_height()),
    }
}
