//! Words that users read stand in the app's text table, in every language, and nowhere else.
//!
//! The compiler sees to it that the table is complete; this check sees to it that pages use it:
//! inside `view!` it finds text nodes and attributes that are read aloud or shown.

use super::Finding;
use super::files::File;
use super::source::{Literal, Source, line_of};

const TABLE: &str = "app/src/text";

/// Attributes whose value users read.
const ATTRIBUTES: [&str; 6] = [
    "title",
    "aria-label",
    "placeholder",
    "alt",
    "label",
    "summary",
];

pub(super) fn check(file: &File) -> Vec<Finding> {
    let Some(source) = &file.source else {
        return Vec::new();
    };
    if !file.path.starts_with("app/src/") || file.path.starts_with(TABLE) {
        return Vec::new();
    }
    let views = views(source.product_code());
    let is_shown = |literal: &&Literal| {
        let view = views
            .iter()
            .find(|(start, end)| (*start..*end).contains(&literal.start));
        view.is_some_and(|(start, _)| {
            has_words(&literal.content) && is_visible(source, *start, literal.start)
        })
    };
    let report = |literal: &Literal| {
        let line = line_of(&file.text, literal.start);
        let message = format!(
            "text that users read belongs into `{TABLE}`: `{}`",
            literal.content
        );
        Finding::new(&file.path, line, message)
    };
    source
        .literals
        .iter()
        .filter(is_shown)
        .map(report)
        .collect()
}

/// Punctuation and single letters such as units are no text to translate.
fn has_words(content: &str) -> bool {
    content.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// Start and end of the body of every `view!`.
fn views(code: &str) -> Vec<(usize, usize)> {
    let bodies = code.match_indices("view!").filter_map(|(at, _)| {
        let open = at + code[at..].find(['{', '(', '['])?;
        Some((open + 1, open + closing(&code[open..])))
    });
    bodies.collect()
}

/// The position of the bracket that closes the first one.
fn closing(code: &str) -> usize {
    let mut depth = 0;
    for (at, character) in code.char_indices() {
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

/// Whether a literal is a text node or the value of an attribute that users read.
fn is_visible(source: &Source, view_start: usize, literal_start: usize) -> bool {
    let before = source.code[view_start..literal_start].trim_end();
    if let Some(attribute) = before.strip_suffix('=') {
        return ATTRIBUTES
            .iter()
            .any(|name| ends_with_name(attribute.trim_end(), name));
    }
    if let Some(outside) = before.strip_suffix('{') {
        let outside = outside.trim_end();
        return outside.is_empty() || ends_node(outside);
    }
    before.is_empty() || ends_node(before)
}

/// Whether what stands here ends a tag, a block or another text node.
fn ends_node(before: &str) -> bool {
    let ends_tag = before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->");
    ends_tag || before.ends_with(['}', '"'])
}

fn ends_with_name(text: &str, name: &str) -> bool {
    text.strip_suffix(name)
        .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_lines(text: &str, expected: &[usize]) {
        let findings = check(&File::new("app/src/pages/home.rs", text));
        let lines: Vec<usize> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, expected, "{text}: {findings:?}");
    }

    #[test]
    fn text_nodes_are_found() {
        check_lines("view! { <p>\"Hello\"</p> }", &[1]);
        check_lines("view! {\n<p>{count}\n\"of\" {total}</p> }", &[3]);
        check_lines("view! { <p>{\"Hello\"}</p> }", &[1]);
        check_lines("view! { \"Hello\" }", &[1]);
        check_lines("view! { <p>\"·\" {t.hello} \"×\"</p> }", &[]);
    }

    #[test]
    fn read_attributes_are_found() {
        check_lines("view! { <a title=\"Open it\" class=\"row\"/> }", &[1]);
        check_lines(
            "view! { <a aria-label=\"Open it\" data-title=\"x y\"/> }",
            &[1],
        );
        check_lines("view! { <a attr:title=\"Open it\" id=\"main\"/> }", &[1]);
    }

    #[test]
    fn classes_and_arms_are_not_text() {
        check_lines(
            "view! { <a class=move || if on.get() { \"lit\" } else { \"dim\" }/> }",
            &[],
        );
        check_lines(
            "view! { <a class=match k { A => \"first\", B => \"second\" }/> }",
            &[],
        );
        check_lines("view! { <Icon name=\"close\"/> }", &[]);
        check_lines("let a = \"Hello\";", &[]);
    }

    #[test]
    fn the_table_itself_is_free() {
        let file = File::new("app/src/text/home.rs", "view! { <p>\"Hello\"</p> }");
        assert!(check(&file).is_empty());
    }
}
