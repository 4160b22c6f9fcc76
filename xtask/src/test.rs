//! `cargo xtask test`: every check and every test, in an order that finds cheap mistakes first.
//!
//! Nothing is skipped silently: a missing tool is a failure that names the command to run, and
//! what was left out on request stands in the summary. Nothing is compiled twice: one build of one
//! set of packages gives all test programs and the server that the browser tests drive.

mod compile;
mod plan;
mod setup;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

pub(crate) use self::plan::Step;
pub(crate) use self::setup::{ensure_browser, ensure_python};
use crate::progress::say;
use crate::workspace::Workspace;

/// Which tests to run, and how.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct TestOptions {
    pub(crate) scope: Scope,
    /// Run these and what they need; all of the scope when empty.
    pub(crate) only: Vec<Step>,
    /// Leave these out, and say so.
    pub(crate) without: Vec<Step>,
    pub(crate) after_failure: AfterFailure,
}

/// How much to run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Checks and Rust tests: minutes, for before a commit.
    Fast,
    #[default]
    Usual,
    /// Also those tests that are marked as heavy.
    All,
}

/// What to do when a step has failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum AfterFailure {
    #[default]
    Stop,
    KeepGoing,
}

/// How one step went.
struct Outcome {
    step: Step,
    duration: Duration,
    error: Option<String>,
}

/// Runs the planned steps and prints what each took; an error when one has failed.
pub(crate) fn run(workspace: &Workspace, options: &TestOptions) -> Result<()> {
    let planned = plan::plan(options);
    let mut session = steps::Session::new(workspace, options.scope);
    let mut outcomes: Vec<Outcome> = Vec::new();
    for step in &planned {
        if is_blocked(*step, &outcomes) {
            continue;
        }
        say(&format!("test: {}", step.title()));
        let start = Instant::now();
        let error = session.run(*step).err().map(|error| format!("{error:#}"));
        let has_failed = error.is_some();
        if let Some(error) = &error {
            eprintln!("error: {error}");
        }
        outcomes.push(Outcome {
            step: *step,
            duration: start.elapsed(),
            error,
        });
        if has_failed && options.after_failure == AfterFailure::Stop {
            break;
        }
    }
    print_summary(&outcomes, &planned, options);
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| outcome.error.is_some())
        .map(|outcome| outcome.step.name())
        .collect();
    if !failed.is_empty() {
        let names = failed.join("`, `");
        bail!(
            "failed, run one alone with `cargo xtask test --only {}`: `{names}`",
            failed[0]
        );
    }
    Ok(())
}

/// Whether something that the step needs has failed, or could not run itself.
fn is_blocked(step: Step, outcomes: &[Outcome]) -> bool {
    let is_done = |need: &Step| {
        outcomes
            .iter()
            .any(|outcome| outcome.step == *need && outcome.error.is_none())
    };
    !step.needs().iter().all(is_done)
}

fn print_summary(outcomes: &[Outcome], planned: &[Step], options: &TestOptions) {
    println!("\n{:<16}{:>9}  result", "step", "seconds");
    for outcome in outcomes {
        let seconds = outcome.duration.as_secs_f64();
        let result = if outcome.error.is_some() {
            "FAILED"
        } else {
            "ok"
        };
        println!("{:<16}{seconds:>9.1}  {result}", outcome.step.name());
    }
    let is_reached = |step: &Step| outcomes.iter().any(|outcome| outcome.step == *step);
    for step in planned.iter().filter(|step| !is_reached(step)) {
        println!("{:<16}{:>9}  not reached", step.name(), "-");
    }
    let total: f64 = outcomes
        .iter()
        .map(|outcome| outcome.duration.as_secs_f64())
        .sum();
    println!("{:<16}{total:>9.1}", "total");
    for step in plan::left_out(options) {
        println!("left out: {} ({})", step.name(), step.title());
    }
    if options.scope != Scope::All {
        println!("left out: tests marked as heavy (`--all` runs them)");
    }
}
