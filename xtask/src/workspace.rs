//! Where things are: the checkout, the native and the WASM target folders, the web bundle.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

/// The folders of this checkout, all absolute.
pub(crate) struct Workspace {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Native build output: `target/`, or `CARGO_TARGET_DIR`.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this tool was built from.
    pub(crate) fn find() -> Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .context("xtask must lie inside the workspace")?
            .to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => std::path::absolute(folder)?,
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// Build output of the WASM compiler. It is a folder of its own, because two compilers that
    /// share one would invalidate each other's work.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// The finished web bundle. The server embeds this path, so it never moves.
    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("target").join("web")
    }
}
