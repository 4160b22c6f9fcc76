//! Reading requests: JSON bodies, path and query parameters. What cannot be read is answered in
//! the same envelope as every other error.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Error, Result};
use crate::limits;

/// A JSON body of at most [`limits::MAX_JSON_BYTES`].
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &App) -> Result<Self> {
        let media_type = media_type(request.headers());
        if !is_json(&media_type) {
            return Err(Error::media_type(&media_type, "`application/json`"));
        }
        let bytes = limits::read_body(request.into_body(), limits::MAX_JSON_BYTES).await?;
        from_json(&bytes).map(Self)
    }
}

/// The media type of a body, without parameters; empty when none is named.
pub fn media_type(headers: &HeaderMap) -> String {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        })
        .unwrap_or_default()
}

/// Whether a media type is JSON.
pub fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// A value from JSON text; errors name the field, or the place where the text breaks.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if !inner.is_data() {
            return not_json(bytes, &inner);
        }
        let place = if path == "." {
            String::new()
        } else {
            format!("`{path}`: ")
        };
        Error::invalid(format!("{place}{inner}"))
    })?;
    deserializer
        .end()
        .map_err(|error| not_json(bytes, &error))?;
    Ok(value)
}

/// Says at which byte a text stops being JSON.
fn not_json(bytes: &[u8], error: &serde_json::Error) -> Error {
    let offset = match error.is_eof() {
        true => bytes.len(),
        false => byte_offset(bytes, error.line(), error.column()),
    };
    Error::malformed(format!("not JSON at byte {offset}: {error}"))
        .details(serde_json::json!({ "offset": offset }))
}

/// The offset of a place that serde_json names by line and column, both from 1.
pub fn byte_offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let before: usize = bytes
        .split_inclusive(|&byte| byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + column.saturating_sub(1)).min(bytes.len())
}

/// Path parameters.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(Error::malformed(format!(
                "the path: {}",
                rejection.body_text()
            ))),
        }
    }
}

/// Query parameters.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match axum::extract::Query::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(Error::invalid(format!(
                "the query: {}",
                rejection.body_text()
            ))),
        }
    }
}

/// A body as it comes, with the headers that describe it.
pub struct RawBody {
    /// The headers.
    pub headers: HeaderMap,
    /// The body, not yet read.
    pub body: axum::body::Body,
}

impl FromRequest<App> for RawBody {
    type Rejection = Error;

    async fn from_request(request: Request, _: &App) -> Result<Self> {
        let (parts, body) = request.into_parts();
        Ok(Self {
            headers: parts.headers,
            body,
        })
    }
}

/// Reads a small body whole, whatever its type.
pub async fn small_body(raw: RawBody) -> Result<Bytes> {
    limits::read_body(raw.body, limits::MAX_JSON_BYTES).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_text_become_offsets() {
        let text = b"{\n  \"a\": x\n}";
        let error = serde_json::from_slice::<serde_json::Value>(text).unwrap_err();
        assert_eq!(byte_offset(text, error.line(), error.column()), 9);
        assert_eq!(text[9], b'x');
    }
}
