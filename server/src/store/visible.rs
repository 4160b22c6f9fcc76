//! Summaries of edited series, without the points that are hidden: counted once, then kept up with
//! what arrives. Derived data, in memory alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use suisei_core::series::Summary;
use suisei_core::wire::record::SeriesName;

use super::blocks::Trouble;
use super::experiment::Shared;
use super::intervals::Intervals;
use super::series::{Cut, View, read};
use super::{Inner, StoreError};
use crate::sync::lock;

/// Summaries of an experiment's edited series, by number.
#[derive(Debug, Default)]
pub(super) struct VisibleSummaries(Mutex<HashMap<u32, Arc<Mutex<Counted>>>>);

/// A summary of the points before the ordinal `end` that are not `hidden`.
#[derive(Debug, Default)]
struct Counted {
    hidden: Option<Arc<Intervals>>,
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
        let all = &self.reader.shared.visible.0;
        let slot = lock(all).entry(self.reader.series).or_default().clone();
        // Held while points are counted: who asks meanwhile waits for that, and counts nothing.
        let mut counted = lock(&slot);
        let end = self.summary.count;
        if counted.hidden != self.hidden || counted.end > end {
            *counted = Counted {
                hidden: self.hidden.clone(),
                ..Counted::default()
            };
        }
        if counted.end < end {
            let mut summary = counted.summary;
            self.each_row(counted.end, |row| summary.push(row))?;
            counted.summary = summary;
            counted.end = end;
        }
        Ok(counted.summary)
    }
}
