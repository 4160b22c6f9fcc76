//! Keys pressed anywhere on the page.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Listens to `keydown` on the window until it is dropped.
pub(crate) struct KeyListener {
    closure: Closure<dyn FnMut(web_sys::KeyboardEvent)>,
}

impl KeyListener {
    /// Calls back with every key press.
    pub(crate) fn new(callback: impl FnMut(web_sys::KeyboardEvent) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(web_sys::KeyboardEvent)>::new(callback);
        let _ =
            window().add_event_listener_with_callback("keydown", closure.as_ref().unchecked_ref());
        Self { closure }
    }
}

impl Drop for KeyListener {
    fn drop(&mut self) {
        let _ = window()
            .remove_event_listener_with_callback("keydown", self.closure.as_ref().unchecked_ref());
    }
}

/// Moves the focus to the next or previous element inside `root` that matches; wraps around.
pub(crate) fn move_focus(root: &web_sys::Element, selector: &str, forward: bool) {
    let Ok(list) = root.query_selector_all(selector) else {
        return;
    };
    let elements: Vec<web_sys::HtmlElement> = (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect();
    if elements.is_empty() {
        return;
    }
    let active = leptos::prelude::document().active_element();
    let current = elements.iter().position(|element| {
        active
            .as_ref()
            .is_some_and(|active| active.is_same_node(Some(element)))
    });
    let next = match (current, forward) {
        (None, true) => 0,
        (None, false) => elements.len() - 1,
        (Some(index), true) => (index + 1) % elements.len(),
        (Some(index), false) => (index + elements.len() - 1) % elements.len(),
    };
    let _ = elements[next].focus();
}
