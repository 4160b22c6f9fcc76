//! The compiler for the browser: found where it is installed, set up where that is possible.
//!
//! In this order: the active toolchain's own WASM library; Debian's `rustc-web` packages when
//! they are there already; `rustup target add`; Debian's packages, installed; else an error that
//! names the command to run. It never touches the choice of the native compiler.

mod debian;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::apt;
use crate::process;
use crate::progress::say;
use crate::workspace::Workspace;

/// The compilation target of the app.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A machine without the right network must not wait for a download that cannot come.
const RUSTUP_LIMIT: Duration = Duration::from_secs(20);

/// Instructions that every current browser has. Leptos offers `--cfg=erase_components` for size,
/// a seventh less here: not used, because an element that is built again then keeps its old event
/// listeners beside the new ones (tachys 0.2, `impl Attribute for Vec<AnyAttribute>`).
const FEATURES: &str = "-Ctarget-feature=+simd128";

/// How to call cargo for the WASM target.
pub(crate) enum WasmToolchain {
    /// The toolchain that runs this tool has the target's standard library.
    Active,
    /// Debian's compiler, which builds the standard library from its source package.
    Debian { linker: PathBuf },
}

impl WasmToolchain {
    /// `cargo build` for the app's target, in its own target folder.
    pub(crate) fn build(&self, workspace: &Workspace) -> Command {
        let mut command = match self {
            Self::Active => process::cargo(),
            Self::Debian { .. } => Command::new(debian::CARGO),
        };
        self.configure(command.arg("build"), workspace);
        command
    }

    fn configure(&self, command: &mut Command, workspace: &Workspace) {
        command
            .current_dir(&workspace.root)
            .args(["--target", TARGET, "--target-dir"]);
        command.arg(workspace.wasm_target());
        command.env("CARGO_ENCODED_RUSTFLAGS", rustc_flags(workspace));
        if let Self::Debian { linker } = self {
            debian::configure(command, linker);
        }
    }

    /// One line for the progress report.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Active => "the active toolchain",
            Self::Debian { .. } => "Debian's rustc-web, building the standard library",
        }
    }
}

/// Finds a WASM toolchain, or sets one up.
pub(crate) fn find() -> Result<WasmToolchain> {
    if active_has_target() {
        return Ok(WasmToolchain::Active);
    }
    if let Some(linker) = debian::installed() {
        return Ok(WasmToolchain::Debian { linker });
    }
    if process::find_on_path("rustup").is_some() {
        say("toolchain: rustup target add wasm32-unknown-unknown");
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]);
        if process::succeeds_within(&mut rustup, RUSTUP_LIMIT) && active_has_target() {
            return Ok(WasmToolchain::Active);
        }
    }
    if apt::can_install() {
        return Ok(WasmToolchain::Debian {
            linker: debian::install()?,
        });
    }
    bail!(
        "no compiler for the browser: run `rustup target add {TARGET}`{} and try again",
        debian::advice()
    )
}

/// Flags for the app and all below it. Messages of panics name source files: the paths of this
/// machine are cut off, so that the same source gives the same bundle anywhere.
fn rustc_flags(workspace: &Workspace) -> String {
    let remap =
        |folder: &Path, name: &str| format!("--remap-path-prefix={}={name}", folder.display());
    let mut flags = vec![FEATURES.to_owned(), remap(&workspace.root, "suisei")];
    if let Some(cargo) = cargo_home() {
        flags.push(remap(&cargo.join("registry").join("src"), "crates"));
    }
    flags.join("\x1f")
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

fn active_has_target() -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    process::capture(rustc.args(["--print", "target-libdir", "--target", TARGET]))
        .is_ok_and(|folder| Path::new(&folder).is_dir())
}
