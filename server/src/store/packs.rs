//! Sealed packs: the finished blocks of an experiment in one immutable object, so that the engine
//! holds no history. The index of a pack stands in the engine, and once more at the pack's end.
//!
//! ```text
//! magic "SUIP" | version u16 = 1 | reserved u16 = 0 | blocks … | index | n u32 | crc u32 | "SUIP"
//! index: n × (series u32 | first ordinal u64 | points u32 | offset u32 | length u32)
//! ```
//!
//! Blocks are as in the engine, each with its own checksum, by series and ordinal. `crc` is that of
//! the index.

use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;

use super::keys::ExperimentId;
use super::kv::{Change, Direction, Kv, for_each};
use super::{StoreError, blocks, codec};

const MAGIC: [u8; 4] = *b"SUIP";
const VERSION: u16 = 1;

/// Bytes of an entry of the index.
const ENTRY_BYTES: usize = 24;

/// Entries of one stored value of the index.
const CHUNK_ENTRIES: usize = 1_000;

/// The name of a pack.
pub(crate) fn name(id: ExperimentId, pack: u32) -> String {
    format!("packs/{:016x}/{pack:08x}", id.0)
}

/// What the names of all packs of an experiment begin with.
pub(super) fn folder(id: ExperimentId) -> String {
    format!("packs/{:016x}", id.0)
}

/// Where a block lies in a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) series: u32,
    pub(crate) first: u64,
    pub(crate) n: u32,
    offset: u32,
    length: u32,
}

impl Entry {
    /// Its bytes in the pack.
    pub(crate) fn bytes(&self) -> std::ops::Range<u64> {
        u64::from(self.offset)..u64::from(self.offset) + u64::from(self.length)
    }

    /// The ordinal after its last point.
    pub(crate) fn end(&self) -> u64 {
        self.first + u64::from(self.n)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.series.to_le_bytes());
        out.extend_from_slice(&self.first.to_le_bytes());
        for word in [self.n, self.offset, self.length] {
            out.extend_from_slice(&word.to_le_bytes());
        }
    }

    fn decode(cursor: &mut Cursor<'_>) -> Result<Self, WireError> {
        Ok(Self {
            series: cursor.u32("pack index")?,
            first: cursor.u64("pack index")?,
            n: cursor.u32("pack index")?,
            offset: cursor.u32("pack index")?,
            length: cursor.u32("pack index")?,
        })
    }
}

/// A pack that is being written.
pub(crate) struct Pack {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Pack {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&[0, 0]);
        Self {
            bytes,
            entries: Vec::new(),
        }
    }

    /// Adds a stored block; by series, then by ordinal.
    pub(crate) fn add(&mut self, series: u32, first: u64, n: u32, block: &[u8]) {
        self.entries.push(Entry {
            series,
            first,
            n,
            offset: self.bytes.len() as u32,
            length: block.len() as u32,
        });
        self.bytes.extend_from_slice(block);
    }

    /// True without blocks.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The object's bytes.
    pub(crate) fn finish(mut self) -> (Vec<u8>, Vec<Entry>) {
        let index = encode(&self.entries);
        self.bytes.extend_from_slice(&index);
        let n = self.entries.len() as u32;
        self.bytes.extend_from_slice(&n.to_le_bytes());
        let crc = crc32fast::hash(&index);
        self.bytes.extend_from_slice(&crc.to_le_bytes());
        self.bytes.extend_from_slice(&MAGIC);
        (self.bytes, self.entries)
    }
}

fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * 24);
    entries.iter().for_each(|entry| entry.encode(&mut out));
    out
}

/// Checks a whole pack: its form, its index, every block.
pub(crate) fn check(bytes: &[u8], what: impl Fn() -> String) -> Result<(), StoreError> {
    const FOOT: usize = 12;
    let wrong = |why: &str| StoreError::damaged(what(), why);
    let begins = bytes.get(..6) == Some(&[b'S', b'U', b'I', b'P', VERSION as u8, 0]);
    if !begins || bytes.len() < 8 + FOOT || !bytes.ends_with(&MAGIC) {
        return Err(wrong("it does not begin and end like a pack"));
    }
    let (rest, foot) = bytes.split_at(bytes.len() - FOOT);
    let mut foot = Cursor::new(foot);
    let read = |error: WireError| StoreError::damaged(what(), error);
    let n = foot.u32("pack").map_err(read)? as usize;
    let crc = foot.u32("pack").map_err(read)?;
    let start = rest.len().checked_sub(n.saturating_mul(ENTRY_BYTES));
    let Some(index) = start.and_then(|start| rest.get(start..)) else {
        return Err(wrong("its index is cut off"));
    };
    if crc32fast::hash(index) != crc {
        return Err(wrong("the checksum of its index differs"));
    }
    let mut index = Cursor::new(index);
    while index.left() > 0 {
        let range = Entry::decode(&mut index).map_err(read)?.bytes();
        let block = rest.get(range.start as usize..range.end as usize);
        let block = block.ok_or_else(|| wrong("a block lies outside it"))?;
        blocks::open(block, &what)?;
    }
    Ok(())
}

