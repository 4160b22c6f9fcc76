//! Projects: list, make, rename, describe, delete.

use axum::Json as Answer;
use axum::http::StatusCode;
use suisei_core::api::{self, NewProject, ProjectPatch, is_silent};
use suisei_core::event::State;

use super::{names, spark};
use crate::auth::{Reader, Writer};
use crate::error::{Error, Result};
use crate::extract::{Json, Path};
use crate::limits::blocking;
use crate::store::{Experiment, Glance, Project};

/// Longest description, in bytes.
const MAX_DESCRIPTION_BYTES: usize = 64 * 1024;

/// `GET /projects`
pub async fn list(reader: Reader) -> Result<Answer<Vec<api::Project>>> {
    blocking(move || {
        let mut cards: Vec<api::Project> = reader
            .projects()
            .iter()
            .map(|project| card(&reader, project))
            .collect();
        cards.sort_by(|a, b| (b.active, &a.id).cmp(&(a.active, &b.id)));
        Ok(Answer(cards))
    })
    .await
}

/// `POST /projects`
pub async fn create(
    writer: Writer,
    Json(new): Json<NewProject>,
) -> Result<(StatusCode, Answer<api::Project>)> {
    names::check("name", &new.name)?;
    blocking(move || {
        let workspace = writer.workspace(new.workspace.as_deref())?;
        let project = writer.create_project(&workspace, &new.name)?;
        Ok((StatusCode::CREATED, Answer(card(&writer, &project))))
    })
    .await
}

/// `GET /projects/{id}`
pub async fn get(reader: Reader, Path(id): Path<String>) -> Result<Answer<api::Project>> {
    blocking(move || Ok(Answer(card(&reader, &reader.project(&id)?)))).await
}

/// `PATCH /projects/{id}`
pub async fn patch(
    writer: Writer,
    Path(id): Path<String>,
    Json(patch): Json<ProjectPatch>,
) -> Result<Answer<api::Project>> {
    names::check_if_any("name", patch.name.as_ref())?;
    if patch
        .description
        .as_ref()
        .is_some_and(|text| text.len() > MAX_DESCRIPTION_BYTES)
    {
        return Err(Error::invalid(format!(
            "`description` holds more than {MAX_DESCRIPTION_BYTES} bytes; shorten it"
        )));
    }
    blocking(move || {
        let project = writer.patch_project(&writer.project(&id)?, &patch)?;
        Ok(Answer(card(&writer, &project)))
    })
    .await
}

/// `DELETE /projects/{id}`
pub async fn delete(writer: Writer, Path(id): Path<String>) -> Result<StatusCode> {
    writer.delete_project(&writer.project(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A project as lists show it. Blocks on the disk.
fn card(reader: &Reader, project: &Project) -> api::Project {
    let experiments = reader.experiments(project);
    let glances: Vec<Glance> = experiments.iter().map(Experiment::glance).collect();
    let now = reader.now();
    let runs = |one: &&Glance| one.state == State::Running && !is_silent(one.state, one.heard, now);
    api::Project {
        id: project.id.as_str().to_owned(),
        name: project.name.clone(),
        description: project.description.clone(),
        workspace: reader.workspace_name(&project.workspace),
        created: project.created,
        experiments: glances.len(),
        running: glances.iter().filter(runs).count(),
        active: glances
            .iter()
            .map(|glance| glance.heard)
            .fold(project.created, i64::max),
        spark: spark::latest(&experiments),
    }
}
