//! Parameters and others: all of them in memory, on disk in pages of which only the changed ones
//! are written again. Never rounds a number: floats are kept as their bits.

use std::collections::{BTreeMap, BTreeSet};

use suisei_core::number::{Float, Scalar};
use suisei_core::wire::WireError;
use suisei_core::wire::cursor::Cursor;

/// A page that is longer than this takes no more entries.
const PAGE_BYTES: usize = 32 * 1024;

/// Which of the two an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Space {
    /// A hyperparameter.
    Parameter,
    /// Any other key and value.
    Other,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    value: Scalar,
    page: u32,
}

/// All parameters and others of an experiment, and which page each of them is on.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Values {
    entries: BTreeMap<(Space, String), Entry>,
    page_bytes: BTreeMap<u32, usize>,
    changed: BTreeSet<u32>,
}

impl Values {
    /// How many of a space there are.
    pub(crate) fn count(&self, space: Space) -> usize {
        self.of(space).count()
    }

    /// Bytes that they take, about.
    pub(super) fn n_bytes(&self) -> usize {
        self.entries.len() * size_of::<((Space, String), Entry)>()
            + self.page_bytes.values().sum::<usize>()
    }

    /// All of a space, by name.
    pub(crate) fn of(&self, space: Space) -> impl Iterator<Item = (&str, &Scalar)> {
        self.entries
            .range((space, String::new())..)
            .take_while(move |((found, _), _)| *found == space)
            .map(|((_, name), entry)| (name.as_str(), &entry.value))
    }

    /// One value.
    pub(crate) fn get(&self, space: Space, name: &str) -> Option<&Scalar> {
        self.entries
            .get(&(space, name.to_owned()))
            .map(|entry| &entry.value)
    }

    /// Sets one value.
    pub(crate) fn set(&mut self, space: Space, name: String, value: Scalar) {
        let n_bytes = entry_bytes(&name, &value);
        let key = (space, name);
        let mut page = None;
        if let Some(old) = self.entries.get(&key) {
            let used = self.page_bytes.entry(old.page).or_default();
            *used = used.saturating_sub(entry_bytes(&key.1, &old.value));
            self.changed.insert(old.page);
            if *used + n_bytes <= PAGE_BYTES {
                page = Some(old.page);
            }
        }
        let page = page.unwrap_or_else(|| self.roomy_page(n_bytes));
        *self.page_bytes.entry(page).or_default() += n_bytes;
        self.changed.insert(page);
        self.entries.insert(key, Entry { value, page });
    }

    /// The last page, or a new one when that is full.
    fn roomy_page(&self, n_bytes: usize) -> u32 {
        match self.page_bytes.last_key_value() {
            None => 0,
            Some((&last, &used)) if used + n_bytes <= PAGE_BYTES => last,
            Some((&last, _)) => last + 1,
        }
    }

    /// The pages that changed since the last call, encoded.
    pub(crate) fn take_changed_pages(&mut self) -> Vec<(u32, Vec<u8>)> {
        let changed = std::mem::take(&mut self.changed);
        let mut pages: BTreeMap<u32, Vec<u8>> =
            changed.into_iter().map(|page| (page, Vec::new())).collect();
        for ((space, name), entry) in &self.entries {
            if let Some(out) = pages.get_mut(&entry.page) {
                encode_entry(*space, name, &entry.value, out);
            }
        }
        pages.into_iter().collect()
    }

    /// Takes in a page that was read back.
    pub(crate) fn load_page(&mut self, page: u32, body: &[u8]) -> Result<(), WireError> {
        let mut cursor = Cursor::new(body);
        self.page_bytes.insert(page, body.len());
        while cursor.left() > 0 {
            let (space, name, value) = decode_entry(&mut cursor)?;
            self.entries.insert((space, name), Entry { value, page });
        }
        Ok(())
    }
}

