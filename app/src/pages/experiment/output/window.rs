//! The console lines that are here: one run of neighbouring lines, grown at both ends. Pure.

use suisei_core::api::{OutputLine, OutputPage};
use suisei_core::event::Micros;

/// How far before the end a line may stand that still grows: a progress bar on one stream while
/// the other one prints.
const MAY_GROW: u64 = 60;

/// Neighbouring lines, by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Lines {
    lines: Vec<OutputLine>,
    total: u64,
}

impl Lines {
    /// Takes a page in. A line that is here already is replaced: the last one may have grown.
    /// Pages that leave a gap after the lines here replace all of them.
    pub(super) fn merge(&mut self, page: OutputPage) {
        self.total = page.total;
        let (Some(first), Some(last)) = (page.lines.first(), page.lines.last()) else {
            return;
        };
        let (first, last) = (first.number, last.number);
        let here = match (self.lines.first(), self.lines.last()) {
            (Some(start), Some(end)) => Some((start.number, end.number)),
            _ => None,
        };
        match here {
            Some((start, end)) if first <= end + 1 && last + 1 >= start => {
                let keep_before = first.saturating_sub(start) as usize;
                let after = (last + 1).saturating_sub(start) as usize;
                let tail = self.lines.split_off(after.min(self.lines.len()));
                self.lines.truncate(keep_before);
                self.lines.extend(page.lines);
                self.lines.extend(tail);
            }
            _ => self.lines = page.lines,
        }
    }

    /// The lines.
    pub(super) fn all(&self) -> &[OutputLine] {
        &self.lines
    }

    /// The number of the line that was written nearest to a time.
    pub(super) fn at_time(&self, time: Micros) -> Option<u64> {
        let nearest = self
            .lines
            .iter()
            .min_by_key(|line| line.time.abs_diff(time))?;
        Some(nearest.number)
    }

    /// How many are here.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// How many there are in all.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// The number of the first line that is here.
    pub(super) fn first(&self) -> u64 {
        self.lines.first().map_or(0, |line| line.number)
    }

    /// The number of the last line that is here.
    pub(super) fn last(&self) -> u64 {
        self.lines.last().map_or(0, |line| line.number)
    }

    /// Where to ask for news: a little before the end, because the last line of each stream may
    /// still grow, and the other stream may have gone on below it.
    pub(super) fn next(&self) -> u64 {
        self.last().saturating_sub(MAY_GROW).max(self.first())
    }

    /// True when the newest line is here.
    pub(super) fn reaches_end(&self) -> bool {
        self.lines.last().map_or(0, |line| line.number + 1) >= self.total
    }

    /// The lines of a part of the list.
    pub(super) fn part(&self, start: usize, end: usize) -> Vec<OutputLine> {
        let end = end.min(self.lines.len());
        self.lines[start.min(end)..end].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(numbers: std::ops::Range<u64>, text: &str, total: u64) -> OutputPage {
        let line = |number| OutputLine {
            number,
            time: 0,
            error: false,
            text: text.to_owned(),
        };
        OutputPage {
            lines: numbers.map(line).collect(),
            total,
        }
    }

    fn numbers(lines: &Lines) -> Vec<u64> {
        lines.all().iter().map(|line| line.number).collect()
    }

    #[test]
    fn the_run_grows_at_both_ends() {
        let mut lines = Lines::default();
        lines.merge(page(10..13, "a", 13));
        lines.merge(page(12..15, "b", 15));
        assert_eq!(numbers(&lines), [10, 11, 12, 13, 14]);
        assert_eq!(lines.all()[2].text, "b");
        lines.merge(page(7..10, "c", 15));
        assert_eq!(numbers(&lines), [7, 8, 9, 10, 11, 12, 13, 14]);
        assert_eq!(lines.all()[3].text, "a");
        assert!(lines.reaches_end());
    }

    #[test]
    fn a_time_finds_the_line_that_was_written_nearest_to_it() {
        let mut lines = Lines::default();
        let mut written = page(3..6, "a", 6);
        for (line, time) in written.lines.iter_mut().zip([100, 200, 300]) {
            line.time = time;
        }
        lines.merge(written);
        for (time, number) in [(0, 3), (160, 4), (249, 4), (900, 5)] {
            assert_eq!(lines.at_time(time), Some(number), "{time}");
        }
        assert_eq!(Lines::default().at_time(5), None);
    }

    #[test]
    fn a_gap_starts_anew_and_nothing_changes_nothing() {
        let mut lines = Lines::default();
        lines.merge(page(0..3, "a", 100));
        lines.merge(page(50..52, "b", 100));
        assert_eq!(numbers(&lines), [50, 51]);
        lines.merge(page(0..0, "", 101));
        assert_eq!((lines.len(), lines.total(), lines.next()), (2, 101, 50));
        assert!(!lines.reaches_end());
        assert_eq!(lines.part(1, 9).len(), 1);
    }
}
