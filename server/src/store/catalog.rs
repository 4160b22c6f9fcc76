//! Workspaces, projects and which experiments there are, in memory; the small part of the store
//! that every request looks into. Never holds points.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use suisei_core::event::Micros;
use suisei_core::ids::ExperimentKey;

use super::documents::put_chunks;
use super::experiment::Shared;
use super::kv::{Change, Kv};
use super::{StoreError, codec, keys};

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text form: 12 lower-case hex digits.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// A new one.
            pub(super) fn random() -> Result<Self, StoreError> {
                random_hex(6).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = StoreError;
            fn from_str(text: &str) -> Result<Self, StoreError> {
                let hex = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if text.len() == 12 && hex {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(StoreError::Invalid(format!(
                        "an id holds 12 lower-case hex digits, got `{}`",
                        text.chars().take(80).collect::<String>().escape_debug()
                    )))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = StoreError;
            fn try_from(text: String) -> Result<Self, StoreError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

random_id!(
    /// A workspace's id; never changes and is never used again.
    WorkspaceId
);
random_id!(
    /// A project's id; never changes and is never used again.
    ProjectId
);

/// `n_bytes` random bytes as lower-case hex.
pub(crate) fn random_hex(n_bytes: usize) -> Result<String, StoreError> {
    use fmt::Write as _;
    let mut bytes = vec![0; n_bytes];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Unavailable(format!("no random numbers: {error}")))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// A workspace: the wall between teams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// Never changes.
    pub id: WorkspaceId,
    /// Unique on the server.
    pub name: String,
    /// When it was made.
    pub created: Micros,
}

/// A project: a group of experiments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Never changes.
    pub id: ProjectId,
    /// The workspace that it belongs to.
    pub workspace: WorkspaceId,
    /// Unique in its workspace.
    pub name: String,
    /// Markdown.
    #[serde(default)]
    pub description: String,
    /// When it was made.
    pub created: Micros,
    /// Experiments that were ever made in it: the number of the newest.
    #[serde(default)]
    pub(crate) numbered: u32,
}

impl Project {
    /// The changes that store it.
    pub(crate) fn changes(&self, kv: &dyn Kv) -> Result<Vec<Change>, StoreError> {
        let mut changes = Vec::new();
        put_chunks(
            kv,
            &keys::project(&self.id),
            &codec::to_json(self)?,
            &mut changes,
        )?;
        Ok(changes)
    }
}

/// What there is.
#[derive(Default)]
pub(crate) struct Catalog {
    pub(crate) workspaces: BTreeMap<WorkspaceId, Workspace>,
    pub(crate) projects: BTreeMap<ProjectId, Project>,
    pub(crate) experiments: HashMap<ExperimentKey, Arc<Shared>>,
    /// Every experiment of a project, those in the trash too, by number and id.
    pub(crate) by_project: HashMap<ProjectId, BTreeMap<(u32, u64), Arc<Shared>>>,
    /// Ids that were ever given to experiments.
    pub(crate) next_experiment: u64,
    /// Things that could not be read when the store was opened.
    pub(crate) damage: Vec<String>,
}

impl Catalog {
    /// What was read; none when it is damaged, which is noted. Other errors stay errors.
    pub(crate) fn undamaged<T>(
        &mut self,
        read: Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error @ StoreError::Damaged { .. }) => {
                let message = error.to_string();
                if !self.damage.contains(&message) {
                    self.damage.push(message);
                }
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    pub(crate) fn remove(&mut self, experiment: &Shared) {
        self.experiments.remove(&experiment.key);
        if let Some(numbered) = self.by_project.get_mut(experiment.project()) {
            numbered.remove(&(experiment.number(), experiment.id.0));
            if numbered.is_empty() {
                self.by_project.remove(experiment.project());
            }
        }
    }

    pub(crate) fn insert(&mut self, project: &ProjectId, number: u32, experiment: &Arc<Shared>) {
        self.experiments
            .insert(experiment.key.clone(), experiment.clone());
        self.by_project
            .entry(project.clone())
            .or_default()
            .insert((number, experiment.id.0), experiment.clone());
    }
}
