//! Reads the points of a series: blocks from disk, the tail from memory, as one consistent cut
//! although compaction may move points from one to the other meanwhile. Never decodes under a lock.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use suisei_core::event::Micros;
use suisei_core::query::{
    self, Answer, Line, Pieces, Place, Plan, SeriesRef, Sketch, answer_pieces,
};
use suisei_core::series::columns::Row;
use suisei_core::series::{Columns, Summary};
use suisei_core::table::MetricName;
use suisei_core::wire::record::SeriesName;

use super::blocks::{Reader, StoredBlock, Trouble, what};
use super::edits::{visible, visible_columns};
use super::experiment::Shared;
use super::intervals::Intervals;
use super::sketches::Sketched;
use super::{Inner, StoreError};

/// How often a read is tried again when compaction merged blocks under it.
const TRIES: usize = 20;

/// A series with fewer points in blocks is read whole rather than sketched.
const SKETCHED_POINTS: u64 = 65_536;

/// A series at one moment: blocks up to `end` are on disk for good, everything later is here.
pub(super) struct Cut<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) end: u64,
    /// Of all points, hidden ones included.
    pub(super) summary: Summary,
    pub(super) tail: Columns,
    /// The ordinal of the tail's first point.
    pub(super) tail_start: u64,
    /// What edits hide, where there ever was one; and which state of the edits that is.
    pub(super) hidden: Option<Arc<Intervals>>,
    pub(super) revision: usize,
    /// True when anything of the experiment was ever edited.
    is_edited: bool,
}

/// Under which name a series is looked for, and what is read of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// As edits show it.
    Edited,
    /// As it was recorded, with every point.
    Recorded,
}

