//! The compressed form of a run of points: what the store keeps for good and an export carries.
//!
//! ```text
//! version u8 = 2 | reserved u8 | n u32 | crc u32 of all else | value | step | time | epoch
//! column: codec u8 | length u32 | bytes
//! ```
//!
//! In version 1 the checksum was that of the columns alone. Blocks of it lie in packs, which are never
//! changed, and are read for ever.
//!
//! Values come first, so that a chart can stop early. Codecs: 0 pco of the type itself, 1 an
//! arithmetic progression (first, stride), 2 pco of f32 for f64 values that are exactly f32,
//! 3 one repeated bit pattern. All are exact, bit by bit.

use pco::ChunkConfig;
use pco::data_types::Number;
use pco::standalone::{simple_compress, simple_decompress_into};

use super::columns::Columns;
use crate::wire::WireError;
use crate::wire::cursor::Cursor;

const VERSION: u8 = 2;
/// Where the checksum lies.
const CHECKSUM: std::ops::Range<usize> = 6..10;
const PCO: u8 = 0;
const PROGRESSION: u8 = 1;
const PCO_F32: u8 = 2;
const CONSTANT: u8 = 3;

/// Level 4 of pco: a third smaller than level 2, and lower levels lose more on short columns.
const PCO_LEVEL: usize = 4;

/// Most points that a block may hold.
pub const MAX_POINTS: usize = 65_536;

/// Compresses points; at most [`MAX_POINTS`] of them.
pub fn encode(columns: &Columns) -> Result<Vec<u8>, WireError> {
    if columns.len() > MAX_POINTS {
        return Err(invalid(format!(
            "{} points, the limit is {MAX_POINTS}",
            columns.len()
        )));
    }
    let mut out = vec![VERSION, 0];
    out.extend_from_slice(&(columns.len() as u32).to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    encode_floats(&columns.value, &mut out)?;
    encode_integers(&columns.step, &mut out)?;
    encode_integers(&columns.time, &mut out)?;
    encode_floats(&columns.epoch, &mut out)?;
    let checksum = checksum(VERSION, &out);
    out[CHECKSUM].copy_from_slice(&checksum.to_le_bytes());
    Ok(out)
}

/// The checksum of a block of a version, whatever it says itself; its head has to be whole.
fn checksum(version: u8, block: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    if version > 1 {
        hasher.update(&block[..CHECKSUM.start]);
    }
    hasher.update(&block[CHECKSUM.end..]);
    hasher.finalize()
}

/// A block with the right checksum, of which single columns can be decompressed.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    n: usize,
    value: Column<'a>,
    step: Column<'a>,
    time: Column<'a>,
    epoch: Column<'a>,
}

#[derive(Debug, Clone, Copy)]
struct Column<'a> {
    codec: u8,
    bytes: &'a [u8],
}

impl<'a> Block<'a> {
    /// Checks a block's checksum and finds its columns.
    pub fn open(bytes: &'a [u8]) -> Result<Self, WireError> {
        let mut cursor = Cursor::new(bytes);
        let version = cursor.u8("block")?;
        if !(1..=VERSION).contains(&version) {
            return Err(WireError::Version {
                format: "block",
                found: u16::from(version),
                known: u16::from(VERSION),
            });
        }
        cursor.u8("block")?;
        let n = cursor.u32("block")? as usize;
        let found = cursor.u32("block")?;
        let expected = checksum(version, bytes);
        if found != expected {
            return Err(WireError::Checksum {
                offset: 0,
                found,
                expected,
            });
        }
        if n > MAX_POINTS {
            return Err(invalid(format!("{n} points, the limit is {MAX_POINTS}")));
        }
        Ok(Self {
            n,
            value: read_column(&mut cursor)?,
            step: read_column(&mut cursor)?,
            time: read_column(&mut cursor)?,
            epoch: read_column(&mut cursor)?,
        })
    }

    /// How many points it holds.
    pub fn len(&self) -> usize {
        self.n
    }

    /// True without points.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The values of its points.
    pub fn value(&self) -> Result<Vec<f64>, WireError> {
        decode_floats(self.value, self.n)
    }

    /// Their steps.
    pub fn step(&self) -> Result<Vec<i64>, WireError> {
        decode_integers(self.step, self.n)
    }

    /// Their times.
    pub fn time(&self) -> Result<Vec<i64>, WireError> {
        decode_integers(self.time, self.n)
    }

    /// Their epochs.
    pub fn epoch(&self) -> Result<Vec<f64>, WireError> {
        decode_floats(self.epoch, self.n)
    }

    /// All of them.
    pub fn columns(&self) -> Result<Columns, WireError> {
        Ok(Columns {
            value: self.value()?,
            step: self.step()?,
            time: self.time()?,
            epoch: self.epoch()?,
        })
    }
}

/// Restores the points of a block.
pub fn decode(bytes: &[u8]) -> Result<Columns, WireError> {
    Block::open(bytes)?.columns()
}

/// How many points a block holds, without decompressing it.
pub fn count(bytes: &[u8]) -> Result<usize, WireError> {
    let mut cursor = Cursor::new(bytes);
    cursor.take(2, "block")?;
    Ok(cursor.u32("block")? as usize)
}

fn invalid(why: String) -> WireError {
    WireError::Invalid {
        what: "block",
        offset: 0,
        why,
    }
}

fn config() -> ChunkConfig {
    ChunkConfig::default().with_compression_level(PCO_LEVEL)
}

