//! The description of this API.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::auth::Reader;
use crate::openapi;

/// `GET /openapi.json`
pub async fn openapi_json(_: Reader) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        openapi::document_text(),
    )
        .into_response()
}