/// The changes that store the index of a pack.
pub(crate) fn index(id: ExperimentId, pack: u32, entries: &[Entry]) -> Vec<Change> {
    entries
        .chunks(CHUNK_ENTRIES)
        .map(|chunk| {
            let key = id.pack_index(pack, chunk[0].series, chunk[0].first);
            Change::Put(key, codec::seal(&encode(chunk)))
        })
        .collect()
}

/// How many packs an experiment has.
pub(crate) fn count(kv: &dyn Kv, id: ExperimentId) -> Result<u32, StoreError> {
    let last = kv.scan(&id.all_packs(), 1, Direction::Backward)?;
    Ok(last.first().map_or(0, |(key, _)| key.pack_number() + 1))
}

/// The blocks of a series that lie in packs, by ordinal, each with the number of its pack.
pub(crate) fn of_series(
    kv: &dyn Kv,
    id: ExperimentId,
    series: u32,
) -> Result<Vec<(u32, Entry)>, StoreError> {
    let mut found = Vec::new();
    for pack in 0..count(kv, id)? {
        let range = id.pack_index_up_to(pack, series, 0);
        let first = kv.scan(&range, 1, Direction::Backward)?;
        let mut take = |value: &[u8]| -> Result<(), StoreError> {
            let what = || format!("the index of pack `{}`", name(id, pack));
            let mut cursor = Cursor::new(codec::open(value, what)?);
            while cursor.left() > 0 {
                let entry = Entry::decode(&mut cursor)
                    .map_err(|error| StoreError::damaged(what(), error))?;
                if entry.series == series {
                    found.push((pack, entry));
                }
            }
            Ok(())
        };
        if let Some((_, value)) = first.first() {
            take(value)?;
        }
        for_each(kv, id.pack_index_within(pack, series), |_, value| {
            take(&value)
        })?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use suisei_core::series::Columns;
    use suisei_core::series::columns::Row;

    use super::super::blocks;
    use super::super::memory::MemoryKv;
    use super::*;

    /// The first pack that was ever written, and one with blocks of version 2.
    const GOLDEN: [&[u8]; 2] = [
        include_bytes!("../../tests/golden/pack-1.bin"),
        include_bytes!("../../tests/golden/pack-2.bin"),
    ];

    fn columns(n: i64, salt: i64) -> Columns {
        let mut columns = Columns::default();
        for index in 0..n {
            columns.push(Row {
                step: index * 10,
                epoch: f64::NAN,
                time: 1_780_000_000_000_000 + index * 20_000 + index * salt % 1_000,
                value: f64::from((index * salt) as f32 * 0.125),
            });
        }
        columns
    }

    fn contents() -> Vec<(u32, u64, Columns)> {
        vec![
            (0, 0, columns(100, 7)),
            (0, 100, columns(3, 11)),
            (5, 40, columns(64, 13)),
        ]
    }

    fn pack() -> (Vec<u8>, Vec<Entry>) {
        let mut pack = Pack::new();
        for (series, first, columns) in contents() {
            let block = blocks::seal(&columns).unwrap();
            pack.add(series, first, columns.len() as u32, &block);
        }
        pack.finish()
    }

    #[test]
    #[ignore = "writes the golden file again"]
    fn write_golden_file() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/pack-2.bin");
        std::fs::write(path, pack().0).unwrap();
    }

    #[test]
    fn packs_are_written_and_read_as_ever() {
        let (bytes, entries) = pack();
        assert_eq!(bytes, GOLDEN[1]);
        for golden in GOLDEN {
            check(golden, String::new).unwrap();
            for (entry, (series, first, expected)) in entries.iter().zip(contents()) {
                assert_eq!((entry.series, entry.first), (series, first));
                let within = entry.bytes();
                let block = &golden[within.start as usize..within.end as usize];
                let read = blocks::open(block, String::new).unwrap().columns().unwrap();
                assert_eq!(read, expected);
            }
            let footer = &golden[golden.len() - 12 - 24 * entries.len()..];
            let mut cursor = Cursor::new(footer);
            for entry in &entries {
                assert_eq!(Entry::decode(&mut cursor).unwrap(), *entry);
            }
        }
    }

    #[test]
    fn the_index_finds_every_block_of_a_series() {
        let kv = MemoryKv::default();
        let id = ExperimentId(9);
        let mut expected = Vec::new();
        let mut next = vec![0_u64; 40];
        for pack in 0..3 {
            let mut writing = Pack::new();
            for series in 0..40_u32 {
                for _ in 0..(series * 7 + pack * 5) % 90 {
                    writing.add(series, next[series as usize], 8_192, b"block");
                    next[series as usize] += 8_192;
                }
            }
            let (_, entries) = writing.finish();
            kv.apply(&index(id, pack, &entries)).unwrap();
            expected.extend(entries.into_iter().map(|entry| (pack, entry)));
        }
        assert_eq!(count(&kv, id).unwrap(), 3);
        assert_eq!(count(&kv, ExperimentId(8)).unwrap(), 0);
        for series in 0..41 {
            let of_this = expected.iter().filter(|(_, entry)| entry.series == series);
            let found = of_series(&kv, id, series).unwrap();
            assert_eq!(found, of_this.copied().collect::<Vec<_>>());
        }
    }
}
