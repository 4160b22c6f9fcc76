//! Changing, limited to the same scope as reading: every method checks through the reader first.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use suisei_core::api;
use suisei_core::edit::{Edit, NewEdit, Undone};
use suisei_core::ids::ContentHash;
use suisei_core::view::ViewSpec;
use suisei_core::wire::batch::Batch;

use super::{Auth, Reader};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ingest::{CreateExperiment, IngestError};
use crate::limits::blocking;
use crate::store::edits::{HiddenRuns, StoredEdit};
use crate::store::{
    BlobWriter, DocumentKind, Experiment, Project, StoreError, Workspace, random_hex,
};

/// What a request may change. Handlers that change something take this; it reads as well.
#[derive(Clone)]
pub struct Writer {
    reader: Reader,
}

impl FromRequestParts<App> for Writer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Ok(Self {
            reader: Reader::from_request_parts(parts, app).await?,
        })
    }
}

impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Writer {
    /// The accounts: a writer may make keys and links for its own user.
    pub fn auth(&self) -> &Auth {
        &self.app().auth
    }

    /// Makes a project. Blocks on the disk.
    pub fn create_project(&self, workspace: &Workspace, name: &str) -> Result<Project> {
        let app = self.app();
        Ok(app
            .store
            .create_project(&workspace.id, name, (app.clock)())?)
    }

    /// The project with this name, made when it is new. Blocks on the disk.
    pub fn project_or_new(&self, workspace: &Workspace, name: &str) -> Result<Project> {
        if let Some(project) = self.project_by_name(workspace, name) {
            return Ok(project);
        }
        let app = self.app();
        match app.store.create_project(&workspace.id, name, (app.clock)()) {
            // Another request has made it in between.
            Err(StoreError::Exists(_)) => self
                .project_by_name(workspace, name)
                .ok_or_else(|| Error::not_found("project", name)),
            made => Ok(made?),
        }
    }

    /// Renames or describes a project. Blocks on the disk.
    pub fn patch_project(&self, project: &Project, patch: &api::ProjectPatch) -> Result<Project> {
        Ok(self.app().store.patch_project(&project.id, patch)?)
    }

    /// Deletes a project without experiments, and its view; those in its trash are purged.
    pub async fn delete_project(&self, project: &Project) -> Result<()> {
        let app = self.app();
        let (store, id) = (app.store.clone(), project.id.clone());
        let trashed = blocking(move || match store.experiments(&id).len() {
            0 => Ok(store.trashed(&id)),
            n => Err(StoreError::NotEmpty(n).into()),
        });
        for experiment in trashed.await? {
            match app.ingest.purge(experiment.key()).await {
                // Somebody else has purged it in between.
                Err(IngestError::Gone) => {}
                done => done?,
            }
        }
        let (store, id) = (app.store.clone(), project.id.clone());
        blocking(move || Ok(store.delete_project(&id)?)).await
    }

    /// Keeps a project's view. Blocks on the disk.
    pub fn put_view(&self, project: &Project, view: &ViewSpec) -> Result<()> {
        Ok(self
            .app()
            .store
            .put_document(DocumentKind::View, project.id.as_str(), view)?)
    }

    /// Makes an experiment, or finds the one with this key; true when it was made.
    pub async fn create_experiment(&self, new: CreateExperiment) -> Result<(Experiment, bool)> {
        let key = new.key.clone();
        let (experiment, created) = match self.app().ingest.create(new).await {
            Err(IngestError::Gone) if !self.is_gone(&key)? => {
                return Err(Error::not_found("experiment", key.as_str()));
            }
            created => created?,
        };
        // The key may be in use where this caller sees nothing.
        match self.experiment_if_any(&key) {
            Some(_) => Ok((experiment, created)),
            None => Err(Error::not_found("experiment", key.as_str())),
        }
    }

    /// Takes events; what the answer accepts is on disk. `n_bytes` is what they hold in memory.
    pub async fn batch(
        &self,
        experiment: &Experiment,
        batch: Batch,
        n_bytes: usize,
    ) -> Result<api::BatchAck> {
        Ok(self
            .app()
            .ingest
            .batch(experiment.key(), batch, n_bytes)
            .await?)
    }

    /// Renames an experiment, notes something about it, puts it away or takes it back.
    pub async fn patch_experiment(
        &self,
        experiment: &Experiment,
        patch: api::ExperimentPatch,
    ) -> Result<()> {
        Ok(self.app().ingest.patch(experiment.key(), patch).await?)
    }

    /// Moves an experiment to the trash.
    pub async fn trash(&self, experiment: &Experiment) -> Result<()> {
        Ok(self.app().ingest.trash(experiment.key()).await?)
    }

    /// Takes an experiment out of the trash.
    pub async fn restore(&self, experiment: &Experiment) -> Result<()> {
        Ok(self.app().ingest.restore(experiment.key()).await?)
    }

    /// Changes how a metric is shown.
    pub async fn edit(&self, experiment: &Experiment, new: NewEdit) -> Result<Edit> {
        let picking = experiment.clone();
        let (new, picked) = blocking(move || {
            let picked = picking.pick(&new)?;
            Ok((new, picked))
        })
        .await?;
        let edit = Edit {
            id: random_hex(6)?,
            metric: picked.recorded,
            context: new.context,
            change: new.change,
            points: picked.hidden.iter().map(HiddenRuns::n_points).sum(),
            by: self.principal().user.name.clone(),
            at: self.now(),
            undone: None,
        };
        let stored = StoredEdit {
            edit: edit.clone(),
            hidden: picked.hidden,
        };
        self.app().ingest.edit(experiment.key(), stored).await?;
        Ok(edit)
    }

    /// Takes an edit back.
    pub async fn undo(&self, experiment: &Experiment, id: String) -> Result<()> {
        let undone = Undone {
            by: self.principal().user.name.clone(),
            at: self.now(),
        };
        let ingest = &self.app().ingest;
        Ok(ingest.undo(experiment.key(), id, undone).await?)
    }

    /// Removes an experiment that is in the trash for good.
    pub async fn purge(&self, experiment: &Experiment) -> Result<()> {
        Ok(self.app().ingest.purge(experiment.key()).await?)
    }

    /// Whether the experiment's workspace has these bytes; if so, they stay for an hour, so that
    /// there is time to refer to them.
    pub fn claim_blob(&self, experiment: &Experiment, hash: &ContentHash) -> Result<bool> {
        let app = self.app();
        match self.workspace_of(experiment) {
            Some(workspace) => Ok(app.store.claim_blob(&workspace, hash, (app.clock)())?),
            None => Ok(false),
        }
    }

    /// Notes that an experiment's writer lives.
    pub fn heard(&self, experiment: &Experiment) {
        self.app().ingest.heard(experiment.key());
    }

    /// Opens a place for an asset's bytes. Blocks on the disk.
    pub fn put_blob(&self, experiment: &Experiment, hash: &ContentHash) -> Result<BlobWriter> {
        let workspace = self
            .workspace_of(experiment)
            .ok_or_else(|| Error::not_found("experiment", experiment.key().as_str()))?;
        Ok(self.app().store.put_blob(&workspace, hash)?)
    }
}
