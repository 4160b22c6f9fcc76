//! The embedded engine. The only file that knows sled, and the rules that make it safe:
//! `flush` alone does not survive a power cut, long values leave the log for files that are never
//! made durable, and damage makes it panic. See `docs/storage.md`.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

mod mark;

use mark::Mark;

use super::StoreError;
use super::keys::{Key, KeyRange};
use super::kv::{Change, Condition, Direction, Entry, Kv, check_values};
use super::watch::{self, Watchers};
use crate::sync::{lock, read, write};

/// Sixteen values share a page, and a page above a quarter of a segment goes to a file of its own.
/// With 8 MiB segments that happens above 128 KiB a value, twice the limit of [`check_values`].
const SEGMENT_BYTES: usize = 8 * 1024 * 1024;
const CACHE_BYTES: u64 = 128 * 1024 * 1024;
const FLUSH_EVERY_MS: u64 = 500;

/// Below this much free space nothing more is written, so that the engine never meets a full disk
/// in the middle of its log.
const RESERVED_DISK_BYTES: u64 = 64 * 1024 * 1024;

/// Where the number of commits is stored: before every key of every part, and in no range of them.
const COMMITS_KEY: [u8; 1] = [0];

/// Longest wait for the engine's threads to end.
const LONGEST_CLOSE: Duration = Duration::from_secs(5);

/// sled in a folder of its own.
pub struct SledKv {
    folder: PathBuf,
    opened: RwLock<Option<Opened>>,
    watchers: Watchers,
}

struct Opened {
    db: sled::Db,
    // The same file that sled writes: syncing it makes everything durable that `flush` wrote.
    log: File,
    commits: Mutex<Commits>,
}

/// Commits that were made, and where that is noted.
struct Commits {
    number: u64,
    mark: Mark,
}

impl SledKv {
    /// Opens or creates the database in `folder`.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        create(folder).map_err(|why| refused(folder, why))?;
        let opened = Opened::open(folder).map_err(|why| refused(folder, why))?;
        Ok(Self {
            folder: folder.to_owned(),
            opened: RwLock::new(Some(opened)),
            watchers: Watchers::default(),
        })
    }

    /// Fails where the file system would fail the engine: full, over a quota, read-only, broken.
    fn probe(&self) -> std::io::Result<()> {
        let path = self.folder.join("probe");
        let file = File::create(&path)?;
        let room = 2 * SEGMENT_BYTES as u64;
        let result =
            match rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, room) {
                Err(rustix::io::Errno::OPNOTSUPP) | Ok(()) => file.sync_all(),
                Err(error) => Err(error.into()),
            };
        fs::remove_file(&path)?;
        result
    }

    fn with<T>(&self, work: impl FnOnce(&Opened) -> sled::Result<T>) -> Result<T, StoreError> {
        let opened = read(&self.opened);
        let Some(opened) = opened.as_ref() else {
            return Err(StoreError::Unavailable(
                "the database is being opened again".to_owned(),
            ));
        };
        work(opened).map_err(|error| match error {
            sled::Error::Corruption { .. } => StoreError::damaged("the database file", error),
            other => StoreError::Unavailable(format!("the database answers: {other}")),
        })
    }
}

fn refused(folder: &Path, why: String) -> StoreError {
    StoreError::Open {
        folder: folder.to_owned(),
        why,
    }
}

impl Opened {
    fn open(folder: &Path) -> Result<Self, String> {
        check_folder(folder)?;
        drop_unfinished(folder).map_err(|error| error.to_string())?;
        let config = sled::Config::new()
            .path(folder)
            .segment_size(SEGMENT_BYTES)
            .mode(sled::Mode::HighThroughput)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .use_compression(false)
            .cache_capacity(CACHE_BYTES);
        let db = match catch_unwind(AssertUnwindSafe(|| config.open())) {
            Ok(Ok(db)) => db,
            Ok(Err(error)) => return Err(explain(&error)),
            Err(_) => return Err(damaged("it cannot be read")),
        };
        let log =
            sync_files(folder).map_err(|error| format!("its files cannot be synced: {error}"))?;
        let number = read_commits(&db).map_err(|error| explain(&error))?;
        let mark =
            Mark::open(folder, number).map_err(|why| format!("the database is damaged: {why}"))?;
        Ok(Self {
            db,
            log,
            commits: Mutex::new(Commits { number, mark }),
        })
    }

