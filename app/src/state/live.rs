//! Live updates: one stream a page, closed while the tab is hidden, resumed by number.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use suisei_core::api::Notice;

use crate::dom::events::{EventStream, StreamEvent};
use crate::dom::{clock, page};
use crate::source::{LiveScope, Source, use_source};

/// What listeners hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LiveEvent {
    /// Something was committed.
    Notice(Notice),
    /// Notices were missed: ask again for everything.
    Reset,
}

/// How the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LiveState {
    /// Nobody listens, or nothing can change.
    Off,
    /// Connected, or connecting for the first time.
    On,
    /// Broken; trying again.
    Broken,
}

type Listener = Rc<RefCell<dyn FnMut(&LiveEvent)>>;

#[derive(Default)]
struct Inner {
    scope: Option<LiveScope>,
    stream: Option<EventStream>,
    last: Option<u64>,
    listeners: BTreeMap<u64, Listener>,
    next: u64,
    broken_since_ms: Option<f64>,
}

/// The live updates of the app, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
    state: RwSignal<LiveState>,
    source: Source,
}

/// Browsers stop trying after some errors; then we try again ourselves.
const RETRY: std::time::Duration = std::time::Duration::from_secs(3);

impl Live {
    /// Not connected until a page opens a scope.
    pub(crate) fn start() -> Self {
        let live = Self {
            inner: StoredValue::new_local(Rc::default()),
            state: RwSignal::new(LiveState::Off),
            source: use_source(),
        };
        page::on_visibility_change(move || {
            if page::is_visible() {
                live.connect();
            } else {
                live.inner.get_value().borrow_mut().stream = None;
            }
        });
        live
    }

    /// How the stream is; reactive.
    pub(crate) fn state(self) -> LiveState {
        self.state.get()
    }

    /// Listens to a scope for as long as the calling component lives. One scope at a time: the
    /// page that opened last decides.
    pub(crate) fn open(self, scope: LiveScope) {
        let inner = self.inner.get_value();
        {
            let mut inner = inner.borrow_mut();
            if inner.scope.as_ref() != Some(&scope) {
                inner.last = None;
            }
            inner.scope = Some(scope.clone());
        }
        self.connect();
        on_cleanup(move || {
            let inner = self.inner.get_value();
            let mut inner = inner.borrow_mut();
            if inner.scope.as_ref() == Some(&scope) {
                inner.scope = None;
                inner.stream = None;
                self.state.set(LiveState::Off);
            }
        });
    }

    /// Calls back with every event for as long as the calling component lives.
    pub(crate) fn listen(self, listener: impl FnMut(&LiveEvent) + 'static) {
        let inner = self.inner.get_value();
        let id = {
            let mut inner = inner.borrow_mut();
            inner.next += 1;
            let id = inner.next;
            inner.listeners.insert(id, Rc::new(RefCell::new(listener)));
            id
        };
        let shared = self.inner;
        on_cleanup(move || {
            shared.get_value().borrow_mut().listeners.remove(&id);
        });
    }

    fn connect(self) {
        let inner = self.inner.get_value();
        let url = {
            let inner = inner.borrow();
            inner
                .scope
                .as_ref()
                .and_then(|scope| self.source.live_url(scope, inner.last))
        };
        let Some(url) = url else { return };
        let stream = EventStream::open(&url, &["notice", "reset"], move |event| self.handle(event));
        inner.borrow_mut().stream = stream;
        self.state.set(LiveState::On);
    }

    fn handle(self, event: StreamEvent) {
        match event {
            StreamEvent::Open => {
                self.inner.get_value().borrow_mut().broken_since_ms = None;
                self.state.set(LiveState::On);
            }
            StreamEvent::Broken { closed } => {
                let inner = self.inner.get_value();
                inner
                    .borrow_mut()
                    .broken_since_ms
                    .get_or_insert(clock::elapsed_ms());
                self.state.set(LiveState::Broken);
                if closed {
                    set_timeout(move || self.connect(), RETRY);
                }
            }
            StreamEvent::Message(name, data) if name == "notice" => {
                if let Ok(notice) = serde_json::from_str::<Notice>(&data) {
                    self.inner.get_value().borrow_mut().last = Some(notice.seq);
                    self.tell(&LiveEvent::Notice(notice));
                }
            }
            StreamEvent::Message(..) => self.tell(&LiveEvent::Reset),
        }
    }

    fn tell(self, event: &LiveEvent) {
        // Listeners may come and go while they are called, so none is called under the borrow.
        let listeners: Vec<Listener> = self
            .inner
            .get_value()
            .borrow()
            .listeners
            .values()
            .cloned()
            .collect();
        for listener in listeners {
            (listener.borrow_mut())(event);
        }
    }
}

/// The live updates of the app.
pub(crate) fn use_live() -> Live {
    expect_context()
}
