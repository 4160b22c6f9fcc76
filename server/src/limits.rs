//! How much a request may send and how much may happen at once, so that slow, broken and greedy
//! clients cannot exhaust memory.

mod zstd;

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use flate2::write::GzDecoder;
use futures_util::StreamExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::error::{Error, Result};

/// Largest JSON body of other routes than batches.
pub const MAX_JSON_BYTES: u64 = 1024 * 1024;

/// Largest batch as it is sent.
pub const MAX_BATCH_BYTES: u64 = 16 * 1024 * 1024;

/// Largest batch after inflation.
pub const MAX_INFLATED_BYTES: u64 = 64 * 1024 * 1024;

/// Largest asset.
pub const MAX_BLOB_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Longest time for a request's headers, and for the next request of an open connection.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// Longest silence within a body.
pub const BODY_SILENCE: Duration = Duration::from_secs(30);

/// Longest time in which a client takes nothing of what it is sent.
pub const SEND_SILENCE: Duration = Duration::from_secs(60);

/// Most exports that are open at once, each of which holds some megabytes however slowly it is read.
pub const MAX_EXPORTS: usize = 32;

/// When to ask for an export again, in seconds.
const EXPORT_RETRY_S: u32 = 5;

/// Most connections at once; more wait to be accepted.
pub const MAX_CONNECTIONS: usize = 8_192;

/// How much of each kind of work may happen at once. More waits its turn.
pub struct Limits {
    queries: Semaphore,
    exports: Semaphore,
    open_exports: Arc<Semaphore>,
    batches: Semaphore,
    uploads: Semaphore,
}

impl Limits {
    /// As many queries as there are processors; other numbers bound memory and open files.
    pub fn for_this_machine() -> Self {
        let n_processors = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            queries: Semaphore::new(n_processors.max(2)),
            exports: Semaphore::new((n_processors / 2).max(1)),
            open_exports: Arc::new(Semaphore::new(MAX_EXPORTS)),
            batches: Semaphore::new(64),
            uploads: Semaphore::new(32),
        }
    }

    /// A turn for reading many points or rows.
    pub async fn query(&self) -> Result<SemaphorePermit<'_>> {
        turn(&self.queries).await
    }

    /// A turn for the next piece of an export. There are fewer than queries may have, so that charts
    /// stay quick while much is exported.
    pub async fn export(&self) -> Result<SemaphorePermit<'_>> {
        turn(&self.exports).await
    }

    /// A place for an export, as long as the result lives; none are left while too many are open.
    pub fn open_export(&self) -> Result<OwnedSemaphorePermit> {
        let place = self.open_exports.clone().try_acquire_owned();
        place.map_err(|_| Error::too_many_exports(EXPORT_RETRY_S))
    }

    /// A turn for holding a batch in memory.
    pub async fn batch(&self) -> Result<SemaphorePermit<'_>> {
        turn(&self.batches).await
    }

    /// A turn for writing an asset.
    pub async fn upload(&self) -> Result<SemaphorePermit<'_>> {
        turn(&self.uploads).await
    }
}

async fn turn(semaphore: &Semaphore) -> Result<SemaphorePermit<'_>> {
    semaphore
        .acquire()
        .await
        .map_err(|error| Error::internal(&error))
}

/// Runs something that blocks on a disk or a processor where it holds nobody up.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::internal(&error)),
    }
}

/// Reads a body of at most `limit` bytes.
pub async fn read_body(body: Body, limit: u64) -> Result<Bytes> {
    let mut whole = Vec::new();
    for_each_chunk(body, limit, |chunk| {
        whole.extend_from_slice(chunk);
        Ok(())
    })
    .await?;
    Ok(whole.into())
}

/// Reads a gzip body of at most `limit` bytes that holds at most `inflated_limit` bytes.
pub async fn read_gzip_body(body: Body, limit: u64, inflated_limit: u64) -> Result<Bytes> {
    let mut decoder = GzDecoder::new(Capped {
        bytes: Vec::new(),
        limit: inflated_limit,
    });
    for_each_chunk(body, limit, |chunk| {
        decoder
            .write_all(chunk)
            .map_err(|error| inflation_error(&error, inflated_limit))
    })
    .await?;
    let capped = decoder
        .finish()
        .map_err(|error| inflation_error(&error, inflated_limit))?;
    Ok(capped.bytes.into())
}

/// Reads a zstd body of at most `limit` bytes that holds at most `inflated_limit` bytes. Blocks no
/// other request: it is inflated when it is here, on a thread of its own.
pub async fn read_zstd_body(body: Body, limit: u64, inflated_limit: u64) -> Result<Bytes> {
    let sent = read_body(body, limit).await?;
    blocking(move || match zstd::inflate(&sent, inflated_limit) {
        Ok(inflated) => Ok(inflated.into()),
        Err(zstd::Inflation::TooLarge) => Err(Error::too_large(inflated_limit)),
        Err(error) => Err(Error::malformed(format!(
            "the zstd body cannot be inflated: {error}"
        ))),
    })
    .await
}

fn inflation_error(error: &std::io::Error, limit: u64) -> Error {
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        Error::too_large(limit)
    } else {
        Error::malformed(format!("the gzip body cannot be inflated: {error}"))
    }
}

/// Hands each piece of a body on as it comes.
async fn for_each_chunk(
    body: Body,
    limit: u64,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    let mut pieces = pieces(body, limit)?;
    while let Some(piece) = pieces.next().await? {
        take(&piece)?;
    }
    Ok(())
}

/// A body of at most `limit` bytes, piece by piece.
pub fn pieces(body: Body, limit: u64) -> Result<Pieces> {
    // A body that announces its length is refused before it is read.
    let announced = axum::body::HttpBody::size_hint(&body).lower();
    if announced > limit {
        return Err(Error::too_large(limit));
    }
    Ok(Pieces {
        stream: body.into_data_stream(),
        limit,
        left: limit,
    })
}

/// See [`pieces`].
pub struct Pieces {
    stream: axum::body::BodyDataStream,
    limit: u64,
    left: u64,
}

impl Pieces {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let piece = match self.stream.next().await {
            None => return Ok(None),
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Err(broken_body(&error)),
        };
        match self.left.checked_sub(piece.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(Error::too_large(self.limit)),
        }
        Ok(Some(piece))
    }
}

fn broken_body(error: &axum::Error) -> Error {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<tower_http::timeout::TimeoutError>() {
            return Error::timeout();
        }
        cause = inner.source();
    }
    Error::malformed("the body broke off before its end")
}

/// Takes bytes up to a limit.
struct Capped {
    bytes: Vec<u8>,
    limit: u64,
}

impl std::io::Write for Capped {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if (self.bytes.len() + piece.len()) as u64 > self.limit {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
