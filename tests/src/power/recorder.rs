//! Builds the C library that writes down what a program does to its files, and tells how to load it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::preload;

/// The built library and the log that it writes.
#[derive(Debug)]
pub struct Recorder {
    library: PathBuf,
    log: PathBuf,
}

impl Recorder {
    /// Builds it in `folder`, where the log will be too.
    pub fn build(folder: &Path) -> Self {
        Self {
            library: preload::compile("recorder", include_str!("recorder.c"), folder),
            log: folder.join("recorder.log"),
        }
    }

    /// The same with a log of its own.
    pub fn with_log(&self, log: &Path) -> Self {
        Self {
            library: self.library.clone(),
            log: log.to_owned(),
        }
    }

    /// The environment of a program whose work on `folder` is to be written down.
    pub fn variables(&self, folder: &Path) -> Vec<(OsString, OsString)> {
        let pair = |name: &str, value: &Path| (OsString::from(name), value.as_os_str().to_owned());
        vec![
            pair("LD_PRELOAD", &self.library),
            pair("POWER_ROOT", folder),
            pair("POWER_LOG", &self.log),
        ]
    }

    /// The log.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// How long the log is now, in bytes: everything that a program did before it answered stands
    /// before this place.
    pub fn position(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |about| about.len())
    }
}
