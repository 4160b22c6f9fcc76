//! What each step of a test run does.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::compile::{self, Compiled, Kind, PACKAGES, TestProgram};
use super::plan::Step;
use super::{Scope, setup};
use crate::cli::BuildOptions;
use crate::process;
use crate::progress::say;
use crate::workspace::Workspace;
use crate::{tidy, web};

/// The crate whose tests drive the running product.
const PRODUCT: &str = "tests";

/// Its test programs that need a browser have names that begin so.
const BROWSER: &str = "browser";

/// What the steps so far have given.
pub(super) struct Session<'a> {
    workspace: &'a Workspace,
    scope: Scope,
    compiled: Option<Compiled>,
    python: Option<PathBuf>,
}

impl<'a> Session<'a> {
    pub(super) fn new(workspace: &'a Workspace, scope: Scope) -> Self {
        Self {
            workspace,
            scope,
            compiled: None,
            python: None,
        }
    }

    /// Runs one step; the steps that it needs have run before.
    pub(super) fn run(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Format => self.cargo(&["fmt", "--all", "--check"]),
            Step::Tidy => tidy::run(self.workspace),
            Step::SetupPython => {
                self.python = Some(setup::ensure_python(self.workspace)?);
                Ok(())
            }
            Step::SetupBrowser => setup::ensure_browser(),
            Step::Xtask => self.xtask(),
            Step::Clippy => self.clippy(),
            Step::Compile => {
                self.compiled = Some(compile::compile(self.workspace)?);
                Ok(())
            }
            Step::Rust => self.run_programs(|program| !is_product(program)),
            Step::Doc => self.cargo(&[&["test", "--doc"], PACKAGES.as_slice()].concat()),
            Step::Python => self.python(),
            Step::Web => web::build(self.workspace, BuildOptions::default()),
            Step::Product => {
                self.run_programs(|program| is_product(program) && !is_browser(program))
            }
            Step::Browser => {
                self.run_programs(|program| is_product(program) && is_browser(program))
            }
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Result<()> {
        process::run(
            process::cargo()
                .current_dir(&self.workspace.root)
                .args(arguments),
        )
    }

    fn xtask(&self) -> Result<()> {
        self.cargo(&[
            "clippy",
            "--package",
            "xtask",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])?;
        self.cargo(&["test", "--quiet", "--package", "xtask"])
    }

    fn clippy(&self) -> Result<()> {
        let deny = ["--all-targets", "--", "-D", "warnings"];
        self.cargo(&[&["clippy"], PACKAGES.as_slice(), &deny].concat())
    }

    fn python(&self) -> Result<()> {
        let mut pytest = Command::new(self.python.as_ref().context("Python is not set up")?);
        pytest
            .current_dir(self.workspace.root.join("sdk/python"))
            .args(["-m", "pytest"]);
        if self.scope != Scope::All {
            pytest.args(["-m", "not heavy"]);
        }
        self.describe_product(&mut pytest)?;
        process::run(&mut pytest)
    }

    /// Runs all programs that `chosen` names, also after one has failed.
    fn run_programs(&self, chosen: impl Fn(&TestProgram) -> bool) -> Result<()> {
        let compiled = self.compiled.as_ref().context("nothing is compiled")?;
        let mut failed = Vec::new();
        let mut n_programs = 0;
        for program in compiled.tests.iter().filter(|program| chosen(program)) {
            n_programs += 1;
            say(&format!("test: {}", program.name));
            let mut command = Command::new(&program.executable);
            command
                .current_dir(&program.folder)
                .env("CARGO_MANIFEST_DIR", &program.folder);
            if self.scope == Scope::All {
                command.arg("--include-ignored");
            }
            self.describe_product(&mut command)?;
            if process::run(&mut command).is_err() {
                failed.push(program.name.as_str());
            }
        }
        if !failed.is_empty() {
            bail!("tests have failed in `{}`", failed.join("`, `"));
        }
        if n_programs == 0 {
            bail!("no test programs for this step: they should be in `{PRODUCT}`");
        }
        Ok(())
    }

    /// Tells tests where to find what was built and set up.
    fn describe_product(&self, command: &mut Command) -> Result<()> {
        let compiled = self.compiled.as_ref().context("nothing is compiled")?;
        command.env("SUISEI_BIN", &compiled.server);
        if let Some(python) = &self.python {
            command.env("SUISEI_PYTHON", python);
        }
        Ok(())
    }
}

fn is_product(program: &TestProgram) -> bool {
    program.kind == Kind::Separate && program.folder.ends_with(PRODUCT)
}

fn is_browser(program: &TestProgram) -> bool {
    program.name.starts_with(BROWSER)
}
