//! Colours exist in `style/tokens.css` alone: style sheets, app and charts take them from there.

use super::Finding;
use super::files::File;
use super::source::line_of;

const TOKENS: &str = "style/tokens.css";

const FUNCTIONS: [&str; 9] = [
    "rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(",
];

const NAMES: [&str; 12] = [
    "white", "black", "gray", "grey", "silver", "red", "green", "blue", "yellow", "orange",
    "purple", "pink",
];

pub(super) fn check(file: &File) -> Vec<Finding> {
    let positions = if file.path.starts_with("style/") && file.path != TOKENS {
        in_style_sheet(&file.text)
    } else if file.path.starts_with("app/src/") || file.path.starts_with("chart/src/") {
        in_literals(file)
    } else {
        return Vec::new();
    };
    let report = |at: usize| {
        let word: String = file.text[at..]
            .chars()
            .take_while(|c| !" ;,\"\n".contains(*c))
            .collect();
        let message = format!("a colour: make it a token in `{TOKENS}` and use that: `{word}`");
        Finding::new(&file.path, line_of(&file.text, at), message)
    };
    positions.into_iter().map(report).collect()
}

fn in_style_sheet(css: &str) -> Vec<usize> {
    let code = blank_comments(css);
    let mut positions = Vec::new();
    let mut start = 0;
    // Only values hold colours: `#id` and `.red` are selectors.
    for part in code.split_inclusive([';', '{', '}']) {
        let is_value = part.ends_with([';', '}']);
        if let Some(colon) = part.find(':').filter(|_| is_value) {
            let value = &part[colon..];
            let names = NAMES.iter().flat_map(|name| value_words(value, name));
            positions.extend(
                find(value)
                    .into_iter()
                    .chain(names)
                    .map(|at| start + colon + at),
            );
        }
        start += part.len();
    }
    positions
}

/// Positions of a word that is not part of a longer one such as `white-space` or `--red`.
fn value_words<'a>(value: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let matches = value.match_indices(word).map(|(at, _)| at);
    matches.filter(move |at| {
        let before = value[..*at].chars().next_back();
        let after = value[*at + word.len()..].chars().next();
        !before.is_some_and(is_part) && (word.ends_with('(') || !after.is_some_and(is_part))
    })
}

fn is_part(character: char) -> bool {
    character.is_alphanumeric() || character == '-' || character == '_'
}

fn in_literals(file: &File) -> Vec<usize> {
    let Some(source) = file.source.as_ref().filter(|_| !file.is_test) else {
        return Vec::new();
    };
    let literals = source
        .literals
        .iter()
        .filter(|literal| literal.start < source.tests_start);
    let in_literal = |literal: &super::source::Literal| {
        find(&literal.content)
            .first()
            .map(|at| literal.start + 1 + at)
    };
    literals.filter_map(in_literal).collect()
}

/// Positions of hexadecimal colours and of colour functions that begin with a number.
fn find(text: &str) -> Vec<usize> {
    let mut positions = Vec::new();
    for (at, _) in text.match_indices('#') {
        let rest = &text[at + 1..];
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let goes_on =
            rest[digits..].starts_with(|c: char| c.is_alphanumeric() || "-_{".contains(c));
        if matches!(digits, 3 | 4 | 6 | 8) && !goes_on {
            positions.push(at);
        }
    }
    for function in FUNCTIONS {
        for at in value_words(text, function) {
            let argument = text[at + function.len()..].trim_start();
            if argument.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                positions.push(at);
            }
        }
    }
    positions
}

fn blank_comments(css: &str) -> String {
    let mut result = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("/*") {
        let end = rest[at..].find("*/").map_or(rest.len(), |end| at + end + 2);
        result.push_str(&rest[..at]);
        result.extend(
            rest[at..end]
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
        rest = &rest[end..];
    }
    result + rest
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
    fn style_sheets_name_tokens() {
        check_lines(
            "style/a.css",
            ".a { color: var(--ink); background: transparent; }",
            &[],
        );
        check_lines(
            "style/a.css",
            ".a {\n  color: #fff;\n  border: 1px solid rgb(0 0 0);\n}",
            &[2, 3],
        );
        check_lines(
            "style/a.css",
            ".a { color: white; white-space: nowrap; }",
            &[1],
        );
        check_lines("style/a.css", "#fff .red { margin: 0; } /* #fff */", &[]);
        check_lines(
            "style/a.css",
            ".a { background: url(#abc-mark); fill: var(--red); }",
            &[],
        );
        check_lines(
            "style/a.css",
            ".a { color: rgb(from var(--ink) r g b / 50%); }",
            &[],
        );
        check_lines("style/tokens.css", ":root { --ink: #000; }", &[]);
    }

    #[test]
    fn code_holds_no_colours() {
        check_lines("app/src/a.rs", "let a = \"#a1b2c3\";\n", &[1]);
        check_lines("chart/src/a.rs", "\nlet a = \"rgba(1, 2, 3, 1)\";\n", &[2]);
        check_lines(
            "app/src/a.rs",
            "#[cfg(test)]\nmod tests { const A: &str = \"#fff\"; }",
            &[],
        );
        check_lines("app/src/a.rs", "let a = \"#/projects\"; // #fff\n", &[]);
        check_lines("server/src/a.rs", "let a = \"#a1b2c3\";\n", &[]);
    }
}
