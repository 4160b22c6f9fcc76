//! Records: length, checksum, kind, payload. Never stops at an unknown kind silently.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::WireError;
use super::cursor::Cursor;
use super::points::Points;
use crate::event::Event;

/// Largest record, so that a damaged length cannot ask for more.
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

const SERIES: u8 = 1;
const POINTS: u8 = 2;
const EVENT: u8 = 3;

/// What makes a series: metric name, context and source.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeriesName {
    /// The metric's name.
    #[serde(rename = "name")]
    pub metric: String,
    /// Such as `train`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// Rank or host; 0 for none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub source: u32,
}

fn is_zero(source: &u32) -> bool {
    *source == 0
}

/// A record's content.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Gives a number to a series.
    Series(u32, SeriesName),
    /// Points, in order; `len()` events.
    Points(Points),
    /// One event as JSON text, checked to be UTF-8 but not yet parsed:
    /// a bad event is reported by itself and does not spoil its neighbours.
    Event(String),
}

impl Record {
    /// A record with this event.
    pub fn from_event(event: &Event) -> Result<Self, serde_json::Error> {
        serde_json::to_string(event).map(Self::Event)
    }

    /// How many events it holds.
    pub fn n_events(&self) -> u64 {
        match self {
            Self::Series(..) => 0,
            Self::Points(points) => points.len() as u64,
            Self::Event(_) => 1,
        }
    }

    /// Appends the record.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 8]);
        match self {
            Self::Series(id, name) => {
                out.push(SERIES);
                out.extend_from_slice(&id.to_le_bytes());
                // A struct of strings and numbers always has a JSON form.
                out.extend_from_slice(&serde_json::to_vec(name).unwrap_or_default());
            }
            Self::Points(points) => {
                out.push(POINTS);
                points.encode(out);
            }
            Self::Event(json) => {
                out.push(EVENT);
                out.extend_from_slice(json.as_bytes());
            }
        }
        let length = (out.len() - start - 8) as u32;
        let checksum = crc32fast::hash(&out[start + 8..]);
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
        out[start + 4..start + 8].copy_from_slice(&checksum.to_le_bytes());
    }

    /// Reads the next record; `None` at the end.
    pub fn decode(cursor: &mut Cursor<'_>) -> Result<Option<Self>, WireError> {
        if cursor.left() == 0 {
            return Ok(None);
        }
        let offset = cursor.offset();
        let length = cursor.u32("record")? as usize;
        let found = cursor.u32("record")?;
        if length == 0 || length > MAX_RECORD_BYTES {
            return Err(WireError::Invalid {
                what: "record",
                offset,
                why: format!("its length is {length}, the limit is {MAX_RECORD_BYTES}"),
            });
        }
        let body = cursor.take(length, "record")?;
        let expected = crc32fast::hash(body);
        if found != expected {
            return Err(WireError::Checksum {
                offset,
                found,
                expected,
            });
        }
        Self::decode_body(body, offset).map(Some)
    }

    fn decode_body(body: &[u8], offset: usize) -> Result<Self, WireError> {
        let mut cursor = Cursor::within(body, offset + 8);
        let invalid = |what, why: String| WireError::Invalid { what, offset, why };
        match cursor.u8("record kind")? {
            SERIES => {
                let id = cursor.u32("series record")?;
                let json = cursor.take(cursor.left(), "series record")?;
                let name = serde_json::from_slice(json)
                    .map_err(|error| invalid("series record", error.to_string()))?;
                Ok(Self::Series(id, name))
            }
            POINTS => {
                let points = Points::decode(&mut cursor)?;
                match cursor.left() {
                    0 => Ok(Self::Points(points)),
                    n => Err(invalid("points record", format!("{n} bytes are left over"))),
                }
            }
            EVENT => {
                let json = cursor.take(cursor.left(), "event record")?;
                let json = std::str::from_utf8(json)
                    .map_err(|error| invalid("event record", error.to_string()))?;
                Ok(Self::Event(json.to_owned()))
            }
            kind => Err(invalid(
                "record",
                format!("its kind is {kind}, known are 1, 2 and 3"),
            )),
        }
    }
}

/// The series that a journal or batch has defined so far.
#[derive(Debug, Clone, Default)]
pub struct SeriesTable(BTreeMap<u32, SeriesName>);

impl SeriesTable {
    /// Adds a definition; a later one with the same number replaces it.
    pub fn define(&mut self, id: u32, name: SeriesName) {
        self.0.insert(id, name);
    }

    /// The series with this number.
    pub fn get(&self, id: u32) -> Option<&SeriesName> {
        self.0.get(&id)
    }

    /// All definitions, by number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &SeriesName)> {
        self.0.iter().map(|(id, name)| (*id, name))
    }
}
