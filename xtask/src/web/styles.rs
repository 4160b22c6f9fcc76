//! All style sheets as one, in the order of `style/index.css`, without comments and indentation.
//!
//! `index.css` declares the layers and imports each file, which may name the layer that it belongs
//! to: `@import "ui/button.css" layer(ui);`. Other files import nothing.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

/// The style sheet of the bundle; empty where there is no `style/index.css`.
pub(super) fn bundle(folder: &Path) -> Result<String> {
    let index = folder.join("index.css");
    if !index.is_file() {
        return Ok(String::new());
    }
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))
    };
    inline(&read("index.css")?, read)
}

/// Replaces every import of `index` by the file that `read` gives for its name.
fn inline(index: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut result = String::new();
    for line in minify(index)?.lines() {
        let Some(import) = line.strip_prefix("@import ") else {
            result.push_str(line);
            result.push('\n');
            continue;
        };
        let (name, layer) = parse_import(import).with_context(|| format!("in `{line}`"))?;
        let content = minify(&read(name)?).with_context(|| format!("in `style/{name}`"))?;
        ensure!(
            !content.contains("@import"),
            "imports belong into `index.css`: `style/{name}`"
        );
        match layer {
            Some(layer) => result.push_str(&format!("@layer {layer}{{\n{content}}}\n")),
            None => result.push_str(&content),
        }
    }
    Ok(result)
}

/// `"name.css" layer(ui);` to the name and the layer.
fn parse_import(import: &str) -> Result<(&str, Option<&str>)> {
    let rest = import
        .strip_suffix(';')
        .context("an import must end its line with `;`")?;
    let rest = rest
        .strip_prefix("url(")
        .map_or(rest, |inner| inner.trim_end_matches(')'));
    let mut parts = rest.trim_start().splitn(3, '"');
    let (Some(""), Some(name), Some(tail)) = (parts.next(), parts.next(), parts.next()) else {
        bail!("an import must name its file in double quotes");
    };
    let tail = tail.trim();
    if tail.is_empty() {
        return Ok((name, None));
    }
    let layer = tail
        .strip_prefix("layer(")
        .and_then(|layer| layer.strip_suffix(')'));
    Ok((
        name,
        Some(layer.context("only `layer(…)` may follow the file name")?),
    ))
}

/// Removes comments, indentation and empty lines. Brotli does the rest better than rewriting could.
fn minify(css: &str) -> Result<String> {
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").context("a comment without end")? + 4
        } else if rest.starts_with('/') {
            text.push('/');
            1
        } else {
            let end = string_end(rest).context("a string without end")?;
            text.push_str(&rest[..end]);
            end
        };
        rest = &rest[end..];
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

/// The length of the quoted string that `text` starts with, quotes included.
fn string_end(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(index: &str, expected: &str) {
        let read = |name: &str| Ok(format!("/* {name} */\n.a {{\n  b: \"/* c */\";\n}}\n"));
        assert_eq!(inline(index, read).unwrap(), expected);
    }

    #[test]
    fn imports_become_layers_in_order() {
        check(
            "/* order */\n@layer base, ui;\n@import \"b.css\" layer(base);\n@import \"c.css\";\n",
            "@layer base, ui;\n@layer base{\n.a {\nb: \"/* c */\";\n}\n}\n.a {\nb: \"/* c */\";\n}\n",
        );
    }

    #[test]
    fn wrong_imports_are_errors() {
        let read = |_: &str| Ok(String::new());
        assert!(inline("@import 'a.css';", read).is_err());
        assert!(inline("@import \"a.css\" screen;", read).is_err());
        let nested = |_: &str| Ok("@import \"b.css\";".to_owned());
        assert!(inline("@import \"a.css\";", nested).is_err());
    }

    #[test]
    fn slashes_outside_comments_stay() {
        assert_eq!(
            minify("a { grid-area: 1 / 2; } /* x */ b {}").unwrap(),
            "a { grid-area: 1 / 2; }  b {}\n"
        );
        assert!(minify("a { /* b").is_err());
    }
}
