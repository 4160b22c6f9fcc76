//! Animation frames: however many changes arrive, one redraw a frame.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{request_animation_frame, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Runs an action in the next animation frame, once, however often it was asked for.
#[derive(Clone)]
pub(crate) struct FrameTask {
    action: Rc<RefCell<Box<dyn FnMut()>>>,
    asked: Rc<Cell<bool>>,
}

impl FrameTask {
    /// A task that nobody has asked for yet.
    pub(crate) fn new(action: impl FnMut() + 'static) -> Self {
        Self {
            action: Rc::new(RefCell::new(Box::new(action))),
            asked: Rc::new(Cell::new(false)),
        }
    }

    /// Asks for the action in the next frame.
    pub(crate) fn ask(&self) {
        if self.asked.replace(true) {
            return;
        }
        let (action, asked) = (Rc::clone(&self.action), Rc::clone(&self.asked));
        request_animation_frame(move || {
            asked.set(false);
            (action.borrow_mut())();
        });
    }
}

/// Waits for `milliseconds`.
pub(crate) async fn sleep(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let closure = Closure::once_into_js(move || {
            let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
        });
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(
            closure.unchecked_ref(),
            milliseconds,
        );
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
