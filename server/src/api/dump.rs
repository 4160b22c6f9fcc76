//! The whole store as one stream, for `suisei backup` on the same machine.

use std::io::{BufWriter, Write};

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::sync::mpsc;

use crate::auth::Reader;
use crate::error::Result;

/// How much is written at once, and how many of these wait for the network.
const PIECE_BYTES: usize = 256 * 1024;
const MAX_PIECES: usize = 8;

/// `GET /dump`
pub async fn whole(reader: Reader) -> Result<Response> {
    let store = reader.whole_store()?;
    let (sender, receiver) = mpsc::channel(MAX_PIECES);
    tokio::task::spawn_blocking(move || {
        let out = BufWriter::with_capacity(PIECE_BYTES, Pieces(sender.clone()));
        if let Err(error) = store.dump(out) {
            tracing::error!("a dump was not finished: {error}");
            // The stream breaks off, which the reader notices.
            let _ = sender.blocking_send(Err(std::io::Error::other(error.to_string())));
        }
    });
    let pieces = stream::unfold(receiver, async |mut receiver| {
        let piece = receiver.recv().await?;
        Some((piece, receiver))
    });
    let body = Body::from_stream(pieces);
    Ok((
        [(header::CONTENT_TYPE, "application/vnd.suisei.dump")],
        body,
    )
        .into_response())
}

/// Hands what is written on to the network.
struct Pieces(mpsc::Sender<std::io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let piece = Ok(Bytes::copy_from_slice(bytes));
        match self.0.blocking_send(piece) {
            Ok(()) => Ok(bytes.len()),
            Err(_) => Err(std::io::Error::other("nobody reads it any more")),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
