//! What a check of the store finds while it is in use, for `suisei fsck` on the same machine.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::sync::mpsc;

use crate::auth::Reader;
use crate::error::Result;
use crate::store::check::check_whole;

/// The line that says that everything was looked at.
pub(crate) const END: &str = "end";

/// Findings that wait for the network.
const MAX_WAITING: usize = 64;

/// `GET /check`: a line for each damage, then one that says that this was the end.
pub async fn whole(reader: Reader) -> Result<Response> {
    let store = reader.whole_store()?;
    let (sender, receiver) = mpsc::channel(MAX_WAITING);
    tokio::task::spawn_blocking(move || {
        let line = |text: &str| sender.blocking_send(format!("{}\n", text.replace('\n', " ")));
        // Whoever asked may be gone; then there is nobody to tell.
        let _ = check_whole(&store, |damage| line(&damage)).and_then(|()| line(END));
    });
    let lines = stream::unfold(receiver, async |mut receiver| {
        let line = receiver.recv().await?;
        Some((std::io::Result::Ok(line), receiver))
    });
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((headers, Body::from_stream(lines)).into_response())
}
