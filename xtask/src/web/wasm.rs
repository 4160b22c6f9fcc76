//! The app crate to a WASM module and its JavaScript glue.

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::cli::Profile;
use crate::process;
use crate::toolchain::{TARGET, WasmToolchain};
use crate::workspace::Workspace;

/// A module that a browser can start: the glue is a classic script that defines `wasm_bindgen`.
pub(super) struct Module {
    pub(super) wasm: Vec<u8>,
    pub(super) glue: String,
}

/// Compiles a package, after which the compiler's output is named, and returns the module.
pub(super) fn compile(
    workspace: &Workspace,
    toolchain: &WasmToolchain,
    package: &str,
    profile: Profile,
) -> Result<Vec<u8>> {
    let (profile, folder) = match profile {
        Profile::Release => ("wasm", "wasm"),
        Profile::Quick => ("dev", "debug"),
    };
    let mut build = toolchain.build(workspace);
    process::run(build.args(["--package", package, "--profile", profile]))?;
    let file = format!("{package}.wasm");
    let path = workspace.wasm_target().join(TARGET).join(folder).join(file);
    std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Turns the compiler's module into what browsers take, with its glue.
pub(super) fn bind(raw: Vec<u8>, profile: Profile) -> Result<Module> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("suisei", raw)
        .no_modules(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .demangle(profile == Profile::Quick)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true);
    let mut output = bindgen.generate_output()?;
    let snippets = output
        .snippets()
        .iter()
        .filter(|(_, list)| !list.is_empty());
    let modules: Vec<&String> = snippets.map(|(name, _)| name).collect();
    ensure!(
        modules.is_empty() && output.local_modules().is_empty(),
        "the app must stay one classic script, move JavaScript snippets to `public/draw.js`: \
         `{modules:?}`"
    );
    ensure!(
        output.npm_dependencies().is_empty(),
        "the app must not depend on npm packages in the browser"
    );
    Ok(Module {
        glue: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
    })
}
