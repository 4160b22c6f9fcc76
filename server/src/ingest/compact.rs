//! Moves the points of an experiment's tail into compressed blocks. Works in slices of one atomic
//! write each, so that commits pass in between, and leaves a consistent store wherever it stops.
//!
//! The new points of a series become a block, which takes in the blocks before it as long as those
//! are small and not much longer than itself: blocks grow geometrically, so that no point is
//! compressed more often than the logarithm of a full block's length.

use std::collections::BTreeMap;
use std::sync::Arc;

use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use super::seal::seal_if_due;
use crate::store::blocks::{self, what};
use crate::store::keys;
use crate::store::kv::{Change, Direction, Kv, MAX_VALUE_BYTES};
use crate::store::summaries::{self, Stored};
use crate::store::{Inner, Shared, StoreError, codec};

/// A block with so many points is full.
pub(super) const FULL_POINTS: usize = 4_096;
/// A block with so many bytes is full, however few points that are.
pub(super) const FULL_BYTES: usize = 28 * 1024;
/// Most points of a block.
pub(super) const MAX_POINTS: usize = 8_192;
/// Bytes of blocks that one write takes.
const SLICE_BYTES: usize = 1024 * 1024;
/// Tail chunks that one write drops.
const SLICE_CHUNKS: u64 = 1_024;

/// The tail as it was when compaction began.
struct Snapshot {
    /// The last tail chunk that it covers.
    bound: u64,
    first_chunk: u64,
    pending: Vec<Pending>,
}

struct Pending {
    series: u32,
    name: SeriesName,
    first: u64,
    columns: Columns,
}

/// Compacts everything that is in the tail now, and seals what is due, which it is at `room` bytes
/// of blocks at the latest.
pub(super) fn compact(store: &Inner, shared: &Arc<Shared>, room: u64) -> Result<(), StoreError> {
    let Some(snapshot) = snapshot(shared) else {
        return seal_if_due(store, shared, room);
    };
    let mut slice = Slice::new(store, shared, snapshot.bound);
    for pending in &snapshot.pending {
        slice.add(pending)?;
        if slice.n_bytes >= SLICE_BYTES {
            slice.commit()?;
        }
    }
    slice.commit()?;
    // Before the chunks go: as long as there are any, the next start comes back to this experiment.
    seal_if_due(store, shared, room)?;
    // All points up to the bound are in blocks: the chunks say nothing new.
    let mut first = snapshot.first_chunk;
    while first <= snapshot.bound {
        let end = (first + SLICE_CHUNKS).min(snapshot.bound + 1);
        let changes = || {
            let chunks = (first..end).map(|chunk| Change::Delete(shared.id.tail(chunk)));
            // Nothing is left to come back to, unless more was committed meanwhile.
            let is_settled = shared.read(|state| state.next_chunk == end);
            let settled = is_settled.then(|| Change::Delete(keys::unsettled(shared.id)));
            chunks.chain(settled).collect()
        };
        store.commit_made(changes, std::slice::from_ref(shared), || {
            shared.write_tails(|state| state.first_chunk = end);
        })?;
        first = end;
    }
    Ok(())
}

fn snapshot(shared: &Shared) -> Option<Snapshot> {
    shared.read(|state| {
        if state.damage.is_some() || !state.has_chunks() {
            return None;
        }
        let names = state.dictionary.names();
        let pending = state
            .series
            .iter()
            .zip(names)
            .zip(0_u32..)
            .filter(|((series, _), _)| series.n_tail() > 0)
            .map(|((series, name), number)| Pending {
                series: number,
                name: name.clone(),
                first: series.first_tail(),
                columns: series.tail_from(0),
            })
            .collect();
        Some(Snapshot {
            bound: state.next_chunk - 1,
            first_chunk: state.first_chunk,
            pending,
        })
    })
}

/// Blocks and summaries that are written together.
struct Slice<'a> {
    store: &'a Inner,
    shared: &'a Arc<Shared>,
    bound: u64,
    blocks: Vec<Change>,
    n_bytes: usize,
    /// Bytes of earlier blocks that the new ones take in.
    replaced_bytes: u64,
    pages: BTreeMap<u32, Vec<Stored>>,
    /// Series of the slice, each with the ordinal up to which it is in blocks.
    done: Vec<(u32, u64)>,
}

impl<'a> Slice<'a> {
    fn new(store: &'a Inner, shared: &'a Arc<Shared>, bound: u64) -> Self {
        Self {
            store,
            shared,
            bound,
            blocks: Vec::new(),
            n_bytes: 0,
            replaced_bytes: 0,
            pages: BTreeMap::new(),
            done: Vec::new(),
        }
    }

    fn add(&mut self, pending: &Pending) -> Result<(), StoreError> {
        let bound = self.bound;
        let stored = self.stored(pending.series)?;
        if stored.summary.count != pending.first {
            let why = format!("its blocks hold {} points", stored.summary.count);
            return Err(StoreError::damaged(
                what(self.shared, &pending.name, pending.first),
                why,
            ));
        }
        for row in pending.columns.rows() {
            stored.summary.push(row);
        }
        stored.through = bound;
        let end = stored.summary.count;
        self.done.push((pending.series, end));
        let start = self.blocks.len();
        self.add_blocks(pending)?;
        self.n_bytes += self.blocks[start..]
            .iter()
            .map(Change::n_bytes)
            .sum::<usize>();
        Ok(())
    }

