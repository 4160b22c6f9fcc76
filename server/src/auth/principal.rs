//! Who asks, and what they may see. Made by [`super::Auth::authenticate`] alone.

use std::collections::BTreeSet;

use suisei_core::api;

use crate::store::WorkspaceId;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Principal {
    /// The user.
    pub user: api::User,
    /// What they may see.
    pub scope: Scope,
    /// What they showed.
    pub credential: Credential,
}

/// What a request showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// An API key, by its id.
    Key(String),
    /// A session cookie, by the session's id.
    Session(String),
    /// The token that this process wrote to its run folder.
    Local,
}

/// What may be seen: the workspaces of the user.
#[derive(Debug, Clone, Default)]
pub struct Scope(BTreeSet<WorkspaceId>);

impl Scope {
    /// These workspaces and nothing else.
    pub fn workspaces(workspaces: BTreeSet<WorkspaceId>) -> Self {
        Self(workspaces)
    }

    /// Whether things of this workspace exist for the one who asks.
    pub fn holds(&self, workspace: &WorkspaceId) -> bool {
        self.0.contains(workspace)
    }
}
