//! Exact points as a file: every point of many series in arrival order, made a piece at a time
//! so that memory does not grow with the number of points. Samples nothing, rounds nothing, and
//! knows no HTTP.

mod csv;
mod cursor;
mod json;
mod numbers;
mod parquet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::store::StoreError;

pub use cursor::{Choice, Edits, Filter};
use cursor::{Cursor, Part};

/// A piece of a file is given away when it has this many bytes; some are longer.
const PIECE_BYTES: usize = 1024 * 1024;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values (RFC 4180 with line feeds), the names of the columns first.
    #[default]
    Csv,
    /// One array of objects, each on a line of its own.
    Json,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The format with this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Json => "application/json",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// How names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
        }
    }

    fn encoder(self) -> Result<Box<dyn Encode>, ExportError> {
        Ok(match self {
            Self::Csv => Box::new(csv::Csv),
            Self::Json => Box::new(json::Json::default()),
            Self::Parquet => Box::new(parquet::Parquet::new()?),
        })
    }
}

/// Why a file could not be made, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The points could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Text of the file could not be made.
    #[error("a number has no text: {0}")]
    Text(#[from] serde_json::Error),
    /// Parquet could not be made.
    #[error("cannot write Parquet: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}

/// A format at work. Each function adds what is ready to the end of the file.
trait Encode: Send {
    /// What comes before all points.
    fn begin(&mut self, file: &mut Vec<u8>) -> Result<(), ExportError>;

    /// The next points.
    fn points(&mut self, part: Part, file: &mut Vec<u8>) -> Result<(), ExportError>;

    /// What comes after all points.
    fn end(&mut self, file: &mut Vec<u8>) -> Result<(), ExportError>;
}

/// A file that is being made.
pub struct Export {
    cursor: Cursor,
    encoder: Box<dyn Encode>,
    ready: Vec<u8>,
    has_ended: bool,
}

impl Export {
    /// Of the chosen series, experiment by experiment in the order given, series by name. Each
    /// series is as of the moment when its turn comes.
    pub fn new(choices: Vec<Choice>, format: Format) -> Result<Self, ExportError> {
        let mut encoder = format.encoder()?;
        let mut ready = Vec::new();
        encoder.begin(&mut ready)?;
        Ok(Self {
            cursor: Cursor::new(choices),
            encoder,
            ready,
            has_ended: false,
        })
    }

    /// The next bytes of the file; none at its end. Blocks on the disk and the processor.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, ExportError> {
        let mut piece = std::mem::take(&mut self.ready);
        while !self.has_ended && piece.len() < PIECE_BYTES {
            match self.cursor.next()? {
                Some(part) => self.encoder.points(part, &mut piece)?,
                None => {
                    self.encoder.end(&mut piece)?;
                    self.has_ended = true;
                }
            }
        }
        Ok((!piece.is_empty()).then_some(piece))
    }
}
