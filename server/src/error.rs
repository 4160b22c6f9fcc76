//! The one error of the HTTP edge: what a client is told, as JSON, with the right status.
//!
//! Store and ingest have errors of their own, which turn into this one here. What is the server's
//! own fault is logged once, here, and told without its inner words.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use suisei_core::api::{ErrorBody, ErrorDetail};

use crate::export::ExportError;
use crate::ingest::IngestError;
use crate::store::StoreError;

/// What handlers answer with.
pub type Result<T> = std::result::Result<T, Error>;

/// Stable words for programs, each with one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// No credential, or a wrong one.
    Unauthorized,
    /// A credential that does not open this.
    Forbidden,
    /// A cookie without the header that other sites cannot send.
    Csrf,
    /// No such thing, or no access to it.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body cannot be read.
    Malformed,
    /// A field is wrong.
    Invalid,
    /// The thing exists already, in another form.
    Conflict,
    /// The thing was deleted for good.
    Gone,
    /// A body over its limit.
    TooLarge,
    /// A body of another media type.
    UnsupportedMediaType,
    /// The body came too slowly.
    Timeout,
    /// A part of a file that it does not have.
    Range,
    /// Too much at once.
    Busy,
    /// The store cannot write.
    Unavailable,
    /// Our own fault.
    Internal,
}

impl Code {
    /// All of them, for the API's description.
    pub const ALL: [Self; 16] = [
        Self::Unauthorized,
        Self::Forbidden,
        Self::Csrf,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Malformed,
        Self::Invalid,
        Self::Conflict,
        Self::Gone,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Timeout,
        Self::Range,
        Self::Busy,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The word in the body.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::Csrf => "csrf",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Malformed => "malformed",
            Self::Invalid => "invalid",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::Timeout => "timeout",
            Self::Range => "range",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Csrf => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Range => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What a client is told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    code: Code,
    message: String,
    hint: Option<String>,
    details: Option<serde_json::Value>,
    retry_after_s: Option<u32>,
}

impl Error {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            details: None,
            retry_after_s: None,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// More, for programs.
    #[must_use]
    pub fn details(mut self, details: serde_json::Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The word of this error.
    pub fn code(&self) -> Code {
        self.code
    }

    /// No credential came.
    pub fn no_credential() -> Self {
        Self::new(Code::Unauthorized, "this needs an API key or a session").hint(
            "send `Authorization: Bearer KEY`, or sign in with the link that the server prints",
        )
    }

    /// A credential came that opens nothing.
    pub fn wrong_credential() -> Self {
        Self::new(Code::Unauthorized, "the API key or session is not valid here")
            .hint("it may have been revoked or belong to another server; `suisei key create NAME` makes a new key")
    }

    /// A one-time link that opens nothing.
    pub fn wrong_link() -> Self {
        Self::new(Code::Unauthorized, "this sign-in link is not valid any more")
            .hint("each works once and until the server starts again; `suisei user link` prints a fresh one")
    }

    /// Something for the server's own machine alone.
    pub fn local_only() -> Self {
        Self::new(
            Code::Forbidden,
            "this is for commands on the server's own machine, such as `suisei backup`",
        )
    }

    /// A cookie came without the header that other sites cannot send.
    pub fn csrf() -> Self {
        Self::new(Code::Csrf, "a change that comes with a cookie needs the header `X-Suisei: 1`")
            .hint("the header keeps other sites from acting in your name; with an API key it is not needed")
    }

    /// No such thing, or no access to it: both look the same.
    pub fn not_found(what: &str, name: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("no such {what}: `{}`", shortened(name)),
        )
    }

    /// No such route.
    pub fn no_route(path: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("no such route: `{}`", shortened(path)),
        )
        .hint("`GET /api/v1/openapi.json` lists all routes")
    }

    /// Another method on a known path.
    pub fn method_not_allowed(method: &str) -> Self {
        Self::new(
            Code::MethodNotAllowed,
            format!("this route does not answer to `{method}`"),
        )
        .hint("the `Allow` header lists the methods that it answers to")
    }

