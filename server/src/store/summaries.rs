//! Summaries on disk: pages of fixed size, each series with the summary of what its blocks hold and
//! the last tail chunk that they hold. Never rounds: floats are kept as their bits.

use suisei_core::number::Float;
use suisei_core::series::Summary;
use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;

/// Series on one page.
const PER_PAGE: u32 = 128;

/// What the blocks of a series hold.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Stored {
    /// Their summary; its count is the ordinal of the first point that is not in a block.
    pub(crate) summary: Summary,
    /// The last tail chunk whose points are all in blocks; 0 for none.
    pub(crate) through: u64,
}

/// The page that a series is on, and its place there.
pub(crate) fn place(series: u32) -> (u32, usize) {
    (series / PER_PAGE, (series % PER_PAGE) as usize)
}

/// The series at a place of a page.
pub(crate) fn series_at(page: u32, index: usize) -> u32 {
    page.saturating_mul(PER_PAGE).saturating_add(index as u32)
}

/// A page's body.
pub(crate) fn encode_page(page: &[Stored]) -> Vec<u8> {
    let mut out = Vec::with_capacity(page.len() * 48);
    let mut before = Stored::default();
    for stored in page {
        encode(stored, &before, &mut out);
        before = *stored;
    }
    out
}

/// A page from its body.
pub(crate) fn decode_page(body: &[u8]) -> Result<Vec<Stored>, WireError> {
    let mut cursor = Cursor::new(body);
    let mut page = Vec::new();
    let mut before = Stored::default();
    while cursor.left() > 0 {
        before = decode(&mut cursor, &before)?;
        page.push(before);
    }
    Ok(page)
}

/// The whole numbers of an entry, each with what it is expected to be: what precedes it in the
/// entry, or what the series before has. Metrics are mostly logged together.
fn integers(stored: &Stored, before: &Stored) -> [(u64, u64); 15] {
    let (s, b) = (&stored.summary, &before.summary);
    [
        (stored.through, before.through),
        (s.count, b.count),
        (s.nan, 0),
        (s.positive_infinity, 0),
        (s.negative_infinity, 0),
        (s.no_step, 0),
        (s.no_epoch, s.count),
        (s.step_range.0 as u64, b.step_range.0 as u64),
        (s.step_range.1 as u64, b.step_range.1 as u64),
        (s.min_step as u64, s.step_range.0 as u64),
        (s.max_step as u64, s.step_range.0 as u64),
        (s.last_step as u64, s.step_range.1 as u64),
        (s.time_range.0 as u64, b.time_range.0 as u64),
        (s.time_range.1 as u64, b.time_range.1 as u64),
        (s.last_time as u64, s.time_range.1 as u64),
    ]
}

/// Where [`integers`] come from, in the same order.
fn integers_mut(stored: &mut Stored) -> [IntegerMut<'_>; 15] {
    use IntegerMut::{Signed, Unsigned};
    let s = &mut stored.summary;
    [
        Unsigned(&mut stored.through),
        Unsigned(&mut s.count),
        Unsigned(&mut s.nan),
        Unsigned(&mut s.positive_infinity),
        Unsigned(&mut s.negative_infinity),
        Unsigned(&mut s.no_step),
        Unsigned(&mut s.no_epoch),
        Signed(&mut s.step_range.0),
        Signed(&mut s.step_range.1),
        Signed(&mut s.min_step),
        Signed(&mut s.max_step),
        Signed(&mut s.last_step),
        Signed(&mut s.time_range.0),
        Signed(&mut s.time_range.1),
        Signed(&mut s.last_time),
    ]
}

enum IntegerMut<'a> {
    Unsigned(&'a mut u64),
    Signed(&'a mut i64),
}

impl IntegerMut<'_> {
    fn set(&mut self, value: u64) {
        match self {
            Self::Unsigned(place) => **place = value,
            Self::Signed(place) => **place = value as i64,
        }
    }
}

/// The floats of an entry.
fn floats_mut(summary: &mut Summary) -> [&mut Float; 6] {
    [
        &mut summary.min,
        &mut summary.max,
        &mut summary.sum,
        &mut summary.last,
        &mut summary.epoch_range.0,
        &mut summary.epoch_range.1,
    ]
}

/// Two bits of the mask for a float: it is as in an empty summary, it is exactly an f32, it is not.
const USUAL: u32 = 0;
const NARROW: u32 = 1;
const WIDE: u32 = 2;

