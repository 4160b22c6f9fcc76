//! Copies what a chart shows, and says whether that worked.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::chart::model::ChartModel;
use crate::dom::clipboard;
use crate::state::toast::{Toasts, use_toasts};
use crate::text::{chart, common, t};

/// Copies; cheap to copy itself.
#[derive(Clone, Copy)]
pub(crate) struct Copier {
    toasts: Toasts,
}

/// A copier that tells in toasts.
pub(crate) fn use_copy() -> Copier {
    Copier {
        toasts: use_toasts(),
    }
}

impl Copier {
    /// Copies the values at the cursor.
    pub(crate) fn values(self, model: ChartModel) {
        let text = model.reading.with_untracked(|reading| {
            let looks = model.looks.get_untracked();
            reading
                .as_ref()
                .map(|reading| reading.tsv(&model.x_name(), &looks))
        });
        match text {
            Some(text) => self.text(text),
            None => self.toasts.complain(t(chart::NO_CURSOR)),
        }
    }

    /// Copies a text.
    pub(crate) fn text(self, text: String) {
        spawn_local(async move {
            if clipboard::copy(&text).await {
                self.toasts.say(t(common::COPIED));
            } else {
                self.toasts.complain(t(common::COPY_FAILED));
            }
        });
    }
}
