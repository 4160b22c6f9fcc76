//! API keys of the one who asks. A new key is shown once.

use axum::Json as Answer;
use axum::http::StatusCode;
use suisei_core::api::{CreatedKey, KeyInfo, NewKey};

use super::names;
use crate::auth::Writer;
use crate::error::Result;
use crate::extract::{Json, Path};
use crate::limits::blocking;

/// `GET /keys`
pub async fn list(writer: Writer) -> Result<Answer<Vec<KeyInfo>>> {
    blocking(move || writer.auth().keys(&writer.principal().user.id))
        .await
        .map(Answer)
}

/// `POST /keys`
pub async fn create(
    writer: Writer,
    Json(new): Json<NewKey>,
) -> Result<(StatusCode, Answer<CreatedKey>)> {
    names::check("name", &new.name)?;
    let created = blocking(move || {
        writer
            .auth()
            .create_key(&writer.principal().user.id, &new.name)
    })
    .await?;
    Ok((StatusCode::CREATED, Answer(created)))
}

/// `DELETE /keys/{id}`
pub async fn revoke(writer: Writer, Path(id): Path<String>) -> Result<StatusCode> {
    blocking(move || writer.auth().revoke_key(&writer.principal().user.id, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
