//! Apache Parquet: typed columns, small on disk, floats as they are. Points are collected into row
//! groups of bounded size; only what the file's end has to list about them is kept.

use std::sync::Arc;

use ::parquet::basic::{Compression, Encoding};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::ColumnPath;

use super::cursor::Part;
use super::{Encode, ExportError, numbers};

const SCHEMA: &str = "
    message points {
        required binary experiment (STRING);
        required binary metric (STRING);
        required binary context (STRING);
        required int32 source (INTEGER(32, false));
        required int64 ordinal;
        optional int64 step;
        optional double epoch;
        required int64 time (TIMESTAMP(MICROS, true));
        required double value;
    }
";

/// Rows of a row group: enough for readers to work on many at once, 10 MiB while it is made.
const GROUP_ROWS: usize = 262_144;

/// Parts of a row group, so that many short series stay bounded too.
const GROUP_PARTS: usize = 4_096;

/// Values that are handed to a column at a time.
const CHUNK: usize = 8_192;

pub(super) struct Parquet {
    writer: SerializedFileWriter<Vec<u8>>,
    parts: Vec<Part>,
    n_rows: usize,
}

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

impl Parquet {
    pub(super) fn new() -> Result<Self> {
        let column = |name: &str| ColumnPath::new(vec![name.to_owned()]);
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("suisei ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        // Whole numbers that grow take little as differences; floats hardly ever repeat.
        for name in ["ordinal", "step", "time"] {
            properties = properties
                .set_column_dictionary_enabled(column(name), false)
                .set_column_encoding(column(name), Encoding::DELTA_BINARY_PACKED);
        }
        for name in ["epoch", "value"] {
            properties = properties.set_column_dictionary_enabled(column(name), false);
        }
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        Ok(Self {
            writer: SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build()))?,
            parts: Vec::new(),
            n_rows: 0,
        })
    }

    /// Writes what has been collected as a row group.
    fn group(&mut self) -> Result<()> {
        let parts = std::mem::take(&mut self.parts);
        self.n_rows = 0;
        if parts.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        texts(&mut group, &parts, |part| part.experiment.as_str())?;
        texts(&mut group, &parts, |part| &part.name.metric)?;
        texts(&mut group, &parts, |part| &part.name.context)?;
        column::<Int32Type>(&mut group, &parts, |part, rows| {
            // The type of the column says that the bits are those of an unsigned number.
            vec![part.name.source.cast_signed(); rows.len()]
        })?;
        column::<Int64Type>(&mut group, &parts, |part, rows| {
            let first = part.first.cast_signed();
            rows.map(|row| first + row as i64).collect()
        })?;
        optional::<Int64Type>(&mut group, &parts, |part, row| {
            numbers::step(part.points.step[row])
        })?;
        optional::<DoubleType>(&mut group, &parts, |part, row| {
            numbers::epoch(part.points.epoch[row])
        })?;
        column::<Int64Type>(&mut group, &parts, |part, rows| {
            part.points.time[rows].to_vec()
        })?;
        column::<DoubleType>(&mut group, &parts, |part, rows| {
            part.points.value[rows].to_vec()
        })?;
        group.close()?;
        Ok(())
    }

    /// Moves what has been written to the file.
    fn hand_over(&mut self, file: &mut Vec<u8>) -> Result<()> {
        self.writer.flush()?;
        file.append(self.writer.inner_mut());
        Ok(())
    }
}

impl Encode for Parquet {
    fn begin(&mut self, file: &mut Vec<u8>) -> std::result::Result<(), ExportError> {
        Ok(self.hand_over(file)?)
    }

    fn points(&mut self, part: Part, file: &mut Vec<u8>) -> std::result::Result<(), ExportError> {
        self.n_rows += part.points.len();
        self.parts.push(part);
        if self.n_rows >= GROUP_ROWS || self.parts.len() >= GROUP_PARTS {
            self.group()?;
            self.hand_over(file)?;
        }
        Ok(())
    }

    fn end(&mut self, file: &mut Vec<u8>) -> std::result::Result<(), ExportError> {
        self.group()?;
        self.writer.finish()?;
        file.append(self.writer.inner_mut());
        Ok(())
    }
}

/// Runs of at most [`CHUNK`] rows of a part.
fn chunks(part: &Part) -> impl Iterator<Item = std::ops::Range<usize>> {
    let n = part.points.len();
    (0..n)
        .step_by(CHUNK)
        .map(move |start| start..n.min(start + CHUNK))
}

/// A text that is the same for all rows of a part.
fn texts(group: &mut Group<'_>, parts: &[Part], text: impl Fn(&Part) -> &str) -> Result<()> {
    column::<ByteArrayType>(group, parts, |part, rows| {
        vec![ByteArray::from(text(part)); rows.len()]
    })
}

/// A column where every row has a value.
fn column<T: DataType>(
    group: &mut Group<'_>,
    parts: &[Part],
    values: impl Fn(&Part, std::ops::Range<usize>) -> Vec<T::T>,
) -> Result<()> {
    let mut column = group.next_column()?.ok_or_else(too_many)?;
    for part in parts {
        for rows in chunks(part) {
            let values = values(part, rows);
            column.typed::<T>().write_batch(&values, None, None)?;
        }
    }
    column.close()
}

/// A column where rows may have no value.
fn optional<T: DataType>(
    group: &mut Group<'_>,
    parts: &[Part],
    value: impl Fn(&Part, usize) -> Option<T::T>,
) -> Result<()> {
    let mut column = group.next_column()?.ok_or_else(too_many)?;
    for part in parts {
        for rows in chunks(part) {
            let all: Vec<Option<T::T>> = rows.map(|row| value(part, row)).collect();
            let present: Vec<i16> = all.iter().map(|value| i16::from(value.is_some())).collect();
            let values: Vec<T::T> = all.into_iter().flatten().collect();
            column
                .typed::<T>()
                .write_batch(&values, Some(&present), None)?;
        }
    }
    column.close()
}

fn too_many() -> ParquetError {
    ParquetError::General("the schema has fewer columns".to_owned())
}
