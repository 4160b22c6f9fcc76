//! What a cursor reads: the values of all lines at one x. Pure.

use suisei_chart::{Hover, format_value};

use crate::panels::series::Look;

/// The values at one x.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    /// The x.
    pub(crate) x: f64,
    /// The x, written out.
    pub(crate) x_label: String,
    /// The lines, greatest value first.
    pub(crate) rows: Vec<ReadingRow>,
    /// Where the pointer is, in CSS pixels of the chart.
    pub(crate) at: (f64, f64),
}

/// One line of a reading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadingRow {
    /// Index of the line.
    pub(crate) line: usize,
    /// The x of its point, which may lie beside the cursor.
    pub(crate) x: f64,
    /// The value on top: smoothed, if there is such a line.
    pub(crate) value: f64,
    /// The value as logged, when the one on top is smoothed.
    pub(crate) raw: Option<f64>,
    /// True for the line nearest to the pointer.
    pub(crate) nearest: bool,
}

impl Reading {
    /// From what lies under the pointer.
    pub(crate) fn new(hovered: &Hover, at: (f64, f64)) -> Self {
        let mut rows: Vec<ReadingRow> = hovered
            .hits
            .iter()
            .map(|hit| ReadingRow {
                line: hit.series,
                x: hit.x,
                value: hit.top().1,
                raw: hit.smooth.map(|_| hit.y),
                nearest: hovered.nearest == Some(hit.series),
            })
            .collect();
        // NaN last, then the greatest first.
        rows.sort_by(|a, b| {
            a.value
                .is_nan()
                .cmp(&b.value.is_nan())
                .then(b.value.total_cmp(&a.value))
        });
        Self {
            x: hovered.x,
            x_label: hovered.label.clone(),
            rows,
            at,
        }
    }

    /// As tab-separated text: the x, then a line for each name.
    pub(crate) fn tsv(&self, x_name: &str, looks: &[Look]) -> String {
        let mut text = format!("{x_name}\t{}\n", self.x_label);
        for row in &self.rows {
            let name = looks.get(row.line).map_or("", |look| look.label.as_str());
            text.push_str(&format!("{}\t{}", cell(name), plain(row.value)));
            if let Some(raw) = row.raw {
                text.push_str(&format!("\t{}", plain(raw)));
            }
            text.push('\n');
        }
        text
    }

    /// One sentence for a screen reader: the x and the greatest few values.
    pub(crate) fn sentence(&self, x_name: &str, looks: &[Look]) -> String {
        const MOST: usize = 5;
        let values = self.rows.iter().take(MOST).map(|row| {
            let name = looks.get(row.line).map_or("", |look| look.label.as_str());
            format!("{name} {}", format_value(row.value))
        });
        let parts: Vec<String> = std::iter::once(format!("{x_name} {}", self.x_label))
            .chain(values)
            .collect();
        parts.join(", ")
    }
}

/// A number as other programs read it: every digit, and no thousands separators.
pub(crate) fn plain(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else {
        let size = value.abs();
        if size != 0.0 && !(1e-5..1e15).contains(&size) {
            format!("{value:e}")
        } else {
            format!("{value}")
        }
    }
}

/// Text without what would break a table of tab-separated values.
pub(crate) fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: usize, value: f64) -> ReadingRow {
        ReadingRow {
            line,
            x: 1.0,
            value,
            raw: None,
            nearest: line == 1,
        }
    }

    #[test]
    fn a_reading_is_a_small_table() {
        let reading = Reading {
            x: 1_000.0,
            x_label: "1,000".to_owned(),
            rows: vec![row(0, 0.5), row(1, f64::NAN)],
            at: (0.0, 0.0),
        };
        assert_eq!(reading.tsv("step", &[]), "step\t1,000\n\t0.5\n\tNaN\n");
    }

    #[test]
    fn numbers_lose_no_digit() {
        assert_eq!(plain(0.1), "0.1");
        assert_eq!(plain(1e-30), "1e-30");
        assert_eq!(plain(123_456_789.0), "123456789");
        assert_eq!(plain(f64::NEG_INFINITY), "-inf");
        assert_eq!(cell("a\tb"), "a b");
    }
}
