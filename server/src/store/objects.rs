//! The small interface that a store of immutable objects has to offer, and a folder that offers it.
//! An object is there whole or not at all, and is never changed.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::StoreError;
use super::catalog::random_hex;

/// A store of objects. Names are parts of lower-case hex digits and words, joined by `/`.
pub trait Objects: Send + Sync {
    /// Keeps an object; it is durable under its name when this returns. One that has the name
    /// already is replaced.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// Some bytes of an object. One that is missing or too short is damage.
    fn read(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError>;

    /// Removes every object below `folder`, durably; none is no error.
    fn remove_all(&self, folder: &str) -> Result<(), StoreError>;
}

/// Objects as files of a folder.
#[derive(Debug)]
pub struct ObjectFolder {
    folder: PathBuf,
    /// Where files are until they are whole; emptied at every start.
    incoming: PathBuf,
}

impl ObjectFolder {
    /// In a folder that exists, with another one on the same file system for what is not whole yet.
    pub fn new(folder: &Path, incoming: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            incoming: incoming.to_owned(),
        }
    }

    /// The same, with the objects of another folder.
    pub(super) fn reading(self, folder: &Path) -> Self {
        Self::new(folder, &self.incoming)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let random = random_hex(16).map_err(std::io::Error::other)?;
        let incoming = self.incoming.join(random);
        let mut file = File::create_new(&incoming)?;
        file.write_all(bytes)?;
        keep(&file, &incoming, &self.folder.join(name), &self.folder)
    }
}

impl Objects for ObjectFolder {
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.write(name, bytes)
            .map_err(|error| StoreError::io("keep a pack", &error))
    }

    fn read(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let read = || -> std::io::Result<Vec<u8>> {
            let mut bytes = vec![0; (range.end - range.start) as usize];
            File::open(self.folder.join(name))?.read_exact_at(&mut bytes, range.start)?;
            Ok(bytes)
        };
        read().map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::UnexpectedEof => {
                StoreError::damaged(format!("the file `blobs/{name}`"), error)
            }
            _ => StoreError::Unavailable(format!("read `blobs/{name}`: {error}")),
        })
    }

    fn remove_all(&self, folder: &str) -> Result<(), StoreError> {
        let path = self.folder.join(folder);
        let remove = || match fs::remove_dir_all(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => sync_folder(path.parent().unwrap_or(&self.folder)),
        };
        remove().map_err(|error| StoreError::io("remove packs", &error))
    }
}

/// Makes a file durable under its final name, with the folders above it up to `root`.
pub(super) fn keep(file: &File, incoming: &Path, path: &Path, root: &Path) -> std::io::Result<()> {
    file.sync_all()?;
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    fs::rename(incoming, path)?;
    // The new name, and the folders that may be new above it.
    for folder in folder
        .ancestors()
        .take_while(|folder| folder.starts_with(root))
    {
        sync_folder(folder)?;
    }
    Ok(())
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}
