//! Words that do not belong into the repository: unfinished work, machine paths, silenced lints.

use super::Finding;
use super::files::File;
use super::source::{find_words, line_of};

/// In any text: a promise to do something later, or a path of one machine.
const ANYWHERE: [(&str, &str); 6] = [
    ("TODO", "finish it, or record it where work is planned"),
    ("FIXME", "mend it, or record it where work is planned"),
    ("XXX", "say in a sentence what is special here"),
    (
        "/root/",
        "a path of one machine: describe the place instead",
    ),
    (
        "/home/",
        "a path of one machine: describe the place instead",
    ),
    (
        "/Users/",
        "a path of one machine: describe the place instead",
    ),
];

/// In all Rust code.
const IN_CODE: [(&str, &str); 3] = [
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    (
        "[allow(",
        "write `#[expect(lint, reason = \"…\")]`, which ends when it is not needed",
    ),
];

/// In Rust code outside tests.
const IN_PRODUCT: [(&str, &str); 3] = [
    (
        "super::super",
        "name the module from the crate's root: `crate::…`",
    ),
    (
        ".unwrap()",
        "return an error, or show by types that it cannot happen",
    ),
    (
        ".expect(\"",
        "return an error, or show by types that it cannot happen",
    ),
];

/// The checks themselves must name what they look for.
const OWN_FOLDER: &str = "xtask/src/tidy/";

pub(super) fn check(file: &File) -> Vec<Finding> {
    if file.path.starts_with(OWN_FOLDER) {
        return Vec::new();
    }
    let mut findings = find(&file.path, &file.text, &ANYWHERE);
    if let Some(source) = &file.source {
        findings.extend(find(&file.path, &source.code, &IN_CODE));
        if !file.is_test {
            findings.extend(find(&file.path, source.product_code(), &IN_PRODUCT));
        }
    }
    findings
}

fn find(path: &str, text: &str, words: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (word, advice) in words {
        for at in find_words(text, word) {
            let message = format!("{advice}: `{word}`");
            findings.push(Finding::new(path, line_of(text, at), message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_lines(path: &str, text: &str, expected: &[usize]) {
        let mut lines: Vec<usize> = check(&File::new(path, text))
            .into_iter()
            .map(|finding| finding.line)
            .collect();
        lines.sort_unstable();
        assert_eq!(lines, expected, "{path}");
    }

    #[test]
    fn unfinished_work_is_found_anywhere() {
        check_lines("a.md", "a\nTODO b\n", &[2]);
        check_lines("a.rs", "//! A.\n// FIXME b\nfn c() { todo!() }\n", &[2, 3]);
        check_lines("a.rs", "//! TODOS and mastodon\n", &[]);
    }

    #[test]
    fn machine_paths_are_found() {
        check_lines("a.toml", "a = \"/home/b\"\n", &[1]);
        check_lines("a.md", "GET /homepage\n", &[]);
    }

    #[test]
    fn panics_are_found_outside_tests() {
        check_lines(
            "a.rs",
            "a.unwrap();\nb.expect(\"c\");\nparser.expect(d);\n",
            &[1, 2],
        );
        check_lines("a.rs", "#[cfg(test)]\nmod tests { a.unwrap(); }\n", &[]);
        check_lines("tests/a.rs", "a.unwrap();\n", &[]);
        check_lines("a.rs", "// a.unwrap()\nlet b = \".unwrap()\";\n", &[]);
    }

    #[test]
    fn silenced_lints_are_found_in_tests_too() {
        check_lines("a.rs", "#[allow(dead_code)]\n#![allow(unused)]\n", &[1, 2]);
        check_lines("a.rs", "#[expect(dead_code, reason = \"b\")]\n", &[]);
    }
}
