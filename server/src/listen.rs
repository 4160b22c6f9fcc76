//! Connections: accepted up to a limit, given up when they are silent too long, finished before the
//! process ends. Knows nothing of what is asked on them.

mod descriptors;
mod sending;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream, lookup_host};
use tokio::sync::Semaphore;

use crate::limits::{HEADER_TIMEOUT, MAX_CONNECTIONS, SEND_SILENCE};
use sending::Sending;

/// Longest wait for requests that are still being answered.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Bytes of a connection's buffer, and so the most that a request's headers may take.
const BUFFER_BYTES: usize = 64 * 1024;

/// Who may reach an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This machine alone.
    ThisMachine,
    /// Others as well.
    Others,
}

/// Finds the addresses behind `HOST:PORT` and who can reach them.
pub async fn resolve(listen: &str) -> Result<(Vec<SocketAddr>, Reach)> {
    let addresses: Vec<SocketAddr> = lookup_host(listen)
        .await
        .with_context(|| format!("--listen needs HOST:PORT with a known host, got `{listen}`"))?
        .collect();
    if addresses.is_empty() {
        bail!("--listen names a host without an address: `{listen}`");
    }
    let is_local = addresses.iter().all(|address| address.ip().is_loopback());
    Ok((
        addresses,
        if is_local {
            Reach::ThisMachine
        } else {
            Reach::Others
        },
    ))
}

/// Opens the port, and makes room for connections.
pub async fn bind(addresses: &[SocketAddr], listen: &str) -> Result<TcpListener> {
    descriptors::raise_limit();
    TcpListener::bind(addresses)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
                "another program listens on `{listen}` already; stop it, or choose another port \
             with --listen HOST:PORT (port 0 takes any free one)"
            ),
            _ => anyhow::Error::new(error).context(format!(
                "cannot listen on `{listen}`; choose another address with --listen"
            )),
        })
}

/// How long a connection may do nothing.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// With the headers of a request, and between two requests.
    pub headers: Duration,
    /// With taking what it is sent.
    pub sending: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: HEADER_TIMEOUT,
            sending: SEND_SILENCE,
        }
    }
}

/// Serves until `stop` is done, then finishes what has been asked. `stopping` runs in between.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
    stopping: impl FnOnce(),
) {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, place)) = accepted else {
            break;
        };
        // Small answers go out at once.
        let _ = stream.set_nodelay(true);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.headers)
            .max_buf_size(BUFFER_BYTES)
            .serve_connection(
                TokioIo::new(Sending::new(stream, patience.sending)),
                TowerToHyperService::new(router.clone()),
            );
        let watched = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!("a connection ended: {error}");
            }
            drop(place);
        });
    }
    drop(listener);
    stopping();
    if tokio::time::timeout(LAST_WORDS, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests were not finished in time");
    }
}

/// The next connection and its place among those that are open.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Some((stream, place)),
            Err(error) => {
                // Too many open files, mostly: waiting lets some close.
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// The wish of the operator or the system that the process ends. Made before anybody can know that
/// the process runs, so that no wish is missed.
pub struct StopSignal {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignal {
    /// Begins to watch.
    #[cfg(unix)]
    pub fn watch() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Begins to watch.
    #[cfg(not(unix))]
    pub fn watch() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// Done when the wish is there.
    #[cfg(unix)]
    pub async fn received(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Done when the wish is there.
    #[cfg(not(unix))]
    pub async fn received(self) {
        // Without a way to be asked, the process runs until it is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
