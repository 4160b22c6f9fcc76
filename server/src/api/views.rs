//! A project's view: which panels, in which order and size, with which settings.

use axum::Json as Answer;
use suisei_core::view::ViewSpec;

use crate::auth::{Reader, Writer};
use crate::error::{Error, Result};
use crate::extract::{Json, Path};
use crate::limits::blocking;

/// `GET /projects/{id}/view`
pub async fn get(reader: Reader, Path(id): Path<String>) -> Result<Answer<ViewSpec>> {
    blocking(move || reader.view(&reader.project(&id)?).map(Answer)).await
}

/// `PUT /projects/{id}/view`
pub async fn put(
    writer: Writer,
    Path(id): Path<String>,
    Json(view): Json<ViewSpec>,
) -> Result<Answer<ViewSpec>> {
    let view = view
        .upgraded()
        .map_err(|error| Error::invalid(error.to_string()))?;
    blocking(move || {
        writer.put_view(&writer.project(&id)?, &view)?;
        Ok(Answer(view))
    })
    .await
}
