//! From format 1 to 2: summaries have one form, and the trash has an index. Knows how format 1 was
//! written, which nothing else does any more.

use serde::Deserialize;
use suisei_core::ids::ExperimentKey;
use suisei_core::number::Float;
use suisei_core::series::Summary;
use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;

use crate::store::catalog::{ProjectId, Workspace, WorkspaceId};
use crate::store::documents::get_chunks;
use crate::store::keys::{self, Key};
use crate::store::kv::{Change, Kv, for_each};
use crate::store::summaries::{self, Stored};
use crate::store::trash::Trashed;
use crate::store::{StoreError, codec};

/// Bytes of a series in the older form of summaries: 21 plain words.
const WORDS_BYTES: usize = 21 * 8;

/// Rewrites an entry.
pub(super) fn rewrite(
    kv: &dyn Kv,
    key: &Key,
    value: &[u8],
    changes: &mut Vec<Change>,
) -> Result<(), StoreError> {
    match key.kind() {
        b's' => changes.extend(summaries(key, value)?),
        // The first chunk stands for all of the head.
        b'r' if key.last_u16() == 0 => changes.extend(trashed(kv, key)?),
        _ => {}
    }
    Ok(())
}

/// A page of summaries in the form of today, where it has another one.
fn summaries(key: &Key, value: &[u8]) -> Result<Option<Change>, StoreError> {
    let what = || format!("summaries at `{key:?}`");
    let body = codec::open(value, what)?;
    let page = decode_page(body).map_err(|error| StoreError::damaged(what(), error))?;
    let new = summaries::encode_page(&page);
    Ok((new != body).then(|| Change::Put(key.clone(), codec::seal(&new))))
}

/// A page had one of two forms, and told by its length which one: where that of today would have been
/// as long as an older one by chance, a byte was added.
fn decode_page(body: &[u8]) -> Result<Vec<Stored>, WireError> {
    let mut cursor = Cursor::new(body);
    let mut page = Vec::new();
    if body.len().is_multiple_of(WORDS_BYTES) {
        while cursor.left() > 0 {
            page.push(decode_words(&mut cursor)?);
        }
        return Ok(page);
    }
    match (summaries::decode_page(body), body.split_last()) {
        (Err(_), Some((0, rest))) if rest.len().is_multiple_of(WORDS_BYTES) => {
            summaries::decode_page(rest)
        }
        (read, _) => read,
    }
}

fn decode_words(cursor: &mut Cursor<'_>) -> Result<Stored, WireError> {
    let mut word = || cursor.u64("summary");
    Ok(Stored {
        through: word()?,
        summary: Summary {
            count: word()?,
            nan: word()?,
            positive_infinity: word()?,
            negative_infinity: word()?,
            no_step: word()?,
            no_epoch: word()?,
            min: Float(f64::from_bits(word()?)),
            min_step: word()? as i64,
            max: Float(f64::from_bits(word()?)),
            max_step: word()? as i64,
            sum: Float(f64::from_bits(word()?)),
            last: Float(f64::from_bits(word()?)),
            last_step: word()? as i64,
            last_time: word()? as i64,
            step_range: (word()? as i64, word()? as i64),
            epoch_range: (
                Float(f64::from_bits(word()?)),
                Float(f64::from_bits(word()?)),
            ),
            time_range: (word()? as i64, word()? as i64),
        },
    })
}

/// The entry in the trash of an experiment that is there. Nobody wrote down since when.
fn trashed(kv: &dyn Kv, key: &Key) -> Result<Option<Change>, StoreError> {
    #[derive(Deserialize)]
    struct Head {
        key: ExperimentKey,
        project: ProjectId,
        #[serde(default)]
        trashed: bool,
    }
    let id = key.experiment_id();
    let what = || format!("the head of experiment {}", id.0);
    let bytes = get_chunks(kv, &id.head(), what)?.unwrap_or_default();
    let head: Head = codec::from_json(&bytes, what)?;
    if !head.trashed {
        return Ok(None);
    }
    let trashed = Trashed {
        key: head.key,
        workspace: workspace(kv, &head.project)?,
        since: 0,
        purging: false,
    };
    trashed.put(id).map(Some)
}

/// The workspace of a project. One that was removed leaves its trash to the only workspace.
fn workspace(kv: &dyn Kv, project: &ProjectId) -> Result<Option<WorkspaceId>, StoreError> {
    #[derive(Deserialize)]
    struct Project {
        workspace: WorkspaceId,
    }
    let what = || format!("project `{project}`");
    if let Some(bytes) = get_chunks(kv, &keys::project(project), what)? {
        let project: Project = codec::from_json(&bytes, what)?;
        return Ok(Some(project.workspace));
    }
    let mut all = Vec::new();
    for_each(kv, keys::workspaces(), |key, value| {
        let what = || format!("workspace `{}`", key.text_after_kind());
        let workspace: Workspace = codec::from_json(codec::open(&value, what)?, what)?;
        all.push(workspace.id);
        Ok(())
    })?;
    Ok(all.pop().filter(|_| all.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_older_forms_are_read() {
        let words: Vec<u8> = (1..=42_u64).flat_map(u64::to_le_bytes).collect();
        let page = decode_page(&words).unwrap();
        assert_eq!(page.len(), 2);
        assert_eq!((page[0].through, page[0].summary.count), (1, 2));
        assert_eq!(page[1].summary.time_range, (41, 42));
        // As long as one series in words: such a page got a byte more.
        let mut filled = summaries::encode_page(&[Stored::default(); 28]);
        assert_eq!(filled.len(), 168);
        filled.push(0);
        assert_eq!(decode_page(&filled).unwrap().len(), 28);
        let plain = summaries::encode_page(&[Stored::default(); 27]);
        let page = decode_page(&plain).unwrap();
        assert_eq!(summaries::encode_page(&page), plain);
    }
}
