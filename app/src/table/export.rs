//! Rows as CSV or Markdown, with full precision. Pure.

use suisei_core::event::Micros;
use suisei_core::number::Scalar;
use suisei_core::table::{Column, PageRow, state_word};

use crate::text::column::full_label;
use crate::text::{common, t, table as words};

/// How a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Comma-separated values, RFC 4180.
    Csv,
    /// A table as Markdown renderers read it.
    Markdown,
}

/// Writes rows whose cells are those of `columns`, below a head.
pub(super) fn write(format: Format, columns: &[Column], rows: &[PageRow]) -> String {
    let head = [t(common::NAME).to_owned(), t(words::KEY).to_owned()];
    let mut lines = vec![line(
        format,
        head.into_iter().chain(columns.iter().map(full_label)),
    )];
    if format == Format::Markdown {
        let is_number = |index: &usize| {
            let mut cells = rows.iter().filter_map(|row| row.cells.get(*index));
            columns[*index] != Column::Created
                && cells.all(|cell| cell.is_missing() || cell.as_f64().is_some())
        };
        let rule = |index| if is_number(&index) { "---:" } else { "---" };
        let rules = ["---", "---"]
            .into_iter()
            .chain((0..columns.len()).map(rule));
        lines.push(format!("| {} |", rules.collect::<Vec<_>>().join(" | ")));
    }
    for row in rows {
        let cell = |(column, cell): (&Column, &Scalar)| match column {
            Column::State => state_word(row.head.state).to_owned(),
            Column::Created => utc(row.head.created),
            Column::Duration => cell
                .as_f64()
                .map_or_else(String::new, |d| (d / 1e6).to_string()),
            _ => safe(cell),
        };
        let head = [safe_text(&row.head.name), row.head.key.to_string()];
        lines.push(line(
            format,
            head.into_iter()
                .chain(columns.iter().zip(&row.cells).map(cell)),
        ));
    }
    let end = if format == Format::Csv { "\r\n" } else { "\n" };
    lines.join(end) + end
}

fn line(format: Format, cells: impl Iterator<Item = String>) -> String {
    match format {
        Format::Csv => cells.map(|cell| csv(&cell)).collect::<Vec<_>>().join(","),
        Format::Markdown => {
            format!(
                "| {} |",
                cells
                    .map(|cell| markdown(&cell))
                    .collect::<Vec<_>>()
                    .join(" | ")
            )
        }
    }
}

fn csv(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn markdown(cell: &str) -> String {
    let escaped = cell
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;");
    escaped.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

fn safe(cell: &Scalar) -> String {
    match cell {
        Scalar::Text(text) => safe_text(text),
        other => other.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula.
fn safe_text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A time as `2026-11-23T12:39:04Z`, after the civil calendar.
fn utc(micros: Micros) -> String {
    let seconds = micros.div_euclid(1_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years begin in March here, so that the leap day is the last of its year.
    let day = days + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, year) = if month < 10 {
        (month + 3, year)
    } else {
        (month - 9, year + 1)
    };
    let year = year + era * 400;
    let (h, m, s) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{date:02}T{h:02}:{m:02}:{s:02}Z")
}

#[cfg(test)]
mod tests {
    use suisei_core::event::State;
    use suisei_core::number::Float;
    use suisei_core::table::RowHead;

    use super::*;
    use crate::source::memory::key;

    fn table() -> (Vec<Column>, Vec<PageRow>) {
        let parameter = |name: &str| Column::Parameter {
            name: name.to_owned(),
        };
        let columns = vec![
            Column::State,
            Column::Created,
            parameter("lr"),
            parameter("a|b"),
        ];
        let cells = vec![
            Scalar::Text("finished".to_owned()),
            Scalar::Integer(0),
            Scalar::Number(Float(-0.1)),
            Scalar::Text("x, \"y\" | <z>\nw".to_owned()),
        ];
        let head = RowHead {
            key: key(1),
            name: "=name".to_owned(),
            number: 1,
            state: State::Finished,
            created: 1_795_437_544_000_000,
            ended: None,
            heard: 0,
            tags: Vec::new(),
            archived: false,
        };
        (columns, vec![PageRow { head, cells }])
    }

    #[test]
    fn csv_quotes_and_defuses() {
        let (columns, rows) = table();
        assert_eq!(
            write(Format::Csv, &columns, &rows),
            "Name,Key,Status,Created,lr,a|b\r\n\
             '=name,00000000000000000000000000000001,finished,2026-11-23T12:39:04Z,-0.1,\
             \"x, \"\"y\"\" | <z>\nw\"\r\n"
        );
    }

    #[test]
    fn markdown_escapes_and_aligns() {
        let (columns, rows) = table();
        let text = write(Format::Markdown, &columns, &rows);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "| Name | Key | Status | Created | lr | a\\|b |");
        assert_eq!(lines[1], "| --- | --- | --- | --- | ---: | --- |");
        assert!(
            lines[2].ends_with("| -0.1 | x, \"y\" \\| &lt;z> w |"),
            "{}",
            lines[2]
        );
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn times_follow_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc(seconds * 1_000_000), text);
        }
    }
}
