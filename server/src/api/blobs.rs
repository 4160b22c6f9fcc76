//! Bytes of assets by their content hash, streamed to the disk. "Already have it" is answered
//! within the experiment's workspace alone.

use axum::extract::State;
use axum::http::StatusCode;
use suisei_core::ids::ContentHash;
use tokio::sync::mpsc;

use crate::app::App;
use crate::auth::Writer;
use crate::error::{Error, Result};
use crate::extract::{Path, RawBody};
use crate::limits::{MAX_BLOB_BYTES, Pieces, blocking, pieces};

/// Pieces on their way from the network to the disk.
const MAX_PIECES: usize = 16;

/// `HEAD /experiments/{key}/blobs/{sha256}`
pub async fn head(
    writer: Writer,
    Path((key, sha256)): Path<(String, String)>,
) -> Result<StatusCode> {
    let experiment = writer.experiment(&key)?;
    let hash = parse(&sha256)?;
    if writer.claim_blob(&experiment, &hash)? {
        Ok(StatusCode::OK)
    } else {
        Err(Error::not_found("blob", &sha256))
    }
}

/// `PUT /experiments/{key}/blobs/{sha256}`
pub async fn put(
    State(app): State<App>,
    writer: Writer,
    Path((key, sha256)): Path<(String, String)>,
    raw: RawBody,
) -> Result<StatusCode> {
    let experiment = writer.experiment(&key)?;
    let hash = parse(&sha256)?;
    let _turn = app.limits.upload().await?;
    let mut body = pieces(raw.body, MAX_BLOB_BYTES)?;
    if writer.claim_blob(&experiment, &hash)? {
        // The body is read all the same: clients that are cut off while sending do not read answers.
        while body.next().await?.is_some() {}
        return Ok(StatusCode::OK);
    }
    let (sender, mut receiver) = mpsc::channel(MAX_PIECES);
    let writing = blocking(move || {
        let mut blob = writer.put_blob(&experiment, &hash)?;
        loop {
            match receiver.blocking_recv() {
                Some(Piece::Bytes(bytes)) => blob.write(&bytes)?,
                Some(Piece::End) => return Ok(blob.commit()?),
                None => return Err(Error::malformed("the body broke off before its end")),
            }
        }
    });
    let (sent, written) = tokio::join!(send(&mut body, sender), writing);
    // When sending breaks off, writing gives up because of it: the first error is the cause.
    sent.and(written).map(|()| StatusCode::CREATED)
}

enum Piece {
    Bytes(axum::body::Bytes),
    End,
}

/// Hands pieces on; dropping the channel without an end tells the writer to give up.
async fn send(body: &mut Pieces, sender: mpsc::Sender<Piece>) -> Result<()> {
    while let Some(bytes) = body.next().await? {
        if sender.send(Piece::Bytes(bytes)).await.is_err() {
            return Ok(());
        }
    }
    let _ = sender.send(Piece::End).await;
    Ok(())
}

fn parse(sha256: &str) -> Result<ContentHash> {
    sha256
        .parse()
        .map_err(|error: suisei_core::ids::NameError| Error::invalid(error.to_string()))
}
