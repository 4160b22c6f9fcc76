//! All values of a series, for distributions, with what edits hide left out.

use suisei_core::distribution::Sample;
use suisei_core::query::{Place, SeriesRef};
use suisei_core::wire::record::SeriesName;

use super::experiment::Shared;
use super::series::{View, read};
use super::{Inner, StoreError};

/// The values; none when there is no such series. Holds eight bytes for each of them.
pub(super) fn of_series(
    store: &Inner,
    shared: &Shared,
    asked: &SeriesRef,
) -> Result<Option<Sample>, StoreError> {
    let name = SeriesName::from(asked);
    read(store, shared, (&name, View::Edited), 0, |cut| {
        let mut values = Vec::new();
        // Every point has an index, and only its value is decompressed for that.
        cut.each_line(0, Place::Index, |line| values.extend_from_slice(&line.y))?;
        Ok(Sample::new(values))
    })
}
