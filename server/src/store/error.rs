//! What can go wrong in the store, in words for the person who runs it.

use std::path::PathBuf;

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be opened as a store.
    #[error("cannot open the store in `{}`: {why}", folder.display())]
    Open {
        /// The data folder.
        folder: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// Nothing can be written now; reading goes on.
    #[error("the store cannot write: {0}")]
    Unavailable(String),
    /// Something that was stored reads wrong.
    #[error("{what} is damaged: {why}; other data stays readable, restore a backup to get it back")]
    Damaged {
        /// What was read.
        what: String,
        /// How it is wrong.
        why: String,
    },
    /// Such a thing exists already.
    #[error("{0} exists already")]
    Exists(String),
    /// Something changed that a change was based on.
    #[error("`{0}` was changed at the same time; try again")]
    Conflict(String),
    /// There is no such thing.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A project that still holds experiments.
    #[error("the project holds {0} experiments; move them to the trash first")]
    NotEmpty(usize),
    /// A value that cannot be stored.
    #[error("{0}")]
    Invalid(String),
    /// Bytes that are not what their hash promised.
    #[error("the bytes have the SHA-256 {found}, the address says {expected}; send them again")]
    HashMismatch {
        /// The promised hash.
        expected: String,
        /// The hash of the bytes.
        found: String,
    },
}

impl StoreError {
    /// A writing operation that the operating system refused.
    pub(crate) fn io(doing: &str, error: &std::io::Error) -> Self {
        Self::Unavailable(format!("{doing}: {error}"))
    }

    /// A stored thing that reads wrong.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an error ends where it is put into words"
    )]
    pub(crate) fn damaged(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Damaged {
            what: what.into(),
            why: why.to_string(),
        }
    }
}
