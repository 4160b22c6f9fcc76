//! Stages edits of how metrics are shown. Checks them here, where nothing else changes meanwhile.

use std::sync::Arc;

use suisei_core::edit::{Edit, MetricChange, Undone};

use super::IngestError;
use super::stage::Stage;
use crate::store::edits::{Edits, MAX_EDITS, MAX_HIDDEN_RUNS, StoredEdit, metric_of};

/// Adds an edit.
pub(super) fn add(stage: &mut Stage, edit: &StoredEdit) -> Result<(), IngestError> {
    stage.check_open()?;
    let edits = current(stage);
    if edits.list().len() >= MAX_EDITS {
        return Err(IngestError::Invalid(format!(
            "the experiment has {MAX_EDITS} edits already, which is the limit"
        )));
    }
    let next = edits.with(edit.clone());
    if next.n_runs() > MAX_HIDDEN_RUNS {
        return Err(IngestError::Invalid(format!(
            "the edits hide points in more than {MAX_HIDDEN_RUNS} separate places, which is the limit"
        )));
    }
    take(stage, next, &edit.edit)
}

/// Takes an edit back.
pub(super) fn undo(stage: &mut Stage, id: &str, undone: Undone) -> Result<(), IngestError> {
    stage.check_open()?;
    let Some((next, edit)) = current(stage).without(id, undone) else {
        return Err(IngestError::Invalid(format!(
            "the experiment has no edit in force with the id `{id}`"
        )));
    };
    take(stage, next, &edit)
}

fn current(stage: &Stage) -> Arc<Edits> {
    let committed = || stage.shared.read(|state| state.edits.clone());
    let edits = stage.edits.clone().or_else(committed);
    edits.unwrap_or_default()
}

/// Stages `next`, in which `edit` is what changed.
fn take(stage: &mut Stage, next: Edits, edit: &Edit) -> Result<(), IngestError> {
    let metric = metric_of(edit);
    if let MetricChange::Rename { .. } = &edit.change {
        let clash = stage.shared.read(|state| {
            let recorded = state.dictionary.names();
            next.clash(&metric, recorded)
                .or_else(|| next.clash(&metric, &stage.new_names))
        });
        if let Some(clash) = clash {
            return Err(IngestError::Invalid(clash));
        }
    }
    // Listeners know the metric by any name that it ever had.
    let names = next.list().iter().filter_map(|stored| {
        let same = metric_of(&stored.edit) == metric;
        match &stored.edit.change {
            MetricChange::Rename { to } if same => Some(to.clone()),
            _ => None,
        }
    });
    stage.changed.metrics.extend(names);
    stage.changed.metrics.push(edit.metric.clone());
    stage.changed.about = true;
    stage.edits = Some(Arc::new(next));
    Ok(())
}
