//! Reading, limited to a scope. What lies outside it does not exist, names included.
//! Has no method that changes anything; [`super::Writer`] has those.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use suisei_core::api::Notice;
use suisei_core::event::Micros;
use suisei_core::ids::{ContentHash, ExperimentKey};
use suisei_core::view::ViewSpec;

use super::{Credential, DEFAULT_WORKSPACE, Principal};
use crate::app::App;
use crate::error::{Error, Result};
use crate::ingest::IngestError;
use crate::live::Subscription;
use crate::store::{DocumentKind, Experiment, Project, ProjectId, Store, Workspace, WorkspaceId};

/// What a request may read. Handlers that change nothing take this.
#[derive(Clone)]
pub struct Reader {
    app: App,
    principal: Arc<Principal>,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match parts.extensions.get::<Arc<Principal>>() {
            Some(principal) => Ok(Self {
                app: app.clone(),
                principal: principal.clone(),
            }),
            None => Err(Error::no_credential()),
        }
    }
}

impl Reader {
    /// For one who is known already: somebody who has just signed in.
    pub(crate) fn new(app: App, principal: Principal) -> Self {
        Self {
            app,
            principal: Arc::new(principal),
        }
    }

    /// Who reads.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// Everything, whatever the scope: for whoever may read the data folder itself.
    pub fn whole_store(&self) -> Result<Store> {
        match self.principal.credential {
            Credential::Local => Ok(self.app.store.clone()),
            _ => Err(Error::local_only()),
        }
    }

    /// The time.
    pub fn now(&self) -> Micros {
        (self.app.clock)()
    }

    /// The workspaces, by name.
    pub fn workspaces(&self) -> Vec<Workspace> {
        let mut workspaces = self.app.store.workspaces();
        workspaces.retain(|workspace| self.principal.scope.holds(&workspace.id));
        workspaces.sort_by(|a, b| a.name.cmp(&b.name));
        workspaces
    }

    /// The workspace with this name; the default one without a name.
    pub fn workspace(&self, name: Option<&str>) -> Result<Workspace> {
        let name = name.unwrap_or(DEFAULT_WORKSPACE);
        let found = self
            .workspaces()
            .into_iter()
            .find(|workspace| workspace.name == name);
        found.ok_or_else(|| {
            let names: Vec<String> = self
                .workspaces()
                .into_iter()
                .map(|workspace| workspace.name)
                .collect();
            Error::not_found("workspace", name).hint(format!("yours are: {}", names.join(", ")))
        })
    }

    /// A workspace's name; empty when it is out of sight.
    pub fn workspace_name(&self, id: &WorkspaceId) -> String {
        self.workspaces()
            .into_iter()
            .find(|workspace| workspace.id == *id)
            .map(|workspace| workspace.name)
            .unwrap_or_default()
    }

    /// The projects of all workspaces.
    pub fn projects(&self) -> Vec<Project> {
        let workspaces = self.workspaces();
        workspaces
            .iter()
            .flat_map(|workspace| self.app.store.projects(&workspace.id))
            .collect()
    }

    /// A project by its id.
    pub fn project(&self, id: &str) -> Result<Project> {
        let found = id
            .parse::<ProjectId>()
            .ok()
            .and_then(|id| self.app.store.project(&id));
        found
            .filter(|project| self.principal.scope.holds(&project.workspace))
            .ok_or_else(|| Error::not_found("project", id))
    }

    /// A project by its name.
    pub fn project_by_name(&self, workspace: &Workspace, name: &str) -> Option<Project> {
        self.app.store.project_by_name(&workspace.id, name)
    }

    /// An experiment by its key, one in the trash too.
    pub fn experiment(&self, key: &str) -> Result<Experiment> {
        let Ok(parsed) = key.parse() else {
            return Err(Error::not_found("experiment", key));
        };
        match self.experiment_if_any(&parsed) {
            Some(found) => Ok(found),
            None if self.is_gone(&parsed)? => Err(IngestError::Gone.into()),
            None => Err(Error::not_found("experiment", key)),
        }
    }

    /// True when an experiment in sight was deleted for good.
    pub fn is_gone(&self, key: &ExperimentKey) -> Result<bool> {
        let gone = self.app.store.purged(key)?;
        let place = gone.and_then(|gone| gone.workspace);
        Ok(place.is_some_and(|workspace| self.principal.scope.holds(&workspace)))
    }

    /// What is in the trash, each with the time at which it came there. Blocks on the disk.
    pub fn trash(&self) -> Result<Vec<(Micros, Experiment)>> {
        let all = self.app.store.trash()?.into_iter();
        let found = all.filter_map(|trashed| {
            let experiment = self.experiment_if_any(&trashed.key)?;
            Some((trashed.since, experiment))
        });
        Ok(found.collect())
    }

    /// An experiment by its key, when there is one in sight.
    pub fn experiment_if_any(&self, key: &ExperimentKey) -> Option<Experiment> {
        let found = self.app.store.experiment(key);
        found.filter(|experiment| self.workspace_of(experiment).is_some())
    }

    /// The workspace of an experiment, when it is in scope.
    pub fn workspace_of(&self, experiment: &Experiment) -> Option<WorkspaceId> {
        experiment
            .workspace()
            .filter(|workspace| self.principal.scope.holds(workspace))
    }

    /// The experiments of a project that are not in the trash, by number.
    pub fn experiments(&self, project: &Project) -> Vec<Experiment> {
        self.app.store.experiments(&project.id)
    }

    /// A project's view; the automatic one when nobody has changed it. Blocks on the disk.
    pub fn view(&self, project: &Project) -> Result<ViewSpec> {
        let stored: Option<ViewSpec> = self
            .app
            .store
            .document(DocumentKind::View, project.id.as_str())?;
        stored
            .unwrap_or_default()
            .upgraded()
            .map_err(|error| Error::internal(&error))
    }

    /// The bytes of an asset, if they have arrived. Blocks on the disk.
    pub fn open_blob(
        &self,
        experiment: &Experiment,
        hash: &ContentHash,
    ) -> Result<Option<std::fs::File>> {
        match self.workspace_of(experiment) {
            Some(workspace) => Ok(self.app.store.open_blob(&workspace, hash)?),
            None => Ok(None),
        }
    }

    /// Live notices after the given commit; [`Self::may_hear`] tells which of them to pass on.
    pub fn subscribe(&self, after: Option<u64>) -> Subscription {
        self.app.live.subscribe(after)
    }

    /// The last commit whose notice has gone out.
    pub fn live_seq(&self) -> u64 {
        self.app.live.seq()
    }

    /// Whether a notice is about something in scope.
    pub fn may_hear(&self, notice: &Notice) -> bool {
        self.project(&notice.project).is_ok()
    }
}
