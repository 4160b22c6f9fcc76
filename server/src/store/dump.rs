//! The dump: every key and value of a store in one stream, whatever engine holds them, so that a
//! store can move to another engine, version or machine. Knows nothing of what is stored.
//!
//! `docs/storage.md` describes every byte; golden files fix them. A stream counts only when its end
//! was read: what is cut off is refused.

use std::io::{Read, Write};

use super::StoreError;
use super::keys::Key;
use super::kv::{Change, MAX_VALUE_BYTES};

const MAGIC: [u8; 4] = *b"SUID";
const VERSION: u16 = 1;

/// A frame that holds changes, in their order; a later change of the same key wins.
const CHANGES: u8 = 1;
/// The last frame; it holds the number of changes before it.
const END: u8 = 2;

/// A frame that is longer than this takes no more changes.
const FRAME_BYTES: usize = 256 * 1024;
/// Longest frame that a reader takes.
const MAX_FRAME_BYTES: usize = FRAME_BYTES + 2 * MAX_VALUE_BYTES;
/// Longest key that a reader takes.
const MAX_KEY_BYTES: usize = 4 * 1024;

const PUT: u8 = 1;
const DELETE: u8 = 2;

/// Writes a dump.
pub struct DumpWriter<W: Write> {
    out: W,
    frame: Vec<u8>,
    n_changes: u64,
}

impl<W: Write> DumpWriter<W> {
    /// Begins a dump.
    pub fn new(mut out: W) -> Result<Self, StoreError> {
        let mut header = MAGIC.to_vec();
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&[0, 0]);
        out.write_all(&header).map_err(cannot_write)?;
        Ok(Self {
            out,
            frame: vec![CHANGES],
            n_changes: 0,
        })
    }

    /// Adds a change.
    pub fn push(&mut self, change: &Change) -> Result<(), StoreError> {
        let (operation, key, value): (u8, &Key, &[u8]) = match change {
            Change::Put(key, value) => (PUT, key, value),
            Change::Delete(key) => (DELETE, key, &[]),
        };
        self.frame.push(operation);
        self.frame.extend_from_slice(&key.part().to_le_bytes());
        for part in [key.as_bytes(), value] {
            self.frame
                .extend_from_slice(&(part.len() as u32).to_le_bytes());
            self.frame.extend_from_slice(part);
        }
        self.n_changes += 1;
        if self.frame.len() >= FRAME_BYTES {
            self.end_frame()?;
        }
        Ok(())
    }

    /// Ends the dump and gives back what it was written to.
    pub fn finish(mut self) -> Result<W, StoreError> {
        self.end_frame()?;
        self.frame = vec![END];
        self.frame.extend_from_slice(&self.n_changes.to_le_bytes());
        self.end_frame()?;
        self.out.flush().map_err(cannot_write)?;
        Ok(self.out)
    }

    fn end_frame(&mut self) -> Result<(), StoreError> {
        if self.frame.len() > 1 {
            let mut head = (self.frame.len() as u32).to_le_bytes().to_vec();
            head.extend_from_slice(&crc32fast::hash(&self.frame).to_le_bytes());
            self.out.write_all(&head).map_err(cannot_write)?;
            self.out.write_all(&self.frame).map_err(cannot_write)?;
        }
        self.frame = vec![CHANGES];
        Ok(())
    }
}

/// Reads a dump and hands its changes on in their order. Returns how many there are; an error when
/// it is damaged, cut off or of a newer version.
pub fn read(
    mut from: impl Read,
    mut each: impl FnMut(Change) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let header: [u8; 8] = exactly(&mut from)?;
    if header[..4] != MAGIC {
        return Err(wrong("it does not begin like one"));
    }
    let version = u16::from_le_bytes([header[4], header[5]]);
    if version != VERSION {
        return Err(StoreError::Invalid(format!(
            "the dump has version {version}, this build reads version {VERSION}; use the build that wrote it"
        )));
    }
    let mut n_changes = 0;
    loop {
        let frame = read_frame(&mut from)?;
        match frame.split_first() {
            Some((&CHANGES, mut rest)) => {
                while !rest.is_empty() {
                    each(change(&mut rest)?)?;
                    n_changes += 1;
                }
            }
            Some((&END, count)) if count == u64::to_le_bytes(n_changes) => {
                return at_end(from, n_changes);
            }
            Some((&END, _)) => return Err(wrong("some of it is missing")),
            _ => return Err(wrong("it holds a frame of an unknown kind")),
        }
    }
}

