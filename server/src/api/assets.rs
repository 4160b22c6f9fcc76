//! Assets: listed, and downloaded whole or in part.
//!
//! Their bytes come from outside and stay inert: a sandboxing policy, no sniffing, and only plain
//! image formats shown in place. Everything else is text or a download.

pub(super) mod media;
mod range;

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::Deserialize;
use suisei_core::api::Asset;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use crate::auth::Reader;
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::limits::blocking;

/// Bytes that are read from the disk at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Which assets to list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct AssetsQuery {
    /// Only those of this type, such as `image`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// `GET /experiments/{key}/assets`
pub async fn list(
    reader: Reader,
    Path(key): Path<String>,
    Query(query): Query<AssetsQuery>,
) -> Result<Json<Vec<Asset>>> {
    blocking(move || {
        let mut assets = reader.experiment(&key)?.assets()?;
        assets.retain(|asset| query.kind.as_ref().is_none_or(|kind| asset.kind == *kind));
        Ok(Json(assets))
    })
    .await
}

/// `GET /experiments/{key}/assets/{id}`
pub async fn download(
    reader: Reader,
    Path((key, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let (asset, file) = blocking(move || {
        let experiment = reader.experiment(&key)?;
        let asset = experiment
            .asset(&id)?
            .ok_or_else(|| Error::not_found("asset", &id))?;
        let file = reader
            .open_blob(&experiment, &asset.sha256)?
            .ok_or_else(|| {
                Error::not_found("bytes of the asset", &id)
                    .hint("the sender has described the asset, its bytes have not arrived yet")
            })?;
        Ok((asset, file))
    })
    .await?;
    let etag = format!("\"{}\"", asset.sha256);
    let mut response = if matches_etag(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(tokio::fs::File::from_std(file), &headers, &etag).await?
    };
    describe(&asset, &etag, response.headers_mut());
    Ok(response)
}

fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .any(|one| one.trim() == etag || one.trim() == "*")
        })
}

/// The file, or the part of it that was asked for.
async fn body(mut file: tokio::fs::File, headers: &HeaderMap, etag: &str) -> Result<Response> {
    let read = |error: std::io::Error| Error::internal(&error);
    let size = file.metadata().await.map_err(read)?.len();
    let asked = range::asked(headers, etag, size);
    if asked == range::Asked::Nowhere {
        let mut response = Error::range(size).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_RANGE, text(&format!("bytes */{size}"))?);
        return Ok(response);
    }
    let (first, length) = match asked {
        range::Asked::Part { first, last } => (first, last - first + 1),
        range::Asked::Whole | range::Asked::Nowhere => (0, size),
    };
    if first > 0 {
        file.seek(std::io::SeekFrom::Start(first))
            .await
            .map_err(read)?;
    }
    let mut response = stream_of(file, length).into_response();
    let response_headers = response.headers_mut();
    response_headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if let range::Asked::Part { first, last } = asked {
        let part = text(&format!("bytes {first}-{last}/{size}"))?;
        response_headers.insert(header::CONTENT_RANGE, part);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// `length` bytes of a file, piece by piece.
fn stream_of(file: tokio::fs::File, length: u64) -> Body {
    let pieces = stream::try_unfold(file.take(length), async |mut file| {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        let n_bytes = file.read_buf(&mut piece).await?;
        std::io::Result::Ok((n_bytes > 0).then_some((piece, file)))
    });
    Body::from_stream(pieces)
}

fn text(value: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(value).map_err(|error| Error::internal(&error))
}

/// Sets the headers that keep the bytes inert, and those that let browsers keep them.
fn describe(asset: &Asset, etag: &str, headers: &mut HeaderMap) {
    let served = media::served_as(asset.content_type.as_deref());
    let fixed = [
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'",
        ),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // An answer without these bytes keeps the type of its error.
    if !headers.contains_key(header::CONTENT_TYPE) || headers.contains_key(header::CONTENT_LENGTH) {
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(served.content_type),
        );
    }
    let disposition = media::disposition(served.place, &asset.name);
    for (name, value) in [
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::ETAG, etag),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}
