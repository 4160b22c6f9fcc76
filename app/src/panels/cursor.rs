//! The cursor that all panels with the same axis share, so that one x can be read everywhere.

use leptos::prelude::*;
use suisei_core::query::XAxis;

/// Where the cursor is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cursor {
    /// On which axis.
    pub(crate) axis: XAxis,
    /// At which x.
    pub(crate) x: f64,
    /// The panel under the pointer, which alone shows a tooltip.
    pub(crate) owner: u64,
}

/// The shared cursor, by context.
#[derive(Clone, Copy)]
pub(crate) struct SharedCursor {
    /// Nobody points anywhere: none.
    pub(crate) at: RwSignal<Option<Cursor>>,
    next: StoredValue<u64>,
}

impl SharedCursor {
    /// Provides a cursor to all panels below the calling component.
    pub(crate) fn provide() {
        provide_context(Self {
            at: RwSignal::new(None),
            next: StoredValue::new(0),
        });
    }

    /// A number for one more panel.
    pub(crate) fn join(self) -> u64 {
        self.next.update_value(|next| *next += 1);
        self.next.get_value()
    }
}
