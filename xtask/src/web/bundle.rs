//! Puts the files of the bundle together: hashed names, the page that names them, static files.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use super::hash;
use super::inputs::read_folder;
use super::styles;
use super::wasm::Module;

/// The page; it names the others by the placeholders below.
const PAGE: &str = "index.html";
const PAGE_STYLE: &str = "\"suisei.css\"";
const PAGE_SCRIPT: &str = "\"suisei.js\"";
const PAGE_WASM: &str = "\"suisei.wasm\"";

/// Hand-written drawing code, which goes into the one script before the glue that calls it.
const DRAW: &str = "draw.js";
const START: &str = include_str!("start.js");

/// All files of the bundle and the names of the hashed ones.
pub(super) struct Bundle {
    pub(super) build: String,
    pub(super) script: String,
    pub(super) style: String,
    pub(super) wasm: String,
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

/// Puts the bundle together from the module, `public/` and `style/`.
pub(super) fn assemble(root: &Path, module: Module) -> Result<Bundle> {
    let mut files = read_folder(&root.join("public"))?;
    let draw = files.remove(DRAW).unwrap_or_default();
    let page = files
        .remove(PAGE)
        .with_context(|| format!("missing `public/{PAGE}`"))?;
    let style = styles::bundle(&root.join("style"))?;

    let wasm_name = hashed_name(&module.wasm, "wasm");
    let start = replace_once(START, PAGE_WASM, &wasm_name).context("in `start.js`")?;
    let script = [draw.as_slice(), module.glue.as_bytes(), start.as_bytes()].join(&b"\n;\n"[..]);
    let script_name = hashed_name(&script, "js");
    let style_name = hashed_name(style.as_bytes(), "css");

    let mut html = without_comments(&String::from_utf8(page).context("in `public/index.html`")?)?;
    let names = [
        (PAGE_STYLE, &style_name),
        (PAGE_SCRIPT, &script_name),
        (PAGE_WASM, &wasm_name),
    ];
    for (placeholder, name) in names {
        html = replace_once(&html, placeholder, name).context("in `public/index.html`")?;
    }

    files.insert(PAGE.to_owned(), html.into_bytes());
    files.insert(script_name.clone(), script);
    files.insert(style_name.clone(), style.into_bytes());
    files.insert(wasm_name.clone(), module.wasm);
    let parts = files
        .iter()
        .flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]);
    Ok(Bundle {
        build: hash::hex(parts),
        script: script_name,
        style: style_name,
        wasm: wasm_name,
        files,
    })
}

fn hashed_name(content: &[u8], extension: &str) -> String {
    format!("suisei-{}.{extension}", hash::hex([content]))
}

/// Replaces a quoted placeholder by a quoted name; it must be there exactly once.
fn replace_once(text: &str, placeholder: &str, name: &str) -> Result<String> {
    ensure!(
        text.matches(placeholder).count() == 1,
        "must stand here exactly once: `{placeholder}`"
    );
    Ok(text.replace(placeholder, &format!("\"{name}\"")))
}

/// Comments explain the page to contributors; browsers need not load them.
fn without_comments(html: &str) -> Result<String> {
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        let Some((_, after)) = comment.split_once("-->") else {
            bail!("a comment without end in `public/{PAGE}`");
        };
        result.push_str(before);
        rest = after.trim_start();
    }
    result.push_str(rest);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_must_stand_exactly_once() {
        let page = r#"<script src="suisei.js"></script>"#;
        let replaced = replace_once(page, PAGE_SCRIPT, "suisei-1.js").unwrap();
        assert_eq!(replaced, r#"<script src="suisei-1.js"></script>"#);
        assert!(replace_once("", PAGE_SCRIPT, "suisei-1.js").is_err());
        assert!(replace_once(&page.repeat(2), PAGE_SCRIPT, "suisei-1.js").is_err());
    }

    #[test]
    fn comments_leave_the_page() {
        assert_eq!(
            without_comments("a <!-- b -->\n c <!--d-->e").unwrap(),
            "a c e"
        );
        assert!(without_comments("a <!-- b").is_err());
    }
}
