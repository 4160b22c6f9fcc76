//! The rules that no compiler checks: direction of dependencies, headers, sizes, colours, text.
//!
//! Each check is one file below; it takes text and gives findings, so that it can be tested on a
//! few lines. A finding says what is wrong and how to put it right. Checks never change a file.

mod colours;
mod crates;
mod dependencies;
mod files;
mod modules;
mod shape;
mod source;
mod text;
mod words;

use std::fmt;

use anyhow::{Result, bail};

use crate::progress::say;
use crate::workspace::Workspace;

/// One broken rule at one place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// Relative to the workspace's folder, with `/`.
    path: String,
    /// Counted from 1.
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Checks every file of the repository; an error when a rule is broken.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let files = files::read_all(&workspace.root)?;
    let metadata = crates::metadata(workspace)?;
    let mut findings = crates::check(&metadata, &files);
    findings.extend(dependencies::check(&metadata, &files));
    for file in &files {
        findings.extend(shape::check(file));
        findings.extend(words::check(file));
        findings.extend(colours::check(file));
        findings.extend(modules::check(file));
        findings.extend(text::check(file));
    }
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!(
            "broken rules: {}, in files: {}, see above",
            findings.len(),
            count_paths(&findings)
        );
    }
    say(&format!("tidy: {} files are in order", files.len()));
    Ok(())
}

fn count_paths(findings: &[Finding]) -> usize {
    let mut paths: Vec<&str> = findings
        .iter()
        .map(|finding| finding.path.as_str())
        .collect();
    paths.dedup();
    paths.len()
}
