//! Small JSON documents, and anything else that is stored as a run of chunks under one name.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::codec;
use super::keys::{self, Chunked, Key, KeyRange};
use super::kv::{Change, Direction, Kv, for_each};

/// A document's id and what it holds.
pub type Listed<T> = (String, Result<T, StoreError>);

/// Most chunks of one thing: 60 KiB each.
const MAX_CHUNKS: usize = 1_024;

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// A user's account.
    User,
    /// An API key.
    ApiKey,
    /// A browser session.
    Session,
    /// A one-time link.
    Link,
    /// A project's view; its id is the project's.
    View,
}

impl DocumentKind {
    /// Its letter in keys.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::User => b'u',
            Self::ApiKey => b'k',
            Self::Session => b's',
            Self::Link => b'l',
            Self::View => b'v',
        }
    }
}

/// The changes that store `bytes` under `name` in as many chunks as they need, and drop the chunks
/// that an older, longer form of it left.
pub(crate) fn put_chunks(
    kv: &dyn Kv,
    name: &Chunked,
    bytes: &[u8],
    changes: &mut Vec<Change>,
) -> Result<(), StoreError> {
    let chunks: Vec<&[u8]> = if bytes.is_empty() {
        vec![bytes]
    } else {
        bytes.chunks(codec::MAX_BODY).collect()
    };
    if chunks.len() > MAX_CHUNKS {
        return Err(StoreError::Invalid(format!(
            "a document of {} bytes, the limit is {}",
            bytes.len(),
            MAX_CHUNKS * codec::MAX_BODY
        )));
    }
    let n_chunks = chunks.len() as u16;
    for (number, chunk) in chunks.into_iter().enumerate() {
        changes.push(Change::Put(name.chunk(number as u16), codec::seal(chunk)));
    }
    delete_chunks(kv, name, n_chunks, changes)
}

/// The changes that drop all chunks of `name` from number `from` on.
pub(crate) fn delete_chunks(
    kv: &dyn Kv,
    name: &Chunked,
    from: u16,
    changes: &mut Vec<Change>,
) -> Result<(), StoreError> {
    // Chunks are numbered without gaps: the greatest number tells how many there are.
    if let Some((last, _)) = kv.scan(&name.range(), 1, Direction::Backward)?.first() {
        changes.extend((from..=last.last_u16()).map(|number| Change::Delete(name.chunk(number))));
    }
    Ok(())
}

/// All bytes that are stored under `name`.
pub(super) fn get_chunks(
    kv: &dyn Kv,
    name: &Chunked,
    what: impl Fn() -> String,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut found = None;
    for_each(kv, name.range(), |_, value| {
        found
            .get_or_insert_with(Vec::new)
            .extend_from_slice(codec::open(&value, &what)?);
        Ok(())
    })?;
    Ok(found)
}

/// A document.
pub(super) fn get<T: DeserializeOwned>(
    kv: &dyn Kv,
    kind: DocumentKind,
    id: &str,
) -> Result<Option<T>, StoreError> {
    let what = || format!("the {kind:?} document `{id}`");
    get_chunks(kv, &keys::document(kind, id), what)?
        .map(|bytes| codec::from_json(&bytes, what))
        .transpose()
}

/// All documents of a kind with their ids, by id; in place of a damaged one, what is wrong with it.
pub(super) fn all<T: DeserializeOwned>(
    kv: &dyn Kv,
    kind: DocumentKind,
) -> Result<Vec<Listed<T>>, StoreError> {
    let what = |id: &str| format!("the {kind:?} document `{id}`");
    let all = collect_chunks(kv, keys::documents(kind), keys::document_id, what)?;
    Ok(all
        .into_iter()
        .map(|(id, bytes)| {
            let document = bytes.and_then(|bytes| codec::from_json(&bytes, || what(&id)));
            (id, document)
        })
        .collect())
}

/// Everything in a range of chunked things, by name: bytes, or what is wrong with them.
pub(super) fn collect_chunks(
    kv: &dyn Kv,
    range: KeyRange,
    name_of: impl Fn(&Key) -> &str,
    what: impl Fn(&str) -> String,
) -> Result<Vec<Listed<Vec<u8>>>, StoreError> {
    let mut found: Vec<Listed<Vec<u8>>> = Vec::new();
    for_each(kv, range, |key, value| {
        let name = name_of(&key);
        let body = codec::open(&value, || what(name)).map(<[u8]>::to_vec);
        match found.last_mut() {
            Some((last, bytes)) if last == name => match (bytes.as_mut(), body) {
                (Ok(bytes), Ok(body)) => bytes.extend_from_slice(&body),
                (Ok(_), Err(error)) => *bytes = Err(error),
                (Err(_), _) => {}
            },
            _ => found.push((name.to_owned(), body)),
        }
        Ok(())
    })?;
    Ok(found)
}

/// The changes that store a document.
pub(super) fn put<T: Serialize>(
    kv: &dyn Kv,
    kind: DocumentKind,
    id: &str,
    value: &T,
) -> Result<Vec<Change>, StoreError> {
    if id.is_empty() || id.len() > 256 || id.contains('\0') {
        return Err(StoreError::Invalid(format!(
            "a document's id holds 1 to 256 bytes without NUL, got `{}`",
            id.escape_debug()
        )));
    }
    let mut changes = Vec::new();
    put_chunks(
        kv,
        &keys::document(kind, id),
        &codec::to_json(value)?,
        &mut changes,
    )?;
    Ok(changes)
}
