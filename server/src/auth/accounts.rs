//! Users, API keys, sessions and one-time links as they are stored. Never holds a secret itself:
//! each record carries the digest of the secret that opens it, and is named after it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use suisei_core::event::Micros;

use super::secret::SecretDigest;
use crate::store::WorkspaceId;

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserRecord {
    /// Display name.
    pub name: String,
    /// True for the user that was made at the first start.
    pub owner: bool,
    /// The workspaces that the user may see and change.
    pub workspaces: BTreeSet<WorkspaceId>,
}

/// An API key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeyRecord {
    /// Opens with this.
    pub(super) digest: SecretDigest,
    /// The user whom it stands for.
    pub(super) user: String,
    /// What it is for.
    pub(super) name: String,
    /// First characters, to recognise it by.
    pub(super) prefix: String,
    /// When it was made.
    pub(super) created: Micros,
    /// When it was last used, to the minute.
    #[serde(default)]
    pub(super) used: Option<Micros>,
}

/// A browser's session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SessionRecord {
    /// Opens with this.
    pub(super) digest: SecretDigest,
    /// The user who is signed in.
    pub(super) user: String,
    /// When it ends.
    pub(super) expires: Micros,
}

/// A one-time link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LinkRecord {
    /// Opens with this.
    pub(super) digest: SecretDigest,
    /// The user whom it signs in.
    pub(super) user: String,
}
