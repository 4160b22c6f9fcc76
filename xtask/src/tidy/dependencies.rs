//! Every third-party dependency has a line with its reason in `docs/dependencies.md`.

use std::collections::BTreeMap;

use super::Finding;
use super::crates::{Metadata, line_with};
use super::files::File;

const LIST: &str = "docs/dependencies.md";
const WORKSPACE: &str = "Cargo.toml";
const PYTHON: [&str; 2] = [
    "sdk/python/pyproject.toml",
    "sdk/python/requirements-test.txt",
];

pub(super) fn check(metadata: &Metadata, files: &[File]) -> Vec<Finding> {
    let text = |path: &str| {
        files
            .iter()
            .find(|file| file.path == path)
            .map_or("", |file| file.text.as_str())
    };
    let listed = listed(text(LIST));
    let mut findings = Vec::new();
    let mut used = BTreeMap::new();
    for one in &metadata.crates {
        for name in &one.outside {
            used.entry(name.as_str())
                .or_insert((one.manifest.as_str(), text(&one.manifest)));
        }
    }
    for name in workspace_dependencies(text(WORKSPACE)) {
        if !used.contains_key(name) && !name.starts_with("suisei-") {
            let line = line_with(text(WORKSPACE), name);
            let message = format!("no crate uses it, remove the line: `{name}`");
            findings.push(Finding::new(WORKSPACE, line, message));
        }
    }
    let python: Vec<(&str, String)> = PYTHON
        .iter()
        .flat_map(|path| {
            python_dependencies(path, text(path))
                .into_iter()
                .map(|name| (*path, name))
        })
        .collect();
    for (path, name) in &python {
        used.entry(name.as_str()).or_insert((*path, ""));
    }
    for (name, (path, manifest)) in &used {
        if !listed.contains_key(name) {
            let message = format!("give its reason in a line of `{LIST}`: `{name}`");
            findings.push(Finding::new(path, line_with(manifest, name), message));
        }
    }
    for (name, line) in listed {
        if !used.contains_key(name) {
            let message = format!("nothing depends on it any more, remove the line: `{name}`");
            findings.push(Finding::new(LIST, line, message));
        }
    }
    findings
}

/// The first code-quoted word of each table row or list entry, with its line.
fn listed(text: &str) -> BTreeMap<&str, usize> {
    let rows = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with(['|', '-']));
    rows.filter_map(|(index, line)| Some((line.split('`').nth(1)?, index + 1)))
        .collect()
}

fn workspace_dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let lines = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1);
    let section = lines.take_while(|line| !line.starts_with('['));
    section
        .filter_map(|line| line.split_once(" ="))
        .map(|(name, _)| name)
}

/// Package names without versions: from lines of a requirements file, or from the lists of
/// dependencies in `pyproject.toml`.
fn python_dependencies(path: &str, text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = path.ends_with(".txt");
    for line in text.lines().map(str::trim) {
        let opens = line.starts_with("dependencies = [") || line.starts_with("requires = [");
        let entries = if opens {
            line.split_once('[').map_or("", |(_, rest)| rest)
        } else {
            line
        };
        inside |= opens;
        if inside {
            let entries = entries.split(']').next().unwrap_or_default().split(',');
            names.extend(entries.filter_map(python_name));
        }
        if line.ends_with(']') {
            inside = path.ends_with(".txt");
        }
    }
    names
}

/// `"numpy>=1.20; python_version < '3.12'"` to `numpy`; nothing for comments, options and paths.
fn python_name(entry: &str) -> Option<String> {
    let entry = entry.trim().trim_matches(['"', '\'']);
    let name: String = entry
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    let is_name = name.starts_with(|c: char| c.is_alphabetic());
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::crates::Crate;

    fn check_list(list: &str) -> Vec<String> {
        let one = Crate {
            name: "suisei-core".to_owned(),
            manifest: "core/Cargo.toml".to_owned(),
            inside: Vec::new(),
            outside: vec!["serde".to_owned()],
        };
        let workspace =
            "[workspace.dependencies]\nserde = \"1\"\nunused = \"1\"\n\n[profile.dev]\n";
        let files = [
            File::new(LIST, list),
            File::new(WORKSPACE, workspace),
            File::new(
                "core/Cargo.toml",
                "[dependencies]\nserde.workspace = true\n",
            ),
        ];
        let findings = check(&Metadata { crates: vec![one] }, &files);
        findings
            .iter()
            .map(|finding| format!("{}:{}", finding.path, finding.line))
            .collect()
    }

    #[test]
    fn reasons_are_neither_missing_nor_left_over() {
        assert_eq!(check_list("- `serde`: why\n"), ["Cargo.toml:3"]);
        assert_eq!(
            check_list("| `serde` | why |\n| `old` | why |\n"),
            ["Cargo.toml:3", "docs/dependencies.md:2"]
        );
        assert_eq!(
            check_list("Text about `serde`.\n"),
            ["Cargo.toml:3", "core/Cargo.toml:2"]
        );
    }

    #[test]
    fn python_names_come_without_versions() {
        let project = "[build-system]\nrequires = [\"hatchling>=1\"]\n[project]\ndependencies = [\n  \"psutil>=5.9\",\n]\nname = \"a\"\n";
        assert_eq!(
            python_dependencies("a.toml", project),
            ["hatchling", "psutil"]
        );
        let requirements = "# tests\npytest==8.1\nnumpy>=1.20; python_version < \"3.12\"\n-e .\n";
        assert_eq!(
            python_dependencies("a.txt", requirements),
            ["pytest", "numpy"]
        );
    }
}
