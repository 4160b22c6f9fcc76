//! Series as they were recorded: the names that they were sent under and every point that is kept,
//! whatever edits show of them. Reads a bounded part at a time.

use std::ops::Range;

use rayon::prelude::*;
use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use super::blocks::Trouble;
use super::experiment::Experiment;
use super::series::{Cut, View, read};
use super::{StoreError, blocks};

impl Experiment {
    /// All its series as they were recorded and how many points each has, by name, context and
    /// source.
    pub fn recorded_series(&self) -> Vec<(SeriesName, u64)> {
        let mut all: Vec<(SeriesName, u64)> = self.shared.read(|state| {
            let series = state.dictionary.names().iter().zip(&state.series);
            series
                .map(|(name, series)| (name.clone(), series.summary.count))
                .collect()
        });
        all.sort();
        all
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
