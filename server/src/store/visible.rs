//! Summaries of edited series, without the points that are hidden: counted once, then kept up with
//! what arrives. Derived data, in memory alone.

use std::collections::HashMap;
use std::sync::Mutex;

use suisei_core::series::Summary;
use suisei_core::wire::record::SeriesName;

use super::blocks::Trouble;
use super::experiment::Shared;
use super::series::{Cut, View, read};
use super::{Inner, StoreError};
use crate::sync::lock;

/// Summaries of an experiment's edited series, by number.
#[derive(Debug, Default)]
pub(super) struct VisibleSummaries(Mutex<HashMap<u32, Counted>>);

/// A summary of the visible points before the ordinal `end`, in one state of the edits.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    revision: usize,
    end: u64,
    summary: Summary,
}

/// The summary of a series as edits show it; none when there is no such series. Reads the disk
/// where an edited series was not yet looked at.
pub(super) fn summary(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
) -> Result<Option<Summary>, StoreError> {
    let whole = shared.read(|state| {
        let series = state.find(name)?;
        let is_edited = state.hidden(series).is_some();
        Some((is_edited, state.series.get(series as usize)?.summary))
    });
    match whole {
        Some((true, _)) => read(store, shared, (name, View::Edited), 0, |cut| {
            cut.visible_summary()
        }),
        Some((false, summary)) => Ok(Some(summary)),
        None => Ok(None),
    }
}

impl Cut<'_> {
    /// The summary of the points that are not hidden. The cut holds the whole tail.
    pub(super) fn visible_summary(&self) -> Result<Summary, Trouble> {
        if self.hidden.is_none() {
            return Ok(self.summary);
        }
        let kept = &self.reader.shared.visible.0;
        let series = self.reader.series;
        let known = lock(kept).get(&series).copied();
        let end = self.summary.count;
        let mut counted = known
            .filter(|known| known.revision == self.revision && known.end <= end)
            .unwrap_or_default();
        if counted.end < end {
            for row in self.columns(counted.end)?.rows() {
                counted.summary.push(row);
            }
            counted.end = end;
            counted.revision = self.revision;
            lock(kept).insert(series, counted);
        }
        Ok(counted.summary)
    }
}
