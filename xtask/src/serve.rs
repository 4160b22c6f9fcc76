//! `cargo xtask run`: build the app, build the server around it, become the server.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::cli::BuildOptions;
use crate::process;
use crate::progress::say;
use crate::web;
use crate::workspace::Workspace;

/// Builds everything and runs `suisei serve` with these arguments. On success it does not return
/// before the server has stopped.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    web::build(workspace, BuildOptions::default())?;
    let mut server = Command::new(build_server(workspace)?);
    server.arg("serve").args(arguments);
    say(&format!("server: {}", process::describe(&server)));
    become_process(&mut server)
}

/// Builds the server with the web bundle inside and returns its path.
pub(crate) fn build_server(workspace: &Workspace) -> Result<PathBuf> {
    say("server: cargo build --release");
    let mut build = process::cargo();
    build.current_dir(&workspace.root);
    build.args([
        "build",
        "--release",
        "--package",
        "suisei-server",
        "--bin",
        "suisei",
    ]);
    process::run(&mut build)?;
    let name = format!("suisei{}", std::env::consts::EXE_SUFFIX);
    Ok(workspace.target.join("release").join(name))
}

/// Replaces this process, so that signals and the terminal belong to the server itself.
#[cfg(unix)]
fn become_process(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    let error = command.exec();
    Err(error).map_err(|error| anyhow::anyhow!("cannot start the server: {error}"))
}

#[cfg(not(unix))]
fn become_process(command: &mut Command) -> Result<()> {
    process::run(command)
}
