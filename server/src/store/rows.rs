//! What is kept of experiments for tables and lists while their states are not in memory: small,
//! with names that experiments share. Never older than the state that it was made of.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::{Arc, Mutex, Weak};

use suisei_core::event::{Micros, State as RunState};
use suisei_core::number::Scalar;
use suisei_core::table::{ExperimentRow, Fields, Figures, MetricName};

use crate::sync::lock;

/// What lists count of an experiment; kept of all that somebody has looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// Its state.
    pub state: RunState,
    /// True when it is in the trash.
    pub trashed: bool,
    /// When it was last heard from.
    pub heard: Micros,
}

/// What is known without the state.
#[derive(Debug, Default)]
pub(super) struct Kept {
    glance: Option<Glance>,
    row: Option<Arc<ExperimentRow>>,
    n_bytes: usize,
    looked_at: bool,
}

impl Kept {
    /// The state has changed.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn row(&mut self) -> Option<Arc<ExperimentRow>> {
        self.looked_at = true;
        self.row.clone()
    }

    pub(super) fn set_row(&mut self, row: Arc<ExperimentRow>) {
        self.n_bytes = n_bytes(&row);
        self.row = Some(row);
    }

    pub(super) fn glance(&self) -> Option<Glance> {
        self.glance
    }

    pub(super) fn set_glance(&mut self, glance: Glance) {
        self.glance = Some(glance);
    }

    /// Bytes that the row takes.
    pub(super) fn weight(&self) -> usize {
        self.n_bytes
    }

    /// Forgets the row if nobody looked at it since the last call. Returns its bytes.
    pub(super) fn forget_idle(&mut self) -> usize {
        if std::mem::take(&mut self.looked_at) {
            return 0;
        }
        self.row = None;
        std::mem::take(&mut self.n_bytes)
    }
}

/// What a row takes in memory beside shared names.
fn n_bytes(row: &ExperimentRow) -> usize {
    let values = |fields: &Fields<String, Scalar>| {
        let text = |value: &Scalar| match value {
            Scalar::Text(text) => text.len(),
            _ => 0,
        };
        fields.len() * size_of::<Scalar>() + fields.values().iter().map(text).sum::<usize>()
    };
    let head = row.head.name.len()
        + row
            .head
            .tags
            .iter()
            .map(|tag| tag.len() + 24)
            .sum::<usize>();
    size_of::<ExperimentRow>()
        + head
        + values(&row.parameters)
        + values(&row.others)
        + row.metrics.len() * size_of::<Figures>()
}

/// Lists of names that rows share.
#[derive(Debug, Default)]
pub(super) struct RowNames {
    metrics: Lists<MetricName>,
    values: Lists<String>,
}

impl RowNames {
    /// Makes a row share its names with the rows that have the same ones.
    pub(super) fn share(&self, row: &mut ExperimentRow) {
        self.metrics.share(&mut row.metrics);
        self.values.share(&mut row.parameters);
        self.values.share(&mut row.others);
    }
}

/// Lists by their hash; one that nobody uses any more goes in time.
#[derive(Debug)]
struct Lists<K> {
    known: Mutex<HashMap<u64, Weak<[K]>>>,
}

impl<K> Default for Lists<K> {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
        }
    }
}

impl<K: Eq + Hash> Lists<K> {
    fn share<V>(&self, fields: &mut Fields<K, V>) {
        let mut hasher = DefaultHasher::new();
        fields.keys().hash(&mut hasher);
        let mut known = lock(&self.known);
        if known.len() == known.capacity() {
            known.retain(|_, found| found.strong_count() > 0);
        }
        let hash = hasher.finish();
        match known.get(&hash).and_then(Weak::upgrade) {
            Some(keys) => fields.share(&keys),
            None => drop(known.insert(hash, Arc::downgrade(fields.keys()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_names_are_kept_once() {
        let lists = Lists::default();
        let fields = |keys: &[u8], value: u8| -> Fields<u8, u8> {
            let mut fields = keys.iter().map(|key| (*key, value)).collect();
            lists.share(&mut fields);
            fields
        };
        let (a, b, c) = (fields(&[1, 2], 3), fields(&[1, 2], 4), fields(&[1], 3));
        assert!(Arc::ptr_eq(a.keys(), b.keys()));
        assert!(!Arc::ptr_eq(a.keys(), c.keys()));
        assert_eq!((a.get(&2), b.get(&2)), (Some(&3), Some(&4)));
        drop((a, b));
        assert_eq!(fields(&[1, 2], 5).get(&1), Some(&5));
    }
}
