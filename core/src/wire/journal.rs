//! Journals: the SDK's append-only files. Read here because the browser opens them too.
//! A torn tail is where a crash cut it; anything else that is damaged is an error.

use serde::{Deserialize, Serialize};

use super::WireError;
use super::cursor::Cursor;
use super::record::Record;
use crate::event::Micros;
use crate::ids::{ExperimentKey, WriterId};

/// First bytes of a journal.
pub const MAGIC: [u8; 4] = *b"SUIJ";
/// Newest version that this build reads and writes.
pub const VERSION: u16 = 1;

/// What a journal says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHeader {
    /// The experiment that its events belong to.
    pub experiment: ExperimentKey,
    /// The process that wrote it.
    pub writer: WriterId,
    /// When it was begun.
    pub created: Micros,
    /// The project's name.
    pub project: String,
    /// The workspace's name, if it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
}

/// A journal that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    /// Its header.
    pub header: JournalHeader,
    /// Its records, in order.
    pub records: Vec<Record>,
    /// Bytes at the end that a crash left unfinished.
    pub torn_bytes: usize,
}

impl Journal {
    /// Reads a whole journal.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut cursor = Cursor::new(bytes);
        cursor.magic("journal", MAGIC, VERSION)?;
        cursor.u16("journal header")?;
        let length = cursor.u32("journal header")? as usize;
        let offset = cursor.offset();
        let header =
            serde_json::from_slice(cursor.take(length, "journal header")?).map_err(|error| {
                WireError::Invalid {
                    what: "journal header",
                    offset,
                    why: error.to_string(),
                }
            })?;
        let mut records = Vec::new();
        loop {
            let at = cursor.offset();
            match Record::decode(&mut cursor) {
                Ok(Some(record)) => records.push(record),
                Ok(None) => {
                    return Ok(Self {
                        header,
                        records,
                        torn_bytes: 0,
                    });
                }
                Err(error) => {
                    let torn = is_torn(&bytes[at..]);
                    return if torn {
                        Ok(Self {
                            header,
                            records,
                            torn_bytes: bytes.len() - at,
                        })
                    } else {
                        Err(error)
                    };
                }
            }
        }
    }

    /// The bytes of a journal with this header and these records.
    pub fn encode(
        header: &JournalHeader,
        records: &[Record],
    ) -> Result<Vec<u8>, serde_json::Error> {
        let json = serde_json::to_vec(header)?;
        let mut out = Vec::new();
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&(json.len() as u32).to_le_bytes());
        out.extend_from_slice(&json);
        for record in records {
            record.encode(&mut out);
        }
        Ok(out)
    }
}

/// True when what begins here is an unfinished last record: after it nothing follows but zeros,
/// with which a mapped file is extended before it is written over.
fn is_torn(rest: &[u8]) -> bool {
    match Cursor::new(rest).u32("record") {
        Err(_) => true,
        Ok(length) => {
            let end = (length as usize).saturating_add(8).min(rest.len());
            let after = if length == 0 { rest } else { &rest[end..] };
            after.iter().all(|&byte| byte == 0)
        }
    }
}
