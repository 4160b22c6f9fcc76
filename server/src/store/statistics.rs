//! Exact statistics of a series over a range of an axis, with what edits hide left out. Reads every
//! point, a few blocks at a time; keeps none.

use suisei_core::query::{Collector, Line, Place, SeriesRef, SeriesStatistics, StatisticsRequest};
use suisei_core::wire::record::SeriesName;

use super::blocks::Trouble;
use super::experiment::Shared;
use super::series::{Cut, View, read};
use super::{Inner, StoreError};

/// The statistics; none when there is no such series.
pub(super) fn of_series(
    store: &Inner,
    shared: &Shared,
    asked: &SeriesRef,
    request: &StatisticsRequest,
) -> Result<Option<SeriesStatistics>, StoreError> {
    let name = SeriesName::from(asked);
    let started = shared.read(|state| state.head.created);
    read(store, shared, (&name, View::Edited), 0, |cut| {
        let place = Place::of(request.x, &cut.visible_summary()?, started);
        let collected = collect(cut, place, request)?;
        Ok(SeriesStatistics::new(asked, place, &collected))
    })
}

fn collect(
    cut: &Cut<'_>,
    place: Option<Place>,
    request: &StatisticsRequest,
) -> Result<Collector, Trouble> {
    let mut collector = Collector::new(request.bounds());
    match place {
        Some(place) => cut.each_line(0, place, |line| collector.take_line(line))?,
        None => {
            let other = cut.against(request.against.as_ref())?;
            collector.take_line(&Line::against(&cut.columns(0)?, &other));
        }
    }
    Ok(collector)
}