/// Tries to read until no compaction comes between; none when there is no such series. The tail
/// holds points from the ordinal `after` on.
pub(super) fn read<T>(
    store: &Inner,
    shared: &Shared,
    (name, view): (&SeriesName, View),
    after: u64,
    attempt: impl Fn(&Cut<'_>) -> Result<T, Trouble>,
) -> Result<Option<T>, StoreError> {
    for _ in 0..TRIES {
        let Some(cut) = Cut::take(store, shared, (name, view), after) else {
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

/// The summary of a series and its points from the ordinal `after` on, as of one moment and without
/// what edits hide; none when there is no such series.
pub(super) fn cut(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    after: u64,
) -> Result<Option<(Summary, Columns)>, StoreError> {
    read(store, shared, (name, View::Edited), after, |cut| {
        Ok((cut.visible_summary()?, cut.columns(after)?))
    })
}

/// Reads every point of a series, hidden ones too; `name` is the one that it was recorded under.
pub(super) fn check(store: &Inner, shared: &Shared, name: &SeriesName) -> Result<(), StoreError> {
    let whole = |cut: &Cut<'_>| cut.each_row(0, |_| ());
    read(store, shared, (name, View::Recorded), 0, whole).map(drop)
}

/// The answer for a series; none when there is no such series.
pub(super) fn answer(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    asked: &SeriesRef,
    plan: &Plan,
) -> Result<Option<Answer>, StoreError> {
    // Where something was edited, whoever holds points may hold some that are hidden now, or those
    // of another series that had the name: it gets all anew.
    let whole = SeriesRef {
        after: None,
        ..asked.clone()
    };
    let first = asked.after.filter(|_| plan.allows_append()).unwrap_or(0);
    let started = shared.read(|state| state.head.created);
    read(store, shared, (name, View::Edited), first, |cut| {
        let summary = cut.visible_summary()?;
        let asked = if cut.is_edited { &whole } else { asked };
        let mut answer = cut.answer(asked, plan, &summary, started)?;
        answer.meta.hidden = cut.summary.count - summary.count;
        Ok(answer)
    })
}

/// The points of the metric that a series is set against: those of the same source, or of none
/// where that source has none; nothing where there is no such metric.
fn against(
    store: &Inner,
    shared: &Shared,
    name: &SeriesName,
    metric: Option<&MetricName>,
) -> Result<Columns, StoreError> {
    let Some(metric) = metric else {
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
        (name, view): (&'a SeriesName, View),
        after: u64,
    ) -> Option<Self> {
        shared.read(|state| {
            let series = match view {
                View::Edited => state.find(name)?,
                View::Recorded => state.dictionary.get(name)?,
            };
            let hidden = state.hidden(series).filter(|_| view == View::Edited);
            // What is visible of an edited series is counted from where that was last done.
            let is_edited = state.edits.is_some();
            let after = if is_edited { 0 } else { after };
            let found = state.series.get(series as usize)?;
            let end = found.first_tail();
            let skip = usize::try_from(after.saturating_sub(end)).unwrap_or(usize::MAX);
            Some(Self {
                reader: Reader::new(store, shared, name, series),
                end,
                summary: found.summary,
                tail: found.tail_from(skip),
                tail_start: after.max(end),
                hidden: hidden.cloned(),
                is_edited,
                revision: state.edits.as_ref().map_or(0, |edits| edits.revision()),
            })
        })
    }

    fn answer(
        &self,
        asked: &SeriesRef,
        plan: &Plan,
        summary: &Summary,
        started: Micros,
    ) -> Result<Answer, Trouble> {
        let Some(place) = Place::of(plan.axis(), summary, started) else {
            let columns = self.columns(0)?;
            let other = self.against(plan.against())?;
            let answer = query::answer_against(asked, &columns, &other, summary, plan);
            return Ok(answer);
        };
        let first = asked.after.filter(|_| plan.allows_append()).unwrap_or(0);
        if first == 0
            && self.end > SKETCHED_POINTS
            && let Some(answer) = self.sketched(asked, place, plan, summary)?
        {
            return Ok(answer);
        }
        let line = self.line(first, place)?;
        Ok(query::answer_line(asked, line, place, summary, plan))
    }

    /// Calls `each` for the points from the ordinal `after` on that are not hidden. Holds a few blocks
    /// at a time.
    pub(super) fn each_row(&self, after: u64, mut each: impl FnMut(Row)) -> Result<(), Trouble> {
        self.reader.each_page(after..self.end, |page, wanted| {
            for block in page {
                self.block_columns(block, &wanted)?
                    .rows()
                    .for_each(&mut each);
            }
            Ok(())
        })?;
        self.visible_tail(after).rows().for_each(each);
        Ok(())
    }

    /// The points from the ordinal `after` on that are not hidden.
    pub(super) fn columns(&self, after: u64) -> Result<Columns, Trouble> {
        let mut columns = Columns::default();
        self.reader.each_page(after..self.end, |page, wanted| {
            let decoded: Vec<Columns> = page
                .par_iter()
                .map(|block| self.block_columns(block, &wanted))
                .collect::<Result<_, _>>()?;
            decoded.iter().for_each(|block| columns.append(block));
            Ok(())
        })?;
        columns.append(&self.visible_tail(after));
        Ok(columns)
    }

    /// Those of them that are not in blocks.
    fn visible_tail(&self, after: u64) -> Columns {
        let skip = after.saturating_sub(self.tail_start) as usize;
        let tail = self.tail.slice(skip..usize::MAX);
        let first = self.tail_start + skip as u64;
        visible_columns(self.hidden.as_deref(), tail, first)
    }

    fn line(&self, after: u64, place: Place) -> Result<Line, Trouble> {
        let mut line = Line::default();
        self.each_line(after, place, |part| line.append(part))?;
        Ok(line)
    }

    /// Calls `each` for the points from the ordinal `after` on that are not hidden, in arrival
    /// order. Holds a few blocks at a time.
    pub(super) fn each_line(
        &self,
        after: u64,
        place: Place,
        mut each: impl FnMut(&Line),
    ) -> Result<(), Trouble> {
        self.reader.each_page(after..self.end, |page, wanted| {
            self.decode(page, &wanted, place)?
                .iter()
                .for_each(&mut each);
            Ok(())
        })?;
        each(&self.visible_line(&self.tail, self.tail_start, place));
        Ok(())
    }

    /// The points of the metric that this series is set against.
    pub(super) fn against(&self, metric: Option<&MetricName>) -> Result<Columns, StoreError> {
        against(
            self.reader.store,
            self.reader.shared,
            self.reader.name,
            metric,
        )
    }

    /// The points of a block that are wanted and not hidden.
    fn block_columns(
        &self,
        block: &StoredBlock,
        wanted: &Range<u64>,
    ) -> Result<Columns, StoreError> {
        let columns = self.reader.columns(block, wanted)?;
        let first = block.ordinals().start.max(wanted.start);
        Ok(visible_columns(self.hidden.as_deref(), columns, first))
    }

    /// The same, on an axis.
    fn block_line(
        &self,
        block: &StoredBlock,
        place: Place,
        wanted: &Range<u64>,
    ) -> Result<Line, StoreError> {
        let ordinals = block.ordinals();
        let wanted = ordinals.start.max(wanted.start)..ordinals.end.min(wanted.end);
        let is_whole = |hidden: &Intervals| hidden.missing(wanted.clone()) == [wanted.clone()];
        if self.hidden.as_deref().is_none_or(is_whole) {
            return self.reader.line(block, place, &wanted);
        }
        let columns = self.reader.columns(block, &wanted)?;
        Ok(self.visible_line(&columns, wanted.start, place))
    }

    /// The points that are not hidden of columns whose first point has the ordinal `first`.
    fn visible_line(&self, columns: &Columns, first: u64, place: Place) -> Line {
        if self.hidden.is_none() {
            return Line::of_columns(columns, place, first);
        }
        let mut line = Line::default();
        let all = first..first + columns.len() as u64;
        for part in visible(self.hidden.as_deref(), all) {
            let indices = (part.start - first) as usize..(part.end - first) as usize;
            let points = columns.slice(indices);
            line.append(&Line::of_columns(&points, place, part.start));
        }
        line
    }

    fn decode(
        &self,
        page: &[StoredBlock],
        wanted: &Range<u64>,
        place: Place,
    ) -> Result<Vec<Line>, StoreError> {
        page.par_iter()
            .map(|block| self.block_line(block, place, wanted))
            .collect()
    }

    /// The answer from sketches, where the points are in order.
    fn sketched(
        &self,
        asked: &SeriesRef,
        place: Place,
        plan: &Plan,
        summary: &Summary,
    ) -> Result<Option<Answer>, Trouble> {
        let known = self.sketches(place)?;
        let tail = Arc::new(self.visible_line(&self.tail, self.tail_start, place));
        let mut sketches = known.sketches.clone();
        sketches.push(Arc::new(Sketch::of(&tail)));
        let pieces = Sealed {
            cut: self,
            place,
            known: &known,
            sketches,
            tail,
        };
        answer_pieces(asked, &pieces, place, summary, plan)
    }

    /// Sketches of all blocks.
    fn sketches(&self, place: Place) -> Result<Arc<Sketched>, Trouble> {
        let reader = &self.reader;
        let name = (reader.shared.id, reader.series, place, self.revision);
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
            let part = self.cut.block_line(block, self.place, wanted)?;
            if line.is_empty() && line.no_x == 0 {
                line = part;
            } else {
                line.append(&part);
            }
        }
        Ok(Arc::new(line))
    }
}
