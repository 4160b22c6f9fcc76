//! Batches of events, binary or JSON, as they are or compressed.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use suisei_core::api::BatchAck;
use suisei_core::wire::WireError;
use suisei_core::wire::batch::{Batch, CONTENT_TYPE};

use crate::app::App;
use crate::auth::Writer;
use crate::error::{Error, Result};
use crate::extract::{self, Path, RawBody};
use crate::limits::{self, MAX_BATCH_BYTES, MAX_INFLATED_BYTES, blocking};

/// `POST /experiments/{key}/batches`
pub async fn create(
    State(app): State<App>,
    writer: Writer,
    Path(key): Path<String>,
    raw: RawBody,
) -> Result<Answer<BatchAck>> {
    let experiment = writer.experiment(&key)?;
    let media_type = extract::media_type(&raw.headers);
    let is_binary = media_type == CONTENT_TYPE;
    if !is_binary && !extract::is_json(&media_type) {
        let expected = format!("`{CONTENT_TYPE}` or `application/json`");
        return Err(Error::media_type(&media_type, &expected));
    }
    let _turn = app.limits.batch().await?;
    let bytes = match content_encoding(&raw.headers).as_str() {
        "" | "identity" => limits::read_body(raw.body, MAX_BATCH_BYTES).await?,
        "gzip" => limits::read_gzip_body(raw.body, MAX_BATCH_BYTES, MAX_INFLATED_BYTES).await?,
        "zstd" => limits::read_zstd_body(raw.body, MAX_BATCH_BYTES, MAX_INFLATED_BYTES).await?,
        other => {
            return Err(Error::media_type(
                other,
                "`gzip`, `zstd` or no content encoding",
            ));
        }
    };
    let n_bytes = bytes.len();
    let batch = blocking(move || {
        if is_binary {
            Batch::decode(&bytes).map_err(|error| refused(&error))
        } else {
            decode_json(&bytes)
        }
    })
    .await?;
    writer.batch(&experiment, batch, n_bytes).await.map(Answer)
}

fn content_encoding(headers: &HeaderMap) -> String {
    headers
        .get(header::CONTENT_ENCODING)
        .map(|value| {
            value
                .to_str()
                .unwrap_or("unreadable")
                .trim()
                .to_ascii_lowercase()
        })
        .unwrap_or_default()
}

/// Text that is not JSON is told the place where it breaks; the batch's own checks come after.
fn decode_json(bytes: &[u8]) -> Result<Batch> {
    Batch::decode_json(bytes).map_err(|error| {
        extract::from_json::<serde::de::IgnoredAny>(bytes)
            .err()
            .unwrap_or_else(|| refused(&error))
    })
}

fn refused(error: &WireError) -> Error {
    let refused = Error::malformed(error.to_string());
    match error {
        WireError::CutOff { offset, .. }
        | WireError::Checksum { offset, .. }
        | WireError::Invalid { offset, .. } => {
            refused.details(serde_json::json!({ "offset": offset }))
        }
        WireError::Magic { .. } | WireError::Version { .. } | WireError::Name(_) => refused,
    }
}
