//! Brings a store of an older format to the one of today. What it was is kept beside it first; then
//! each step rewrites what has to be rewritten, in bounded pieces that note how far they have come,
//! so that an upgrade that is broken off goes on at the next start. Removes no copy.

mod to_2;

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use suisei_core::wire::cursor::Cursor;

use super::keys::{self, Key, KeyRange};
use super::kv::{Change, Kv, for_each};
use super::objects::sync_folder;
use super::{StoreError, codec, dump, refused};

/// Version of the layout of keys and values.
pub(super) const FORMAT: u64 = 2;

/// Bytes of changes that are written at once.
const WRITE_BYTES: usize = 256 * 1024;

/// What a step makes of an entry: adds the changes that it needs.
type Rewrite = fn(&dyn Kv, &Key, &[u8], &mut Vec<Change>) -> Result<(), StoreError>;

/// The steps, each from the format of its place, counted from 1, to the next one. A step looks at
/// every entry once, and never at one that it has written itself.
const STEPS: [Rewrite; 1] = [to_2::rewrite];

/// Upgrades the store of a data folder, after a copy.
pub(super) fn upgrade(folder: &Path, kv: &dyn Kv, found: u64) -> Result<(), StoreError> {
    let begun = Instant::now();
    let path = folder.join(format!("before-upgrade-v{found}.dump"));
    kv.check_writable(0)
        .map_err(|error| refused(folder, error))?;
    if kv.get(&keys::meta("upgrade"))?.is_none() {
        tracing::warn!(
            "the store has format {found}, this build writes format {FORMAT}; a copy of it goes to `{}`",
            path.display()
        );
        copy(kv, &path).map_err(|error| {
            let why = format!(
                "its format is {found} and a copy comes before the upgrade to {FORMAT}, but {error}; \
                 free some space and start again, nothing has changed"
            );
            refused(folder, why)
        })?;
    }
    rewrite_all(kv, found).map_err(|error| {
        let why = format!(
            "the upgrade from format {found} to {FORMAT} goes on at the next start: {error}; \
             the copy from before it is `{}`",
            path.display()
        );
        refused(folder, why)
    })?;
    tracing::warn!(
        "the store has format {FORMAT} after {:.1} s; remove the copy `{}` when all is well",
        begun.elapsed().as_secs_f64(),
        path.display()
    );
    Ok(())
}

