//! Bytes of assets as files, by workspace and content hash. No name that a client sent becomes part
//! of a path. A file has its final name only when it is whole, checked and durable.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use suisei_core::event::Micros;
use suisei_core::ids::ContentHash;

use super::StoreError;
use super::catalog::{WorkspaceId, random_hex};
use super::objects::{ObjectFolder, keep, sync_folder};
use crate::sync::{lock, read, write};

/// Where files stand while they arrive.
pub(super) const INCOMING: &str = "incoming";

/// Longest file whose bytes are compared with its hash before they are handed out. What is longer is
/// checked by `suisei fsck` alone.
const MAX_CHECKED_BYTES: u64 = 64 * 1024 * 1024;

/// How long bytes stay after somebody sent them, or was told that they are here, although nothing
/// refers to them: the event that does may be on its way.
const CLAIMED: Duration = Duration::from_secs(60 * 60);

/// The folder of all blobs.
#[derive(Debug)]
pub(super) struct Blobs {
    folder: PathBuf,
    /// Files that were compared with their hash since the start.
    checked: Mutex<HashSet<PathBuf>>,
    /// Taken to write while a file is removed, and to read while somebody is told that it is there.
    removing: Arc<RwLock<()>>,
}

impl Blobs {
    /// Opens or creates the folder and drops what an earlier process left unfinished.
    pub(super) fn open(folder: PathBuf) -> std::io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let incoming = folder.join(INCOMING);
        match fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir(&incoming)?,
        }
        sync_folder(&folder)?;
        // Its own name stands in the data folder: without it a power cut takes all that is in it.
        if let Some(data) = folder.parent() {
            sync_folder(data)?;
        }
        Ok(Self {
            folder,
            checked: Mutex::default(),
            removing: Arc::default(),
        })
    }

    /// The same folder as a store of objects.
    pub(super) fn objects(&self) -> ObjectFolder {
        ObjectFolder::new(&self.folder, &self.folder.join(INCOMING))
    }

    fn path(&self, workspace: &WorkspaceId, hash: &ContentHash) -> PathBuf {
        let name = hash.as_str();
        self.folder
            .join(workspace.as_str())
            .join(&name[..2])
            .join(name)
    }

    pub(super) fn has(&self, workspace: &WorkspaceId, hash: &ContentHash) -> bool {
        self.path(workspace, hash).is_file()
    }

    /// Whether the bytes are here. If so, they stay for a while, whatever is purged meanwhile.
    pub(super) fn claim(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
        now: Micros,
    ) -> Result<bool, StoreError> {
        let _guard = read(&self.removing);
        let file = match File::open(self.path(workspace, hash)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            opened => opened,
        };
        // The time stands in the file's own entry, so that it outlives the process.
        match file.and_then(|file| file.set_modified(time_of(now))) {
            Ok(()) => Ok(true),
            // Somebody else's file, as after a copy: the bytes are sent again and replace it.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(StoreError::io("claim a file", &error)),
        }
    }

    /// Whether the bytes are here because somebody claimed them.
    pub(super) fn is_claimed(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
        now: Micros,
    ) -> Result<bool, StoreError> {
        let claimed = match fs::metadata(self.path(workspace, hash)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            about => about.and_then(|about| about.modified()),
        };
        let claimed = claimed.map_err(|error| StoreError::io("look at a file", &error))?;
        let now = time_of(now);
        // A clock that was set back says nothing about what is an hour old.
        let age = now
            .duration_since(claimed)
            .unwrap_or_else(|ahead| ahead.duration());
        Ok(age < CLAIMED)
    }

    /// Removes a file that nobody claimed; false when somebody did. [`Self::sync`] makes it durable.
    pub(super) fn remove(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
        now: Micros,
    ) -> Result<bool, StoreError> {
        let _guard = write(&self.removing);
        if self.is_claimed(workspace, hash, now)? {
            return Ok(false);
        }
        let path = self.path(workspace, hash);
        lock(&self.checked).remove(&path);
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(StoreError::io("remove a file", &error))
            }
            _ => Ok(true),
        }
    }

    /// Makes durable that these files are gone.
    pub(super) fn sync(
        &self,
        workspace: &WorkspaceId,
        removed: &[ContentHash],
    ) -> Result<(), StoreError> {
        let folders: HashSet<PathBuf> = removed
            .iter()
            .filter_map(|hash| Some(self.path(workspace, hash).parent()?.to_owned()))
            .collect();
        let mut all = folders.iter().filter(|folder| folder.is_dir());
        all.try_for_each(|folder| sync_folder(folder))
            .map_err(|error| StoreError::io("remove files", &error))
    }

    pub(super) fn get(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
    ) -> Result<Option<File>, StoreError> {
        let path = self.path(workspace, hash);
        let damaged = |error| StoreError::damaged(format!("the file `{hash}`"), error);
        match File::open(&path) {
            Ok(file) => {
                self.check(&file, path, hash).map_err(damaged)?;
                Ok(Some(file))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(damaged(error)),
        }
    }

    /// Compares the bytes with their hash, once in the life of a process.
    fn check(&self, mut file: &File, path: PathBuf, hash: &ContentHash) -> std::io::Result<()> {
        let is_long = file.metadata()?.len() > MAX_CHECKED_BYTES;
        if is_long || lock(&self.checked).contains(&path) {
            return Ok(());
        }
        if hash_of(&mut file)? != hash.as_str() {
            return Err(std::io::Error::other("its bytes have another hash"));
        }
        file.seek(SeekFrom::Start(0))?;
        lock(&self.checked).insert(path);
        Ok(())
    }

    pub(super) fn put(
        &self,
        workspace: &WorkspaceId,
        hash: &ContentHash,
    ) -> Result<BlobWriter, StoreError> {
        let incoming = self.folder.join(INCOMING).join(random_hex(16)?);
        let file = File::create_new(&incoming)
            .map_err(|error| StoreError::io("receive a file", &error))?;
        Ok(BlobWriter {
            file,
            incoming,
            path: self.path(workspace, hash),
            root: self.folder.clone(),
            hash: hash.clone(),
            hasher: Sha256::new(),
            removing: self.removing.clone(),
        })
    }
}

