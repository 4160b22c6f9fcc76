//! Experiments: create or resume, look at, rename, put away, trash, restore, heartbeat.

use axum::Json as Answer;
use axum::http::StatusCode;
use suisei_core::api::{self, CreatedExperiment, ExperimentPatch, NewExperiment, ProjectRef};
use suisei_core::ids::ExperimentKey;

use super::names;
use crate::auth::{Reader, Writer};
use crate::error::{Error, Result};
use crate::extract::{Json, Path};
use crate::ingest::{CreateExperiment, IngestError};
use crate::limits::blocking;
use crate::store::Experiment;

/// The project that experiments belong to when none is named.
const DEFAULT_PROJECT: &str = "default";

/// Longest notes, in bytes.
const MAX_NOTES_BYTES: usize = 48 * 1024;

/// `POST /experiments`
pub async fn create(
    writer: Writer,
    Json(new): Json<NewExperiment>,
) -> Result<(StatusCode, Answer<CreatedExperiment>)> {
    names::check_if_any("project", new.project.as_ref())?;
    names::check_if_any("name", new.name.as_ref())?;
    let now = writer.now();
    let key = match new.key {
        Some(key) => key,
        None => random_key(now)?,
    };
    if let Some(experiment) = writer.experiment_if_any(&key) {
        return Ok((
            StatusCode::OK,
            Answer(created(&writer, &experiment, false)?),
        ));
    }
    if writer.is_gone(&key)? {
        return Err(IngestError::Gone.into());
    }
    let project_name = new.project.unwrap_or_else(|| DEFAULT_PROJECT.to_owned());
    let making = writer.clone();
    let project = blocking(move || {
        let workspace = making.workspace(new.workspace.as_deref())?;
        making.project_or_new(&workspace, &project_name)
    })
    .await?;
    let (experiment, is_new) = writer
        .create_experiment(CreateExperiment {
            key,
            project: project.id,
            name: new.name,
            created: new.created.unwrap_or(now),
        })
        .await?;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Answer(created(&writer, &experiment, is_new)?)))
}

/// `GET /experiments/{key}`
pub async fn get(reader: Reader, Path(key): Path<String>) -> Result<Answer<api::Experiment>> {
    page(&reader, &reader.experiment(&key)?).map(Answer)
}

/// `PATCH /experiments/{key}`
pub async fn patch(
    writer: Writer,
    Path(key): Path<String>,
    Json(patch): Json<ExperimentPatch>,
) -> Result<Answer<api::Experiment>> {
    names::check_if_any("name", patch.name.as_ref())?;
    if patch
        .notes
        .as_ref()
        .is_some_and(|notes| notes.len() > MAX_NOTES_BYTES)
    {
        return Err(Error::invalid(format!(
            "`notes` holds more than {MAX_NOTES_BYTES} bytes; log a text asset instead"
        )));
    }
    let experiment = writer.experiment(&key)?;
    writer.patch_experiment(&experiment, patch).await?;
    page(&writer, &experiment).map(Answer)
}

/// `DELETE /experiments/{key}`
pub async fn trash(writer: Writer, Path(key): Path<String>) -> Result<StatusCode> {
    writer.trash(&writer.experiment(&key)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /experiments/{key}/restore`
pub async fn restore(writer: Writer, Path(key): Path<String>) -> Result<Answer<api::Experiment>> {
    let experiment = writer.experiment(&key)?;
    writer.restore(&experiment).await?;
    page(&writer, &experiment).map(Answer)
}

/// `POST /experiments/{key}/heartbeat`
pub async fn heartbeat(writer: Writer, Path(key): Path<String>) -> Result<StatusCode> {
    writer.heard(&writer.experiment(&key)?);
    Ok(StatusCode::NO_CONTENT)
}

fn random_key(now: i64) -> Result<ExperimentKey> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| Error::internal(&error))?;
    Ok(ExperimentKey::from_time_and_random(
        now.unsigned_abs() / 1_000,
        random,
    ))
}

fn created(reader: &Reader, experiment: &Experiment, is_new: bool) -> Result<CreatedExperiment> {
    let key = experiment.key().clone();
    Ok(CreatedExperiment {
        url: format!("/experiments/{key}"),
        project: project_of(reader, experiment)?,
        workspace: workspace_name(reader, experiment),
        created: is_new,
        key,
    })
}

fn workspace_name(reader: &Reader, experiment: &Experiment) -> String {
    let workspace = reader.workspace_of(experiment);
    workspace
        .map(|workspace| reader.workspace_name(&workspace))
        .unwrap_or_default()
}

fn project_of(reader: &Reader, experiment: &Experiment) -> Result<ProjectRef> {
    let project = reader.project(experiment.project().as_str())?;
    Ok(ProjectRef {
        id: project.id.into(),
        name: project.name,
    })
}

fn page(reader: &Reader, experiment: &Experiment) -> Result<api::Experiment> {
    let about = experiment.about();
    Ok(api::Experiment {
        head: experiment.head(),
        project: project_of(reader, experiment)?,
        workspace: workspace_name(reader, experiment),
        notes: about.notes,
        message: about.message,
        points: about.points,
        rejected: about.rejected,
        writers: about.writers,
        trashed: about.trashed,
        counts: about.counts,
    })
}
