//! How many bytes of code a browser loads before it can draw anything.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::results::{BenchResult, Better};

/// Code and styles may weigh this much on the wire.
const GOAL_KB: f64 = 300.0;

/// Measures the bundle in this folder.
pub(super) fn measure(web: &Path) -> Result<Vec<BenchResult>> {
    let mut wasm = Sizes::default();
    let mut all = Sizes::default();
    for entry in std::fs::read_dir(web)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if !matches!(extension, Some("wasm" | "js" | "css")) {
            continue;
        }
        let raw = size(&path)?;
        let brotli = size(&path.with_added_extension("br"))?;
        all.add(raw, brotli);
        if extension == Some("wasm") {
            wasm.add(raw, brotli);
        }
    }
    Ok(vec![
        result(
            "code_bytes_brotli",
            all.brotli,
            Some(GOAL_KB),
            "WASM, script and styles",
        ),
        result("code_bytes_raw", all.raw, None, "WASM, script and styles"),
        result("wasm_bytes_brotli", wasm.brotli, None, ""),
        result("wasm_bytes_raw", wasm.raw, None, ""),
    ])
}

#[derive(Default)]
struct Sizes {
    raw: u64,
    brotli: u64,
}

impl Sizes {
    fn add(&mut self, raw: u64, brotli: u64) {
        self.raw += raw;
        self.brotli += brotli;
    }
}

fn size(path: &Path) -> Result<u64> {
    let metadata = std::fs::metadata(path);
    Ok(metadata
        .with_context(|| format!("cannot read `{}`", path.display()))?
        .len())
}

fn result(name: &str, bytes: u64, goal: Option<f64>, note: &str) -> BenchResult {
    BenchResult {
        name: name.to_owned(),
        value: bytes as f64 / 1000.0,
        earlier: None,
        unit: "KB".to_owned(),
        better: Better::Lower,
        goal,
        note: note.to_owned(),
    }
}
