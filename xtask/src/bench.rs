//! `cargo xtask bench`: builds what users get, has it measured, prints a table and writes JSON.
//!
//! The measuring is done by `suisei-bench` of the crate `tests`, which prints each result as one
//! line: `bench: ` and a JSON object. This file knows no benchmark but the size of the code.

mod against;
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
    /// A part of it; all of them when `None`.
    pub(crate) part: Option<String>,
    /// An earlier revision whose server is measured too.
    pub(crate) against: Option<String>,
    pub(crate) json: Option<PathBuf>,
}

/// Measures, prints, writes.
pub(crate) fn run(workspace: &Workspace, options: &BenchOptions) -> Result<()> {
    let area = options.area.as_deref().unwrap_or("all");
    // The page of charts is complete without the product.
    let needs_product = (area, options.part.as_deref()) != ("charts", Some("page"));
    let server = if needs_product {
        web::build(workspace, BuildOptions::default())?;
        serve::build_server(workspace)?
    } else {
        PathBuf::new()
    };
    let mut results = Vec::new();
    if matches!(area, "app" | "charts" | "all") && options.part.is_none() {
        results.extend(sizes::measure(&workspace.web())?);
    }
    let mut bench = Bench::new(workspace)?;
    if matches!(area, "charts" | "all") && matches!(options.part.as_deref(), None | Some("page")) {
        bench.page = Some(web::build_bench_page(workspace)?);
    }
    match &options.against {
        None => results.extend(bench.measure(&server, area, options.part.as_deref())?),
        Some(revision) => {
            let earlier = against::build_server(workspace, revision)?;
            results.extend(bench.compare(&earlier, &server, area, options.part.as_deref())?);
        }
    }
    results::print_table(&results);
    if let Some(path) = &options.json {
        let report = json!({
            "area": area,
            "commit": machine::commit(workspace),
            "against": options.against,
            "machine": machine::describe(),
            "results": results.iter().map(BenchResult::to_json).collect::<Vec<_>>(),
        });
        std::fs::write(path, format!("{report:#}\n"))
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        say(&format!("bench: wrote {}", path.display()));
    }
    Ok(())
}

/// The program that measures.
struct Bench<'a> {
    workspace: &'a Workspace,
    python: PathBuf,
    /// The page that times charts, when they are measured.
    page: Option<PathBuf>,
}

impl<'a> Bench<'a> {
    fn new(workspace: &'a Workspace) -> Result<Self> {
        let python = test::ensure_python(workspace)?;
        test::ensure_browser()?;
        Ok(Self {
            workspace,
            python,
            page: None,
        })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut bench = process::cargo();
        bench
            .current_dir(&self.workspace.root)
            .args(["run", "--release", "--package", "suisei-tests"])
            .args(["--bin", "suisei-bench", "--"])
            .args(words)
            .env("SUISEI_PYTHON", &self.python);
        if let Some(page) = &self.page {
            bench.env("SUISEI_BENCH_PAGE", page);
        }
        bench
    }

    /// Measures a server and reads the results; other lines go to the terminal.
    fn measure(&self, server: &Path, area: &str, part: Option<&str>) -> Result<Vec<BenchResult>> {
        let words: Vec<&str> = [Some(area), part].into_iter().flatten().collect();
        say(&format!("bench: suisei-bench {}", words.join(" ")));
        read_results(self.command(&words).env("SUISEI_BIN", server))
    }

    /// Measures two servers in turns, part by part: the machine is the same for both.
    fn compare(
        &self,
        earlier: &Path,
        server: &Path,
        area: &str,
        part: Option<&str>,
    ) -> Result<Vec<BenchResult>> {
        let parts = match part {
            Some(part) => part.to_owned(),
            None => process::capture(&mut self.command(&["parts", area]))?,
        };
        let mut all = Vec::new();
        for part in parts.lines() {
            let before = self.measure(earlier, area, Some(part));
            let mut now = self.measure(server, area, Some(part))?;
            match before {
                Ok(before) => now.iter_mut().for_each(|result| result.compare(&before)),
                Err(error) => say(&format!(
                    "bench: the earlier server cannot do it: {error:#}"
                )),
            }
            all.extend(now);
        }
        Ok(all)
    }
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
