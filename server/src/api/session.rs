//! Signing in with a one-time link, asking who one is, signing out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use suisei_core::api::{ServerInfo, Session, SignIn, Workspace};

use crate::app::App;
use crate::auth::{Credential, Reader, Secret, Writer};
use crate::error::{Error, Result};
use crate::extract::{self, RawBody};
use crate::limits::blocking;
use crate::web;

/// `POST /session`
///
/// The token is the credential of this route: a body that holds none is a missing credential.
pub async fn sign_in(State(app): State<App>, raw: RawBody) -> Result<Response> {
    let is_json = extract::is_json(&extract::media_type(&raw.headers));
    let body = extract::small_body(raw).await?;
    let sign_in: SignIn = Some(&body)
        .filter(|_| is_json)
        .and_then(|body| extract::from_json(body).ok())
        .ok_or_else(Error::wrong_link)?;
    let auth = app.auth.clone();
    let (principal, token) = blocking(move || auth.sign_in(&Secret::given(sign_in.token))).await?;
    let cookie = app.auth.set_cookie(&token)?;
    let reader = Reader::new(app, principal);
    Ok(([(SET_COOKIE, cookie)], Json(session(&reader))).into_response())
}

/// `GET /session`
pub async fn current(reader: Reader) -> Json<Session> {
    Json(session(&reader))
}

/// `DELETE /session`
pub async fn sign_out(writer: Writer) -> Result<Response> {
    if let Credential::Session(id) = writer.principal().credential.clone() {
        let auth = writer.auth().clone();
        blocking(move || auth.sign_out(&id)).await?;
    }
    let cookie = writer.auth().clear_cookie()?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

fn session(reader: &Reader) -> Session {
    let workspaces = reader
        .workspaces()
        .into_iter()
        .map(|workspace| Workspace {
            id: workspace.id.into(),
            name: workspace.name,
        })
        .collect();
    Session {
        user: reader.principal().user.clone(),
        workspaces,
        server: ServerInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: web::build_id(),
        },
    }
}
