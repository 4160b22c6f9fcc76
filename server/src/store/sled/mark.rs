//! How many commits a database has made, in a file of its own beside it. The engine takes a damaged
//! log for one that was cut off, and opens without what follows; this tells the two apart.
//!
//! `number u64 | CRC-32 u32`, little-endian. It is written after each commit and never synced: a
//! power cut may leave an older number, never a newer one than the database holds.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

const NAME: &str = "commits";

/// The open file.
pub(super) struct Mark {
    file: File,
}

impl Mark {
    /// Opens or creates the mark of a database that holds `n_commits`. Fails where it knew of more.
    pub(super) fn open(folder: &Path, n_commits: u64) -> Result<Self, String> {
        let path = path(folder);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| format!("cannot open `{}`: {error}", path.display()))?;
        match read(&mut file) {
            Some(known) if known > n_commits => Err(format!(
                "its last {} of {known} commits are missing; move the folder away and restore a \
                 backup into a new one, or remove `{}` to go on with what is left",
                known - n_commits,
                path.display()
            )),
            _ => Ok(Self { file }),
        }
    }

    /// Notes a commit that is durable.
    pub(super) fn set(&mut self, n_commits: u64) {
        let number = n_commits.to_le_bytes();
        let mut bytes = number.to_vec();
        bytes.extend_from_slice(&crc32fast::hash(&number).to_le_bytes());
        // An older number does no harm, so a full disk is no reason to fail what is done.
        let _ = self
            .file
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.file.write_all(&bytes));
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// The number; none when it is missing or damaged.
fn read(file: &mut File) -> Option<u64> {
    let mut bytes = [0; 12];
    file.read_exact(&mut bytes).ok()?;
    let (number, crc) = bytes.split_first_chunk::<8>()?;
    (crc32fast::hash(number).to_le_bytes() == *crc).then(|| u64::from_le_bytes(*number))
}
