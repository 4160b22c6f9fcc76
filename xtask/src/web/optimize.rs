//! Binaryen's `wasm-opt`: never required, worth its time for a release.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::npm;
use crate::process;
use crate::progress::say;
use crate::workspace::Workspace;

/// The npm package and the version that these flags were tried with.
const PACKAGE: &str = "binaryen";

/// What the compiler may have used; everything else stays forbidden.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
];

/// Returns a smaller module with the same behaviour.
pub(super) fn shrink(workspace: &Workspace, wasm: &[u8]) -> Result<Vec<u8>> {
    let tool = find(workspace)?;
    say("web: wasm-opt");
    let folder = workspace.wasm_target();
    let (before, after) = (
        folder.join("before-opt.wasm"),
        folder.join("after-opt.wasm"),
    );
    std::fs::write(&before, wasm)?;
    let mut command = Command::new(tool);
    process::run(
        command
            .arg(&before)
            .arg("-o")
            .arg(&after)
            .arg("-Oz")
            .args(FEATURES),
    )?;
    std::fs::read(&after).with_context(|| format!("cannot read `{}`", after.display()))
}

fn find(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(path) = process::find_on_path("wasm-opt") {
        return Ok(path);
    }
    let package = npm::package(workspace, PACKAGE)?;
    Ok(package.join("bin").join("wasm-opt"))
}
