//! Animation frames: however many changes arrive, one redraw a frame.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::request_animation_frame;

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
