//! Files of a backup: new ones appear whole and durable under their name, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::store::check::files_below;
use crate::store::sync_folder;

/// Files that were copied, and files that were there.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Copied {
    pub(super) new: u64,
    pub(super) known: u64,
}

/// A file that only its owner may read, and that has its name when it is kept.
pub(super) struct NewFile<'a> {
    file: File,
    path: &'a Path,
    unfinished: std::path::PathBuf,
}

impl<'a> NewFile<'a> {
    /// Begins the file that will be at `path`.
    pub(super) fn create(path: &'a Path) -> Result<Self> {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = std::path::PathBuf::from(unfinished);
        // Left over from a copy that was broken off.
        let _ = fs::remove_file(&unfinished);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&unfinished)
            .with_context(|| format!("cannot make the file `{}`", unfinished.display()))?;
        Ok(Self {
            file,
            path,
            unfinished,
        })
    }

    /// Gives it its name, durably; what had the name is replaced.
    pub(super) fn keep(self) -> Result<()> {
        let keep = || -> std::io::Result<()> {
            self.file.sync_all()?;
            fs::rename(&self.unfinished, self.path)?;
            self.path.parent().map_or(Ok(()), |folder| {
                sync_folder(match folder.as_os_str().is_empty() {
                    true => Path::new("."),
                    false => folder,
                })
            })
        };
        keep().with_context(|| format!("cannot write `{}`", self.path.display()))
    }
}

impl Write for &NewFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        (&self.file).write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for NewFile<'_> {
    fn drop(&mut self) {
        // After it was kept the name is gone already.
        let _ = fs::remove_file(&self.unfinished);
    }
}

/// Copies every file of the tree `from` that `to` does not have. Files are named after what they
/// hold, so one of the same name and length is the same.
pub(super) fn copy_tree(from: &Path, to: &Path) -> Result<Copied> {
    let mut copied = Copied::default();
    let files = files_below(from).with_context(|| format!("cannot list `{}`", from.display()))?;
    for file in files {
        let (source, target) = (from.join(&file), to.join(&file));
        if copy_file(&source, &target)
            .with_context(|| format!("cannot copy `{}`", source.display()))?
        {
            copied.new += 1;
        } else {
            copied.known += 1;
        }
    }
    Ok(copied)
}

/// Copies a file, durably; false when it was there.
fn copy_file(source: &Path, target: &Path) -> Result<bool> {
    if is_same(source, target)? {
        return Ok(false);
    }
    if let Some(folder) = target.parent() {
        make_folder(folder)?;
    }
    let new = NewFile::create(target)?;
    std::io::copy(&mut File::open(source)?, &mut &new)?;
    new.keep()?;
    Ok(true)
}

/// Whether two files of one name are the same. A pack whose writing was broken off may be written
/// anew; its end holds a checksum and tells.
fn is_same(source: &Path, target: &Path) -> std::io::Result<bool> {
    const END_BYTES: u64 = 64;
    let length = fs::metadata(source)?.len();
    if !fs::metadata(target).is_ok_and(|about| about.len() == length) {
        return Ok(false);
    }
    let end = |path: &Path| -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(length.saturating_sub(END_BYTES)))?;
        let mut end = Vec::new();
        file.read_to_end(&mut end)?;
        Ok(end)
    };
    Ok(end(source)? == end(target)?)
}

/// Makes a folder and those above it, durably.
pub(super) fn make_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(folder);
    make_folder(parent)?;
    let make = || fs::create_dir(folder).and_then(|()| sync_folder(parent));
    make().with_context(|| format!("cannot make the folder `{}`", folder.display()))
}
