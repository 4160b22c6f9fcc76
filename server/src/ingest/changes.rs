//! Turns a stage into the changes of one atomic write. Changes nothing itself.

use crate::store::codec;
use crate::store::documents::put_chunks;
use crate::store::keys;
use crate::store::kv::{Change, Kv};
use crate::store::load::Entry;
use crate::store::{StoreError, assets, sections};

use super::stage::Stage;

/// Points of one tail chunk: what fits into one value with all columns.
const CHUNK_POINTS: usize = 1_700;

impl Stage {
    /// The changes to commit. Numbers the tail chunks and forgets which pages changed.
    pub(super) fn changes(&mut self, kv: &dyn Kv) -> Result<Vec<Change>, StoreError> {
        let id = self.shared.id;
        let mut changes = Vec::new();
        if let Some((trashed, now)) = &self.purge {
            return trashed.purge(id, *now);
        }
        match &self.trash {
            Some(Some(trashed)) => changes.push(trashed.put(id)?),
            Some(None) => changes.push(Change::Delete(keys::trashed(id))),
            None => {}
        }
        if self.is_new {
            let entry = Entry {
                id,
                place: Some((self.head.project.clone(), self.head.number)),
            };
            changes.push(Change::Put(
                keys::experiment(&self.shared.key),
                codec::seal(&entry.encode()),
            ));
        }
        if self.is_new || self.head_changed {
            let head = codec::to_json(self.head.as_ref())?;
            put_chunks(kv, &id.head(), &head, &mut changes)?;
        }
        if self.values_changed {
            let pages = std::sync::Arc::make_mut(&mut self.values).take_changed_pages();
            changes.extend(
                pages
                    .into_iter()
                    .map(|(page, body)| Change::Put(id.values(page), codec::seal(&body))),
            );
        }
        if !self.new_names.is_empty() {
            let pages = self
                .shared
                .read(|state| state.dictionary.pages_with(&self.new_names));
            changes.extend(
                pages
                    .into_iter()
                    .map(|(page, body)| Change::Put(id.names(page), codec::seal(&body))),
            );
        }
        if let Some(edits) = &self.edits {
            let list = codec::to_json(&edits.list())?;
            put_chunks(kv, &id.edits(), &list, &mut changes)?;
        }
        self.tail_changes(&mut changes);
        for (writer, intervals) in &self.writers {
            let mut body = self.heard.to_le_bytes().to_vec();
            intervals.encode(&mut body);
            changes.push(Change::Put(id.writer(writer), codec::seal(&body)));
        }
        if let Some(output) = &self.output {
            output.changes(&mut changes);
        }
        for asset in self.assets.values() {
            changes.push(assets::put(id, asset)?);
        }
        for (name, value) in &self.sections {
            sections::put(kv, id, name, value, &mut changes)?;
        }
        Ok(changes)
    }

    fn tail_changes(&mut self, changes: &mut Vec<Change>) {
        let n = self.points.len();
        if n > 0 {
            // Always, and not only for the first chunk: compaction takes it away.
            let marker = keys::unsettled(self.shared.id);
            changes.push(Change::Put(marker, codec::seal(&[])));
        }
        for start in (0..n).step_by(CHUNK_POINTS) {
            let mut body = Vec::new();
            self.points
                .encode_range(start..n.min(start + CHUNK_POINTS), &mut body);
            changes.push(Change::Put(
                self.shared.id.tail(self.next_chunk),
                codec::seal(&body),
            ));
            self.next_chunk += 1;
        }
    }
}