    /// What is stored of a series.
    fn stored(&mut self, series: u32) -> Result<&mut Stored, StoreError> {
        let (page, index) = summaries::place(series);
        if !self.pages.contains_key(&page) {
            let id = self.shared.id;
            let what = || format!("summaries of experiment `{}`", self.shared.key);
            let stored = match self.store.kv.get(&id.summaries(page))? {
                Some(value) => summaries::decode_page(codec::open(&value, what)?)
                    .map_err(|error| StoreError::damaged(what(), error))?,
                None => Vec::new(),
            };
            self.pages.insert(page, stored);
        }
        let stored = self.pages.entry(page).or_default();
        if stored.len() <= index {
            stored.resize(index + 1, Stored::default());
        }
        Ok(&mut stored[index])
    }

    fn add_blocks(&mut self, pending: &Pending) -> Result<(), StoreError> {
        let id = self.shared.id;
        let kv = self.store.kv.as_ref();
        let mut first = pending.first;
        let mut points = pending.columns.clone();
        while let Some((ordinal, earlier_bytes, earlier)) =
            self.small_block_before(kv, pending, first, &points)?
        {
            self.blocks
                .push(Change::Delete(id.block(pending.series, ordinal)));
            self.replaced_bytes += earlier_bytes;
            let mut merged = earlier;
            merged.append(&points);
            points = merged;
            first = ordinal;
        }
        let mut start = 0;
        while start < points.len() {
            let end = points.len().min(start + MAX_POINTS);
            self.add_block(
                pending.series,
                first + start as u64,
                &points.slice(start..end),
            )?;
            start = end;
        }
        Ok(())
    }

    /// The block that ends at `first`, when it should be merged with the points that follow it.
    fn small_block_before(
        &self,
        kv: &dyn Kv,
        pending: &Pending,
        first: u64,
        points: &Columns,
    ) -> Result<Option<(u64, u64, Columns)>, StoreError> {
        let Some(before) = first.checked_sub(1) else {
            return Ok(None);
        };
        let range = self.shared.id.blocks_up_to(pending.series, before);
        let found = kv.scan(&range, 1, Direction::Backward)?;
        let Some((key, value)) = found.first() else {
            return Ok(None);
        };
        let ordinal = key.last_u64();
        let length = (first - ordinal) as usize;
        if length >= FULL_POINTS
            || value.len() >= FULL_BYTES
            || length > 2 * points.len()
            || length + points.len() > MAX_POINTS
        {
            return Ok(None);
        }
        let what = || what(self.shared, &pending.name, ordinal);
        let columns = blocks::open(value, what)?
            .columns()
            .map_err(|error| StoreError::damaged(what(), error))?;
        if columns.len() != length {
            let why = format!("it holds {} points, not {length}", columns.len());
            return Err(StoreError::damaged(what(), why));
        }
        Ok(Some((ordinal, value.len() as u64, columns)))
    }

    /// Writes a block, or two halves where it would be too long a value.
    fn add_block(
        &mut self,
        series: u32,
        ordinal: u64,
        columns: &Columns,
    ) -> Result<(), StoreError> {
        let value = blocks::seal(columns)?;
        if value.len() > MAX_VALUE_BYTES && columns.len() > 1 {
            let half = columns.len() / 2;
            self.add_block(series, ordinal, &columns.slice(0..half))?;
            let rest = columns.slice(half..columns.len());
            return self.add_block(series, ordinal + half as u64, &rest);
        }
        self.blocks
            .push(Change::Put(self.shared.id.block(series, ordinal), value));
        Ok(())
    }

    /// Makes the slice durable and its points vanish from the tail.
    fn commit(&mut self) -> Result<(), StoreError> {
        let id = self.shared.id;
        let mut changes = std::mem::take(&mut self.blocks);
        let written: u64 = changes.iter().map(value_bytes).sum();
        let replaced = std::mem::take(&mut self.replaced_bytes);
        changes.extend(
            std::mem::take(&mut self.pages)
                .into_iter()
                .map(|(page, stored)| {
                    Change::Put(
                        id.summaries(page),
                        codec::seal(&summaries::encode_page(&stored)),
                    )
                }),
        );
        let done = std::mem::take(&mut self.done);
        self.n_bytes = 0;
        self.store
            .commit(&changes, std::slice::from_ref(self.shared), || {
                self.shared.write_tails(|state| {
                    let unsealed = &mut state.unsealed;
                    *unsealed = unsealed.map(|n| (n + written).saturating_sub(replaced));
                    for (series, ordinal) in done {
                        state.drop_tail(series, ordinal);
                    }
                });
            })
    }
}

fn value_bytes(change: &Change) -> u64 {
    match change {
        Change::Put(_, value) => value.len() as u64,
        Change::Delete(_) => 0,
    }
}
