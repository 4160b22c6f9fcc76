//! Stored blocks of a series, wherever they lie, in the order of their points. Compaction and
//! sealing may merge or move blocks at any moment: whoever reads sees a gap then, and asks again.

use std::ops::Range;
use std::sync::OnceLock;

use suisei_core::query::{Line, Place};
use suisei_core::series::Columns;
use suisei_core::series::block::{self, Block};
use suisei_core::wire::WireError;
use suisei_core::wire::record::SeriesName;

use super::experiment::Shared;
use super::kv::Direction;
use super::packs::{self, Entry};
use super::{Inner, StoreError};

const VERSION: u8 = 1;

/// Blocks that are read at a time.
pub(super) const PAGE: usize = 64;

/// A stored block; it carries its own checksum.
pub(crate) fn seal(columns: &Columns) -> Result<Vec<u8>, StoreError> {
    let encoded = block::encode(columns).map_err(|error| StoreError::Invalid(error.to_string()))?;
    let mut value = Vec::with_capacity(1 + encoded.len());
    value.push(VERSION);
    value.extend_from_slice(&encoded);
    Ok(value)
}

/// Opens a stored block; `what` names it in the error.
pub(crate) fn open(value: &[u8], what: impl FnOnce() -> String) -> Result<Block<'_>, StoreError> {
    match value.split_first() {
        Some((&VERSION, encoded)) => {
            Block::open(encoded).map_err(|error| StoreError::damaged(what(), error))
        }
        Some((version, _)) => Err(StoreError::damaged(
            what(),
            format!("its version is {version}"),
        )),
        None => Err(StoreError::damaged(what(), "it is empty")),
    }
}

