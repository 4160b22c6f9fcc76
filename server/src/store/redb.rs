//! A second embedded engine behind the same interface, for tests alone: what the store asks of an
//! engine is asked of two that have nothing in common. Never part of the product.

use std::path::Path;
use std::sync::Mutex;

use ::redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};

use super::StoreError;
use super::keys::{Key, KeyRange};
use super::kv::{Change, Condition, Direction, Entry, Kv, check_values};
use super::watch::{Commits, Watchers};
use crate::sync::lock;

const TABLE: TableDefinition<'_, (u16, &[u8]), &[u8]> = TableDefinition::new("entries");

/// redb in one file.
pub(super) struct RedbKv {
    database: Database,
    /// Held over a commit, so that watchers hear of commits in their order.
    writing: Mutex<()>,
    watchers: Watchers,
}

impl RedbKv {
    /// Opens or creates the database at `path`.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let database = Database::create(path).map_err(unavailable)?;
        let kv = Self {
            database,
            writing: Mutex::default(),
            watchers: Watchers::default(),
        };
        // A table is there from its first write on.
        kv.apply(&[])?;
        Ok(kv)
    }
}

fn unavailable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

impl Kv for RedbKv {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self.database.begin_read().map_err(unavailable)?;
        let table = read.open_table(TABLE).map_err(unavailable)?;
        let found = table
            .get((key.part(), key.as_bytes()))
            .map_err(unavailable)?;
        Ok(found.map(|value| value.value().to_vec()))
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
        let read = self.database.begin_read().map_err(unavailable)?;
        let table = read.open_table(TABLE).map_err(unavailable)?;
        let bounds = (range.part(), range.start())..(range.part(), range.end());
        let mut found = table.range(bounds).map_err(unavailable)?;
        let mut entries = Vec::new();
        while entries.len() < limit {
            let next = match direction {
                Direction::Forward => found.next(),
                Direction::Backward => found.next_back(),
            };
            let Some(entry) = next else { break };
            let (key, value) = entry.map_err(unavailable)?;
            let (part, bytes) = key.value();
            entries.push((
                Key::from_engine(part, bytes.to_vec()),
                value.value().to_vec(),
            ));
        }
        Ok(entries)
    }

    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        check_values(changes)?;
        let _writing = lock(&self.writing);
        let write = self.database.begin_write().map_err(unavailable)?;
        {
            let mut table = write.open_table(TABLE).map_err(unavailable)?;
            for condition in conditions {
                let key = (condition.key.part(), condition.key.as_bytes());
                let stored = table.get(key).map_err(unavailable)?;
                condition.check(stored.as_ref().map(|value| value.value()))?;
            }
            for change in changes {
                let key = (change.key().part(), change.key().as_bytes());
                match change {
                    Change::Put(_, value) => table.insert(key, value.as_slice()),
                    Change::Delete(_) => table.remove(key),
                }
                .map_err(unavailable)?;
            }
        }
        write.commit().map_err(unavailable)?;
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
        // A transaction that failed has left nothing.
        Ok(())
    }
}
