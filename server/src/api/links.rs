//! One-time sign-in links for the one who asks.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{Secret, Writer};
use crate::error::Result;
use crate::limits::blocking;
use crate::public_url::PublicUrl;

/// A fresh sign-in link.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedLink {
    /// Opens a session once, until the server stops.
    pub url: String,
}

/// `POST /links`
pub async fn create(
    State(app): State<App>,
    writer: Writer,
) -> Result<(StatusCode, Answer<CreatedLink>)> {
    let token = blocking(move || writer.auth().create_link(&writer.principal().user.id)).await?;
    Ok((
        StatusCode::CREATED,
        Answer(CreatedLink {
            url: sign_in_url(&app.public_url, &token),
        }),
    ))
}

/// The page that uses a link up. The token stands in the fragment, which browsers do not send:
/// it reaches neither logs nor referrers.
pub fn sign_in_url(public_url: &PublicUrl, token: &Secret) -> String {
    format!("{}/sign-in#{}", public_url.address(), token.reveal())
}
