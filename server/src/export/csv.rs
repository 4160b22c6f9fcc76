//! Comma-separated values: one line a point, an empty field for what a point does not have. Texts
//! stay as they are: a name that a spreadsheet takes for a formula is not changed.

use suisei_core::number::non_finite_text;

use super::cursor::Part;
use super::{Encode, ExportError, numbers};

const HEADER: &[u8] = b"experiment,metric,context,source,ordinal,step,epoch,time,value\n";

pub(super) struct Csv;

impl Encode for Csv {
    fn begin(&mut self, file: &mut Vec<u8>) -> Result<(), ExportError> {
        file.extend_from_slice(HEADER);
        Ok(())
    }

    fn points(&mut self, part: Part, file: &mut Vec<u8>) -> Result<(), ExportError> {
        let mut series = Vec::new();
        for field in [
            part.experiment.as_str(),
            &part.name.metric,
            &part.name.context,
        ] {
            text(&mut series, field);
            series.push(b',');
        }
        numbers::finite(&mut series, part.name.source)?;
        series.push(b',');
        for (ordinal, row) in (part.first..).zip(part.points.rows()) {
            file.extend_from_slice(&series);
            numbers::finite(file, ordinal)?;
            file.push(b',');
            if let Some(step) = numbers::step(row.step) {
                numbers::finite(file, step)?;
            }
            file.push(b',');
            if let Some(epoch) = numbers::epoch(row.epoch) {
                float(file, epoch)?;
            }
            file.push(b',');
            numbers::finite(file, row.time)?;
            file.push(b',');
            float(file, row.value)?;
            file.push(b'\n');
        }
        Ok(())
    }

    fn end(&mut self, _: &mut Vec<u8>) -> Result<(), ExportError> {
        Ok(())
    }
}

fn float(file: &mut Vec<u8>, value: f64) -> Result<(), ExportError> {
    match non_finite_text(value) {
        Some(text) => file.extend_from_slice(text.as_bytes()),
        None => numbers::finite(file, value)?,
    }
    Ok(())
}

/// A text, in quotes where it has to be.
fn text(file: &mut Vec<u8>, text: &str) {
    if !text.contains([',', '"', '\n', '\r']) {
        file.extend_from_slice(text.as_bytes());
        return;
    }
    file.push(b'"');
    file.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    file.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_break_a_line_is_quoted() {
        for (name, field) in [
            ("train/loss", "train/loss"),
            ("=1+1", "=1+1"),
            ("損失", "損失"),
            ("a,b", "\"a,b\""),
            ("the \"best\"", "\"the \"\"best\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("", ""),
        ] {
            let mut file = Vec::new();
            text(&mut file, name);
            assert_eq!(file, field.as_bytes());
        }
    }

    #[test]
    fn floats_read_back_bit_by_bit() {
        for value in [
            0.1,
            -0.0,
            5e-324,
            f64::MIN_POSITIVE,
            f64::MAX,
            1e21,
            -1.5e-7,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ] {
            let mut file = Vec::new();
            float(&mut file, value).unwrap();
            let text = String::from_utf8(file).unwrap();
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }
}
