//! The web bundle: compiler output, scripts, styles and static files to `target/web`.
//!
//! Script, style and WASM carry a hash of their content in their names, so that browsers may keep
//! them for ever; `index.html` alone is read anew. The bundle has one classic script and no inline
//! code, which both the server's content policy and exports opened from disk rely on.

mod bundle;
mod compress;
mod hash;
mod inputs;
mod optimize;
mod styles;
mod wasm;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::cli::{BuildOptions, Optimizer};
use crate::progress::say;
use crate::toolchain;
use crate::workspace::Workspace;

/// Describes the bundle: build id, file names, and what it was made from.
const MANIFEST: &str = "build.json";

/// Builds the bundle, or finds that it is up to date.
pub(crate) fn build(workspace: &Workspace, options: BuildOptions) -> Result<()> {
    let toolchain = toolchain::find()?;
    say(&format!(
        "web: compiling the app with {}",
        toolchain.describe()
    ));
    let raw = wasm::compile(workspace, &toolchain, options.profile)?;
    let inputs = inputs::fingerprint(workspace, &raw, options)?;
    let web = workspace.web();
    if read_manifest(&web).is_some_and(|manifest| manifest["inputs"] == inputs.as_str()) {
        say("web: up to date");
        return Ok(());
    }

    say("web: generating JavaScript bindings");
    let mut module = wasm::bind(raw, options.profile)?;
    if options.optimizer == Optimizer::Binaryen {
        module.wasm = optimize::shrink(workspace, &module.wasm)?;
    }
    let bundle = bundle::assemble(&workspace.root, module)?;
    say("web: compressing");
    compress::write(&web, &bundle.files, options.profile)?;
    write_manifest(&web, &bundle, &inputs)?;
    compress::prune(&web, &bundle.files, MANIFEST)?;
    report(&web, &bundle.files);
    Ok(())
}

fn read_manifest(web: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(web.join(MANIFEST)).ok()?).ok()
}

fn write_manifest(web: &Path, bundle: &bundle::Bundle, inputs: &str) -> Result<()> {
    let manifest = json!({
        "build": bundle.build,
        "script": bundle.script,
        "style": bundle.style,
        "wasm": bundle.wasm,
        "inputs": inputs,
    });
    let path = web.join(MANIFEST);
    std::fs::write(&path, format!("{manifest:#}\n"))
        .with_context(|| format!("cannot write `{}`", path.display()))
}

/// Prints the size of each file, as it is and as it travels.
fn report(web: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let raw = bytes.len() as f64 / 1000.0;
        match std::fs::metadata(web.join(format!("{name}.br"))) {
            Ok(brotli) => {
                let brotli = brotli.len() as f64 / 1000.0;
                say(&format!(
                    "web: {raw:9.1} kB, {brotli:7.1} kB brotli  {name}"
                ));
            }
            Err(_) => say(&format!("web: {raw:9.1} kB                     {name}")),
        }
    }
}
