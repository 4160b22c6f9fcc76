//! Every key of the store is built and read here, and nowhere else. `docs/storage.md` lists them.
//!
//! A key is a part (u16), a kind (one letter) and big-endian ids, so that scans come out in order.
//! Part 0 holds what is global; an experiment lives in the part that its id hashes to.

use std::fmt;

use suisei_core::ids::{ExperimentKey, WriterId};

use super::catalog::{ProjectId, WorkspaceId};
use super::documents::DocumentKind;

/// A key: only this file makes one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    part: u16,
    bytes: Vec<u8>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.bytes.escape_ascii())
    }
}

impl Key {
    /// Which part it is in.
    pub fn part(&self) -> u16 {
        self.part
    }

    /// Its bytes within the part.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The letter of its kind; 0 for an empty key.
    pub(crate) fn kind(&self) -> u8 {
        self.bytes.first().copied().unwrap_or(0)
    }

    /// A key that an engine read back.
    pub(crate) fn from_engine(part: u16, bytes: Vec<u8>) -> Self {
        Self { part, bytes }
    }

    fn last<const N: usize>(&self) -> [u8; N] {
        let mut last = [0; N];
        let start = self.bytes.len().saturating_sub(N);
        let found = &self.bytes[start..];
        last[N - found.len()..].copy_from_slice(found);
        last
    }

    /// The number that the key ends in: a chunk's, a line's, an ordinal.
    pub(crate) fn last_u64(&self) -> u64 {
        u64::from_be_bytes(self.last())
    }

    /// The text of a chunk's key from byte `start` to the 0 before the chunk's number.
    fn text_between(&self, start: usize) -> &str {
        let end = self.bytes.len().saturating_sub(3);
        let text = self.bytes.get(start..end).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The chunk number that the key ends in.
    pub(crate) fn last_u16(&self) -> u16 {
        u16::from_be_bytes(self.last())
    }

    /// The page number that the key ends in.
    pub(crate) fn last_u32(&self) -> u32 {
        u32::from_be_bytes(self.last())
    }

    /// The experiment in a key of its part.
    pub(crate) fn experiment_id(&self) -> ExperimentId {
        let id = self.bytes.get(1..).and_then(|rest| rest.first_chunk());
        ExperimentId(id.map_or(0, |id| u64::from_be_bytes(*id)))
    }

    /// The pack in the key of a part of its index.
    pub(crate) fn pack_number(&self) -> u32 {
        let number = self.bytes.get(9..).and_then(|rest| rest.first_chunk());
        number.map_or(0, |number| u32::from_be_bytes(*number))
    }

    /// The series and the first ordinal in a block's key.
    pub(crate) fn block_of(&self) -> (u32, u64) {
        let series = self.bytes.get(9..).and_then(|rest| rest.first_chunk());
        let series = series.map_or(0, |series| u32::from_be_bytes(*series));
        (series, self.last_u64())
    }

    /// The text between the kind (one byte) and the end.
    pub(crate) fn text_after_kind(&self) -> &str {
        std::str::from_utf8(self.bytes.get(1..).unwrap_or_default()).unwrap_or_default()
    }
}

/// Keys from `start` on and before `end`, in one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRange {
    part: u16,
    start: Vec<u8>,
    end: Vec<u8>,
}

impl KeyRange {
    /// Which part it is in.
    pub fn part(&self) -> u16 {
        self.part
    }

    /// Its first possible key.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// The first key after it.
    pub fn end(&self) -> &[u8] {
        &self.end
    }

    /// What is left of it after `key`.
    pub(crate) fn after(mut self, key: &Key) -> Self {
        self.start = key.bytes.clone();
        self.start.push(0);
        self
    }

    /// Everything in one part.
    pub(crate) fn of_part(part: u16) -> Self {
        // Kinds are ASCII letters.
        Self {
            part,
            start: Vec::new(),
            end: vec![0xff],
        }
    }

    /// The assets of all experiments that live in one part.
    pub(crate) fn assets_of_part(part: u16) -> Self {
        Self::prefix(part, vec![b'a'])
    }

