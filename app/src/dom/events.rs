//! Server-sent events.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What happens on a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StreamEvent {
    /// The connection stands.
    Open,
    /// A message: its event name and its data.
    Message(String, String),
    /// The connection broke; the browser tries again by itself unless it gave up.
    Broken {
        /// True when the browser will not try again.
        closed: bool,
    },
}

type Handler = Rc<RefCell<dyn FnMut(StreamEvent)>>;

/// An open stream; closed when it is dropped.
pub(crate) struct EventStream {
    source: web_sys::EventSource,
    _closures: Vec<Closure<dyn FnMut(web_sys::Event)>>,
}

impl EventStream {
    /// Opens a stream and listens to the named events.
    pub(crate) fn open(
        url: &str,
        names: &[&'static str],
        handler: impl FnMut(StreamEvent) + 'static,
    ) -> Option<Self> {
        let source = web_sys::EventSource::new(url).ok()?;
        let handler: Handler = Rc::new(RefCell::new(handler));
        let mut closures = Vec::new();
        let mut listen = |name: &'static str, make: Box<dyn Fn(&web_sys::Event) -> StreamEvent>| {
            let handler = Rc::clone(&handler);
            let closure =
                Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
                    let event = make(&event);
                    (handler.borrow_mut())(event);
                });
            let _ = source.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
            closures.push(closure);
        };
        listen("open", Box::new(|_| StreamEvent::Open));
        for &name in names {
            listen(
                name,
                Box::new(move |event| {
                    let data = event
                        .dyn_ref::<web_sys::MessageEvent>()
                        .and_then(|message| message.data().as_string())
                        .unwrap_or_default();
                    StreamEvent::Message(name.to_owned(), data)
                }),
            );
        }
        let state = source.clone();
        listen(
            "error",
            Box::new(move |_| StreamEvent::Broken {
                closed: state.ready_state() == web_sys::EventSource::CLOSED,
            }),
        );
        Some(Self {
            source,
            _closures: closures,
        })
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.source.close();
    }
}