    /// Makes all changes of a batch durable and notes that, where all conditions hold; `done` runs
    /// before the next batch. Returns whether they hold.
    fn commit(
        &self,
        conditions: &[Condition],
        mut batch: sled::Batch,
        done: impl FnOnce(),
    ) -> sled::Result<Result<(), StoreError>> {
        // Nobody else changes anything while it is held.
        let mut commits = lock(&self.commits);
        for condition in conditions {
            let stored = self.db.get(full_key_of(&condition.key))?;
            if let Err(conflict) = condition.check(stored.as_deref()) {
                return Ok(Err(conflict));
            }
        }
        let number = commits.number + 1;
        batch.insert(&COMMITS_KEY, &number.to_le_bytes());
        self.db.apply_batch(batch)?;
        self.db.flush()?;
        self.log.sync_data()?;
        commits.number = number;
        commits.mark.set(number);
        done();
        Ok(Ok(()))
    }
}

/// Makes a new database beside its place and moves it there when it is whole: the engine does not
/// open one whose making a power cut has broken off, and cannot tell it from a damaged one.
fn create(folder: &Path) -> Result<(), String> {
    let is_new = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => true,
    };
    if !is_new {
        return Ok(());
    }
    let unfinished = folder.with_extension("new");
    let text = |error: std::io::Error| error.to_string();
    match fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(text(error)),
        _ => close(Opened::open(&unfinished)?, &unfinished),
    }
    fs::rename(&unfinished, folder).map_err(text)?;
    match folder.parent() {
        Some(parent) => File::open(parent)
            .and_then(|parent| parent.sync_all())
            .map_err(text),
        None => Ok(()),
    }
}

/// Closes the database and waits until its threads have let go of the lock.
fn close(opened: Opened, folder: &Path) {
    drop(opened);
    let end = Instant::now() + LONGEST_CLOSE;
    while let Ok(Lock::Taken) = lock_log(folder)
        && Instant::now() < end
    {
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Whether a process has the database open.
enum Lock {
    Free(File),
    Taken,
    NoDatabase,
}

/// Takes the engine's own lock for as long as the result lives.
fn lock_log(folder: &Path) -> std::io::Result<Lock> {
    let log = match File::open(folder.join("db")) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Lock::NoDatabase),
        opened => opened?,
    };
    match rustix::fs::flock(&log, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Lock::Free(log)),
        Err(_) => Ok(Lock::Taken),
    }
}

/// Drops snapshots that an earlier process was writing when it ended: the engine would take one for
/// whole, and refuse to open. Whoever holds the lock of the log may be writing one now.
fn drop_unfinished(folder: &Path) -> std::io::Result<()> {
    // Taken: the engine will say so.
    let Lock::Free(_log) = lock_log(folder)? else {
        return Ok(());
    };
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// How many commits the database holds.
fn read_commits(db: &sled::Db) -> sled::Result<u64> {
    let stored = db.get(COMMITS_KEY)?;
    let bytes = stored.as_deref().and_then(|value| value.first_chunk());
    Ok(bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes)))
}

/// Values that left the log mean that the rules of this file were broken: such a database may not
/// open after a power cut, and nobody should find out then.
fn check_folder(folder: &Path) -> Result<(), String> {
    let Ok(blobs) = fs::read_dir(folder.join("blobs")) else {
        return Ok(());
    };
    match blobs.count() {
        0 => Ok(()),
        n => Err(format!(
            "its `blobs` folder holds {n} files, which are not safe against a power cut; restore a backup"
        )),
    }
}