/// `space u8 | name length u16 | name | type u8 | value`.
fn encode_entry(space: Space, name: &str, value: &Scalar, out: &mut Vec<u8>) {
    out.push(match space {
        Space::Parameter => 0,
        Space::Other => 1,
    });
    out.extend_from_slice(&(name.len() as u16).to_le_bytes());
    out.extend_from_slice(name.as_bytes());
    match value {
        Scalar::Null => out.push(0),
        Scalar::Bool(flag) => out.extend_from_slice(&[1, u8::from(*flag)]),
        Scalar::Integer(whole) => {
            out.push(2);
            out.extend_from_slice(&whole.to_le_bytes());
        }
        Scalar::Number(Float(float)) => {
            out.push(3);
            out.extend_from_slice(&float.to_le_bytes());
        }
        Scalar::Text(text) => {
            out.push(4);
            out.extend_from_slice(&(text.len() as u32).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    }
}

fn entry_bytes(name: &str, value: &Scalar) -> usize {
    let value_bytes = match value {
        Scalar::Null => 0,
        Scalar::Bool(_) => 1,
        Scalar::Integer(_) | Scalar::Number(_) => 8,
        Scalar::Text(text) => 4 + text.len(),
    };
    4 + name.len() + value_bytes
}

fn decode_entry(cursor: &mut Cursor<'_>) -> Result<(Space, String, Scalar), WireError> {
    let space = match cursor.u8("value")? {
        0 => Space::Parameter,
        _ => Space::Other,
    };
    let n_bytes = usize::from(cursor.u16("value's name")?);
    let name = text(cursor, n_bytes, "value's name")?;
    let offset = cursor.offset();
    let value = match cursor.u8("value")? {
        0 => Scalar::Null,
        1 => Scalar::Bool(cursor.u8("value")? != 0),
        2 => Scalar::Integer(cursor.u64("value")? as i64),
        3 => Scalar::Number(Float(f64::from_bits(cursor.u64("value")?))),
        4 => {
            let n_bytes = cursor.u32("value")? as usize;
            Scalar::Text(text(cursor, n_bytes, "value")?)
        }
        kind => {
            let why = format!("its type is {kind}, known are 0 to 4");
            return Err(WireError::Invalid {
                what: "value",
                offset,
                why,
            });
        }
    };
    Ok((space, name, value))
}

/// The next `n_bytes` as text; `what` names it in the error.
pub(super) fn text(
    cursor: &mut Cursor<'_>,
    n_bytes: usize,
    what: &'static str,
) -> Result<String, WireError> {
    let offset = cursor.offset();
    let bytes = cursor.take(n_bytes, what)?;
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|error| WireError::Invalid {
            what,
            offset,
            why: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reload(pages: &BTreeMap<u32, Vec<u8>>) -> Values {
        let mut values = Values::default();
        for (page, body) in pages {
            values.load_page(*page, body).unwrap();
        }
        values
    }

    #[test]
    fn pages_stay_short_and_only_changed_ones_are_written() {
        let mut values = Values::default();
        let mut disk = BTreeMap::new();
        for round in 0..3_usize {
            for i in 0..200 {
                let text = "x".repeat((i * 37 + round * 4_001) % 16_000);
                values.set(Space::Parameter, format!("p{i}"), Scalar::Text(text));
            }
            values.set(
                Space::Other,
                "nan".to_owned(),
                Scalar::Number(Float(f64::NAN)),
            );
            disk.extend(values.take_changed_pages());
            assert!(disk.values().all(|body| body.len() <= PAGE_BYTES));
        }
        values.set(Space::Other, "flag".to_owned(), Scalar::Bool(true));
        let changed = values.take_changed_pages();
        assert_eq!(changed.len(), 1);
        disk.extend(changed);
        let back = reload(&disk);
        assert_eq!(back.count(Space::Parameter), 200);
        for (name, value) in values.of(Space::Parameter) {
            assert_eq!(back.get(Space::Parameter, name), Some(value));
        }
        assert_eq!(back.get(Space::Other, "flag"), Some(&Scalar::Bool(true)));
        assert_eq!(
            back.page_bytes.values().sum::<usize>(),
            disk.values().map(Vec::len).sum::<usize>()
        );
    }
}
