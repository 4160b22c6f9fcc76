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
    let mut out = Vec::with_capacity(page.len() * 184);
    for stored in page {
        encode(stored, &mut out);
    }
    out
}

/// A page from its body.
pub(crate) fn decode_page(body: &[u8]) -> Result<Vec<Stored>, WireError> {
    let mut cursor = Cursor::new(body);
    let mut page = Vec::new();
    while cursor.left() > 0 {
        page.push(decode(&mut cursor)?);
    }
    Ok(page)
}

fn encode(stored: &Stored, out: &mut Vec<u8>) {
    let s = &stored.summary;
    let words = [
        stored.through,
        s.count,
        s.nan,
        s.positive_infinity,
        s.negative_infinity,
        s.no_step,
        s.no_epoch,
        s.min.0.to_bits(),
        s.min_step as u64,
        s.max.0.to_bits(),
        s.max_step as u64,
        s.sum.0.to_bits(),
        s.last.0.to_bits(),
        s.last_step as u64,
        s.last_time as u64,
        s.step_range.0 as u64,
        s.step_range.1 as u64,
        s.epoch_range.0.0.to_bits(),
        s.epoch_range.1.0.to_bits(),
        s.time_range.0 as u64,
        s.time_range.1 as u64,
    ];
    out.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

fn decode(cursor: &mut Cursor<'_>) -> Result<Stored, WireError> {
    let mut word = || cursor.u64("summary");
    Ok(Stored {
        through: word()?,
        summary: Summary {
            count: word()?,
            nan: word()?,
            positive_infinity: word()?,
            negative_infinity: word()?,
            no_step: word()?,
            no_epoch: word()?,
            min: Float(f64::from_bits(word()?)),
            min_step: word()? as i64,
            max: Float(f64::from_bits(word()?)),
            max_step: word()? as i64,
            sum: Float(f64::from_bits(word()?)),
            last: Float(f64::from_bits(word()?)),
            last_step: word()? as i64,
            last_time: word()? as i64,
            step_range: (word()? as i64, word()? as i64),
            epoch_range: (
                Float(f64::from_bits(word()?)),
                Float(f64::from_bits(word()?)),
            ),
            time_range: (word()? as i64, word()? as i64),
        },
    })
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn series_and_places_are_one_to_one() {
        for series in [0, 1, 127, 128, 100_000, u32::MAX] {
            let (page, index) = place(series);
            assert_eq!(series_at(page, index), series);
        }
    }
}