    /// All keys that begin with `bytes`.
    fn prefix(part: u16, bytes: Vec<u8>) -> Self {
        let mut end = bytes.clone();
        // Kinds are ASCII letters, so that a byte below 0xff is always found.
        while end.last() == Some(&0xff) {
            end.pop();
        }
        if let Some(last) = end.last_mut() {
            *last += 1;
        }
        Self {
            part,
            start: bytes,
            end,
        }
    }
}

const GLOBAL: u16 = 0;

/// What the values of a kind are, in the plural.
pub(crate) fn kind_name(kind: u8) -> Option<&'static str> {
    Some(match kind {
        b'm' => "facts about the store",
        b'g' => "workspaces",
        b'j' => "projects",
        b'x' => "names of experiments",
        b'u' => "experiments with recent points",
        b'z' => "experiments in the trash",
        b'y' => "keys of purged experiments",
        b'd' => "documents",
        b'r' => "heads of experiments",
        b'h' => "signs of life",
        b'p' => "parameters",
        b'n' => "metric names",
        b's' => "summaries",
        b'e' => "environment sections",
        b'a' => "asset descriptions",
        b'c' => "edits",
        b'q' => "output cursors",
        b'o' => "console lines",
        b't' => "recent points",
        b'b' => "blocks of points",
        b'i' => "small packs",
        b'k' => "indices of packs",
        b'w' => "received events",
        _ => return None,
    })
}

fn global(bytes: Vec<u8>) -> Key {
    Key {
        part: GLOBAL,
        bytes,
    }
}

fn with_text(kind: u8, text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + text.len());
    bytes.push(kind);
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

/// `m` facts about the whole store: format, identity, counters.
pub(crate) fn meta(name: &str) -> Key {
    global(with_text(b'm', name))
}

/// `g` a workspace.
pub(crate) fn workspace(id: &WorkspaceId) -> Key {
    global(with_text(b'g', id.as_str()))
}

/// All workspaces.
pub(crate) fn workspaces() -> KeyRange {
    KeyRange::prefix(GLOBAL, vec![b'g'])
}

/// `j` a project.
pub(crate) fn project(id: &ProjectId) -> Chunked {
    let mut prefix = with_text(b'j', id.as_str());
    prefix.push(0);
    Chunked {
        part: GLOBAL,
        prefix,
    }
}

/// The id in a project's key.
pub(crate) fn project_id(key: &Key) -> &str {
    key.text_between(1)
}

/// All projects.
pub(crate) fn projects() -> KeyRange {
    KeyRange::prefix(GLOBAL, vec![b'j'])
}

/// `x` an experiment's public key → its id.
pub(crate) fn experiment(key: &ExperimentKey) -> Key {
    global(with_text(b'x', key.as_str()))
}

/// All experiments' public keys.
pub(crate) fn experiments() -> KeyRange {
    KeyRange::prefix(GLOBAL, vec![b'x'])
}

/// `u` an experiment that has, or had a moment ago, chunks of recent points.
pub(crate) fn unsettled(id: ExperimentId) -> Key {
    let mut bytes = vec![b'u'];
    bytes.extend_from_slice(&id.0.to_be_bytes());
    global(bytes)
}

/// All such experiments.
pub(crate) fn all_unsettled() -> KeyRange {
    KeyRange::prefix(GLOBAL, vec![b'u'])
}

/// `z` an experiment that is in the trash, or is being purged.
pub(crate) fn trashed(id: ExperimentId) -> Key {
    let mut bytes = vec![b'z'];
    bytes.extend_from_slice(&id.0.to_be_bytes());
    global(bytes)
}

/// All such experiments.
pub(crate) fn all_trashed() -> KeyRange {
    KeyRange::prefix(GLOBAL, vec![b'z'])
}

/// `y` the public key of an experiment that was purged.
pub(crate) fn purged(key: &ExperimentKey) -> Key {
    global(with_text(b'y', key.as_str()))
}

/// `d` kind, id, 0: the prefix of a document's chunks.
pub(crate) fn document(kind: DocumentKind, id: &str) -> Chunked {
    let mut bytes = vec![b'd', kind.code()];
    bytes.extend_from_slice(id.as_bytes());
    bytes.push(0);
    Chunked {
        part: GLOBAL,
        prefix: bytes,
    }
}

/// All documents of a kind.
pub(crate) fn documents(kind: DocumentKind) -> KeyRange {
    KeyRange::prefix(GLOBAL, vec![b'd', kind.code()])
}

