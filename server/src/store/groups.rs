//! Workspaces and projects: created, renamed and removed here, durable before anybody sees it.

use suisei_core::api::ProjectPatch;
use suisei_core::event::Micros;
use suisei_core::ids::check_name;

use super::catalog::{Project, ProjectId, Workspace, WorkspaceId};
use super::documents::{DocumentKind, delete_chunks};
use super::kv::Change;
use super::{Store, StoreError, codec, keys};
use crate::sync::{lock, read, write};

/// Longest description of a project and longest notes of an experiment, in bytes.
pub(crate) const MAX_NOTES_BYTES: usize = 1024 * 1024;

impl Store {
    /// All workspaces, by name.
    pub fn workspaces(&self) -> Vec<Workspace> {
        let mut all: Vec<Workspace> = read(&self.inner.catalog)
            .workspaces
            .values()
            .cloned()
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// The workspace with this name.
    pub fn workspace_by_name(&self, name: &str) -> Option<Workspace> {
        let catalog = read(&self.inner.catalog);
        catalog
            .workspaces
            .values()
            .find(|workspace| workspace.name == name)
            .cloned()
    }

    /// Makes a workspace; durable on return.
    pub fn create_workspace(&self, name: &str, now: Micros) -> Result<Workspace, StoreError> {
        checked_name(name)?;
        let _guard = lock(&self.inner.groups);
        self.inner.ready()?;
        if self.workspace_by_name(name).is_some() {
            return Err(StoreError::Exists(format!("workspace `{name}`")));
        }
        let workspace = Workspace {
            id: WorkspaceId::random()?,
            name: name.to_owned(),
            created: now,
        };
        let value = codec::seal(&codec::to_json(&workspace)?);
        self.inner.commit(
            &[Change::Put(keys::workspace(&workspace.id), value)],
            &[],
            || {
                let mut catalog = write(&self.inner.catalog);
                catalog
                    .workspaces
                    .insert(workspace.id.clone(), workspace.clone());
            },
        )?;
        Ok(workspace)
    }

    /// The projects of a workspace, by name.
    pub fn projects(&self, workspace: &WorkspaceId) -> Vec<Project> {
        let catalog = read(&self.inner.catalog);
        let mut all: Vec<Project> = catalog
            .projects
            .values()
            .filter(|project| project.workspace == *workspace)
            .cloned()
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// The project with this id.
    pub fn project(&self, id: &ProjectId) -> Option<Project> {
        read(&self.inner.catalog).projects.get(id).cloned()
    }

    /// The project with this name.
    pub fn project_by_name(&self, workspace: &WorkspaceId, name: &str) -> Option<Project> {
        let catalog = read(&self.inner.catalog);
        catalog
            .projects
            .values()
            .find(|project| project.workspace == *workspace && project.name == name)
            .cloned()
    }

    /// Makes a project; durable on return.
    pub fn create_project(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        now: Micros,
    ) -> Result<Project, StoreError> {
        checked_name(name)?;
        let _guard = lock(&self.inner.groups);
        self.inner.ready()?;
        if !read(&self.inner.catalog).workspaces.contains_key(workspace) {
            return Err(StoreError::NotFound("workspace"));
        }
        if self.project_by_name(workspace, name).is_some() {
            return Err(StoreError::Exists(format!("project `{name}`")));
        }
        let project = Project {
            id: ProjectId::random()?,
            workspace: workspace.clone(),
            name: name.to_owned(),
            description: String::new(),
            created: now,
            numbered: 0,
        };
        self.save_project(project)
    }

    /// Changes a project; durable on return.
    pub fn patch_project(
        &self,
        id: &ProjectId,
        patch: &ProjectPatch,
    ) -> Result<Project, StoreError> {
        let _guard = lock(&self.inner.groups);
        self.inner.ready()?;
        let mut project = self.project(id).ok_or(StoreError::NotFound("project"))?;
        if let Some(name) = &patch.name {
            checked_name(name)?;
            let other = self.project_by_name(&project.workspace, name);
            if other.is_some_and(|other| other.id != *id) {
                return Err(StoreError::Exists(format!("project `{name}`")));
            }
            project.name.clone_from(name);
        }
        if let Some(description) = &patch.description {
            if description.len() > MAX_NOTES_BYTES {
                return Err(StoreError::Invalid(format!(
                    "the description holds {} bytes, the limit is {MAX_NOTES_BYTES}",
                    description.len()
                )));
            }
            project.description.clone_from(description);
        }
        self.save_project(project)
    }

    fn save_project(&self, project: Project) -> Result<Project, StoreError> {
        self.inner
            .commit(&project.changes(self.inner.kv.as_ref())?, &[], || {
                let mut catalog = write(&self.inner.catalog);
                catalog.projects.insert(project.id.clone(), project.clone());
            })?;
        Ok(project)
    }

    /// Removes a project that holds no experiments, with its view; durable on return.
    pub fn delete_project(&self, id: &ProjectId) -> Result<(), StoreError> {
        let _guard = lock(&self.inner.groups);
        self.inner.ready()?;
        let project = self.project(id).ok_or(StoreError::NotFound("project"))?;
        match self.of_project(id).len() {
            0 => {}
            n => return Err(StoreError::NotEmpty(n)),
        }
        let mut changes = Vec::new();
        let kv = self.inner.kv.as_ref();
        delete_chunks(kv, &keys::project(&project.id), 0, &mut changes)?;
        let view = keys::document(DocumentKind::View, id.as_str());
        delete_chunks(kv, &view, 0, &mut changes)?;
        self.inner.commit(&changes, &[], || {
            write(&self.inner.catalog).projects.remove(id);
        })
    }
}

fn checked_name(name: &str) -> Result<(), StoreError> {
    check_name(name).map_err(|error| StoreError::Invalid(error.to_string()))
}
