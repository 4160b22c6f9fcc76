//! Reads the points of a series: blocks from disk, the tail from memory, as one consistent cut
//! although compaction may move points from one to the other meanwhile. Never decodes under a lock.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use suisei_core::query::{
    self, Answer, Line, Pieces, Place, Plan, SeriesRef, Sketch, answer_pieces,
};
use suisei_core::series::{Columns, Summary};
use suisei_core::wire::record::SeriesName;

use super::blocks::{Reader, StoredBlock, Trouble, what};
use super::experiment::Shared;
use super::sketches::Sketched;
use super::{Inner, StoreError};

/// How often a read is tried again when compaction merged blocks under it.
const TRIES: usize = 20;

/// A series with fewer points in blocks is read whole rather than sketched.
const SKETCHED_POINTS: u64 = 65_536;

/// A series at one moment: blocks up to `end` are on disk for good, everything later is here.
struct Cut<'a> {
    reader: Reader<'a>,
    end: u64,
    summary: Summary,
    tail: Columns,
}

/// Tries to read until no compaction comes between; none when there is no such series. The tail
/// holds points from the ordinal `after` on.
fn read<T>(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    after: u64,
    attempt: impl Fn(&Cut<'_>) -> Result<T, Trouble>,
) -> Result<Option<T>, StoreError> {
    for _ in 0..TRIES {
        let Some(cut) = Cut::take(store, shared, name, after) else {
            return Ok(None);
        };
        match attempt(&cut) {
            Ok(found) => return Ok(Some(found)),
            Err(Trouble::Store(error)) => return Err(error),
            Err(Trouble::Gap) => std::thread::yield_now(),
        }
    }
    Err(StoreError::damaged(
        what(shared, name, after),
        "some of its points are missing",
    ))
}

/// The summary of a series and its points from the ordinal `after` on, as of one moment; none when
/// there is no such series.
pub(super) fn cut(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    after: u64,
) -> Result<Option<(Summary, Columns)>, StoreError> {
    read(store, shared, name, after, |cut| {
        Ok((cut.summary, cut.columns(after)?))
    })
}

/// The answer for a series; none when there is no such series.
pub(super) fn answer(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    asked: &SeriesRef,
    plan: &Plan,
) -> Result<Option<Answer>, StoreError> {
    let first = asked.after.filter(|_| plan.allows_append()).unwrap_or(0);
    let started = shared.read(|state| state.head.created);
    read(store, shared, name, first, |cut| {
        let Some(place) = Place::of(plan.axis(), &cut.summary, started) else {
            let columns = cut.columns(0)?;
            let other = against(store, shared, name, plan)?;
            return Ok(query::answer_against(
                asked,
                &columns,
                &other,
                &cut.summary,
                plan,
            ));
        };
        if first == 0
            && cut.end > SKETCHED_POINTS
            && let Some(answer) = cut.sketched(asked, place, plan)?
        {
            return Ok(answer);
        }
        let line = cut.line(first, place)?;
        Ok(query::answer_line(asked, line, place, &cut.summary, plan))
    })
}

/// The points of the metric that the plan sets a series against: those of the same source, or of
/// none where that source has none; nothing where there is no such metric.
fn against(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    plan: &Plan,
) -> Result<Columns, StoreError> {
    let Some(metric) = plan.against() else {
        return Ok(Columns::default());
    };
    for source in [name.source, 0] {
        let other = SeriesName {
            metric: metric.name.clone(),
            context: metric.context.clone(),
            source,
        };
        if let Some((_, columns)) = cut(store, shared, &other, 0)? {
            return Ok(columns);
        }
    }
    Ok(Columns::default())
}

impl<'a> Cut<'a> {
    fn take(
        store: &'a Inner,
        shared: &'a Shared,
        name: &'a SeriesName,
        after: u64,
    ) -> Option<Self> {
        shared.read(|state| {
            let series = state.dictionary.get(name)?;
            let found = state.series.get(series as usize)?;
            let end = found.first_tail();
            let skip = usize::try_from(after.saturating_sub(end)).unwrap_or(usize::MAX);
            Some(Self {
                reader: Reader::new(store, shared, name, series),
                end,
                summary: found.summary,
                tail: found.tail_from(skip),
            })
        })
    }

    fn columns(&self, after: u64) -> Result<Columns, Trouble> {
        let mut columns = Columns::default();
        self.reader.each_page(after..self.end, |page, wanted| {
            let decoded: Vec<Columns> = page
                .par_iter()
                .map(|block| self.reader.columns(block, &wanted))
                .collect::<Result<_, _>>()?;
            decoded.iter().for_each(|block| columns.append(block));
            Ok(())
        })?;
        columns.append(&self.tail);
        Ok(columns)
    }

    fn line(&self, after: u64, place: Place) -> Result<Line, Trouble> {
        let mut line = Line::default();
        self.reader.each_page(after..self.end, |page, wanted| {
            let decoded = self.decode(page, &wanted, place)?;
            decoded.iter().for_each(|block| line.append(block));
            Ok(())
        })?;
        let tail = Line::of_columns(&self.tail, place, after.max(self.end));
        line.append(&tail);
        Ok(line)
    }

    fn decode(
        &self,
        page: &[StoredBlock],
        wanted: &Range<u64>,
        place: Place,
    ) -> Result<Vec<Line>, StoreError> {
        page.par_iter()
            .map(|block| self.reader.line(block, place, wanted))
            .collect()
    }

    /// The answer from sketches, where the points are in order.
    fn sketched(
        &self,
        asked: &SeriesRef,
        place: Place,
        plan: &Plan,
    ) -> Result<Option<Answer>, Trouble> {
        let known = self.sketches(place)?;
        let tail = Arc::new(Line::of_columns(&self.tail, place, self.end));
        let mut sketches = known.sketches.clone();
        sketches.push(Arc::new(Sketch::of(&tail)));
        let pieces = Sealed {
            cut: self,
            place,
            known: &known,
            sketches,
            tail,
        };
        answer_pieces(asked, &pieces, place, &self.summary, plan)
    }

    /// Sketches of all blocks.
    fn sketches(&self, place: Place) -> Result<Arc<Sketched>, Trouble> {
        let reader = &self.reader;
        let name = (reader.shared.id, reader.series, place);
        let cache = &reader.store.sketches;
        let known = cache.get(&name);
        if known.end() == self.end {
            return Ok(known);
        }
        // A reader that is slower than another may find more than it needs.
        let mut known = Sketched::clone(&known);
        while known.end() > self.end {
            known.ordinals.pop();
            known.sketches.pop();
        }
        while known.end() < self.end {
            let page = reader.page(known.end()..self.end)?;
            if let Some(first) = page.first() {
                known.make_room(first.ordinals().start);
            }
            let wanted = known.end()..self.end;
            let lines = self.decode(&page, &wanted, place)?;
            let sketches: Vec<Sketch> = lines.par_iter().map(Sketch::of).collect();
            for (block, sketch) in page.iter().zip(sketches) {
                let ordinals = block.ordinals();
                known.push(known.end()..ordinals.end.min(self.end), sketch);
            }
        }
        let known = Arc::new(known);
        cache.put(name, &known);
        Ok(known)
    }
}

/// A series as the query sees it: sketched blocks, and the tail as its last piece.
struct Sealed<'a> {
    cut: &'a Cut<'a>,
    place: Place,
    known: &'a Sketched,
    sketches: Vec<Arc<Sketch>>,
    tail: Arc<Line>,
}