/// The id in a document's key.
pub(crate) fn document_id(key: &Key) -> &str {
    key.text_between(2)
}

/// A thing that is stored in chunks: its prefix followed by a u16.
#[derive(Debug, Clone)]
pub(crate) struct Chunked {
    part: u16,
    prefix: Vec<u8>,
}

impl Chunked {
    /// The key of one chunk.
    pub(crate) fn chunk(&self, number: u16) -> Key {
        let mut bytes = self.prefix.clone();
        bytes.extend_from_slice(&number.to_be_bytes());
        Key {
            part: self.part,
            bytes,
        }
    }

    /// All its chunks.
    pub(crate) fn range(&self) -> KeyRange {
        KeyRange::prefix(self.part, self.prefix.clone())
    }
}

/// An experiment's id in the store; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ExperimentId(pub(crate) u64);

impl ExperimentId {
    /// The part that it lives in: 1 to 65,535.
    fn part(self) -> u16 {
        let spread = crc32fast::hash(&self.0.to_be_bytes()) % u32::from(u16::MAX);
        1 + spread as u16
    }

    fn bytes(self, kind: u8, rest: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(9 + rest.len());
        bytes.push(kind);
        bytes.extend_from_slice(&self.0.to_be_bytes());
        bytes.extend_from_slice(rest);
        bytes
    }

    fn key(self, kind: u8, rest: &[u8]) -> Key {
        Key {
            part: self.part(),
            bytes: self.bytes(kind, rest),
        }
    }

    fn all(self, kind: u8) -> KeyRange {
        KeyRange::prefix(self.part(), self.bytes(kind, &[]))
    }

    /// `r` the head document.
    pub(crate) fn head(self) -> Chunked {
        Chunked {
            part: self.part(),
            prefix: self.bytes(b'r', &[]),
        }
    }

    /// `c` what people changed about what was recorded.
    pub(crate) fn edits(self) -> Chunked {
        Chunked {
            part: self.part(),
            prefix: self.bytes(b'c', &[]),
        }
    }

    /// `h` when it was last heard from.
    pub(crate) fn heard(self) -> Key {
        self.key(b'h', &[])
    }

    /// `p` a page of parameters and others.
    pub(crate) fn values(self, page: u32) -> Key {
        self.key(b'p', &page.to_be_bytes())
    }

    /// All pages of parameters and others.
    pub(crate) fn all_values(self) -> KeyRange {
        self.all(b'p')
    }

    /// `n` a page of the metric dictionary.
    pub(crate) fn names(self, page: u32) -> Key {
        self.key(b'n', &page.to_be_bytes())
    }

    /// The whole metric dictionary.
    pub(crate) fn all_names(self) -> KeyRange {
        self.all(b'n')
    }

    /// `s` a page of summaries.
    pub(crate) fn summaries(self, page: u32) -> Key {
        self.key(b's', &page.to_be_bytes())
    }

    /// All summaries.
    pub(crate) fn all_summaries(self) -> KeyRange {
        self.all(b's')
    }

    /// `e` a section of the environment.
    pub(crate) fn section(self, name: &str) -> Chunked {
        let mut rest = name.as_bytes().to_vec();
        rest.push(0);
        Chunked {
            part: self.part(),
            prefix: self.bytes(b'e', &rest),
        }
    }

    /// `a` an asset.
    pub(crate) fn asset(self, asset: &str) -> Key {
        self.key(b'a', asset.as_bytes())
    }

    /// All assets.
    pub(crate) fn all_assets(self) -> KeyRange {
        self.all(b'a')
    }

    /// Everything that is kept of it, of whatever kind.
    pub(crate) fn everything(self) -> impl Iterator<Item = KeyRange> {
        (b'A'..=b'z').map(move |kind| self.all(kind))
    }

    /// `q` where the console output stands.
    pub(crate) fn output_cursor(self) -> Key {
        self.key(b'q', &[])
    }

    /// `o` console lines from `first_line` on.
    pub(crate) fn output(self, first_line: u64) -> Key {
        self.key(b'o', &first_line.to_be_bytes())
    }

    /// Console chunks that begin at `first_line` or later.
    pub(crate) fn output_from(self, first_line: u64) -> KeyRange {
        KeyRange {
            start: self.output(first_line).bytes,
            ..self.all(b'o')
        }
    }

