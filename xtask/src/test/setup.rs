//! What the tests need beside Rust: a Python environment, a browser with its driver, fonts.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::apt;
use crate::process;
use crate::progress::say;
use crate::workspace::Workspace;

const SDK: &str = "sdk/python";
const REQUIREMENTS: &str = "requirements-test.txt";

/// Names that Chromium and its relatives go by.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Creates or updates the environment in `target/venv`, with the SDK installed from its source.
/// Returns its interpreter.
pub(crate) fn ensure_python(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("venv");
    let python = folder.join("bin").join("python");
    let sdk = workspace.root.join(SDK);
    let wanted = wanted_packages(&sdk)?;
    let stamp = folder.join("installed.txt");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(python);
    }
    create_environment(&folder)?;
    say("setup: pip install");
    let mut pip = Command::new(&python);
    pip.current_dir(&sdk).args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    process::run(pip.args(["--requirement", REQUIREMENTS, "--editable", "."]))?;
    std::fs::write(&stamp, wanted)?;
    Ok(python)
}

/// What decides about the content of the environment.
fn wanted_packages(sdk: &Path) -> Result<String> {
    let read = |name: &str| {
        let path = sdk.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))
    };
    Ok(format!(
        "{}\n{}\n{}",
        sdk.display(),
        read(REQUIREMENTS)?,
        read("pyproject.toml")?
    ))
}

fn create_environment(folder: &Path) -> Result<()> {
    say("setup: a Python environment");
    if process::find_on_path("python3").is_none() {
        apt::install(&["python3"]).context("the tests of the SDK need Python 3.9 or newer")?;
    }
    let has_venv = process::capture(Command::new("python3").args(["-c", "import ensurepip"]));
    if has_venv.is_err() && apt::is_debian() {
        apt::install(&["python3-venv"])?;
    }
    let mut python = Command::new("python3");
    process::run(python.args(["-m", "venv", "--clear"]).arg(folder))
}

/// Makes sure that Chromium, chromedriver and fonts for Japanese are there.
pub(crate) fn ensure_browser() -> Result<()> {
    let has_browser = BROWSERS
        .iter()
        .any(|name| process::find_on_path(name).is_some());
    let has_driver = process::find_on_path("chromedriver").is_some();
    if apt::is_debian() {
        let mut packages = Vec::new();
        if !has_browser || !has_driver {
            packages.extend(["chromium", "chromium-driver"]);
        }
        if !has_japanese_font() {
            packages.push("fonts-noto-cjk");
        }
        return apt::install(&packages).context("the browser tests (`--without browser`)");
    }
    if !has_browser || !has_driver {
        bail!(
            "the browser tests need Chromium or Chrome and `chromedriver` on PATH: install both, \
             or run `cargo xtask test --without browser`"
        );
    }
    Ok(())
}

fn has_japanese_font() -> bool {
    process::capture(Command::new("fc-list").args([":lang=ja", "family"]))
        .is_ok_and(|families| !families.is_empty())
}
