//! The wire forms of events and series, fixed by golden files: records, journals, batches, frames.
//! `docs/wire.md` describes every byte. Never trusts a length it has read.

pub mod batch;
pub mod cursor;
pub mod frame;
pub mod frames;
pub mod journal;
pub mod points;
pub mod record;

use crate::ids::NameError;

/// Why bytes from outside could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The first four bytes are something else.
    #[error("not a {format}: it begins with {found:02x?}, not with {expected:02x?}")]
    Magic {
        /// What was expected.
        format: &'static str,
        /// Its first bytes.
        expected: [u8; 4],
        /// What was there.
        found: Vec<u8>,
    },
    /// A version from the future.
    #[error(
        "{format} version {found} is newer than version {known}, which this build reads; update it"
    )]
    Version {
        /// Which format.
        format: &'static str,
        /// The version that was found.
        found: u16,
        /// The newest version that this build reads.
        known: u16,
    },
    /// The bytes end inside something.
    #[error("cut off at byte {offset}: {what} needs {needed} bytes, {left} are left")]
    CutOff {
        /// Where it begins.
        offset: usize,
        /// What it is.
        what: &'static str,
        /// Its length.
        needed: usize,
        /// What is left.
        left: usize,
    },
    /// The checksum of a record differs.
    #[error(
        "the record at byte {offset} is damaged: its checksum is {found:08x}, its bytes give {expected:08x}"
    )]
    Checksum {
        /// Where the record begins.
        offset: usize,
        /// The stored checksum.
        found: u32,
        /// The checksum of its bytes.
        expected: u32,
    },
    /// Something reads, but makes no sense.
    #[error("the {what} at byte {offset} is wrong: {why}")]
    Invalid {
        /// What it is.
        what: &'static str,
        /// Where it begins.
        offset: usize,
        /// Why it is wrong.
        why: String,
    },
    /// A writer id that is not one.
    #[error(transparent)]
    Name(#[from] NameError),
}