fn time_of(now: Micros) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(now.unsigned_abs())
}

/// A file that is being received. Dropped without [`Self::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct BlobWriter {
    file: File,
    incoming: PathBuf,
    path: PathBuf,
    root: PathBuf,
    hash: ContentHash,
    hasher: Sha256,
    removing: Arc<RwLock<()>>,
}

impl BlobWriter {
    /// Takes the next bytes in.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.hasher.update(bytes);
        self.file
            .write_all(bytes)
            .map_err(|error| StoreError::io("receive a file", &error))
    }

    /// Checks the hash and makes the file durable under its name.
    pub fn commit(mut self) -> Result<(), StoreError> {
        let found = text_of(std::mem::take(&mut self.hasher));
        if found != self.hash.as_str() {
            return Err(StoreError::HashMismatch {
                expected: self.hash.to_string(),
                found,
            });
        }
        // What is removed at this moment is the older file of the same name, not this one.
        let _guard = read(&self.removing);
        keep(&self.file, &self.incoming, &self.path, &self.root)
            .map_err(|error| StoreError::io("keep a file", &error))
    }
}

impl Drop for BlobWriter {
    fn drop(&mut self) {
        // After a commit the name is gone already.
        let _ = fs::remove_file(&self.incoming);
    }
}

/// The hash of everything that is left to read, as 64 hex digits.
pub(crate) fn hash_of(from: &mut impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    std::io::copy(from, &mut hasher)?;
    Ok(text_of(hasher))
}

fn text_of(hasher: Sha256) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
