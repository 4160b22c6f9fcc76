//! What a kind of panel may ask for, and what it shows depends on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::{Column, PageRow, RowHead, TablePage, TableRequest};
use suisei_core::view::{PanelKind, Scale};

use crate::source::{Source, SourceError, use_source};
use crate::state::load::Loaded;
use crate::state::project::{MOST_LISTED, ProjectState, use_project};

/// Whom to ask, and about which project.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) source: Source,
    project: String,
    /// What is selected on the axes of this panel; kept while its data change.
    pub(super) brushes: Brushes,
}

/// Selected ranges, by the place of their axis.
pub(super) type Brushes = Rc<RefCell<BTreeMap<usize, (f64, f64)>>>;

/// What makes the data of a panel old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Anything that happens to any experiment of the project.
    Project,
    /// What happens to those that are shown.
    Shown,
}

impl Follows {
    pub(super) fn of(kind: &PanelKind) -> Self {
        match kind {
            PanelKind::Histogram { .. }
            | PanelKind::Matrix { .. }
            | PanelKind::Curve { .. }
            | PanelKind::Distribution { by: None, .. } => Self::Shown,
            _ => Self::Project,
        }
    }
}

/// All that decides what is asked for. A panel asks again when it has changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    /// The experiments that are shown, newest first.
    pub(super) shown: Vec<RowHead>,
    /// The scale of values.
    pub(super) scale: Scale,
    /// Counts what has happened to the project, where that counts.
    refreshes: u64,
}

impl Facts {
    /// None before the experiments are known.
    pub(super) fn of(project: &ProjectState, follows: Follows) -> Option<Self> {
        let is_known = project.list.with(|list| matches!(list, Loaded::Here(_)));
        is_known.then(|| {
            let mut shown = project.shown();
            let refreshes = match follows {
                Follows::Project => {
                    // The count says already that something was heard.
                    shown.iter_mut().for_each(|head| head.heard = 0);
                    project.refreshes.get()
                }
                Follows::Shown => 0,
            };
            Self {
                shown,
                scale: project.with_view(|view| view.settings.scale),
                refreshes,
            }
        })
    }

    /// The number of a shown experiment, from 1: its colour.
    pub(super) fn number_of(&self, key: &ExperimentKey) -> Option<u32> {
        let found = self.shown.iter().find(|head| head.key == *key);
        found.map(|head| head.number)
    }
}

impl Context {
    /// Of the project that is open.
    pub(super) fn here() -> Self {
        Self {
            source: use_source(),
            project: use_project().id(),
            brushes: Brushes::default(),
        }
    }

    /// The values of all experiments under some columns, newest first.
    pub(super) async fn rows(&self, columns: Vec<Column>) -> Result<Rows, SourceError> {
        let request = TableRequest {
            columns,
            limit: MOST_LISTED,
            ..TableRequest::default()
        };
        let TablePage { rows, matched, .. } = self.source.table(&self.project, &request).await?;
        Ok(Rows { rows, matched })
    }
}

/// Values of experiments.
pub(super) struct Rows {
    pub(super) rows: Vec<PageRow>,
    /// How many experiments there are, listed or not.
    pub(super) matched: usize,
}
