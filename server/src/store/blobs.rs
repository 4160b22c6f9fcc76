//! Bytes of assets as files, by workspace and content hash. No name that a client sent becomes part
//! of a path. A file has its final name only when it is whole, checked and durable.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use suisei_core::ids::ContentHash;

use super::StoreError;
use super::catalog::{WorkspaceId, random_hex};
use super::objects::{ObjectFolder, keep, sync_folder};
use crate::sync::lock;

/// Where files stand while they arrive.
pub(super) const INCOMING: &str = "incoming";

/// Longest file whose bytes are compared with its hash before they are handed out. What is longer is
/// checked by `suisei fsck` alone.
const MAX_CHECKED_BYTES: u64 = 64 * 1024 * 1024;

/// The folder of all blobs.
#[derive(Debug)]
pub(super) struct Blobs {
    folder: PathBuf,
    /// Files that were compared with their hash since the start.
    checked: Mutex<HashSet<PathBuf>>,
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
        })
    }
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
