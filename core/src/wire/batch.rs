//! Batches: consecutive events of one writer, binary or JSON. One bad event is kept apart with its
//! reason; it does not spoil its neighbours.

use serde::Deserialize;

use super::WireError;
use super::cursor::Cursor;
use super::points::{NO_STEP, NO_TIME, Point, Points};
use super::record::{Record, SeriesName, SeriesTable};
use crate::event::{Event, EventError, Micros, check_series};
use crate::ids::WriterId;
use crate::number::Float;

/// First bytes of a binary batch.
pub const MAGIC: [u8; 4] = *b"SUIB";
/// Newest version that this build reads and writes.
pub const VERSION: u16 = 1;
/// Media type of a binary batch.
pub const CONTENT_TYPE: &str = "application/vnd.suisei.batch";

/// A batch, decoded and checked event by event.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Who sent it.
    pub writer: WriterId,
    /// The sequence number of its first event.
    pub first_seq: u64,
    /// Its events in order; bad ones too, because they take a number.
    pub items: Vec<Item>,
    /// The series that its points name by index.
    pub series: Vec<SeriesName>,
}

/// One or many events of a batch.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Points whose `series` indexes [`Batch::series`].
    Points(Points),
    /// Any other event.
    Event(Event),
    /// An event that is refused.
    Bad(EventError),
}

impl Item {
    /// How many sequence numbers it takes.
    pub fn n_events(&self) -> u64 {
        match self {
            Self::Points(points) => points.len() as u64,
            Self::Event(_) | Self::Bad(_) => 1,
        }
    }
}

impl Batch {
    /// How many sequence numbers it takes.
    pub fn n_events(&self) -> u64 {
        self.items.iter().map(Item::n_events).sum()
    }

    /// Reads the binary form.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut cursor = Cursor::new(bytes);
        cursor.magic("batch", MAGIC, VERSION)?;
        let writer_bytes = usize::from(cursor.u16("batch header")?);
        let first_seq = cursor.u64("batch header")?;
        let offset = cursor.offset();
        let writer =
            std::str::from_utf8(cursor.take(writer_bytes, "writer")?).map_err(|error| {
                WireError::Invalid {
                    what: "writer",
                    offset,
                    why: error.to_string(),
                }
            })?;
        let mut builder = Builder::new(writer.parse()?, first_seq);
        let mut defined = SeriesTable::default();
        loop {
            let offset = cursor.offset();
            match Record::decode(&mut cursor)? {
                None => return builder.finish(),
                Some(Record::Series(id, name)) => defined.define(id, name),
                Some(Record::Event(json)) => builder.event(serde_json::from_str(&json)),
                Some(Record::Points(points)) => builder.points(points, &defined, offset)?,
            }
        }
    }

    /// Reads the JSON form.
    pub fn decode_json(bytes: &[u8]) -> Result<Self, WireError> {
        let invalid = |error: serde_json::Error| WireError::Invalid {
            what: "JSON batch",
            offset: error.column(),
            why: error.to_string(),
        };
        let batch: JsonBatch = serde_json::from_slice(bytes).map_err(invalid)?;
        let mut builder = Builder::new(batch.writer, batch.first_seq);
        for (index, value) in batch.events.into_iter().enumerate() {
            if value.get("kind").and_then(serde_json::Value::as_str) == Some("points") {
                let block: JsonPoints =
                    serde_json::from_value(value).map_err(|error| WireError::Invalid {
                        what: "points block",
                        offset: index,
                        why: error.to_string(),
                    })?;
                builder.json_points(block, index)?;
            } else {
                builder.event(serde_json::from_value(value));
            }
        }
        builder.finish()
    }

    /// The binary form of records, as a sender writes it.
    pub fn encode(writer: &WriterId, first_seq: u64, records: &[Record]) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(writer.as_str().len() as u16).to_le_bytes());
        out.extend_from_slice(&first_seq.to_le_bytes());
        out.extend_from_slice(writer.as_str().as_bytes());
        for record in records {
            record.encode(&mut out);
        }
        out
    }
}

#[derive(Deserialize)]
struct JsonBatch {
    writer: WriterId,
    #[serde(default)]
    first_seq: u64,
    events: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct JsonPoints {
    names: Vec<String>,
    #[serde(default)]
    contexts: Vec<String>,
    #[serde(default)]
    sources: Vec<u32>,
    series: Vec<u32>,
    value: Vec<Float>,
    #[serde(default)]
    time: Vec<Option<Micros>>,
    #[serde(default)]
    step: Vec<Option<i64>>,
    #[serde(default)]
    epoch: Vec<Option<f64>>,
}

/// Collects events and gives every distinct series one index.
struct Builder {
    batch: Batch,
    index: std::collections::HashMap<SeriesName, Result<u32, EventError>>,
    single_points: Points,
}

impl Builder {
    fn new(writer: WriterId, first_seq: u64) -> Self {
        Self {
            batch: Batch {
                writer,
                first_seq,
                items: Vec::new(),
                series: Vec::new(),
            },
            index: std::collections::HashMap::new(),
            single_points: Points::default(),
        }
    }

