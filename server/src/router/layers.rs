//! What surrounds every route: headers that keep browsers careful, compression, time-outs, a log
//! line, and an answer even when a handler panics.

use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::app::App;
use crate::error::Error;
use crate::limits::BODY_SILENCE;

/// Puts the layers around a router, the outermost last.
pub(super) fn around(router: Router<App>) -> Router<App> {
    // Level 4 is where brotli beats gzip in size at about its speed.
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Precise(4))
        .compress_when(is_worth_it);
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(RequestBodyTimeoutLayer::new(BODY_SILENCE))
        .layer(compression)
        .layer(middleware::from_fn(careful))
        .layer(middleware::from_fn(logged))
}

/// JSON and frames shrink well. Files of the app come compressed, images cannot be, and events must
/// not wait in a compressor.
fn is_worth_it(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let starts = |prefix: &str| {
        headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(prefix.as_bytes()))
    };
    let is_tiny = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
        .is_some_and(|length| length < 512);
    // Downloads may be huge, and their reader may want them as they are.
    let is_download = headers.contains_key(header::CONTENT_DISPOSITION);
    !is_tiny && !is_download && (starts("application/json") || starts("application/vnd.suisei."))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer wants a function of this form"
)]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Error::internal(&words).into_response()
}

/// Headers of every answer. Those that a handler has set already stay.
async fn careful(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().contains("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if is_api {
        set(header::CACHE_CONTROL, "no-store");
    }
    response
}

/// One line a request. Neither headers nor queries are logged: both can carry secrets.
async fn logged(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    tracing::debug!(
        status = response.status().as_u16(),
        duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "{method} {path}",
    );
    response
}
