//! The outside of a file: its header, its length, its white space.

use super::Finding;
use super::files::File;

/// No file is longer; most should stay below a quarter of it.
const MAX_LINES: usize = 600;

pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(check_header(file));
    findings.extend(check_length(file));
    findings.extend(check_white_space(file));
    findings
}

fn check_header(file: &File) -> Option<Finding> {
    let first = file
        .text
        .lines()
        .find(|line| !line.starts_with("#!"))
        .unwrap_or_default();
    let is_module = file.path.starts_with("sdk/python/src/") && file.has_extension(&["py"]);
    let advice = if file.has_extension(&["rs"]) && !file.text.starts_with("//!") {
        "begin with `//!`: what this file is, what it must never do"
    } else if is_module && !first.trim_start_matches('r').starts_with("\"\"\"") {
        "begin with a docstring: what this module is"
    } else if file.has_extension(&["css"]) && !first.starts_with("/*") {
        "begin with a `/* … */` comment: what this file is"
    } else if file.has_extension(&["js"]) && !first.starts_with("/*") && !first.starts_with("//") {
        "begin with a comment: what this file is"
    } else {
        return None;
    };
    Some(Finding::new(&file.path, 1, advice))
}

fn check_length(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    let is_long = file.has_extension(&["rs", "py", "css", "js"]) && lines > MAX_LINES;
    is_long.then(|| {
        let message = format!("{lines} lines: split it by job, no file has over {MAX_LINES}");
        Finding::new(&file.path, MAX_LINES + 1, message)
    })
}

fn check_white_space(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |line: usize, message: &str| {
        findings.push(Finding::new(&file.path, line, message));
    };
    for (index, line) in file.text.split('\n').enumerate() {
        if line.ends_with('\r') {
            report(
                index + 1,
                "a carriage return: end lines with a line feed alone",
            );
        } else if line.ends_with([' ', '\t']) {
            report(index + 1, "white space at the end of the line: remove it");
        }
        if line.contains('\t') {
            report(
                index + 1,
                "a tab: indent with spaces, write `\\t` in strings",
            );
        }
    }
    let lines = file.text.lines().count();
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        report(lines, "no line feed at the end of the file: add one");
    } else if file.text.ends_with("\n\n") {
        report(lines, "empty lines at the end of the file: remove them");
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_lines(path: &str, text: &str, expected: &[usize]) {
        let findings = check(&File::new(path, text));
        let lines: Vec<usize> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, expected, "{path}: {findings:?}");
    }

    #[test]
    fn every_kind_has_its_header() {
        check_lines("a.rs", "//! A.\n", &[]);
        check_lines("a.rs", "// A.\n", &[1]);
        check_lines("sdk/python/src/suisei/a.py", "\"\"\"A.\"\"\"\n", &[]);
        check_lines("sdk/python/src/suisei/a.py", "import os\n", &[1]);
        check_lines("sdk/python/examples/a.py", "import os\n", &[]);
        check_lines("style/a.css", "/* A. */\n", &[]);
        check_lines("style/a.css", ".a {}\n", &[1]);
        check_lines("public/a.js", "// A.\n", &[]);
        check_lines("public/a.js", "a();\n", &[1]);
    }

    #[test]
    fn long_files_are_found() {
        check_lines("a.rs", &format!("//! A.\n{}", "a\n".repeat(599)), &[]);
        check_lines("a.rs", &format!("//! A.\n{}", "a\n".repeat(600)), &[601]);
        check_lines("a.md", &"a\n".repeat(700), &[]);
    }

    #[test]
    fn white_space_is_found() {
        check_lines("a.md", "a \nb\n\tc\n", &[1, 3]);
        check_lines("a.md", "a\r\nb\n", &[1]);
        check_lines("a.md", "a\nb", &[2]);
        check_lines("a.md", "a\n\n", &[2]);
        check_lines("a.md", "", &[]);
    }
}