fn encode(stored: &Stored, before: &Stored, out: &mut Vec<u8>) {
    let mut mask = 0;
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    for (bit, (value, expected)) in integers(stored, before).into_iter().enumerate() {
        if value != expected {
            mask |= 1 << bit;
            put_varint(value.wrapping_sub(expected), out);
        }
    }
    let (mut summary, mut usual) = (stored.summary, Summary::default());
    let pairs = floats_mut(&mut summary)
        .into_iter()
        .zip(floats_mut(&mut usual));
    for (index, (value, usual)) in pairs.enumerate() {
        let bits = value.0.to_bits();
        let narrow = value.0 as f32;
        let form = if bits == usual.0.to_bits() {
            USUAL
        } else if f64::from(narrow).to_bits() == bits {
            out.extend_from_slice(&narrow.to_le_bytes());
            NARROW
        } else {
            out.extend_from_slice(&bits.to_le_bytes());
            WIDE
        };
        mask |= form << (15 + 2 * index);
    }
    out[at..at + 4].copy_from_slice(&mask.to_le_bytes());
}

fn decode(cursor: &mut Cursor<'_>, before: &Stored) -> Result<Stored, WireError> {
    let mask = cursor.u32("summary")?;
    let mut stored = Stored::default();
    for bit in 0..15 {
        // Expectations build on the numbers that were read before.
        let (_, expected) = integers(&stored, before)[bit];
        let difference = if mask & (1 << bit) == 0 {
            0
        } else {
            varint(cursor)?
        };
        integers_mut(&mut stored)[bit].set(expected.wrapping_add(difference));
    }
    for (index, place) in floats_mut(&mut stored.summary).into_iter().enumerate() {
        match mask >> (15 + 2 * index) & 3 {
            NARROW => *place = Float(f64::from(f32::from_bits(cursor.u32("summary")?))),
            WIDE => *place = Float(f64::from_bits(cursor.u64("summary")?)),
            _ => {}
        }
    }
    Ok(stored)
}

/// A difference, small ones in either direction in few bytes.
fn put_varint(difference: u64, out: &mut Vec<u8>) {
    let signed = difference as i64;
    let mut rest = ((signed << 1) ^ (signed >> 63)) as u64;
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn varint(cursor: &mut Cursor<'_>) -> Result<u64, WireError> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = cursor.u8("summary")?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    Ok((value >> 1) ^ (value & 1).wrapping_neg())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use suisei_core::series::columns::Row;

    use super::*;

    #[test]
    fn a_page_comes_back_bit_by_bit_and_fits() {
        let mut summary = Summary::default();
        for (step, value) in [(3, 0.1), (i64::MIN, f64::INFINITY), (-5, -0.0)] {
            summary.push(Row {
                step,
                epoch: 0.3,
                time: step,
                value,
            });
        }
        let page = vec![
            Stored {
                summary,
                through: 9
            };
            PER_PAGE as usize
        ];
        let body = encode_page(&page);
        assert!(body.len() < 32 * 1024);
        assert_eq!(decode_page(&body).unwrap(), page);
    }

    proptest! {
        #[test]
        fn any_page_comes_back_bit_by_bit(
            entries in vec((vec(any::<i64>(), 15), vec(any::<u64>(), 6), any::<bool>()), 1..40),
        ) {
            let page: Vec<Stored> = entries.into_iter().map(|(integers, floats, is_small)| {
                let mut stored = Stored::default();
                for (mut place, value) in integers_mut(&mut stored).into_iter().zip(integers) {
                    place.set((if is_small { value % 50 } else { value }) as u64);
                }
                for (place, bits) in floats_mut(&mut stored.summary).into_iter().zip(floats) {
                    let value = f64::from_bits(bits);
                    *place = Float(if is_small { f64::from(value as f32) } else { value });
                }
                stored
            }).collect();
            let body = encode_page(&page);
            let back = decode_page(&body).unwrap();
            prop_assert_eq!(encode_page(&back), body);
            prop_assert_eq!(format!("{:?}", back), format!("{:?}", page));
        }
    }

    #[test]
    fn metrics_that_are_logged_together_take_little() {
        let mut summary = Summary::default();
        for step in 0..1_000_i64 {
            summary.push(Row {
                step,
                epoch: f64::NAN,
                time: 1_780_000_000_000_000 + step * 20_000,
                value: (step as f64 * 0.1).sin(),
            });
        }
        let page = vec![
            Stored {
                summary,
                through: 3
            };
            50
        ];
        assert!(encode_page(&page).len() < 50 * 45);
    }

    #[test]
    fn series_and_places_are_one_to_one() {
        for series in [0, 1, 127, 128, 100_000, u32::MAX] {
            let (page, index) = place(series);
            assert_eq!(series_at(page, index), series);
        }
    }
}