/// Writes everything that is stored into a file, whole and durable or not at all. An older one is
/// replaced: it is of another upgrade.
fn copy(kv: &dyn Kv, path: &Path) -> Result<(), StoreError> {
    let unfinished = path.with_extension("unfinished");
    let written = write_copy(kv, path, &unfinished);
    if written.is_err() {
        // What cannot be removed now is replaced by the next attempt.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn write_copy(kv: &dyn Kv, path: &Path, unfinished: &PathBuf) -> Result<(), StoreError> {
    let io = |error: std::io::Error| StoreError::io("the copy cannot be written", &error);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(unfinished).map_err(io)?;
    let mut writer = dump::DumpWriter::new(BufWriter::new(&file))?;
    let mut n_bytes = 0;
    each_entry(kv, None, |key, value| {
        n_bytes += key.as_bytes().len() + value.len();
        if n_bytes >= WRITE_BYTES {
            // Leaves room for the upgrade itself.
            kv.check_writable(std::mem::take(&mut n_bytes))?;
        }
        writer.push(&Change::Put(key, value))
    })?;
    drop(writer.finish()?);
    file.sync_all().map_err(io)?;
    fs::rename(unfinished, path).map_err(io)?;
    sync_folder(path.parent().unwrap_or(path)).map_err(io)
}

/// Takes every step from the format `found` on. Goes on where an earlier attempt has stopped.
pub(super) fn rewrite_all(kv: &dyn Kv, found: u64) -> Result<(), StoreError> {
    for (format, rewrite) in (1..).zip(STEPS).filter(|(format, _)| *format >= found) {
        let mark = keys::meta("upgrade");
        let done = match kv.get(&mark)? {
            Some(value) => Some(decode_place(&value)?),
            None => {
                // From here on the copy is not made again, and older builds refuse the store.
                kv.apply(&[
                    Change::Put(mark.clone(), encode_place(None)),
                    format_is(&format!("{format} to {}", format + 1)),
                ])?;
                None
            }
        };
        let mut changes = Vec::new();
        each_entry(kv, done.flatten().as_ref(), |key, value| {
            match rewrite(kv, &key, &value, &mut changes) {
                // Left as it is: it says the same in the new format, that it is damaged.
                Err(error @ StoreError::Damaged { .. }) => tracing::error!("{error}"),
                done => done?,
            }
            let n_bytes: usize = changes.iter().map(Change::n_bytes).sum();
            if n_bytes < WRITE_BYTES {
                return Ok(());
            }
            kv.check_writable(n_bytes)?;
            changes.push(Change::Put(mark.clone(), encode_place(Some(&key))));
            kv.apply(&std::mem::take(&mut changes))
        })?;
        changes.push(Change::Delete(mark));
        changes.push(format_is(&(format + 1).to_string()));
        kv.check_writable(changes.iter().map(Change::n_bytes).sum())?;
        kv.apply(&changes)?;
    }
    Ok(())
}

/// The change that notes the store's format.
pub(super) fn format_is(format: &str) -> Change {
    Change::Put(keys::meta("format"), codec::seal(format.as_bytes()))
}

/// The format that a store says it has.
pub(super) fn format_of(kv: &dyn Kv) -> Result<Option<String>, StoreError> {
    let text = |value: Vec<u8>| {
        let body = codec::open(&value, || "the store's format".to_owned())?;
        Ok(String::from_utf8_lossy(body).into_owned())
    };
    kv.get(&keys::meta("format"))?.map(text).transpose()
}

/// A known format, or why this build cannot read the store. One whose upgrade was broken off is still
/// of the older one.
pub(super) fn known_format(found: &str) -> Result<u64, String> {
    let (from, to) = found.split_once(" to ").unwrap_or((found, found));
    match (from.parse(), to.parse()) {
        (Ok(format @ 1..=FORMAT), Ok(1..=FORMAT)) => Ok(format),
        _ => Err(format!(
            "its format is {found}, this build reads up to {FORMAT}; update it"
        )),
    }
}

/// Calls `each` for every entry after a key, in the order of parts and keys.
fn each_entry(
    kv: &dyn Kv,
    after: Option<&Key>,
    mut each: impl FnMut(Key, Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let first = after.map_or(0, Key::part);
    for part in first..=u16::MAX {
        let range = KeyRange::of_part(part);
        let rest = match after {
            Some(key) if key.part() == part => range.after(key),
            _ => range,
        };
        for_each(kv, rest, &mut each)?;
    }
    Ok(())
}

/// How far an upgrade has come: `part u16 | key`, nothing at its beginning.
fn encode_place(done: Option<&Key>) -> Vec<u8> {
    let body = done.map(|key| [&key.part().to_le_bytes(), key.as_bytes()].concat());
    codec::seal(&body.unwrap_or_default())
}

fn decode_place(value: &[u8]) -> Result<Option<Key>, StoreError> {
    let what = || "the place that an upgrade has come to".to_owned();
    let body = codec::open(value, what)?;
    if body.is_empty() {
        return Ok(None);
    }
    let mut cursor = Cursor::new(body);
    let damaged = |error| StoreError::damaged(what(), error);
    let part = [
        cursor.u8("part").map_err(damaged)?,
        cursor.u8("part").map_err(damaged)?,
    ];
    let bytes = body.get(2..).unwrap_or_default().to_vec();
    Ok(Some(Key::from_engine(u16::from_le_bytes(part), bytes)))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::keys::ExperimentId;
    use super::super::kv::{Condition, Direction, Entry};
    use super::super::memory::MemoryKv;
    use super::super::summaries;
    use super::super::watch::Commits;
    use super::*;

    /// Refuses everything after so many writes.
    struct Stops<'a>(&'a MemoryKv, AtomicUsize);

    impl Kv for Stops<'_> {
        fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
            self.0.get(key)
        }
        fn scan(&self, range: &KeyRange, n: usize, d: Direction) -> Result<Vec<Entry>, StoreError> {
            self.0.scan(range, n, d)
        }
        fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
            self.check_writable(0)?;
            self.1.fetch_sub(1, Ordering::SeqCst);
            self.0.apply_if(conditions, changes)
        }
        fn watch(&self) -> Commits {
            self.0.watch()
        }
        fn check_writable(&self, _n_bytes: usize) -> Result<(), StoreError> {
            match self.1.load(Ordering::SeqCst) {
                0 => Err(StoreError::Unavailable("as the test wants it".to_owned())),
                _ => Ok(()),
            }
        }
        fn recover(&self) -> Result<(), StoreError> {
            Ok(())
        }
    }

    /// Many pages in the older form, whose new form is often as long as an older one.
    fn many_pages() -> MemoryKv {
        let kv = MemoryKv::default();
        kv.apply(&[format_is("1")]).unwrap();
        for id in 0..300_u64 {
            let words =
                (0..21 * (1 + id % 128)).map(|word| word.wrapping_mul(id * 77_777_777) >> 3);
            let body: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
            let page = Change::Put(ExperimentId(id).summaries(0), codec::seal(&body));
            kv.apply(&[page]).unwrap();
        }
        kv
    }

    #[test]
    fn no_entry_is_rewritten_twice_wherever_it_stops() {
        let whole = many_pages();
        rewrite_all(&whole, 1).unwrap();
        let pages = |kv: &MemoryKv| -> Vec<usize> {
            let entries = kv.entries().into_iter();
            let pages = entries.filter(|(key, _)| key.kind() == b's');
            let series = |(_, value): (Key, Vec<u8>)| {
                let body = codec::open(&value, String::new).unwrap().to_vec();
                summaries::decode_page(&body).unwrap().len()
            };
            pages.map(series).collect()
        };
        assert_eq!(
            pages(&whole).iter().sum::<usize>(),
            (0..300).map(|id| 1 + id % 128).sum::<usize>()
        );
        let mut n_writes = 0;
        loop {
            let kv = many_pages();
            n_writes += 1;
            let stopped = rewrite_all(&Stops(&kv, AtomicUsize::new(n_writes)), 1);
            if stopped.is_ok() {
                break;
            }
            let format = format_of(&kv).unwrap().unwrap();
            assert_eq!((format.as_str(), known_format(&format)), ("1 to 2", Ok(1)));
            rewrite_all(&kv, 1).unwrap();
            assert_eq!(kv.entries(), whole.entries());
        }
        assert!(n_writes > 4, "{n_writes}");
    }
}
