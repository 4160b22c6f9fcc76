//! The web bundle: compiler output, scripts, styles and static files to `target/web`.
//!
//! Script, style and WASM carry a hash of their content in their names, so that browsers may keep
//! them for ever; `index.html` alone is read anew. The bundle has one classic script and no inline
//! code, which both the server's content policy and exports opened from disk rely on.

mod bundle;
mod compress;
mod hash;
mod inputs;
mod npm;
mod optimize;
mod styles;
mod wasm;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::cli::{BuildOptions, Optimizer, Profile};
use crate::progress::say;
use crate::toolchain;
use crate::workspace::Workspace;

/// Describes the bundle: build id, file names, and what it was made from.
const MANIFEST: &str = "build.json";

/// The package of the app.
const APP: &str = "suisei-web";

/// The package of the page that times charts, and where its other files are.
const BENCH_PAGE: &str = "suisei-bench-page";
const BENCH_FILES: &str = "bench/page";

/// Builds the bundle, or finds that it is up to date.
pub(crate) fn build(workspace: &Workspace, options: BuildOptions) -> Result<()> {
    let toolchain = toolchain::find()?;
    say(&format!(
        "web: compiling the app with {}",
        toolchain.describe()
    ));
    let raw = wasm::compile(workspace, &toolchain, APP, options.profile)?;
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

/// Builds the page that times charts beside uPlot: the same compiler, flags and profile as the app.
/// Returns its folder.
pub(crate) fn build_bench_page(workspace: &Workspace) -> Result<PathBuf> {
    let toolchain = toolchain::find()?;
    say("bench: compiling the page of charts");
    let raw = wasm::compile(workspace, &toolchain, BENCH_PAGE, Profile::Release)?;
    let module = wasm::bind(raw, Profile::Release)?;
    let mut files = inputs::read_folder(&workspace.root.join(BENCH_FILES))?;
    files.insert("engine.js".to_owned(), module.glue.into_bytes());
    files.insert("engine.wasm".to_owned(), module.wasm);
    let draw = workspace.root.join("public").join("draw.js");
    files.insert("draw.js".to_owned(), std::fs::read(draw)?);
    let other = npm::package(workspace, "uplot@1.6.32")?.join("dist");
    for name in ["uPlot.iife.min.js", "uPlot.min.css"] {
        files.insert(name.to_owned(), std::fs::read(other.join(name))?);
    }
    let folder = workspace.target.join("bench-page");
    std::fs::create_dir_all(&folder)?;
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(folder)
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