/// Makes everything durable that sled does not: its settings, its folders. Returns its log.
fn sync_files(folder: &Path) -> std::io::Result<File> {
    File::open(folder.join("conf"))?.sync_all()?;
    let blobs = folder.join("blobs");
    if blobs.is_dir() {
        File::open(blobs)?.sync_all()?;
    }
    let log = File::options()
        .read(true)
        .write(true)
        .open(folder.join("db"))?;
    log.sync_all()?;
    File::open(folder)?.sync_all()?;
    if let Some(parent) = folder.parent() {
        File::open(parent)?.sync_all()?;
    }
    Ok(log)
}

fn explain(error: &sled::Error) -> String {
    match error {
        sled::Error::Io(io) if io.to_string().contains("lock") => {
            "another process uses it; stop that one first".to_owned()
        }
        sled::Error::Io(io) => io.to_string(),
        other => damaged(&other.to_string()),
    }
}

fn damaged(why: &str) -> String {
    format!(
        "the database is damaged: {why}; move the folder away and restore a backup into a new one"
    )
}

fn full_key(part: u16, bytes: &[u8]) -> Vec<u8> {
    let mut full = Vec::with_capacity(2 + bytes.len());
    full.extend_from_slice(&part.to_be_bytes());
    full.extend_from_slice(bytes);
    full
}

fn full_key_of(key: &Key) -> Vec<u8> {
    full_key(key.part(), key.as_bytes())
}

impl Kv for SledKv {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let full = full_key_of(key);
        self.with(|opened| Ok(opened.db.get(full)?.map(|value| value.to_vec())))
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
        let bounds = full_key(range.part(), range.start())..full_key(range.part(), range.end());
        let entry = |(full, value): (sled::IVec, sled::IVec)| {
            (
                Key::from_engine(range.part(), full[2..].to_vec()),
                value.to_vec(),
            )
        };
        self.with(|opened| {
            let found = opened.db.range(bounds);
            match direction {
                Direction::Forward => found.take(limit).map(|pair| pair.map(entry)).collect(),
                Direction::Backward => found
                    .rev()
                    .take(limit)
                    .map(|pair| pair.map(entry))
                    .collect(),
            }
        })
    }

    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        check_values(changes)?;
        let mut batch = sled::Batch::default();
        for change in changes {
            let full = full_key_of(change.key());
            match change {
                Change::Put(_, value) => batch.insert(full, value.as_slice()),
                Change::Delete(_) => batch.remove(full),
            }
        }
        let done = || self.watchers.tell(changes);
        self.with(|opened| opened.commit(conditions, batch, done))?
    }

    fn watch(&self) -> watch::Commits {
        self.watchers.watch()
    }

    fn check_writable(&self, n_bytes: usize) -> Result<(), StoreError> {
        let disk = rustix::fs::statvfs(&self.folder)
            .map_err(|error| StoreError::io("look at the disk", &error.into()))?;
        if disk.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
            return Err(StoreError::Unavailable(format!(
                "`{}` is mounted read-only",
                self.folder.display()
            )));
        }
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < RESERVED_DISK_BYTES + n_bytes as u64 {
            return Err(StoreError::Unavailable(format!(
                "the disk is full, {} MiB are left; free some space for `{}`",
                free / (1024 * 1024),
                self.folder.display()
            )));
        }
        Ok(())
    }

    fn recover(&self) -> Result<(), StoreError> {
        // A database that cannot write can still be read, and could not be opened again.
        self.probe()
            .map_err(|error| StoreError::io("write to the data folder", &error))?;
        let mut opened = write(&self.opened);
        // What failed may be in the log all the same.
        self.watchers.break_off();
        // The old one has to let go of its lock before a new one can be had.
        if let Some(old) = opened.take() {
            close(old, &self.folder);
        }
        *opened = Some(Opened::open(&self.folder).map_err(|why| refused(&self.folder, why))?);
        Ok(())
    }
}

impl Drop for SledKv {
    fn drop(&mut self) {
        // Everything that was promised is durable already; what is not must not fail a shutdown.
        if let Some(opened) = write(&self.opened).take() {
            close(opened, &self.folder);
        }
    }
}