    /// Console chunks that begin at `line` or before.
    pub(crate) fn output_up_to(self, line: u64) -> KeyRange {
        let mut end = self.output(line).bytes;
        end.push(0);
        KeyRange {
            end,
            ..self.all(b'o')
        }
    }

    /// `t` a chunk of recent points.
    pub(crate) fn tail(self, chunk: u64) -> Key {
        self.key(b't', &chunk.to_be_bytes())
    }

    /// All recent points.
    pub(crate) fn all_tails(self) -> KeyRange {
        self.all(b't')
    }

    /// `b` a block of a series, by the ordinal of its first point.
    pub(crate) fn block(self, series: u32, ordinal: u64) -> Key {
        let mut rest = series.to_be_bytes().to_vec();
        rest.extend_from_slice(&ordinal.to_be_bytes());
        self.key(b'b', &rest)
    }

    /// Blocks of a series that begin at `ordinal` or later.
    pub(crate) fn blocks_from(self, series: u32, ordinal: u64) -> KeyRange {
        let all = KeyRange::prefix(self.part(), self.bytes(b'b', &series.to_be_bytes()));
        KeyRange {
            start: self.block(series, ordinal).bytes,
            ..all
        }
    }

    /// Blocks of a series that begin at `ordinal` or before.
    pub(crate) fn blocks_up_to(self, series: u32, ordinal: u64) -> KeyRange {
        let all = KeyRange::prefix(self.part(), self.bytes(b'b', &series.to_be_bytes()));
        let mut end = self.block(series, ordinal).bytes;
        end.push(0);
        KeyRange { end, ..all }
    }

    /// Every block of every series.
    pub(crate) fn all_blocks(self) -> KeyRange {
        self.all(b'b')
    }

    /// `k` a part of a pack's index, by the first block in it.
    pub(crate) fn pack_index(self, pack: u32, series: u32, ordinal: u64) -> Key {
        let mut rest = pack.to_be_bytes().to_vec();
        rest.extend_from_slice(&series.to_be_bytes());
        rest.extend_from_slice(&ordinal.to_be_bytes());
        self.key(b'k', &rest)
    }

    /// `i` a pack that is too small for a file.
    pub(crate) fn small_pack(self, pack: u32) -> Key {
        self.key(b'i', &pack.to_be_bytes())
    }

    /// The indices of all packs.
    pub(crate) fn all_packs(self) -> KeyRange {
        self.all(b'k')
    }

    /// Parts of a pack's index that begin before the block or with it.
    pub(crate) fn pack_index_up_to(self, pack: u32, series: u32, ordinal: u64) -> KeyRange {
        let all = KeyRange::prefix(self.part(), self.bytes(b'k', &pack.to_be_bytes()));
        let mut end = self.pack_index(pack, series, ordinal).bytes;
        end.push(0);
        KeyRange { end, ..all }
    }

    /// Parts of a pack's index that begin within a series, after its point 0.
    pub(crate) fn pack_index_within(self, pack: u32, series: u32) -> KeyRange {
        let mut prefix = pack.to_be_bytes().to_vec();
        prefix.extend_from_slice(&series.to_be_bytes());
        KeyRange {
            start: self.pack_index(pack, series, 1).bytes,
            ..KeyRange::prefix(self.part(), self.bytes(b'k', &prefix))
        }
    }

    /// `w` what was received of a writer.
    pub(crate) fn writer(self, writer: &WriterId) -> Key {
        self.key(b'w', writer.as_str().as_bytes())
    }

    /// All writers.
    pub(crate) fn all_writers(self) -> KeyRange {
        self.all(b'w')
    }
}

/// The text that ends an experiment's key: a writer's or an asset's id.
pub(crate) fn text_after_id(key: &Key) -> &str {
    key.bytes
        .get(9..)
        .and_then(|text| std::str::from_utf8(text).ok())
        .unwrap_or_default()
}

/// The name in the key of a section's chunk.
pub(crate) fn section_name(key: &Key) -> &str {
    key.text_between(9)
}

impl ExperimentId {
    /// Every section of the environment.
    pub(crate) fn all_sections(self) -> KeyRange {
        self.all(b'e')
    }
}

#[cfg(test)]
mod tests;
