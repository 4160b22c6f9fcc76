//! Drags with any pointer: captured on the element they began on, so that they do not get lost.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Where a pointer is, in CSS pixels of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Position {
    /// From the left.
    pub(crate) x: f64,
    /// From the top.
    pub(crate) y: f64,
}

/// How far a pointer moves before a press becomes a drag.
pub(crate) const THRESHOLD_PX: f64 = 4.0;

/// What happens in a drag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum DragEvent {
    /// The pointer moved, past the threshold.
    Move(Position),
    /// It was let go after it had moved.
    Drop(Position),
    /// It was let go where it was pressed.
    Click(Position),
    /// The drag was taken away: by Escape or by the system.
    Cancel,
}

/// The position of a pointer event.
pub(crate) fn position(event: &web_sys::PointerEvent) -> Position {
    Position {
        x: f64::from(event.client_x()),
        y: f64::from(event.client_y()),
    }
}

type Listener = Closure<dyn FnMut(web_sys::Event)>;

/// Follows the pointer of a `pointerdown` event until it is let go.
pub(crate) fn drag(down: &web_sys::PointerEvent, handler: impl FnMut(DragEvent) + 'static) {
    let Some(element) = down
        .current_target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    let _ = element.set_pointer_capture(down.pointer_id());
    let drag = std::rc::Rc::new(Drag {
        start: position(down),
        moved: std::cell::Cell::new(false),
        handler: std::cell::RefCell::new(Box::new(handler)),
        element,
        listeners: std::cell::RefCell::new(Vec::new()),
    });
    for name in [
        "pointermove",
        "pointerup",
        "pointercancel",
        "lostpointercapture",
    ] {
        let listener = drag.listener(name);
        drag.listeners.borrow_mut().push((name, listener));
    }
    let escape = drag.listener("keydown");
    drag.listeners.borrow_mut().push(("keydown", escape));
}

struct Drag {
    start: Position,
    moved: std::cell::Cell<bool>,
    handler: std::cell::RefCell<Box<dyn FnMut(DragEvent)>>,
    element: web_sys::Element,
    listeners: std::cell::RefCell<Vec<(&'static str, Listener)>>,
}

impl Drag {
    fn listener(self: &std::rc::Rc<Self>, name: &'static str) -> Listener {
        let drag = std::rc::Rc::clone(self);
        let closure = Listener::new(move |event: web_sys::Event| drag.handle(name, &event));
        let _ = self
            .target(name)
            .add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        closure
    }

    fn target(&self, name: &str) -> web_sys::EventTarget {
        if name == "keydown" {
            leptos::prelude::window().into()
        } else {
            self.element.clone().into()
        }
    }

    fn handle(&self, name: &str, event: &web_sys::Event) {
        if name == "keydown" {
            let escape = event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .is_some_and(|event| event.key() == "Escape");
            if escape {
                self.end(DragEvent::Cancel);
            }
            return;
        }
        let Some(event) = event.dyn_ref::<web_sys::PointerEvent>() else {
            return;
        };
        let at = position(event);
        match name {
            "pointermove" => {
                let far = (at.x - self.start.x).hypot(at.y - self.start.y) >= THRESHOLD_PX;
                if far || self.moved.get() {
                    self.moved.set(true);
                    (self.handler.borrow_mut())(DragEvent::Move(at));
                }
            }
            "pointerup" if self.moved.get() => self.end(DragEvent::Drop(at)),
            "pointerup" => self.end(DragEvent::Click(at)),
            _ => self.end(DragEvent::Cancel),
        }
    }

    fn end(&self, event: DragEvent) {
        let listeners = std::mem::take(&mut *self.listeners.borrow_mut());
        // The first end wins: releasing the capture fires another event.
        if listeners.is_empty() {
            return;
        }
        for (name, closure) in &listeners {
            let _ = self
                .target(name)
                .remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
        (self.handler.borrow_mut())(event);
        // A closure may not be dropped while it runs; the next turn is soon enough.
        leptos::prelude::set_timeout(move || drop(listeners), std::time::Duration::ZERO);
    }
}
