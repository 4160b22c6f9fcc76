//! The gate before every API route, known or not: without a credential there is no answer but 401.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Credential;
use crate::app::App;
use crate::error::Error;

/// The header that a page of another site cannot send along.
pub const CSRF_HEADER: &str = "x-suisei";

/// The one route that brings its credential in the body.
const SIGN_IN: (Method, &str) = (Method::POST, "/v1/session");

/// Lets requests with a good credential through and leaves their principal with them.
pub async fn require(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if (request.method(), request.uri().path()) == (&SIGN_IN.0, SIGN_IN.1) {
        return next.run(request).await;
    }
    let principal = match app.auth.authenticate(request.headers()) {
        Ok(principal) => principal,
        Err(error) => return error.into_response(),
    };
    if matches!(principal.credential, Credential::Session(_))
        && !matches!(
            *request.method(),
            Method::GET | Method::HEAD | Method::OPTIONS
        )
        && request
            .headers()
            .get(CSRF_HEADER)
            .is_none_or(|value| value != "1")
    {
        return Error::csrf().into_response();
    }
    request.extensions_mut().insert(Arc::new(principal));
    next.run(request).await
}
