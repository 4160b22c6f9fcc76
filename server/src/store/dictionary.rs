//! The metric dictionary of an experiment: series names and the numbers that stand for them
//! everywhere else. Numbers are given in order and never change.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, Weak};

use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;
use suisei_core::wire::record::SeriesName;

use super::values::text;
use crate::sync::lock;

/// A page that is longer than this takes no more names.
const PAGE_BYTES: usize = 32 * 1024;

/// Names by number and numbers by name. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionary {
    inner: Arc<Inner>,
}

#[derive(Debug, Clone, Default)]
struct Inner {
    names: Vec<SeriesName>,
    index: HashMap<SeriesName, u32>,
    layout: Layout,
}

/// Where pages begin, and how full the last one is.
#[derive(Debug, Clone, Default)]
struct Layout {
    starts: Vec<usize>,
    last_bytes: usize,
}

impl Layout {
    fn add(&mut self, number: usize, n_bytes: usize) {
        if self.starts.is_empty() || self.last_bytes + n_bytes > PAGE_BYTES {
            self.starts.push(number);
            self.last_bytes = 0;
        }
        self.last_bytes += n_bytes;
    }
}

impl Dictionary {
    /// How many series there are.
    pub(crate) fn len(&self) -> usize {
        self.inner.names.len()
    }

    /// The number of a series.
    pub(crate) fn get(&self, name: &SeriesName) -> Option<u32> {
        self.inner.index.get(name).copied()
    }

    /// All names, by number.
    pub(crate) fn names(&self) -> &[SeriesName] {
        &self.inner.names
    }

    /// Gives the next numbers to `names`.
    pub(crate) fn extend(&mut self, names: &[SeriesName]) {
        if names.is_empty() {
            return;
        }
        let inner = Arc::make_mut(&mut self.inner);
        for name in names {
            inner.layout.add(inner.names.len(), entry_bytes(name));
            inner.push(name.clone());
        }
    }

    /// The pages to write so that `names` follow those that are here.
    pub(crate) fn pages_with(&self, names: &[SeriesName]) -> Vec<(u32, Vec<u8>)> {
        let known = &self.inner.names;
        let mut layout = self.inner.layout.clone();
        let first_page = layout.starts.len().saturating_sub(1);
        for (index, name) in names.iter().enumerate() {
            layout.add(known.len() + index, entry_bytes(name));
        }
        let total = known.len() + names.len();
        let name_at = |number: usize| {
            known
                .get(number)
                .or_else(|| names.get(number - known.len()))
        };
        (first_page..layout.starts.len())
            .map(|page| {
                let end = layout.starts.get(page + 1).copied().unwrap_or(total);
                let mut body = Vec::new();
                for name in (layout.starts[page]..end).filter_map(name_at) {
                    encode_entry(name, &mut body);
                }
                (page as u32, body)
            })
            .collect()
    }

    /// Takes in the next page that was read back.
    pub(crate) fn load_page(&mut self, body: &[u8]) -> Result<(), WireError> {
        let mut cursor = Cursor::new(body);
        let inner = Arc::make_mut(&mut self.inner);
        inner.layout.starts.push(inner.names.len());
        inner.layout.last_bytes = body.len();
        while cursor.left() > 0 {
            inner.push(decode_entry(&mut cursor)?);
        }
        Ok(())
    }
}

impl Inner {
    fn push(&mut self, name: SeriesName) {
        self.index.insert(name.clone(), self.names.len() as u32);
        self.names.push(name);
    }
}

/// Dictionaries in memory, so that experiments that log the same metrics share theirs.
#[derive(Debug, Default)]
pub(crate) struct Dictionaries {
    known: Mutex<HashMap<u64, Weak<Inner>>>,
}

impl Dictionaries {
    /// Shares a dictionary with those that are alike.
    pub(super) fn share(&self, dictionary: &mut Dictionary) {
        let mut hasher = DefaultHasher::new();
        dictionary.names().hash(&mut hasher);
        let mut known = lock(&self.known);
        if known.len() == known.capacity() {
            known.retain(|_, found| found.strong_count() > 0);
        }
        let found = known.entry(hasher.finish()).or_default();
        match found.upgrade() {
            Some(found) if found.names == dictionary.inner.names => dictionary.inner = found,
            _ => *found = Arc::downgrade(&dictionary.inner),
        }
    }
}

/// `source u32 | name length u16 | name | context length u16 | context`.
fn encode_entry(name: &SeriesName, out: &mut Vec<u8>) {
    out.extend_from_slice(&name.source.to_le_bytes());
    for part in [&name.metric, &name.context] {
        out.extend_from_slice(&(part.len() as u16).to_le_bytes());
        out.extend_from_slice(part.as_bytes());
    }
}

fn entry_bytes(name: &SeriesName) -> usize {
    8 + name.metric.len() + name.context.len()
}

fn decode_entry(cursor: &mut Cursor<'_>) -> Result<SeriesName, WireError> {
    let source = cursor.u32("series name")?;
    let n_bytes = usize::from(cursor.u16("series name")?);
    let metric = text(cursor, n_bytes, "series name")?;
    let n_bytes = usize::from(cursor.u16("series context")?);
    let context = text(cursor, n_bytes, "series context")?;
    Ok(SeriesName {
        metric,
        context,
        source,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn pages_give_back_every_number() {
        let name = |i: usize| SeriesName {
            metric: format!("metric {i} {}", "m".repeat(i % 900)),
            context: if i.is_multiple_of(3) {
                "train".to_owned()
            } else {
                String::new()
            },
            source: (i % 5) as u32,
        };
        let mut dictionary = Dictionary::default();
        let mut disk = BTreeMap::new();
        for step in [1, 2, 50, 300, 1] {
            let names: Vec<SeriesName> = (dictionary.len()..dictionary.len() + step)
                .map(name)
                .collect();
            disk.extend(dictionary.pages_with(&names));
            dictionary.extend(&names);
        }
        let mut back = Dictionary::default();
        for body in disk.values() {
            assert!(body.len() <= PAGE_BYTES);
            back.load_page(body).unwrap();
        }
        assert!(disk.len() > 2);
        assert_eq!(back.names(), dictionary.names());
        assert_eq!(back.inner.layout.starts, dictionary.inner.layout.starts);
        assert_eq!(
            back.inner.layout.last_bytes,
            dictionary.inner.layout.last_bytes
        );
        assert_eq!(back.get(&name(40)), Some(40));
    }
}
