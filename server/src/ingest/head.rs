//! What people change about heads of experiments.

use suisei_core::api::ExperimentPatch;
use suisei_core::edit::Undone;
use suisei_core::event::Micros;
use suisei_core::ids::check_name;

use super::stage::Stage;
use super::{IngestError, edits};
use crate::store::Trashed;
use crate::store::edits::StoredEdit;
use crate::store::groups::MAX_NOTES_BYTES;

/// A change that a person makes.
#[derive(Debug, Clone)]
pub(super) enum HeadChange {
    Patch(ExperimentPatch),
    Trash(Trashed),
    Restore,
    Purge { trashed: Trashed, now: Micros },
    Edit(StoredEdit),
    Undo { id: String, undone: Undone },
}

impl HeadChange {
    pub(super) fn stage(self, stage: &mut Stage) -> Result<(), IngestError> {
        match self {
            Self::Trash(trashed) => {
                if !stage.head.trashed {
                    stage.head_mut().trashed = true;
                    stage.trash = Some(Some(trashed));
                }
            }
            Self::Restore => {
                if stage.head.trashed {
                    stage.head_mut().trashed = false;
                    stage.trash = Some(None);
                }
            }
            Self::Purge { trashed, now } => {
                if !stage.head.trashed {
                    return Err(IngestError::NotTrashed);
                }
                stage.changed.about = true;
                stage.purge = Some((trashed, now));
            }
            Self::Edit(edit) => edits::add(stage, &edit)?,
            Self::Undo { id, undone } => edits::undo(stage, &id, undone)?,
            Self::Patch(patch) => {
                stage.check_open()?;
                if let Some(name) = &patch.name {
                    checked_name(name)?;
                }
                if let Some(notes) = &patch.notes
                    && notes.len() > MAX_NOTES_BYTES
                {
                    return Err(IngestError::Invalid(format!(
                        "the notes hold {} bytes, the limit is {MAX_NOTES_BYTES}",
                        notes.len()
                    )));
                }
                let head = stage.head_mut();
                head.name = patch.name.unwrap_or_else(|| head.name.clone());
                head.notes = patch.notes.unwrap_or_else(|| head.notes.clone());
                head.archived = patch.archived.unwrap_or(head.archived);
            }
        }
        Ok(())
    }
}

pub(super) fn checked_name(name: &str) -> Result<&str, IngestError> {
    check_name(name).map_err(|error| IngestError::Invalid(error.to_string()))?;
    Ok(name)
}