impl Pieces for Sealed<'_> {
    type Error = Trouble;

    fn sketches(&self) -> &[Arc<Sketch>] {
        &self.sketches
    }

    fn lines(&self, pieces: Range<usize>) -> Result<Vec<Arc<Line>>, Trouble> {
        let blocks = pieces.start..pieces.end.min(self.known.ordinals.len());
        let ordinals = self.known.ordinals.get(blocks).unwrap_or_default();
        let mut lines = Vec::with_capacity(pieces.len());
        if let (Some(first), Some(last)) = (ordinals.first(), ordinals.last()) {
            let mut stored = Vec::new();
            let mut next = first.start;
            while next < last.end {
                stored.extend(self.cut.reader.page(next..last.end)?);
                next = stored
                    .last()
                    .map_or(last.end, |block: &StoredBlock| block.ordinals().end);
            }
            lines = ordinals
                .par_iter()
                .map(|wanted| self.piece(&stored, wanted))
                .collect::<Result<_, _>>()?;
        }
        if pieces.end > self.known.ordinals.len() {
            lines.push(self.tail.clone());
        }
        Ok(lines)
    }
}

impl Sealed<'_> {
    fn piece(&self, stored: &[StoredBlock], wanted: &Range<u64>) -> Result<Arc<Line>, StoreError> {
        let start = stored.partition_point(|block| block.ordinals().end <= wanted.start);
        let mut line = Line::default();
        for block in &stored[start..] {
            if block.ordinals().start >= wanted.end {
                break;
            }
            let part = self.cut.reader.line(block, self.place, wanted)?;
            if line.is_empty() && line.no_x == 0 {
                line = part;
            } else {
                line.append(&part);
            }
        }
        Ok(Arc::new(line))
    }
}