/// How many points a stored block holds.
pub(crate) fn count(value: &[u8]) -> u64 {
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

/// Why points could not be read.
pub(super) enum Trouble {
    /// Compaction was at work; ask again.
    Gap,
    /// Anything else.
    Store(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A series whose blocks are read.
pub(super) struct Reader<'a> {
    pub(super) store: &'a Inner,
    pub(super) shared: &'a Shared,
    pub(super) name: &'a SeriesName,
    pub(super) series: u32,
    /// Its blocks in packs, as of the first look.
    sealed: OnceLock<Vec<(u32, Entry)>>,
}

/// A block as it is stored.
pub(super) struct StoredBlock {
    first: u64,
    n: u64,
    value: Vec<u8>,
}

impl StoredBlock {
    /// The ordinals of its points.
    pub(super) fn ordinals(&self) -> Range<u64> {
        self.first..self.first + self.n
    }

    /// Those of `wanted` that are in it, as indices.
    fn indices(&self, wanted: &Range<u64>) -> Range<usize> {
        let Range { start, end } = self.ordinals();
        let index = |ordinal: u64| (ordinal.clamp(start, end) - start) as usize;
        index(wanted.start)..index(wanted.end)
    }
}

impl<'a> Reader<'a> {
    /// Of a series by name and number.
    pub(super) fn new(
        store: &'a Inner,
        shared: &'a Shared,
        name: &'a SeriesName,
        series: u32,
    ) -> Self {
        Self {
            store,
            shared,
            name,
            series,
            sealed: OnceLock::new(),
        }
    }

    /// The blocks of the series that lie in packs.
    fn sealed(&self) -> Result<&[(u32, Entry)], StoreError> {
        if let Some(sealed) = self.sealed.get() {
            return Ok(sealed);
        }
        let found = packs::of_series(self.store.kv.as_ref(), self.shared.id, self.series)?;
        Ok(self.sealed.get_or_init(|| found))
    }

    /// Blocks without a gap between them, the first of which holds the point `wanted.start`; they
    /// reach `wanted.end`, or far. A gap before the first is trouble.
    pub(super) fn page(&self, wanted: Range<u64>) -> Result<Vec<StoredBlock>, Trouble> {
        let sealed = self.sealed()?;
        let first = sealed.partition_point(|(_, entry)| entry.end() <= wanted.start);
        match sealed.get(first) {
            Some((pack, entry)) if entry.first <= wanted.start => {
                let page = sealed[first..]
                    .iter()
                    .take(PAGE)
                    .take_while(|(other, entry)| other == pack && entry.first < wanted.end)
                    .map(|(_, entry)| *entry);
                self.sealed_page(*pack, &page.collect::<Vec<_>>())
            }
            _ => self.unsealed_page(&wanted),
        }
    }

    /// Blocks that lie one after the other in a pack.
    fn sealed_page(&self, pack: u32, entries: &[Entry]) -> Result<Vec<StoredBlock>, Trouble> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
            return Err(Trouble::Gap);
        };
        let start = first.bytes().start;
        let name = packs::name(self.shared.id, pack);
        let end = last.bytes().end;
        let bytes = match self.store.kv.get(&self.shared.id.small_pack(pack))? {
            Some(small) => small.get(start as usize..end as usize).map(<[u8]>::to_vec),
            None => Some(self.store.objects.read(&name, start..end)?),
        };
        let bytes = bytes.unwrap_or_default();
        let block = |entry: &Entry| {
            let within = entry.bytes().start - start..entry.bytes().end - start;
            let value = bytes.get(within.start as usize..within.end as usize)?;
            Some(StoredBlock {
                first: entry.first,
                n: u64::from(entry.n),
                value: value.to_vec(),
            })
        };
        let blocks: Option<Vec<StoredBlock>> = entries.iter().map(block).collect();
        Ok(blocks.ok_or_else(|| {
            StoreError::damaged(format!("the index of pack `{name}`"), "it is out of order")
        })?)
    }

    fn unsealed_page(&self, wanted: &Range<u64>) -> Result<Vec<StoredBlock>, Trouble> {
        let id = self.shared.id;
        let kv = self.store.kv.as_ref();
        let range = id.blocks_up_to(self.series, wanted.start);
        let before = kv.scan(&range, 1, Direction::Backward)?;
        let Some(first) = before.first().map(|(key, _)| key.last_u64()) else {
            return Err(Trouble::Gap);
        };
        let range = id.blocks_from(self.series, first);
        let mut next = first;
        let mut blocks = Vec::new();
        for (key, value) in kv.scan(&range, PAGE, Direction::Forward)? {
            let first = key.last_u64();
            // Merged blocks hold the points of those that they replace.
            let end = first + count(&value);
            if first > next || next >= wanted.end {
                break;
            }
            if end > next {
                next = end;
                blocks.push(StoredBlock {
                    first,
                    n: end - first,
                    value,
                });
            }
        }
        if next <= wanted.start {
            return Err(Trouble::Gap);
        }
        Ok(blocks)
    }

    /// Calls `each` for all blocks that hold points of `wanted`, a page at a time.
    pub(super) fn each_page(
        &self,
        wanted: Range<u64>,
        mut each: impl FnMut(&[StoredBlock], Range<u64>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let mut next = wanted.start;
        while next < wanted.end {
            let page = self.page(next..wanted.end)?;
            let end = page.last().map_or(next, |block| block.ordinals().end);
            each(&page, next..end.min(wanted.end))?;
            next = end;
        }
        Ok(())
    }

    /// The points of `wanted` that are in a block.
    pub(super) fn columns(
        &self,
        block: &StoredBlock,
        wanted: &Range<u64>,
    ) -> Result<Columns, StoreError> {
        let what = || what(self.shared, self.name, block.first);
        let columns = open(&block.value, what)?
            .columns()
            .map_err(|error| StoreError::damaged(what(), error))?;
        let indices = block.indices(wanted);
        Ok(if indices == (0..columns.len()) {
            columns
        } else {
            columns.slice(indices)
        })
    }

    /// The same, on an axis.
    pub(super) fn line(
        &self,
        block: &StoredBlock,
        place: Place,
        wanted: &Range<u64>,
    ) -> Result<Line, StoreError> {
        let what = || what(self.shared, self.name, block.first);
        let opened = open(&block.value, what)?;
        let damaged = |error: WireError| StoreError::damaged(what(), error);
        Line::of_block(&opened, place, block.first, block.indices(wanted)).map_err(damaged)
    }
}
