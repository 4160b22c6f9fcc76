//! `cargo xtask bench`: builds what users get, has it measured, prints a table and writes JSON.
//!
//! The measuring is done by `suisei-bench` of the crate `tests`, which prints each result as one
//! line: `bench: ` and a JSON object. This file knows no benchmark but the size of the code.

mod machine;
mod results;
mod sizes;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use self::results::BenchResult;
use crate::cli::BuildOptions;
use crate::progress::say;
use crate::workspace::Workspace;
use crate::{process, serve, test, web};

/// Areas that can be measured alone; the last one is measured only when it is named.
pub(crate) const AREAS: [&str; 8] = [
    "store", "charts", "app", "sdk", "table", "export", "compat", "billion",
];

/// What to measure and where to write it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct BenchOptions {
    /// One of [`AREAS`]; all of them when `None`.
    pub(crate) area: Option<String>,
    pub(crate) json: Option<PathBuf>,
}

/// Measures, prints, writes.
pub(crate) fn run(workspace: &Workspace, options: &BenchOptions) -> Result<()> {
    let area = options.area.as_deref().unwrap_or("all");
    web::build(workspace, BuildOptions::default())?;
    let server = serve::build_server(workspace)?;
    let mut results = Vec::new();
    if matches!(area, "app" | "all") {
        results.extend(sizes::measure(&workspace.web())?);
    }
    results.extend(measure(workspace, &server, area)?);
    results::print_table(&results);
    if let Some(path) = &options.json {
        let report = json!({
            "area": area,
            "commit": machine::commit(workspace),
            "machine": machine::describe(),
            "results": results.iter().map(BenchResult::to_json).collect::<Vec<_>>(),
        });
        std::fs::write(path, format!("{report:#}\n"))
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        say(&format!("bench: wrote {}", path.display()));
    }
    Ok(())
}

/// Runs `suisei-bench` and reads its results; its other lines go to the terminal.
fn measure(workspace: &Workspace, server: &Path, area: &str) -> Result<Vec<BenchResult>> {
    let python = test::ensure_python(workspace)?;
    test::ensure_browser()?;
    say("bench: cargo run --release --bin suisei-bench");
    let mut bench = process::cargo();
    bench
        .current_dir(&workspace.root)
        .args(["run", "--release", "--package", "suisei-tests"]);
    bench.args(["--bin", "suisei-bench", "--", area]);
    bench.env("SUISEI_BIN", server).env("SUISEI_PYTHON", python);
    read_results(&mut bench)
}

fn read_results(bench: &mut Command) -> Result<Vec<BenchResult>> {
    let line = process::describe(bench);
    let mut child = bench
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let stdout = child.stdout.take().context("the benchmark has no output")?;
    let mut results = Vec::new();
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        match line.strip_prefix("bench: ") {
            Some(result) => {
                let result = BenchResult::parse(result)?;
                let (name, value, unit) = (&result.name, result.value, &result.unit);
                // All of it takes minutes; whoever waits sees how far it is.
                say(&format!("bench: {name} {value:.2} {unit}"));
                results.push(result);
            }
            None => println!("{line}"),
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{status}: `{line}`");
    }
    Ok(results)
}
