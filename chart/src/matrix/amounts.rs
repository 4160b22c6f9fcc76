//! What the cells of a matrix amount to: their numbers, and how strong their colours are.

use super::{MatrixChart, Share};
use crate::format::{format_value, plain};
use crate::theme::SEQ;

/// Cells with what they are measured by.
pub(super) struct Amounts<'a> {
    chart: &'a MatrixChart<'a>,
    /// The largest finite count.
    most: f64,
    /// For each row or column the sum of its counts as shares of `most`, which cannot overflow.
    sums: Vec<f64>,
}

impl<'a> Amounts<'a> {
    pub(super) fn new(chart: &'a MatrixChart<'a>) -> Self {
        let classes = chart.classes();
        let counted = &chart.cells[..chart.cells.len().min(classes * classes)];
        let finite = counted.iter().copied().filter(|count| count.is_finite());
        let most = finite.fold(0.0, f64::max);
        let mut sums = match chart.share {
            Share::Counts => Vec::new(),
            Share::OfRow | Share::OfColumn => vec![0.0; classes],
        };
        for (at, &count) in counted.iter().enumerate() {
            let group = match chart.share {
                Share::Counts => break,
                Share::OfRow => at / classes,
                Share::OfColumn => at % classes,
            };
            if count.is_finite() && count > 0.0 {
                sums[group] += count / most;
            }
        }
        Self { chart, most, sums }
    }

    /// How much of the whole a cell is: of the largest cell, or of its row or column. Zero for
    /// a cell that is no number or below zero.
    pub(super) fn weight(&self, row: usize, column: usize) -> f64 {
        let count = self.chart.cell(row, column);
        if count.is_nan() || count <= 0.0 {
            return 0.0;
        }
        let whole = match self.chart.share {
            Share::Counts => 1.0,
            Share::OfRow => self.sums[row],
            Share::OfColumn => self.sums[column],
        };
        // A positive count stays one, however small beside the others.
        (count / self.most / whole).max(f64::MIN_POSITIVE)
    }

    /// The step of the ordered colours; at least `lowest` for anything that was counted.
    pub(super) fn step(&self, row: usize, column: usize, lowest: u8) -> u8 {
        const LAST: u8 = (SEQ - 1) as u8;
        let count = self.chart.cell(row, column);
        if count.is_nan() || count <= 0.0 {
            return 0;
        }
        let share = self.weight(row, column);
        ((share.sqrt() * f64::from(LAST)).round() as u8).clamp(lowest, LAST)
    }

    /// What a cell says where there is little room; whole percent at least, if not more.
    pub(super) fn short_text(&self, row: usize, column: usize) -> String {
        let percent = self.weight(row, column) * 100.0;
        match percent {
            _ if self.chart.cell(row, column) <= 0.0 => "0%".to_owned(),
            ..0.5 => "<1%".to_owned(),
            ..99.5 => format!("{}%", plain(percent, 0)),
            ..100.0 => "99%".to_owned(),
            _ => "100%".to_owned(),
        }
    }

    /// What a cell says.
    pub(super) fn text(&self, row: usize, column: usize) -> String {
        let count = self.chart.cell(row, column);
        match self.chart.share {
            Share::OfRow | Share::OfColumn if count.is_finite() && count >= 0.0 => {
                percent(self.weight(row, column))
            }
            _ => format_value(count),
        }
    }
}

/// A share as percent in at most five characters. Only what is all says 100 %, and only what is
/// nothing 0 %.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        return "0%".to_owned();
    }
    match percent {
        ..0.05 => "<0.1%".to_owned(),
        ..9.95 => format!("{}%", plain(percent, 1)),
        ..99.5 => format!("{}%", plain(percent, 0)),
        ..100.0 => format!("{}%", plain((percent * 10.0).floor() / 10.0, 1)),
        _ => "100%".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Amounts, MatrixChart, Share, percent};

    fn chart<'a>(cells: &'a [f64], share: Share) -> MatrixChart<'a> {
        MatrixChart {
            width: 0.0,
            height: 0.0,
            ratio: 1.0,
            labels: &["a", "b"],
            cells,
            actual: "",
            predicted: "",
            share,
            highlight: None,
        }
    }

    #[test]
    fn steps_grow_with_the_square_root() {
        let chart = chart(&[0.0, 1.0, 25.0, 100.0], Share::Counts);
        let amounts = Amounts::new(&chart);
        let step = |at: usize| amounts.step(at / 2, at % 2, 1);
        assert_eq!([0, 1, 2, 3].map(step), [0, 1, 5, 9]);
        assert_eq!(amounts.step(0, 1, 3), 3);
    }

    #[test]
    fn shares_are_of_the_row_or_of_the_column() {
        let cells = [30.0, 10.0, 0.0, 90.0];
        let texts = |share| {
            let chart = chart(&cells, share);
            [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(row, column)| chart.format_cell(row, column))
        };
        assert_eq!(texts(Share::Counts), ["30", "10", "0", "90"]);
        assert_eq!(texts(Share::OfRow), ["75%", "25%", "0%", "100%"]);
        assert_eq!(texts(Share::OfColumn), ["100%", "10%", "0%", "90%"]);
    }

    #[test]
    fn percent_never_rounds_to_all_or_nothing() {
        let shares = [0.0, 1e-9, 0.0004, 0.004, 0.5, 0.994, 0.9951, 0.99999, 1.0];
        let texts = shares.map(percent);
        let expected = [
            "0%", "<0.1%", "<0.1%", "0.4%", "50%", "99%", "99.5%", "99.9%", "100%",
        ];
        assert_eq!(texts, expected);
    }

    #[test]
    fn huge_tiny_and_broken_counts_have_steps() {
        for cells in [
            [f64::MAX, f64::MAX, 5e-324, 0.0],
            [f64::INFINITY, 1.0, f64::NAN, -3.0],
            [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NAN],
        ] {
            for share in [Share::Counts, Share::OfRow, Share::OfColumn] {
                let chart = chart(&cells, share);
                let amounts = Amounts::new(&chart);
                for (at, &count) in cells.iter().enumerate() {
                    let step = amounts.step(at / 2, at % 2, 1);
                    assert_eq!(step > 0, count > 0.0, "{cells:?} {share:?} {at}");
                }
            }
        }
    }
}
