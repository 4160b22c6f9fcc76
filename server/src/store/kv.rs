//! The small interface that an engine has to offer: ordered keys in parts, atomic durable batches.
//! Knows nothing of what is stored.

use super::StoreError;
use super::keys::{Key, KeyRange};
use super::watch::Commits;

/// Longest value that an engine takes, in bytes. Longer ones would leave the log of the embedded
/// engine for files of their own, which it does not make durable.
pub const MAX_VALUE_BYTES: usize = 64 * 1024;

/// A key and its value.
pub type Entry = (Key, Vec<u8>);

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets a value.
    Put(Key, Vec<u8>),
    /// Removes a key; a missing one is no error.
    Delete(Key),
}

impl Change {
    /// The key that it changes.
    pub fn key(&self) -> &Key {
        match self {
            Self::Put(key, _) | Self::Delete(key) => key,
        }
    }

    /// What it weighs, in bytes.
    pub fn n_bytes(&self) -> usize {
        match self {
            Self::Put(key, value) => key.as_bytes().len() + value.len(),
            Self::Delete(key) => key.as_bytes().len(),
        }
    }
}

/// What has to hold for a batch to be applied: a key has this value, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The key.
    pub key: Key,
    /// Its value; none where there must not be such a key.
    pub value: Option<Vec<u8>>,
}

impl Condition {
    /// There is no such key.
    pub fn absent(key: Key) -> Self {
        Self { key, value: None }
    }

    /// Fails unless it holds for what is `stored`.
    pub fn check(&self, stored: Option<&[u8]>) -> Result<(), StoreError> {
        if stored == self.value.as_deref() {
            return Ok(());
        }
        Err(StoreError::Conflict(format!("{:?}", self.key)))
    }
}

/// In which order a scan goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest key first.
    Forward,
    /// Greatest key first.
    Backward,
}

/// An ordered key-value engine.
pub trait Kv: Send + Sync {
    /// The value of a key.
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// The values of keys, in the order asked.
    fn multi_get(&self, keys: &[Key]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        keys.iter().map(|key| self.get(key)).collect()
    }

    /// At most `limit` entries of a range.
    fn scan(
        &self,
        range: &KeyRange,
        limit: usize,
        direction: Direction,
    ) -> Result<Vec<Entry>, StoreError>;

    /// Makes all changes or none; they are durable when it returns. A later change of the same key
    /// wins. After an error nobody knows which of the two it was until [`Self::recover`] succeeds.
    fn apply(&self, changes: &[Change]) -> Result<(), StoreError> {
        self.apply_if(&[], changes)
    }

    /// The same, where all conditions hold at that moment; [`StoreError::Conflict`], and nothing
    /// changed, where one does not.
    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError>;

    /// Every batch that is applied from now on, in order. With a scan that begins afterwards it is
    /// a whole copy: that is how backups are made.
    fn watch(&self) -> Commits;

    /// Fails when it is known beforehand that a batch of `n_bytes` would not be taken, because the
    /// disk is full or read-only. Changes nothing.
    fn check_writable(&self, n_bytes: usize) -> Result<(), StoreError>;

    /// Brings the engine back to what is on disk after a failed [`Self::apply`].
    fn recover(&self) -> Result<(), StoreError>;
}

/// Refuses values that are too long for any engine.
pub fn check_values(changes: &[Change]) -> Result<(), StoreError> {
    for change in changes {
        if let Change::Put(key, value) = change
            && value.len() > MAX_VALUE_BYTES
        {
            return Err(StoreError::Invalid(format!(
                "a value of {} bytes, the limit is {MAX_VALUE_BYTES}, at key `{key:?}`",
                value.len()
            )));
        }
    }
    Ok(())
}

/// Calls `each` for every entry of a range, in order; holds a bounded part of it in memory.
pub fn for_each(
    kv: &dyn Kv,
    range: KeyRange,
    mut each: impl FnMut(Key, Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    const PAGE: usize = 64;
    let mut rest = range;
    loop {
        let page = kv.scan(&rest, PAGE, Direction::Forward)?;
        let done = page.len() < PAGE;
        if let Some((last, _)) = page.last() {
            rest = rest.after(last);
        }
        for (key, value) in page {
            each(key, value)?;
        }
        if done {
            return Ok(());
        }
    }
}
