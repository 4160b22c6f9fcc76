//! Packages from npm, for tools and benchmarks; nothing of them ever reaches the product.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process;
use crate::progress::say;
use crate::workspace::Workspace;

/// The folder of a package, `name` or `name@version`, installed below `target` where it is missing.
pub(super) fn package(workspace: &Workspace, wanted: &str) -> Result<PathBuf> {
    let name = wanted.split_once('@').map_or(wanted, |(name, _)| name);
    let folder = workspace.target.join("npm");
    let package = folder.join("node_modules").join(name);
    if !package.exists() {
        let npm = process::find_on_path("npm")
            .with_context(|| format!("npm is needed to fetch a package: `{wanted}`"))?;
        say(&format!("web: npm install {wanted}"));
        std::fs::create_dir_all(&folder)?;
        let mut install = Command::new(npm);
        install.args([
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ]);
        process::run(install.arg(&folder).arg(wanted))?;
    }
    Ok(package)
}