fn at_end(mut from: impl Read, n_changes: u64) -> Result<u64, StoreError> {
    match from.read(&mut [0]).map_err(cannot_read)? {
        0 => Ok(n_changes),
        _ => Err(wrong("something follows its end")),
    }
}

fn read_frame(from: &mut impl Read) -> Result<Vec<u8>, StoreError> {
    let length = u32::from_le_bytes(exactly(from)?) as usize;
    let crc = u32::from_le_bytes(exactly(from)?);
    if length > MAX_FRAME_BYTES {
        return Err(wrong("a frame has an impossible length"));
    }
    let mut frame = vec![0; length];
    from.read_exact(&mut frame).map_err(cannot_read)?;
    if crc32fast::hash(&frame) != crc {
        return Err(wrong("a checksum differs"));
    }
    Ok(frame)
}

fn change(rest: &mut &[u8]) -> Result<Change, StoreError> {
    let [operation] = take(rest)?;
    let part = u16::from_le_bytes(take(rest)?);
    let key = bytes(rest, MAX_KEY_BYTES)?;
    let value = bytes(rest, MAX_VALUE_BYTES)?;
    let key = Key::from_engine(part, key);
    match operation {
        PUT => Ok(Change::Put(key, value)),
        DELETE if value.is_empty() => Ok(Change::Delete(key)),
        _ => Err(wrong("it holds a change of an unknown kind")),
    }
}

fn bytes(rest: &mut &[u8], limit: usize) -> Result<Vec<u8>, StoreError> {
    let length = u32::from_le_bytes(take(rest)?) as usize;
    if length > limit || length > rest.len() {
        return Err(wrong("a key or a value has an impossible length"));
    }
    let (bytes, after) = rest.split_at(length);
    *rest = after;
    Ok(bytes.to_vec())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], StoreError> {
    let Some((bytes, after)) = rest.split_first_chunk() else {
        return Err(wrong("a change is cut off"));
    };
    *rest = after;
    Ok(*bytes)
}

fn exactly<const N: usize>(from: &mut impl Read) -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes).map_err(cannot_read)?;
    Ok(bytes)
}

fn wrong(why: &str) -> StoreError {
    StoreError::Invalid(format!("the dump is damaged: {why}; take another one"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an error ends where it is put into words"
)]
fn cannot_read(error: std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => wrong("it is cut off"),
        _ => StoreError::Invalid(format!("cannot read the dump: {error}")),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an error ends where it is put into words"
)]
fn cannot_write(error: std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("cannot write the dump: {error}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::keys::ExperimentId;
    use super::*;

    fn dump(changes: &[Change]) -> Vec<u8> {
        let mut writer = DumpWriter::new(Vec::new()).unwrap();
        for change in changes {
            writer.push(change).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read_all(bytes: &[u8]) -> Result<Vec<Change>, StoreError> {
        let mut changes = Vec::new();
        let n = read(bytes, |change| {
            changes.push(change);
            Ok(())
        })?;
        assert_eq!(n, changes.len() as u64);
        Ok(changes)
    }

    fn some_changes() -> Vec<Change> {
        vec![
            Change::Put(ExperimentId(7).tail(3), vec![1, 2, 3]),
            Change::Delete(ExperimentId(7).tail(2)),
            Change::Put(super::super::keys::meta("format"), Vec::new()),
        ]
    }

    #[test]
    fn the_bytes_are_the_committed_ones() {
        let golden: &[u8] = include_bytes!("../../tests/golden/dump_v1.bin");
        assert_eq!(dump(&some_changes()), golden);
        assert_eq!(read_all(golden).unwrap(), some_changes());
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let bytes = dump(&some_changes());
        for at in (0..bytes.len()).filter(|at| !(6..8).contains(at)) {
            for bit in 0..8 {
                let mut bent = bytes.clone();
                bent[at] ^= 1 << bit;
                assert!(read_all(&bent).is_err(), "byte {at}, bit {bit}");
            }
            assert!(read_all(&bytes[..at]).is_err(), "cut at {at}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(read_all(&longer).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        fn every_change_comes_back(
            lengths in proptest::collection::vec((0_u64..9, 0_usize..MAX_VALUE_BYTES), 0..30),
        ) {
            let changes: Vec<Change> = lengths
                .iter()
                .map(|&(id, length)| match length % 5 {
                    0 => Change::Delete(ExperimentId(id).head().chunk(1)),
                    _ => Change::Put(ExperimentId(id).tail(id), vec![id as u8; length]),
                })
                .collect();
            prop_assert_eq!(read_all(&dump(&changes)).unwrap(), changes);
        }
    }
}
