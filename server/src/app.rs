//! What every request can reach: store, ingest, live notices, accounts, limits. Opens and closes
//! them in the right order; holds no logic of its own.

use std::path::Path;
use std::sync::Arc;

use suisei_core::event::Micros;
use tokio::sync::watch;

use crate::auth::{Auth, Secret, Transport};
use crate::ingest::Ingest;
use crate::limits::Limits;
use crate::live::Live;
use crate::public_url::PublicUrl;
use crate::store::Store;

/// The running application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Everything that is kept.
    pub store: Store,
    /// The one way to write events.
    pub ingest: Ingest,
    /// Notices of what was written.
    pub live: Live,
    /// Accounts and credentials.
    pub auth: Auth,
    /// How much may happen at once.
    pub limits: Arc<Limits>,
    /// Where browsers reach the server.
    pub public_url: Arc<PublicUrl>,
    /// The time.
    pub clock: fn() -> Micros,
    closing: Arc<watch::Sender<bool>>,
}

/// What [`App::open`] made.
pub struct Opened {
    /// The application.
    pub app: App,
    /// The owner's generated API key, at the first start.
    pub first_key: Option<Secret>,
}

impl App {
    /// Opens the store in `folder` and starts its threads. Blocks on the disk; needs a tokio runtime.
    pub fn open(
        folder: &Path,
        public_url: PublicUrl,
        owner_key: Option<Secret>,
        clock: fn() -> Micros,
    ) -> anyhow::Result<Opened> {
        let store = Store::open(folder)?;
        for damage in store.damage() {
            tracing::error!("{damage}");
        }
        let transport = if public_url.is_https() {
            Transport::TlsOnly
        } else {
            Transport::PlainOrTls
        };
        let (auth, first_key) = Auth::open(store.clone(), clock, owner_key, transport)?;
        let live = Live::new();
        let ingest = Ingest::start(store.clone(), live.clone(), clock);
        let app = Self {
            store,
            ingest,
            live,
            auth,
            limits: Arc::new(Limits::for_this_machine()),
            public_url: Arc::new(public_url),
            clock,
            closing: Arc::new(watch::Sender::new(false)),
        };
        Ok(Opened { app, first_key })
    }

    /// Ends the streams that would otherwise keep a stopping server waiting.
    pub fn end_streams(&self) {
        self.closing.send_replace(true);
    }

    /// Becomes true when streams should end.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Writes what is still in memory and stops the store's threads.
    pub async fn close(&self) {
        self.end_streams();
        self.ingest.stop().await;
    }
}
