//! Series as they were recorded: the names that they were sent under and every point that is kept,
//! whatever edits show of them. Reads a bounded part at a time.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use super::blocks::Trouble;
use super::edits::visible;
use super::experiment::Experiment;
use super::intervals::Intervals;
use super::series::{Cut, View, read};
use super::{StoreError, blocks};

/// A series as it was recorded, and what edits make of it.
#[derive(Debug, Clone)]
pub struct RecordedSeries {
    /// The name that it was sent under.
    pub name: SeriesName,
    /// How many points it has.
    pub n_points: u64,
    /// The name that it is shown under; none where it is hidden.
    pub shown: Option<SeriesName>,
    hidden: Option<Arc<Intervals>>,
}

impl RecordedSeries {
    /// The parts of `wanted` ordinals that no edit hides, ascending.
    pub fn visible(&self, wanted: Range<u64>) -> Vec<Range<u64>> {
        visible(self.hidden.as_deref(), wanted)
    }
}

impl Experiment {
    /// All its series, those included that edits hide.
    pub fn recorded_series(&self) -> Vec<RecordedSeries> {
        self.shared.read(|state| {
            let all = (0..).zip(state.dictionary.names().iter().zip(&state.series));
            all.map(|(number, (name, series))| RecordedSeries {
                name: name.clone(),
                n_points: series.summary.count,
                shown: state.shown(name).map(Cow::into_owned),
                hidden: state.hidden(number).cloned(),
            })
            .collect()
        })
    }

    /// The points of a recorded series that have the ordinals `wanted`, in arrival order. Points
    /// that the series does not have are damage. Reads the disk.
    pub fn recorded_points(
        &self,
        name: &SeriesName,
        wanted: Range<u64>,
    ) -> Result<Columns, StoreError> {
        let part = |cut: &Cut<'_>| cut.recorded(wanted.clone());
        let series = (name, View::Recorded);
        let found = read(&self.store, &self.shared, series, wanted.start, part)?;
        let found = found.unwrap_or_default();
        match wanted.end.saturating_sub(wanted.start) {
            n_wanted if found.len() as u64 == n_wanted => Ok(found),
            n_wanted => Err(StoreError::damaged(
                blocks::what(&self.shared, name, wanted.start),
                format!("it has {} of {n_wanted} points", found.len()),
            )),
        }
    }
}

impl Cut<'_> {
    /// The points of `wanted`, from the start of the cut on.
    fn recorded(&self, wanted: Range<u64>) -> Result<Columns, Trouble> {
        let mut columns = Columns::default();
        let in_blocks = wanted.start..self.end.min(wanted.end);
        self.reader.each_page(in_blocks, |page, wanted| {
            let decoded: Vec<Columns> = page
                .par_iter()
                .map(|block| self.reader.columns(block, &wanted))
                .collect::<Result<_, _>>()?;
            decoded.iter().for_each(|block| columns.append(block));
            Ok(())
        })?;
        let index = |ordinal: u64| ordinal.saturating_sub(self.tail_start) as usize;
        let in_tail = index(wanted.start)..index(wanted.end);
        columns.append(&self.tail.slice(in_tail));
        Ok(columns)
    }
}
