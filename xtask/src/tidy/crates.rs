//! Which crate may depend on which, from `cargo metadata`.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Finding;
use super::files::File;
use crate::process;
use crate::workspace::Workspace;

/// Each crate with those it may depend on, for its tests too. An arrow that is not here is an
/// error.
const ALLOWED: [(&str, &[&str]); 9] = [
    ("suisei-core", &[]),
    // Its tests switch a feature of it on.
    ("suisei-chart", &["suisei-core", "suisei-chart"]),
    ("suisei-canvas", &["suisei-chart"]),
    (
        "suisei-app",
        &["suisei-core", "suisei-chart", "suisei-canvas"],
    ),
    ("suisei-web", &["suisei-app"]),
    ("suisei-server", &["suisei-core", "suisei-chart"]),
    (
        "suisei-bench-page",
        &["suisei-core", "suisei-chart", "suisei-canvas"],
    ),
    ("suisei-tests", &["suisei-core", "suisei-server"]),
    ("xtask", &[]),
];

/// What cargo knows about the crates of the workspace.
pub(super) struct Metadata {
    /// Sorted by name.
    pub(super) crates: Vec<Crate>,
}

pub(super) struct Crate {
    pub(super) name: String,
    /// The manifest, relative to the workspace's folder.
    pub(super) manifest: String,
    /// Names of crates of this workspace.
    pub(super) inside: Vec<String>,
    /// Names of third-party crates.
    pub(super) outside: Vec<String>,
}

/// Asks cargo about the workspace.
pub(super) fn metadata(workspace: &Workspace) -> Result<Metadata> {
    let mut cargo = process::cargo();
    cargo
        .current_dir(&workspace.root)
        .args(["metadata", "--format-version", "1", "--no-deps"]);
    let value: Value = serde_json::from_str(&process::capture(&mut cargo)?)?;
    let root = format!("{}/", workspace.root.display());
    read(&value, &root).context("cannot understand the answer of `cargo metadata`")
}

fn read(value: &Value, root: &str) -> Option<Metadata> {
    let mut crates = Vec::new();
    for package in value["packages"].as_array()? {
        let dependencies = package["dependencies"].as_array()?;
        let names = |inside: bool| {
            let chosen = dependencies
                .iter()
                .filter(move |one| one["path"].is_string() == inside);
            chosen
                .filter_map(|one| one["name"].as_str())
                .map(str::to_owned)
                .collect()
        };
        let manifest = package["manifest_path"].as_str()?.replace('\\', "/");
        crates.push(Crate {
            name: package["name"].as_str()?.to_owned(),
            manifest: manifest.trim_start_matches(root).to_owned(),
            inside: names(true),
            outside: names(false),
        });
    }
    crates.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Metadata { crates })
}

/// Checks the arrows between crates, and that each crate takes the workspace's lints.
pub(super) fn check(metadata: &Metadata, files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in &metadata.crates {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == one.name) else {
            let message = format!(
                "add the crate to the allowed arrows of tidy: `{}`",
                one.name
            );
            findings.push(Finding::new(&one.manifest, 1, message));
            continue;
        };
        let manifest = files.iter().find(|file| file.path == one.manifest);
        let text = manifest.map_or("", |file| file.text.as_str());
        for name in one
            .inside
            .iter()
            .filter(|name| !allowed.contains(&name.as_str()))
        {
            let message = format!("`{}` must not depend on `{name}`", one.name);
            findings.push(Finding::new(&one.manifest, line_with(text, name), message));
        }
        if !text.contains("[lints]\nworkspace = true") {
            let message = "take the workspace's lints: `[lints]` with `workspace = true`";
            findings.push(Finding::new(&one.manifest, 1, message));
        }
    }
    findings
}

/// The first line that begins with a word, or else the first line.
pub(super) fn line_with(text: &str, word: &str) -> usize {
    text.lines()
        .position(|line| line.starts_with(word))
        .map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_crate(name: &str, inside: &[&str]) -> Vec<String> {
        let one = Crate {
            name: name.to_owned(),
            manifest: "a/Cargo.toml".to_owned(),
            inside: inside.iter().map(|name| (*name).to_owned()).collect(),
            outside: Vec::new(),
        };
        let manifest = "[lints]\nworkspace = true\n\n[dependencies]\nsuisei-app.workspace = true\n";
        let findings = check(
            &Metadata { crates: vec![one] },
            &[File::new("a/Cargo.toml", manifest)],
        );
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn arrows_point_one_way() {
        assert!(check_crate("suisei-app", &["suisei-core", "suisei-chart"]).is_empty());
        assert_eq!(
            check_crate("suisei-server", &["suisei-core", "suisei-app"]),
            ["a/Cargo.toml:5: `suisei-server` must not depend on `suisei-app`"]
        );
        assert_eq!(check_crate("xtask", &["suisei-core"]).len(), 1);
        assert_eq!(check_crate("suisei-new", &[]).len(), 1);
    }

    #[test]
    fn metadata_tells_inside_from_outside() {
        let value = serde_json::json!({"packages": [{
            "name": "suisei-app",
            "manifest_path": "R/app/Cargo.toml",
            "dependencies": [
                {"name": "suisei-core", "path": "R/core"},
                {"name": "leptos", "path": null},
            ],
        }]});
        let metadata = read(&value, "R/").unwrap();
        assert_eq!(metadata.crates[0].manifest, "app/Cargo.toml");
        assert_eq!(metadata.crates[0].inside, ["suisei-core"]);
        assert_eq!(metadata.crates[0].outside, ["leptos"]);
    }
}
