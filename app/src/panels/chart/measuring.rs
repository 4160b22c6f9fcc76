//! The range of the horizontal axis that somebody measures: drawn with Alt or the tool, or set
//! with keys between two places of the cursor.

use leptos::prelude::*;

use crate::panels::zoom::Range;

/// A measurement; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Measuring {
    /// The range, as values.
    pub(crate) range: RwSignal<Option<Range>>,
    /// True while the next drag measures.
    pub(crate) armed: RwSignal<bool>,
    /// Where keys began; the cursor is the other end until it is fixed.
    anchor: StoredValue<Option<f64>>,
}

impl Measuring {
    /// Nothing is measured.
    pub(super) fn new() -> Self {
        Self {
            range: RwSignal::new(None),
            armed: RwSignal::new(false),
            anchor: StoredValue::new(None),
        }
    }

    /// Measures a range.
    pub(crate) fn set(self, range: Range) {
        self.anchor.set_value(None);
        self.armed.set(false);
        self.range.set((range.0 < range.1).then_some(range));
    }

    /// The key was pressed: begins at the cursor, fixes what was begun, or measures all that is
    /// visible where there is no cursor.
    pub(crate) fn key(self, cursor: Option<f64>, visible: Option<Range>) {
        match (self.anchor.get_value(), cursor) {
            (Some(_), _) => self.anchor.set_value(None),
            (None, Some(x)) => {
                self.anchor.set_value(Some(x));
                self.range.set(None);
            }
            (None, None) => self.range.set(visible),
        }
    }

    /// The cursor has moved.
    pub(crate) fn extend(self, cursor: Option<f64>) {
        if let (Some(from), Some(to)) = (self.anchor.get_value(), cursor) {
            self.range
                .set((from != to).then_some((from.min(to), from.max(to))));
        }
    }

    /// Measures nothing any more; false when nothing was.
    pub(crate) fn close(self) -> bool {
        let was = self.range.get_untracked().is_some()
            || self.armed.get_untracked()
            || self.anchor.get_value().is_some();
        self.anchor.set_value(None);
        self.armed.set(false);
        self.range.set(None);
        was
    }
}
