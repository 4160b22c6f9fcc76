//! Widths that people gave to columns, kept in this browser.

use std::collections::BTreeMap;

use leptos::prelude::*;
use suisei_core::table::Column;

use super::columns::{WIDTHS, key, usual_width};
use crate::dom::storage;

const STORED_AS: &str = "table.widths";

/// In a window narrower than this the names leave room for at least one other column.
const NARROW: f64 = 560.0;
const NARROW_NAME: f64 = 184.0;

/// Widths of columns; those that nobody changed have their usual one.
#[derive(Clone, Copy)]
pub(super) struct Widths {
    chosen: RwSignal<BTreeMap<String, f64>>,
}

impl Widths {
    /// As they were left in this browser.
    pub(super) fn start() -> Self {
        let stored = storage::get(STORED_AS);
        let chosen = stored.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            chosen: RwSignal::new(chosen.unwrap_or_default()),
        }
    }

    /// The width of a column in a window of some width, in CSS pixels; reactive.
    pub(super) fn of(self, column: &Column, window: f64) -> f64 {
        let chosen = self.chosen.with(|chosen| chosen.get(&key(column)).copied());
        let width = chosen
            .unwrap_or_else(|| usual_width(column))
            .clamp(WIDTHS.0, WIDTHS.1);
        let is_narrow = *column == Column::Name && window > 0.0 && window < NARROW;
        if is_narrow {
            width.min(NARROW_NAME)
        } else {
            width
        }
    }

    /// Gives a column another width.
    pub(super) fn set(self, column: &Column, width: f64) {
        let width = width.round().clamp(WIDTHS.0, WIDTHS.1);
        self.chosen.update(|chosen| {
            chosen.insert(key(column), width);
        });
    }

    /// Gives a column its usual width again.
    pub(super) fn reset(self, column: &Column) {
        self.chosen.update(|chosen| {
            chosen.remove(&key(column));
        });
        self.remember();
    }

    /// Keeps the widths beyond this page.
    pub(super) fn remember(self) {
        if let Ok(text) = self.chosen.with_untracked(serde_json::to_string) {
            storage::set(STORED_AS, &text);
        }
    }
}
