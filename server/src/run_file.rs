//! `DATA/run/server.json`: how commands and SDKs on this machine find the running server, and the
//! token that opens it to whoever may read the file. Readable by its owner alone; gone at exit.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Address of the server.
    pub url: String,
    /// Its process.
    pub pid: u32,
    /// Works as an API key for as long as the process runs.
    pub token: String,
    /// The store that it serves.
    pub store: String,
}

/// The written file; removed when this is dropped.
pub struct RunFile {
    path: PathBuf,
}

/// Where the file of a data folder lies.
pub fn path(data: &Path) -> PathBuf {
    data.join("run").join("server.json")
}

/// Reads the file; `None` when no server runs on this folder.
pub fn read(data: &Path) -> Result<Option<RunInfo>> {
    let path = path(data);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let info = serde_json::from_slice(&bytes);
            info.map(Some)
                .with_context(|| format!("cannot read `{}`", path.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

impl RunFile {
    /// Writes the file, whole or not at all.
    pub fn write(data: &Path, info: &RunInfo) -> Result<Self> {
        let path = path(data);
        let write = || -> Result<()> {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let new = path.with_extension("new");
            // An older file could have wider permissions, which creating it anew does not keep.
            if new.exists() {
                std::fs::remove_file(&new)?;
            }
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&new)?;
            file.write_all(&serde_json::to_vec_pretty(info)?)?;
            file.sync_all()?;
            Ok(std::fs::rename(&new, &path)?)
        };
        write().with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(Self { path })
    }
}

impl Drop for RunFile {
    fn drop(&mut self) {
        // At exit there is nobody left to tell; a left-over file names a process that is gone.
        let _ = std::fs::remove_file(&self.path);
    }
}