fn column(out: &mut Vec<u8>, codec: u8, bytes: &[u8]) {
    out.push(codec);
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn encode_integers(cells: &[i64], out: &mut Vec<u8>) -> Result<(), WireError> {
    let first = cells.first().copied().unwrap_or(0);
    let stride = cells.get(1).map_or(0, |second| second.wrapping_sub(first));
    if cells
        .windows(2)
        .all(|pair| pair[1].wrapping_sub(pair[0]) == stride)
    {
        let mut bytes = first.to_le_bytes().to_vec();
        bytes.extend_from_slice(&stride.to_le_bytes());
        column(out, PROGRESSION, &bytes);
        return Ok(());
    }
    let bytes = simple_compress(cells, &config()).map_err(|e| invalid(e.to_string()))?;
    column(out, PCO, &bytes);
    Ok(())
}

fn encode_floats(cells: &[f64], out: &mut Vec<u8>) -> Result<(), WireError> {
    let first = cells.first().copied().unwrap_or(0.0).to_bits();
    if cells.iter().all(|cell| cell.to_bits() == first) {
        column(out, CONSTANT, &first.to_le_bytes());
        return Ok(());
    }
    let narrow: Vec<f32> = cells.iter().map(|&cell| cell as f32).collect();
    let exact = cells
        .iter()
        .zip(&narrow)
        .all(|(a, &b)| a.to_bits() == f64::from(b).to_bits());
    let bytes = if exact {
        simple_compress(&narrow, &config())
    } else {
        simple_compress(cells, &config())
    }
    .map_err(|e| invalid(e.to_string()))?;
    column(out, if exact { PCO_F32 } else { PCO }, &bytes);
    Ok(())
}

fn decode_integers(column: Column<'_>, n: usize) -> Result<Vec<i64>, WireError> {
    let bytes = column.bytes;
    let cells = match column.codec {
        PCO => decompress::<i64>(bytes, n)?,
        PROGRESSION => {
            let mut cursor = Cursor::new(bytes);
            let mut next = cursor.u64("progression")? as i64;
            let stride = cursor.u64("progression")? as i64;
            (0..n)
                .map(|_| {
                    let cell = next;
                    next = next.wrapping_add(stride);
                    cell
                })
                .collect()
        }
        other => {
            return Err(invalid(format!(
                "unknown codec {other} of an integer column"
            )));
        }
    };
    checked(cells, n)
}

fn decode_floats(column: Column<'_>, n: usize) -> Result<Vec<f64>, WireError> {
    let bytes = column.bytes;
    let cells = match column.codec {
        PCO => decompress::<f64>(bytes, n)?,
        PCO_F32 => decompress::<f32>(bytes, n)?
            .into_iter()
            .map(f64::from)
            .collect(),
        CONSTANT => vec![f64::from_bits(Cursor::new(bytes).u64("constant")?); n],
        other => return Err(invalid(format!("unknown codec {other} of a float column"))),
    };
    checked(cells, n)
}

/// `n` numbers: a few damaged bytes may promise any number of them, and are not believed.
fn decompress<T: Number + Default>(bytes: &[u8], n: usize) -> Result<Vec<T>, WireError> {
    let mut cells = vec![T::default(); n];
    let done =
        simple_decompress_into(bytes, &mut cells).map_err(|error| invalid(error.to_string()))?;
    if done.finished && done.n_processed == n {
        Ok(cells)
    } else {
        Err(invalid(format!("a column without exactly {n} cells")))
    }
}

fn read_column<'a>(cursor: &mut Cursor<'a>) -> Result<Column<'a>, WireError> {
    let codec = cursor.u8("column")?;
    let length = cursor.u32("column")? as usize;
    Ok(Column {
        codec,
        bytes: cursor.take(length, "column")?,
    })
}

fn checked<T>(cells: Vec<T>, n: usize) -> Result<Vec<T>, WireError> {
    if cells.len() == n {
        Ok(cells)
    } else {
        Err(invalid(format!(
            "a column holds {} cells, the block {n}",
            cells.len()
        )))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::columns::{NO_STEP, Row};
    use super::*;

    fn columns(rows: Vec<(i64, u64, i64, u64)>) -> Columns {
        let mut columns = Columns::default();
        for (step, epoch, time, value) in rows {
            columns.push(Row {
                step,
                epoch: f64::from_bits(epoch),
                time,
                value: f64::from_bits(value),
            });
        }
        columns
    }

    proptest! {
        #[test]
        fn any_points_come_back_bit_by_bit(
            rows in proptest::collection::vec(any::<(i64, u64, i64, u64)>(), 0..300),
        ) {
            let original = columns(rows);
            let bytes = encode(&original).unwrap();
            prop_assert_eq!(decode(&bytes).unwrap(), original);
        }

        #[test]
        fn a_flipped_bit_is_noticed(at in 0_usize..200, bit in 0_u8..8) {
            let rows = (0..100).map(|i| (i, f64::NAN.to_bits(), i * 7 % 5, (i as f64 * 0.1).to_bits()));
            let mut bytes = encode(&columns(rows.collect())).unwrap();
            let at = at.min(bytes.len() - 1);
            bytes[at] ^= 1 << bit;
            prop_assert!(decode(&bytes).is_err());
        }
    }

    #[test]
    fn regular_columns_take_almost_nothing() {
        let mut regular = Columns::default();
        for i in 0..4096_i64 {
            regular.push(Row {
                step: i,
                epoch: f64::NAN,
                time: i * 1000,
                value: 1.0,
            });
        }
        assert!(encode(&regular).unwrap().len() < 100);
        regular.step[7] = NO_STEP;
        assert_eq!(decode(&encode(&regular).unwrap()).unwrap(), regular);
    }
}
