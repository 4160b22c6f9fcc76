//! For whatever watches over the process. Needs no credential and tells nothing else.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Result;
use crate::limits::blocking;

/// `GET /healthz`: the process answers.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `GET /readyz`: the store takes writes.
pub async fn ready(State(app): State<App>) -> Result<Json<Value>> {
    blocking(move || Ok(app.store.check_writable()?)).await?;
    Ok(Json(json!({ "status": "ready" })))
}
