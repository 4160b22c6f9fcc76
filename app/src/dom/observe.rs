//! Observers of size and of visibility on screen. They end when they are dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Tells the size of an element whenever it changes.
pub(crate) struct SizeObserver {
    observer: Option<web_sys::ResizeObserver>,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl SizeObserver {
    /// Observes the content box of `element`; calls back with width and height in CSS pixels.
    pub(crate) fn new(
        element: &web_sys::Element,
        mut callback: impl FnMut(f64, f64) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Ok(entry) = entries.get(0).dyn_into::<web_sys::ResizeObserverEntry>() {
                let rect = entry.content_rect();
                callback(rect.width(), rect.height());
            }
        });
        let observer = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self {
            observer,
            _callback: closure,
        }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Tells when an element comes near the window and when it leaves it.
pub(crate) struct ScreenObserver {
    observer: Option<web_sys::IntersectionObserver>,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl ScreenObserver {
    /// Observes `element`; calls back with true when it is less than half a window away.
    pub(crate) fn new(
        element: &web_sys::Element,
        mut callback: impl FnMut(bool) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last = entries.get(entries.length().saturating_sub(1));
            if let Ok(entry) = last.dyn_into::<web_sys::IntersectionObserverEntry>() {
                callback(entry.is_intersecting());
            }
        });
        let options = web_sys::IntersectionObserverInit::new();
        options.set_root_margin("50% 0px 50% 0px");
        let observer = web_sys::IntersectionObserver::new_with_options(
            closure.as_ref().unchecked_ref(),
            &options,
        )
        .ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self {
            observer,
            _callback: closure,
        }
    }
}

impl Drop for ScreenObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