    /// A body that cannot be read.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(Code::Malformed, message)
    }

    /// A field that is wrong.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// A thing that exists already, in another form.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// An experiment that was deleted for good.
    pub fn gone(message: impl Into<String>) -> Self {
        Self::new(Code::Gone, message)
            .hint("nothing that is sent to it is kept; record under a new key")
    }

    /// A body over its limit.
    pub fn too_large(limit_bytes: u64) -> Self {
        Self::new(
            Code::TooLarge,
            format!("the body is larger than its limit of {limit_bytes} bytes"),
        )
        .hint("send it in smaller pieces")
    }

    /// A body of another media type.
    pub fn media_type(got: &str, expected: &str) -> Self {
        let got = shortened(got);
        Self::new(
            Code::UnsupportedMediaType,
            format!("this takes {expected}, not `{got}`"),
        )
    }

    /// A body that came too slowly.
    pub fn timeout() -> Self {
        Self::new(Code::Timeout, "the body did not arrive in time")
    }

    /// A part of a file that it does not have.
    pub fn range(size: u64) -> Self {
        Self::new(
            Code::Range,
            format!("the file has only these many bytes: `{size}`"),
        )
    }

    /// Too much at once.
    pub fn too_many_exports(retry_after_s: u32) -> Self {
        let mut error = Self::new(Code::Busy, "too many exports are being read")
            .hint("ask again after `Retry-After` seconds");
        error.retry_after_s = Some(retry_after_s);
        error
    }

    /// Too much waits to be written.
    pub fn busy(retry_after_s: u32) -> Self {
        let mut error = Self::new(Code::Busy, "the server is behind with writing")
            .hint("send the same again after `Retry-After` seconds; nothing is counted twice");
        error.retry_after_s = Some(retry_after_s);
        error
    }

    /// The store cannot write.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Code::Unavailable, message)
    }

    /// Something that was stored reads wrong; logged here. Those who own it are told what.
    pub fn damaged(message: String) -> Self {
        tracing::error!("{message}");
        Self::new(Code::Internal, message)
    }

    /// Our own fault; logged here, told without its inner words.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!("a request failed: {error}");
        Self::new(
            Code::Internal,
            "the server failed at this; its log says why",
        )
    }
}

/// A client's own words, short enough to send back.
fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 120;
    let mut short: String = text.chars().take(MAX_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let detail = ErrorDetail {
            code: self.code.word().to_owned(),
            message: self.message,
            hint: self.hint,
            details: self.details,
        };
        let mut response = (self.code.status(), Json(ErrorBody { error: detail })).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code == Code::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::Open { .. } | StoreError::Unavailable(_) => {
                Self::unavailable(message).hint("the server's disk may be full or read-only")
            }
            StoreError::Damaged { .. } => Self::damaged(message),
            StoreError::Exists(_) | StoreError::NotEmpty(_) | StoreError::Conflict(_) => {
                Self::conflict(message)
            }
            StoreError::NotFound(_) => Self::new(Code::NotFound, message),
            StoreError::Invalid(_) | StoreError::HashMismatch { .. } => Self::invalid(message),
        }
    }
}

impl From<IngestError> for Error {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Busy { retry_after_s } => Self::busy(retry_after_s),
            IngestError::Unavailable(message) => Self::unavailable(message).hint(
                "the server's disk may be full or read-only; nothing sent is lost at the sender",
            ),
            IngestError::NotFound => Self::new(Code::NotFound, "no such experiment"),
            IngestError::Gone => Self::gone(error.to_string()),
            IngestError::NotTrashed => Self::conflict(error.to_string())
                .hint("`DELETE /experiments/{key}` moves it to the trash"),
            IngestError::Invalid(message) => Self::invalid(message),
        }
    }
}

impl From<ExportError> for Error {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Text(_) | ExportError::Parquet(_) => Self::internal(&error),
        }
    }
}
