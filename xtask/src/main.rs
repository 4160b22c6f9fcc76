//! Run, build, test, bench, tidy: the project's own tool, in plain Rust.
//!
//! Everything a contributor does goes through here, so that a fresh machine needs one command.
//! It depends on no other crate of the workspace, and writes to `target/` alone.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user through the terminal"
)]

mod apt;
mod bench;
mod cli;
mod process;
mod progress;
mod serve;
mod test;
mod tidy;
mod toolchain;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::Command;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    progress::start();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match cli::parse(&arguments).and_then(dispatch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Help => {
            print!("{}", cli::HELP);
            Ok(())
        }
        Command::Build(options) => web::build(&workspace, options),
        Command::Run(arguments) => serve::run(&workspace, &arguments),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Tidy => tidy::run(&workspace),
        Command::Bench(options) => bench::run(&workspace, &options),
    }
}
