//! The files of the repository: what git knows or would add; without git, every file but output.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::source::Source;
use crate::process;

/// One text file with what the checks want to know about it.
pub(super) struct File {
    /// Relative to the workspace's folder, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// For Rust files.
    pub(super) source: Option<Source>,
    /// Whether the whole file is compiled for tests alone.
    pub(super) is_test: bool,
}

/// The kinds of text that are checked.
const EXTENSIONS: [&str; 12] = [
    "rs", "py", "css", "js", "html", "md", "toml", "json", "yml", "txt", "sh", "svg",
];

/// Folders of output and caches, for a checkout without git.
const OUTPUT: [&str; 5] = ["target", "node_modules", "__pycache__", ".git", ".venv"];

impl File {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let source = path.ends_with(".rs").then(|| Source::new(text));
        let mut parts = path.split('/');
        let is_test =
            parts.any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "examples"));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            source,
            is_test,
        }
    }

    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, own)| extensions.contains(&own))
    }
}

/// Reads all text files of the repository, sorted by path.
pub(super) fn read_all(root: &Path) -> Result<Vec<File>> {
    let mut paths = if root.join(".git").exists() {
        from_git(root)?
    } else {
        from_disk(root)?
    };
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let full = root.join(&path);
        let name = Path::new(&path);
        let is_script = name.starts_with(".ci");
        let extension = name.extension().and_then(|extension| extension.to_str());
        let is_text = extension.is_some_and(|extension| EXTENSIONS.contains(&extension));
        // A file that git still lists may be gone from the disk.
        if (is_text || is_script) && full.is_file() {
            let text = std::fs::read_to_string(&full)
                .with_context(|| format!("cannot read as UTF-8 text: `{path}`"))?;
            files.push(File::new(&path, &text));
        }
    }
    mark_test_files(&mut files);
    Ok(files)
}

/// A module that its parent declares for tests alone is a test, wherever it lies.
fn mark_test_files(files: &mut [File]) {
    let mut tests = BTreeSet::new();
    for file in files.iter() {
        let folder = match file.path.strip_suffix(".rs") {
            Some(stem) => stem.trim_end_matches("/lib").trim_end_matches("/main"),
            None => continue,
        };
        let names = file.source.iter().flat_map(Source::test_files);
        tests.extend(names.map(|name| format!("{folder}/{name}.rs")));
    }
    for file in files {
        file.is_test |= tests.contains(&file.path);
    }
}

fn from_git(root: &Path) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let list = process::capture(&mut git)?;
    Ok(list
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}

fn from_disk(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_file() {
                paths.push(format!("{folder}{name}"));
            } else if !OUTPUT.contains(&name.as_str()) {
                folders.push(format!("{folder}{name}/"));
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_modules_are_found_through_their_parents() {
        let mut files = [
            File::new("core/src/lib.rs", "mod a;\n"),
            File::new("core/src/a.rs", "#[cfg(test)]\nmod samples;\n"),
            File::new("core/src/a/samples.rs", ""),
            File::new("core/src/samples.rs", ""),
        ];
        mark_test_files(&mut files);
        assert_eq!(files.map(|file| file.is_test), [false, false, true, false]);
    }
}