    /// The index of a series, or why it can have none.
    fn series(&mut self, name: SeriesName) -> Result<u32, EventError> {
        if let Some(known) = self.index.get(&name) {
            return known.clone();
        }
        let found = check_series(&name.metric, &name.context).map(|()| {
            self.batch.series.push(name.clone());
            (self.batch.series.len() - 1) as u32
        });
        self.index.insert(name, found.clone());
        found
    }

    fn flush(&mut self) {
        if !self.single_points.is_empty() {
            self.batch
                .items
                .push(Item::Points(std::mem::take(&mut self.single_points)));
        }
    }

    fn bad(&mut self, error: EventError) {
        self.flush();
        self.batch.items.push(Item::Bad(error));
    }

    fn event(&mut self, parsed: Result<Event, serde_json::Error>) {
        let checked = parsed
            .map_err(|error| EventError::Malformed(error.to_string()))
            .and_then(|event| event.check().map(|()| event));
        match checked {
            Err(error) => self.bad(error),
            Ok(Event::Metric(point)) => {
                let name = SeriesName {
                    metric: point.name,
                    context: point.context,
                    source: point.source,
                };
                match self.series(name) {
                    Err(error) => self.bad(error),
                    Ok(series) => self.single_points.push(Point {
                        series,
                        time: point.time.unwrap_or(NO_TIME),
                        value: point.value.0,
                        step: point.step.unwrap_or(NO_STEP),
                        epoch: point.epoch.unwrap_or(f64::NAN),
                    }),
                }
            }
            Ok(event) => {
                self.flush();
                self.batch.items.push(Item::Event(event));
            }
        }
    }

    /// Takes columns whose series numbers `defined` explains.
    fn points(
        &mut self,
        mut points: Points,
        defined: &SeriesTable,
        offset: usize,
    ) -> Result<(), WireError> {
        let mut resolved: std::collections::HashMap<u32, Result<u32, EventError>> =
            std::collections::HashMap::new();
        for &id in &points.series {
            if resolved.contains_key(&id) {
                continue;
            }
            let Some(name) = defined.get(id) else {
                return Err(WireError::Invalid {
                    what: "points record",
                    offset,
                    why: format!("series {id} was not defined before it"),
                });
            };
            let index = self.series(name.clone());
            resolved.insert(id, index);
        }
        if resolved.values().all(Result::is_ok) {
            for id in &mut points.series {
                if let Some(Ok(index)) = resolved.get(id) {
                    *id = *index;
                }
            }
            self.flush();
            self.batch.items.push(Item::Points(points));
            return Ok(());
        }
        for point in points.iter() {
            match &resolved[&point.series] {
                Ok(index) => self.single_points.push(Point {
                    series: *index,
                    ..point
                }),
                Err(error) => self.bad(error.clone()),
            }
        }
        Ok(())
    }

    fn json_points(&mut self, block: JsonPoints, index: usize) -> Result<(), WireError> {
        let n = block.series.len();
        let invalid = |why: String| WireError::Invalid {
            what: "points block",
            offset: index,
            why,
        };
        for (column, length) in [
            ("value", block.value.len()),
            ("time", block.time.len()),
            ("step", block.step.len()),
            ("epoch", block.epoch.len()),
        ] {
            let optional = column != "value";
            if length != n && !(optional && length == 0) {
                return Err(invalid(format!(
                    "`series` holds {n} cells, `{column}` holds {length}"
                )));
            }
        }
        let mut defined = SeriesTable::default();
        for (id, metric) in block.names.into_iter().enumerate() {
            let context = block.contexts.get(id).cloned().unwrap_or_default();
            let source = block.sources.get(id).copied().unwrap_or_default();
            defined.define(
                id as u32,
                SeriesName {
                    metric,
                    context,
                    source,
                },
            );
        }
        let column = |cells: Vec<Option<i64>>, missing: i64| -> Vec<i64> {
            if cells.is_empty() {
                vec![missing; n]
            } else {
                cells
                    .into_iter()
                    .map(|cell| cell.unwrap_or(missing))
                    .collect()
            }
        };
        let epoch = if block.epoch.is_empty() {
            vec![f64::NAN; n]
        } else {
            block
                .epoch
                .into_iter()
                .map(|cell| cell.unwrap_or(f64::NAN))
                .collect()
        };
        let points = Points {
            time: column(block.time, NO_TIME),
            step: column(block.step, NO_STEP),
            value: block.value.into_iter().map(|float| float.0).collect(),
            epoch,
            series: block.series,
        };
        self.points(points, &defined, index)
    }

    fn finish(mut self) -> Result<Batch, WireError> {
        self.flush();
        match self.batch.first_seq.checked_add(self.batch.n_events()) {
            Some(_) => Ok(self.batch),
            None => Err(WireError::Invalid {
                what: "first_seq",
                offset: 0,
                why: format!("{} leaves no room for its events", self.batch.first_seq),
            }),
        }
    }
}
