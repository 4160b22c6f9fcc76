//! Debian's Rust for browsers: `rustc-web` with its library sources, and a WASM linker.
//!
//! Debian ships no compiled WASM library for this compiler, so cargo builds it with `-Zbuild-std`.
//! That needs `RUSTC_BOOTSTRAP`, which is set for the one child process alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::apt;
use crate::progress::say;

pub(super) const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/Cargo.toml";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// Packages with a WASM linker, best first: releases of Debian carry different ones.
const LINKER_PACKAGES: [&str; 3] = ["lld-22", "lld-19", "lld"];

/// The linker, when compiler, cargo, library sources and linker are all installed.
pub(super) fn installed() -> Option<PathBuf> {
    let complete =
        PACKAGES.iter().all(|name| apt::has_package(name)) && Path::new(LIBRARY).exists();
    if complete { linker() } else { None }
}

/// Installs what is missing and returns the linker.
pub(super) fn install() -> Result<PathBuf> {
    apt::install(&PACKAGES).context(
        "these packages bring a compiler for the browser; where Debian has none of them, \
         install rustup and run `rustup target add wasm32-unknown-unknown`",
    )?;
    for package in LINKER_PACKAGES {
        if linker().is_some() {
            break;
        }
        if let Err(error) = apt::install(&[package]) {
            say(&format!("toolchain: {error:#}"));
        }
    }
    linker().with_context(|| {
        format!(
            "no WASM linker: run `apt-get install {}`",
            LINKER_PACKAGES[0]
        )
    })
}

/// The Debian command to type, as part of an error message.
pub(super) fn advice() -> String {
    if !apt::is_debian() {
        return String::new();
    }
    let packages = PACKAGES.join(" ");
    format!(
        " (or, as root, `apt-get install {packages} {}`)",
        LINKER_PACKAGES[0]
    )
}

/// Points a cargo command at Debian's compiler. What rustup and the outer cargo have put into the
/// environment would lead it back to the other toolchain, so it is taken out.
pub(super) fn configure(command: &mut Command, linker: &Path) {
    for name in [
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
        "RUSTC_WRAPPER",
    ] {
        command.env_remove(name);
    }
    command
        .env("CARGO", CARGO)
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
        .arg("-Zbuild-std=std,panic_abort");
}

/// `rust-lld` where its link leads somewhere, else the newest `wasm-ld`.
fn linker() -> Option<PathBuf> {
    let folder = Path::new("/usr/bin");
    let rust_lld = folder.join("rust-lld");
    if rust_lld.exists() {
        return Some(rust_lld);
    }
    let versions = (14..=40).rev().map(|version| format!("wasm-ld-{version}"));
    versions
        .chain(["wasm-ld".to_owned()])
        .map(|name| folder.join(name))
        .find(|path| path.exists())
}
