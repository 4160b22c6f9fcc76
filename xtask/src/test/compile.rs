//! One build for all tests: which programs it gave, read from cargo's messages.
//!
//! Cargo chooses the features of shared dependencies by the packages of a call. Every call for the
//! tests therefore names the same packages, or half of the dependencies would be built again.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// The packages under test: all but this tool, which was compiled alone when it was called. What
/// runs in the browser is linted and tested as native code; what only a browser can tell is up to
/// the tests there.
pub(super) const PACKAGES: [&str; 3] = ["--workspace", "--exclude", "xtask"];

/// What the build gave.
pub(super) struct Compiled {
    /// The server, in the profile of the tests.
    pub(super) server: PathBuf,
    /// Sorted by package and name.
    pub(super) tests: Vec<TestProgram>,
}

/// One executable with tests.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TestProgram {
    /// The folder of its package, where it is run.
    pub(super) folder: PathBuf,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) executable: PathBuf,
}

/// Where its tests stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Beside the code.
    Inline,
    /// In a file of their own, seeing the public side only.
    Separate,
}

/// Compiles the server and all test programs.
pub(super) fn compile(workspace: &Workspace) -> Result<Compiled> {
    let mut cargo = process::cargo();
    cargo
        .current_dir(&workspace.root)
        .arg("build")
        .args(PACKAGES);
    cargo.args([
        "--lib",
        "--bins",
        "--tests",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let messages = messages(&mut cargo)?;
    let mut tests: Vec<TestProgram> = messages.iter().filter_map(test_program).collect();
    tests.sort();
    let server = messages.iter().find_map(server).context(
        "the build gave no server: the package `suisei-server` must have a binary `suisei`",
    )?;
    Ok(Compiled { server, tests })
}

fn messages(cargo: &mut Command) -> Result<Vec<Value>> {
    let line = process::describe(cargo);
    let mut child = cargo
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let stdout = child.stdout.take().context("cargo has no output")?;
    let mut messages = Vec::new();
    for message in BufReader::new(stdout).lines() {
        messages.push(serde_json::from_str(&message?)?);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{status}: `{line}`");
    }
    Ok(messages)
}

fn server(message: &Value) -> Option<PathBuf> {
    let is_server = message["target"]["name"] == "suisei" && message["profile"]["test"] == false;
    if is_server { executable(message) } else { None }
}

fn test_program(message: &Value) -> Option<TestProgram> {
    if message["profile"]["test"] != true {
        return None;
    }
    let manifest = PathBuf::from(message["manifest_path"].as_str()?);
    let is_separate = message["target"]["kind"][0] == "test";
    Some(TestProgram {
        folder: manifest.parent()?.to_path_buf(),
        name: message["target"]["name"].as_str()?.to_owned(),
        kind: if is_separate {
            Kind::Separate
        } else {
            Kind::Inline
        },
        executable: executable(message)?,
    })
}

fn executable(message: &Value) -> Option<PathBuf> {
    message["executable"].as_str().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn programs_are_read_from_messages() {
        let unit = json!({
            "manifest_path": "/w/core/Cargo.toml",
            "target": {"name": "suisei_core", "kind": ["lib"]},
            "profile": {"test": true},
            "executable": "/w/target/debug/deps/core-1",
        });
        let found = test_program(&unit).unwrap();
        assert_eq!(
            (found.kind, found.name.as_str()),
            (Kind::Inline, "suisei_core")
        );
        assert_eq!(found.folder, PathBuf::from("/w/core"));

        let server_message = json!({
            "target": {"name": "suisei", "kind": ["bin"]},
            "profile": {"test": false},
            "executable": "/w/target/debug/suisei",
        });
        assert_eq!(test_program(&server_message), None);
        assert_eq!(
            server(&server_message),
            Some(PathBuf::from("/w/target/debug/suisei"))
        );
        assert_eq!(server(&unit), None);
    }
}
