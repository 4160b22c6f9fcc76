//! Moves finished blocks out of the engine into a pack: writes the object, makes it durable, and
//! then, in one atomic write, puts its index in the place of the blocks. Wherever it stops, the
//! points are in blocks or in a pack. A small pack is a value of the engine itself. An object without an index is written over the next time.

use std::sync::Arc;

use suisei_core::event::State as RunState;
use suisei_core::series::Columns;
use suisei_core::wire::record::SeriesName;

use super::compact::{FULL_BYTES, FULL_POINTS, MAX_POINTS};
use crate::store::blocks::{self, what};
use crate::store::keys::Key;
use crate::store::kv::{Change, for_each};
use crate::store::packs::{self, Pack};
use crate::store::{Inner, Shared, StoreError};

/// A pack of at most so many bytes is one value of the engine: a file would take more.
const SMALL_BYTES: usize = 32 * 1024;
/// Of one that runs, the first pack is written at so many bytes of blocks.
const FIRST_BYTES: u64 = 1024 * 1024;
/// Every pack is twice as long as the one before, up to 2⁵ times the first: few packs, and few
/// bytes that wait.
const MOST_DOUBLINGS: u32 = 5;

/// Seals what is due: all of an experiment that ended; of one that runs, when enough blocks wait
/// for its next pack, or `room` bytes of them. Blocks that are not full stay where more may follow.
pub(super) fn seal_if_due(
    store: &Inner,
    shared: &Arc<Shared>,
    room: u64,
) -> Result<(), StoreError> {
    let kv = store.kv.as_ref();
    let (known, left, ended) = shared.read(|state| {
        let ended = state.head.state != RunState::Running;
        (state.unsealed, state.left, ended && state.pending == 0)
    });
    let unsealed = match known {
        Some(unsealed) => unsealed,
        None => {
            let mut unsealed = 0;
            for_each(kv, shared.id.all_blocks(), |_, value| {
                unsealed += value.len() as u64;
                Ok(())
            })?;
            shared.write_tails(|state| state.unsealed = Some(unsealed));
            unsealed
        }
    };
    if unsealed == 0 {
        return Ok(());
    }
    let pack = packs::count(kv, shared.id)?;
    let enough = (FIRST_BYTES << pack.min(MOST_DOUBLINGS)).min(room.max(FIRST_BYTES));
    if ended || unsealed >= left + enough {
        seal(store, shared, pack, ended)?;
    }
    Ok(())
}

fn seal(store: &Inner, shared: &Arc<Shared>, pack: u32, ended: bool) -> Result<(), StoreError> {
    let mut sealing = Sealing::new(shared, ended);
    for_each(store.kv.as_ref(), shared.id.all_blocks(), |key, value| {
        sealing.take(key, value)
    })?;
    sealing.end_series()?;
    let left = sealing.left;
    if sealing.pack.is_empty() {
        shared.write_tails(|state| state.left = left);
        return Ok(());
    }
    let (bytes, entries) = sealing.pack.finish();
    let mut changes = packs::index(shared.id, pack, &entries);
    if bytes.len() <= SMALL_BYTES {
        changes.push(Change::Put(shared.id.small_pack(pack), bytes));
    } else {
        store.objects.put(&packs::name(shared.id, pack), &bytes)?;
    }
    changes.extend(sealing.moved.into_iter().map(Change::Delete));
    store.commit(&changes, std::slice::from_ref(shared), || {
        shared.write_tails(|state| {
            state.unsealed = Some(left);
            state.left = left;
        });
    })
}

/// A pack in the making.
struct Sealing<'a> {
    shared: &'a Arc<Shared>,
    ended: bool,
    pack: Pack,
    /// Blocks that the pack replaces.
    moved: Vec<Key>,
    /// Bytes of blocks that stay.
    left: u64,
    series: u32,
    waiting: Vec<(Key, Vec<u8>)>,
}

impl<'a> Sealing<'a> {
    fn new(shared: &'a Arc<Shared>, ended: bool) -> Self {
        Self {
            shared,
            ended,
            pack: Pack::new(),
            moved: Vec::new(),
            left: 0,
            series: 0,
            waiting: Vec::new(),
        }
    }

    /// Takes the next block, by series and ordinal.
    fn take(&mut self, key: Key, value: Vec<u8>) -> Result<(), StoreError> {
        let (series, _) = key.block_of();
        if series != self.series {
            self.end_series()?;
            self.series = series;
        }
        self.waiting.push((key, value));
        Ok(())
    }

    /// Packs the blocks of a series, up to the last full one where more may follow.
    fn end_series(&mut self) -> Result<(), StoreError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let is_full =
            |value: &[u8]| value.len() >= FULL_BYTES || blocks::count(value) >= FULL_POINTS as u64;
        let n = if self.ended {
            waiting.len()
        } else {
            let last = waiting.iter().rposition(|(_, value)| is_full(value));
            last.map_or(0, |last| last + 1)
        };
        let stay = waiting.split_off(n);
        self.left += stay
            .iter()
            .map(|(_, value)| value.len() as u64)
            .sum::<u64>();
        let Some((_, start)) = waiting.first().map(|(key, _)| key.block_of()) else {
            return Ok(());
        };
        let mut points = Columns::default();
        let mut first = start;
        for (key, value) in waiting {
            points.append(&self.open(&key, &value, first + points.len() as u64)?);
            self.moved.push(key);
            while points.len() >= MAX_POINTS {
                self.add(first, &points.slice(0..MAX_POINTS))?;
                points.drop_front(MAX_POINTS);
                first += MAX_POINTS as u64;
            }
        }
        if points.is_empty() {
            return Ok(());
        }
        self.add(first, &points)
    }

    /// The points of a block, which has to begin at `expected`.
    fn open(&self, key: &Key, value: &[u8], expected: u64) -> Result<Columns, StoreError> {
        let (series, first) = key.block_of();
        let what = || what(self.shared, &self.name(series), first);
        if first != expected {
            let why = format!("its blocks leave a gap from {expected} on");
            return Err(StoreError::damaged(what(), why));
        }
        blocks::open(value, what)?
            .columns()
            .map_err(|error| StoreError::damaged(what(), error))
    }

    fn name(&self, series: u32) -> SeriesName {
        self.shared.read(|state| {
            let names = state.dictionary.names();
            names.get(series as usize).cloned().unwrap_or_default()
        })
    }

    fn add(&mut self, first: u64, points: &Columns) -> Result<(), StoreError> {
        let block = blocks::seal(points)?;
        self.pack
            .add(self.series, first, points.len() as u32, &block);
        Ok(())
    }
}
