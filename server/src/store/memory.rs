//! The engine for tests: a sorted map in memory. Loses everything when it is dropped.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, RwLock};

use super::StoreError;
use super::keys::{Key, KeyRange};
use super::kv::{Change, Condition, Direction, Entry, Kv, check_values};
use super::watch::{Commits, Watchers};
use crate::sync::{lock, read, write};

/// Values by part and key.
type Parts = BTreeMap<(u16, Vec<u8>), Vec<u8>>;

/// A key-value engine in memory.
#[derive(Debug, Default)]
pub struct MemoryKv {
    parts: RwLock<Parts>,
    /// Held over a commit, so that watchers hear of commits in their order.
    writing: Mutex<()>,
    watchers: Watchers,
}

impl MemoryKv {
    /// A copy of what is stored now: what a crash at this moment would leave.
    pub fn image(&self) -> Self {
        Self {
            parts: RwLock::new(read(&self.parts).clone()),
            ..Self::default()
        }
    }

    /// All entries, by part and key.
    pub fn entries(&self) -> Vec<Entry> {
        read(&self.parts)
            .iter()
            .map(|((part, bytes), value)| (Key::from_engine(*part, bytes.clone()), value.clone()))
            .collect()
    }
}

impl Kv for MemoryKv {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(read(&self.parts)
            .get(&(key.part(), key.as_bytes().to_vec()))
            .cloned())
    }

    fn scan(
        &self,
        range: &KeyRange,
        limit: usize,
        direction: Direction,
    ) -> Result<Vec<Entry>, StoreError> {
        if range.start() >= range.end() {
            return Ok(Vec::new());
        }
        let parts = read(&self.parts);
        let found = parts.range((
            Bound::Included((range.part(), range.start().to_vec())),
            Bound::Excluded((range.part(), range.end().to_vec())),
        ));
        let entry = |((part, bytes), value): (&(u16, Vec<u8>), &Vec<u8>)| {
            (Key::from_engine(*part, bytes.clone()), value.clone())
        };
        Ok(match direction {
            Direction::Forward => found.take(limit).map(entry).collect(),
            Direction::Backward => found.rev().take(limit).map(entry).collect(),
        })
    }

    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        check_values(changes)?;
        let _writing = lock(&self.writing);
        let mut parts = write(&self.parts);
        for condition in conditions {
            let at = (condition.key.part(), condition.key.as_bytes().to_vec());
            condition.check(parts.get(&at).map(Vec::as_slice))?;
        }
        for change in changes {
            let at = (change.key().part(), change.key().as_bytes().to_vec());
            match change {
                Change::Put(_, value) => {
                    parts.insert(at, value.clone());
                }
                Change::Delete(_) => {
                    parts.remove(&at);
                }
            }
        }
        // Whoever watches may be reading, and slow.
        drop(parts);
        self.watchers.tell(changes);
        Ok(())
    }

    fn watch(&self) -> Commits {
        self.watchers.watch()
    }

    fn check_writable(&self, _n_bytes: usize) -> Result<(), StoreError> {
        Ok(())
    }

    fn recover(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
