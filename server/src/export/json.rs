//! One JSON array with an object for each point, each on a line of its own: any reader of JSON
//! takes it, a reader of lines finds its way, and a file that was cut off does not parse.

use suisei_core::number::Float;

use super::cursor::Part;
use super::{Encode, ExportError, numbers};

#[derive(Default)]
pub(super) struct Json {
    has_rows: bool,
}

impl Encode for Json {
    fn begin(&mut self, file: &mut Vec<u8>) -> Result<(), ExportError> {
        file.push(b'[');
        Ok(())
    }

    fn points(&mut self, part: Part, file: &mut Vec<u8>) -> Result<(), ExportError> {
        let mut series = Vec::new();
        for (name, field) in [
            (&b"{\"experiment\":"[..], part.experiment.as_str()),
            (b",\"metric\":", &part.name.metric),
            (b",\"context\":", &part.name.context),
        ] {
            series.extend_from_slice(name);
            serde_json::to_writer(&mut series, field)?;
        }
        series.extend_from_slice(b",\"source\":");
        numbers::finite(&mut series, part.name.source)?;
        series.extend_from_slice(b",\"ordinal\":");
        for (ordinal, row) in (part.first..).zip(part.points.rows()) {
            file.extend_from_slice(if self.has_rows { b",\n" } else { b"\n" });
            self.has_rows = true;
            file.extend_from_slice(&series);
            numbers::finite(file, ordinal)?;
            file.extend_from_slice(b",\"step\":");
            serde_json::to_writer(&mut *file, &numbers::step(row.step))?;
            file.extend_from_slice(b",\"epoch\":");
            serde_json::to_writer(&mut *file, &numbers::epoch(row.epoch).map(Float))?;
            file.extend_from_slice(b",\"time\":");
            numbers::finite(file, row.time)?;
            file.extend_from_slice(b",\"value\":");
            serde_json::to_writer(&mut *file, &Float(row.value))?;
            file.push(b'}');
        }
        Ok(())
    }

    fn end(&mut self, file: &mut Vec<u8>) -> Result<(), ExportError> {
        file.extend_from_slice(b"\n]\n");
        Ok(())
    }
}
