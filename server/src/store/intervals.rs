//! Sets of numbers as runs: which sequence numbers of a writer were received, what makes every
//! event count once; and which points edits hide. Never forgets a number.

use std::ops::Range;

use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;

/// Most separate runs of one writer: more would not fit into one stored value.
pub(crate) const MAX_RUNS: usize = 3_500;

/// Numbers as ascending, disjoint, non-touching half-open runs; the comments call them received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Intervals(Vec<(u64, u64)>);

impl Intervals {
    /// How many separate runs there are.
    pub(crate) fn n_runs(&self) -> usize {
        self.0.len()
    }

    /// The runs, ascending, half-open.
    pub(crate) fn runs(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// The first number that was not received.
    pub(crate) fn next(&self) -> u64 {
        match self.0.first() {
            Some(&(0, end)) => end,
            _ => 0,
        }
    }

    /// The parts of `asked` that were not received, ascending.
    pub(crate) fn missing(&self, asked: Range<u64>) -> Vec<Range<u64>> {
        let mut missing = Vec::new();
        let mut at = asked.start;
        let first = self.0.partition_point(|&(_, end)| end <= asked.start);
        for &(start, end) in &self.0[first..] {
            if start >= asked.end {
                break;
            }
            if at < start {
                missing.push(at..start);
            }
            at = at.max(end);
        }
        if at < asked.end {
            missing.push(at..asked.end);
        }
        missing
    }

    /// Takes `received` in.
    pub(crate) fn insert(&mut self, received: Range<u64>) {
        if received.is_empty() {
            return;
        }
        let first = self.0.partition_point(|&(_, end)| end < received.start);
        let last = self.0.partition_point(|&(start, _)| start <= received.end);
        let merged = match self.0.get(first..last) {
            Some([]) | None => (received.start, received.end),
            Some(runs) => (
                runs[0].0.min(received.start),
                runs[runs.len() - 1].1.max(received.end),
            ),
        };
        self.0.splice(first..last.max(first), [merged]);
    }

    /// `start u64 | end u64` for each run, little-endian.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        for (start, end) in &self.0 {
            out.extend_from_slice(&start.to_le_bytes());
            out.extend_from_slice(&end.to_le_bytes());
        }
    }

    /// Reads runs to the end.
    pub(crate) fn decode(cursor: &mut Cursor<'_>) -> Result<Self, WireError> {
        let mut intervals = Self::default();
        while cursor.left() > 0 {
            let start = cursor.u64("interval")?;
            intervals.insert(start..cursor.u64("interval")?);
        }
        Ok(intervals)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_like_a_set_of_numbers(
            ranges in proptest::collection::vec((0_u64..60, 0_u64..12), 0..30),
            asked in (0_u64..60, 0_u64..30),
        ) {
            let mut intervals = Intervals::default();
            let mut model = BTreeSet::new();
            for (start, length) in ranges {
                intervals.insert(start..start + length);
                model.extend(start..start + length);
            }
            let asked = asked.0..asked.0 + asked.1;
            let missing: Vec<u64> = intervals.missing(asked.clone()).into_iter().flatten().collect();
            let expected: Vec<u64> = asked.filter(|number| !model.contains(number)).collect();
            prop_assert_eq!(missing, expected);
            prop_assert_eq!(intervals.next(), (0..).find(|n| !model.contains(n)).unwrap());
            let mut bytes = Vec::new();
            intervals.encode(&mut bytes);
            prop_assert_eq!(Intervals::decode(&mut Cursor::new(&bytes)).unwrap(), intervals.clone());
            prop_assert!(intervals.0.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }
}
