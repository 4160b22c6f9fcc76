//! The server of an earlier revision, built in a checkout of its own under the target folder, to be
//! measured beside the one of today. Never touches the checkout that it was called in.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process;
use crate::progress::say;
use crate::workspace::Workspace;

/// Builds the server as of `revision`; its binary.
pub(super) fn build_server(workspace: &Workspace, revision: &str) -> Result<PathBuf> {
    let commit = process::capture(git(workspace).args([
        "rev-parse",
        "--verify",
        "--short=12",
        &format!("{revision}^{{commit}}"),
    ]))
    .with_context(|| format!("not a revision of this repository: `{revision}`"))?;
    let checkout = workspace.target.join("against").join(&commit);
    if !checkout.is_dir() {
        // A checkout whose folder was removed is still listed.
        process::run(git(workspace).args(["worktree", "prune"]))?;
        let mut add = git(workspace);
        add.args(["worktree", "add", "--quiet", "--detach"]);
        process::run(add.arg(&checkout).arg(&commit))?;
    }
    say(&format!("server {commit}: cargo build --release"));
    let mut build = process::cargo();
    build.current_dir(&checkout).env_remove("CARGO_TARGET_DIR");
    build.args(["build", "--release", "--package", "suisei-server"]);
    process::run(build.args(["--bin", "suisei"]))?;
    let name = format!("suisei{}", std::env::consts::EXE_SUFFIX);
    Ok(checkout.join("target").join("release").join(name))
}

fn git(workspace: &Workspace) -> Command {
    let mut git = Command::new("git");
    git.current_dir(&workspace.root);
    git
}
