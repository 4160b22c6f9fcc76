//! Reads the points of a series: blocks from disk, the tail from memory, as one consistent cut
//! although compaction may move points from one to the other meanwhile. Never decodes under a lock.

use suisei_core::series::{Columns, Summary, block};
use suisei_core::wire::record::SeriesName;

use super::StoreError;
use super::experiment::Shared;
use super::keys::ExperimentId;
use super::kv::{Direction, Entry, Kv};

const VERSION: u8 = 1;

/// How often a read is tried again when compaction merged blocks under it.
const TRIES: usize = 20;

/// A stored block; it carries its own checksum.
pub(crate) fn seal_block(columns: &Columns) -> Result<Vec<u8>, StoreError> {
    let encoded = block::encode(columns).map_err(|error| StoreError::Invalid(error.to_string()))?;
    let mut value = Vec::with_capacity(1 + encoded.len());
    value.push(VERSION);
    value.extend_from_slice(&encoded);
    Ok(value)
}

/// The points of a stored block.
pub(crate) fn open_block(
    value: &[u8],
    what: impl FnOnce() -> String,
) -> Result<Columns, StoreError> {
    match value.split_first() {
        Some((&VERSION, encoded)) => {
            block::decode(encoded).map_err(|error| StoreError::damaged(what(), error))
        }
        Some((version, _)) => Err(StoreError::damaged(
            what(),
            format!("its version is {version}"),
        )),
        None => Err(StoreError::damaged(what(), "it is empty")),
    }
}

/// How many points a stored block holds.
fn block_len(value: &[u8]) -> u64 {
    block::count(value.get(1..).unwrap_or_default()).unwrap_or(0) as u64
}

/// Names a block in errors.
pub(crate) fn what(shared: &Shared, name: &SeriesName, ordinal: u64) -> String {
    let context = if name.context.is_empty() {
        String::new()
    } else {
        format!(" ({})", name.context)
    };
    format!(
        "metric `{}`{context} of experiment `{}`, points from {ordinal} on",
        name.metric, shared.key
    )
}

/// The summary of a series and its points from the ordinal `after` on, as of one moment; none when
/// there is no such series.
pub(super) fn cut(
    kv: &dyn Kv,
    shared: &Shared,
    name: &SeriesName,
    after: u64,
) -> Result<Option<(Summary, Columns)>, StoreError> {
    for _ in 0..TRIES {
        // Blocks up to here are on disk for good; everything later is in the copy of the tail.
        let cut = shared.read(|state| {
            let series = state.dictionary.get(name)?;
            let found = state.series.get(series as usize)?;
            let end = found.first_tail();
            let skip = usize::try_from(after.saturating_sub(end)).unwrap_or(usize::MAX);
            Some((
                series,
                end,
                found.summary,
                found.tail.slice(skip..usize::MAX),
            ))
        });
        let Some((series, end, summary, tail)) = cut else {
            return Ok(None);
        };
        if after >= end {
            return Ok(Some((summary, tail)));
        }
        let blocks = scan(kv, shared.id, series, after, end)?;
        if let Some(mut columns) = join(&blocks, after, end, |at| what(shared, name, at))? {
            columns.append(&tail);
            return Ok(Some((summary, columns)));
        }
        std::thread::yield_now();
    }
    Err(StoreError::damaged(
        what(shared, name, after),
        "some of its points are missing",
    ))
}

/// The blocks that hold the points from `after` to `end`.
fn scan(
    kv: &dyn Kv,
    id: ExperimentId,
    series: u32,
    after: u64,
    end: u64,
) -> Result<Vec<Entry>, StoreError> {
    const PAGE: usize = 64;
    let first = kv.scan(&id.blocks_up_to(series, after), 1, Direction::Backward)?;
    let mut start = first.first().map_or(after, |(key, _)| key.last_u64());
    let mut blocks = Vec::new();
    loop {
        let page = kv.scan(&id.blocks_from(series, start), PAGE, Direction::Forward)?;
        let last = page.last().map(|(key, _)| key.last_u64());
        let done = page.len() < PAGE;
        blocks.extend(page.into_iter().filter(|(key, _)| key.last_u64() < end));
        match last {
            Some(last) if !done && last < end => start = last + 1,
            _ => return Ok(blocks),
        }
    }
}

/// The points from `after` to `end`; none when the blocks leave a gap, because compaction merged
/// some of them during the scan. Blocks that overlap hold the same points.
fn join(
    blocks: &[Entry],
    after: u64,
    end: u64,
    what: impl Fn(u64) -> String,
) -> Result<Option<Columns>, StoreError> {
    let mut next = after;
    let mut columns = Columns::default();
    for (key, value) in blocks {
        let first = key.last_u64();
        let block_end = first + block_len(value);
        if block_end <= next {
            continue;
        }
        if first > next {
            return Ok(None);
        }
        let block = open_block(value, || what(first))?;
        let wanted = (next - first) as usize..(end.min(block_end) - first) as usize;
        if wanted == (0..block.len()) && columns.is_empty() {
            columns = block;
        } else {
            columns.append(&block.slice(wanted));
        }
        next = end.min(block_end);
        if next == end {
            return Ok(Some(columns));
        }
    }
    Ok(None)
}
