//! A disk that fails when a test says so: full, read-only, broken. Linux only.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::preload;

/// Stands between a program and its disk.
#[derive(Debug)]
pub struct Obstacle {
    library: PathBuf,
    control: PathBuf,
}

impl Obstacle {
    /// Builds it in `folder`; nothing fails yet.
    pub fn build(folder: &Path) -> Self {
        Self {
            library: preload::compile("obstacle", include_str!("obstacle.c"), folder),
            control: folder.join("error"),
        }
    }

    /// The environment of a program whose changes below `folder` may fail.
    pub fn variables(&self, folder: &Path) -> Vec<(OsString, OsString)> {
        let pair = |name: &str, value: &Path| (OsString::from(name), value.as_os_str().to_owned());
        vec![
            pair("LD_PRELOAD", &self.library),
            pair("OBSTACLE", &self.control),
            pair("OBSTACLE_ROOT", folder),
        ]
    }

    /// From now on changes fail with this number of the operating system.
    pub fn set(&self, error: i32) {
        // Renamed into place, so that nobody reads half of it.
        let new = self.control.with_extension("new");
        std::fs::write(&new, error.to_string()).unwrap();
        std::fs::rename(&new, &self.control).unwrap();
    }

    /// From now on they pass.
    pub fn clear(&self) {
        std::fs::remove_file(&self.control).unwrap();
    }
}
