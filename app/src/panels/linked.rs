//! The zoom that all panels with the same axis share while somebody wants it so.

use leptos::prelude::*;
use suisei_core::query::XAxis;

use super::zoom::Range;

/// A part of the horizontal axis that one panel shows and others follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LinkedPart {
    /// On which axis.
    pub(crate) axis: XAxis,
    /// The part; none for everything.
    pub(crate) x: Option<Range>,
    /// The panel that was zoomed.
    pub(crate) owner: u64,
}

/// The shared zoom, by context.
#[derive(Clone, Copy)]
pub(crate) struct LinkedZoom {
    /// True while panels follow each other.
    pub(crate) on: RwSignal<bool>,
    /// What was zoomed last.
    pub(crate) part: RwSignal<Option<LinkedPart>>,
}

impl LinkedZoom {
    /// Provides it to all panels below the calling component, and to the bar above them.
    pub(crate) fn provide() {
        provide_context(Self {
            on: RwSignal::new(false),
            part: RwSignal::new(None),
        });
    }

    /// Tells the others what a panel shows now.
    pub(crate) fn tell(self, part: LinkedPart) {
        if self.on.get_untracked() {
            self.part.set(Some(part));
        }
    }
}
