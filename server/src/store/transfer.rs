//! Whole stores out and in: a consistent dump while the store is in use, and a new store from a
//! dump. Never touches a store that exists.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::sync::TryLockError;
use std::time::Duration;

use super::dump::{self, DumpWriter};
use super::keys::KeyRange;
use super::kv::{Change, Direction, Kv};
use super::objects::sync_folder;
use super::watch::{Commits, Seen};
use super::{Inner, Store, StoreError, engine, refused, upgrade};

/// Entries that are read at once.
const PAGE: usize = 64;

/// Bytes that are written at once while a dump is loaded.
const LOAD_BYTES: usize = 1024 * 1024;

impl Store {
    /// Writes everything that is stored, as of the moment at which this ends. Commits go on
    /// meanwhile: what they change follows what was read before, and wins.
    pub fn dump(&self, out: impl Write) -> Result<(), StoreError> {
        let inner = &self.inner;
        inner.ready()?;
        let commits = inner.kv.watch();
        let mut writer = DumpWriter::new(out)?;
        write_all(inner.kv.as_ref(), &mut writer, &commits)?;
        inner.write_last(&mut writer, &commits)?;
        writer.finish().map(drop)
    }
}

fn write_all<W: Write>(
    kv: &dyn Kv,
    writer: &mut DumpWriter<W>,
    commits: &Commits,
) -> Result<(), StoreError> {
    for part in 0..=u16::MAX {
        let mut rest = KeyRange::of_part(part);
        loop {
            let page = kv.scan(&rest, PAGE, Direction::Forward)?;
            let last = page.last().map(|(key, _)| key.clone());
            let is_full = page.len() == PAGE;
            for (key, value) in page {
                writer.push(&Change::Put(key, value))?;
            }
            // Only between pages: a commit after a page was read has to follow all of that page.
            drain(commits, writer)?;
            match last {
                Some(last) if is_full => rest = rest.after(&last),
                _ => break,
            }
        }
    }
    Ok(())
}

/// Writes what was committed so far.
fn drain<W: Write>(commits: &Commits, writer: &mut DumpWriter<W>) -> Result<(), StoreError> {
    loop {
        match commits.next() {
            Seen::Batch(batch) => batch.iter().try_for_each(|change| writer.push(change))?,
            Seen::Nothing => return Ok(()),
            Seen::Broken => return Err(incomplete()),
        }
    }
}

fn incomplete() -> StoreError {
    StoreError::Unavailable("a write failed while the dump was written; take it again".to_owned())
}

impl Inner {
    /// Writes the last commits while nobody makes another one.
    fn write_last<W: Write>(
        &self,
        writer: &mut DumpWriter<W>,
        commits: &Commits,
    ) -> Result<(), StoreError> {
        loop {
            // A commit may hold the gate and wait for room: make some.
            let gate = match self.gate.try_lock() {
                Ok(gate) => gate,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {
                    drain(commits, writer)?;
                    std::thread::sleep(Duration::from_millis(1));
                    continue;
                }
            };
            if gate.failed.is_some() {
                return Err(incomplete());
            }
            return drain(commits, writer);
        }
    }
}

/// Makes a store in `folder` from a dump; whole or not at all. Refuses a folder that holds one.
/// Returns how many changes the dump had.
pub fn load(folder: &Path, from: impl Read) -> Result<u64, StoreError> {
    let place = folder.join("db");
    if place.exists() {
        return Err(refused(
            folder,
            "it holds a store already; name a folder that is empty or does not exist",
        ));
    }
    let unfinished = folder.join("db.loading");
    let io = |error: std::io::Error| refused(folder, error);
    fs::create_dir_all(folder).map_err(io)?;
    remove(&unfinished).map_err(io)?;
    let loaded = load_into(&unfinished, from);
    if loaded.is_err() {
        remove(&unfinished).map_err(io)?;
        return loaded;
    }
    fs::rename(&unfinished, &place).map_err(io)?;
    sync_folder(folder).map_err(io)?;
    loaded
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn load_into(folder: &Path, from: impl Read) -> Result<u64, StoreError> {
    let kv = engine(folder)?;
    let mut waiting = Vec::new();
    let mut n_bytes = 0;
    let n_changes = dump::read(from, |change| {
        n_bytes += change.n_bytes();
        waiting.push(change);
        if n_bytes < LOAD_BYTES {
            return Ok(());
        }
        kv.check_writable(n_bytes)?;
        n_bytes = 0;
        kv.apply(&std::mem::take(&mut waiting))
    })?;
    kv.apply(&waiting)?;
    let Some(format) = upgrade::format_of(&kv)? else {
        return Err(StoreError::Invalid("the dump holds no store".to_owned()));
    };
    // The dump itself is the copy from before.
    let format = upgrade::known_format(&format).map_err(|why| refused(folder, why))?;
    upgrade::rewrite_all(&kv, format)?;
    Ok(n_changes)
}
