//! Edits of how an experiment's metrics are shown: list, make, undo.

use axum::Json as Answer;
use axum::http::StatusCode;
use suisei_core::edit::{Edit, MetricChange, NewEdit};
use suisei_core::ids::check_name;
use suisei_core::query::XAxis;

use crate::auth::{Reader, Writer};
use crate::error::{Error, Result};
use crate::extract::{Json, Path};

/// `GET /experiments/{key}/edits`
pub async fn list(reader: Reader, Path(key): Path<String>) -> Result<Answer<Vec<Edit>>> {
    Ok(Answer(reader.experiment(&key)?.edits()))
}

/// `POST /experiments/{key}/edits`
pub async fn create(
    writer: Writer,
    Path(key): Path<String>,
    Json(new): Json<NewEdit>,
) -> Result<(StatusCode, Answer<Edit>)> {
    check(&new)?;
    let experiment = writer.experiment(&key)?;
    let edit = writer.edit(&experiment, new).await?;
    Ok((StatusCode::CREATED, Answer(edit)))
}

/// `DELETE /experiments/{key}/edits/{id}`
pub async fn undo(writer: Writer, Path((key, id)): Path<(String, String)>) -> Result<StatusCode> {
    let experiment = writer.experiment(&key)?;
    let edits = experiment.edits();
    let found = edits.iter().find(|edit| edit.id == id);
    match found.ok_or_else(|| Error::not_found("edit", &id))?.undone {
        // Undone is undone, also for who asks twice.
        Some(_) => {}
        None => writer.undo(&experiment, id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

fn check(new: &NewEdit) -> Result<()> {
    if let MetricChange::Rename { to } = &new.change {
        check_name(to).map_err(|error| Error::invalid(format!("`to`: {error}")))?;
    }
    let Some((x, (low, high), _)) = new.change.points() else {
        return Ok(());
    };
    if x == XAxis::Metric {
        return Err(Error::invalid(
            "`x`: points are picked by `step`, `epoch`, `wall` or `relative`, got `metric`",
        ));
    }
    // Also false for NaN.
    if low <= high {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "`range`: give two numbers, the smaller one first, got `[{low}, {high}]`"
    )))
}
