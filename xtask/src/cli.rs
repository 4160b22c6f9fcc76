//! The command line: words to a [`Command`], and the help text. It runs nothing.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::bench::{AREAS, BenchOptions};
use crate::test::{AfterFailure, Scope, Step, TestOptions};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Suisei's own tool. Rust and Python 3 are all that has to be there before it.

cargo xtask run [-- ARGS]     build everything, then start `suisei serve ARGS`
cargo xtask build             build the web app into target/web
    --quick                   unoptimised, for a fast edit loop
    --wasm-opt                shrink further with binaryen (from PATH, else from npm)
cargo xtask test              every check and every test, with what each step took
    --fast                    checks and Rust tests only
    --only STEP               this step and what it needs; may be repeated
    --without STEP            leave a step out, such as `browser`; may be repeated
    --all                     also tests marked as heavy
    --keep-going              run the steps after a failed one too
cargo xtask tidy              check the rules that no compiler checks
cargo xtask bench [AREA]      measure: store (or one PART of it), charts, app, sdk, table, export,
                              compat; `billion` only when it is named
    --against REVISION        measure the server of an earlier revision too, in turns
    --json FILE               also write the results to a file
";

/// One call of the tool.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Build(BuildOptions),
    /// Arguments for `suisei serve`.
    Run(Vec<String>),
    Test(TestOptions),
    Tidy,
    Bench(BenchOptions),
}

/// How to build the web app.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct BuildOptions {
    pub(crate) profile: Profile,
    pub(crate) optimizer: Optimizer,
}

/// How much the compiler does for size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Profile {
    /// Small above all: what users get.
    #[default]
    Release,
    /// Large, but compiled in seconds.
    Quick,
}

/// Whether binaryen works on the result.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum Optimizer {
    #[default]
    None,
    Binaryen,
}

/// Understands the words after `cargo xtask`.
pub(crate) fn parse(words: &[String]) -> Result<Command> {
    let Some((name, rest)) = words.split_first() else {
        return Ok(Command::Help);
    };
    match name.as_str() {
        "help" | "--help" | "-h" => Ok(Command::Help),
        "build" => Ok(Command::Build(parse_build(rest)?)),
        "run" => Ok(Command::Run(parse_run(rest)?)),
        "test" => Ok(Command::Test(parse_test(rest)?)),
        "tidy" => parse_nothing(rest, Command::Tidy),
        "bench" => Ok(Command::Bench(parse_bench(rest)?)),
        _ => bail!("unknown command, see `cargo xtask help`: `{name}`"),
    }
}

fn parse_build(words: &[String]) -> Result<BuildOptions> {
    let mut options = BuildOptions::default();
    for word in words {
        match word.as_str() {
            "--quick" => options.profile = Profile::Quick,
            "--wasm-opt" => options.optimizer = Optimizer::Binaryen,
            _ => bail!("unknown option of `cargo xtask build`: `{word}`"),
        }
    }
    Ok(options)
}

fn parse_run(words: &[String]) -> Result<Vec<String>> {
    match words.split_first() {
        None => Ok(Vec::new()),
        Some((dashes, arguments)) if dashes == "--" => Ok(arguments.to_vec()),
        Some((word, _)) => bail!("arguments of the server come after `--`: `{word}`"),
    }
}

fn parse_test(words: &[String]) -> Result<TestOptions> {
    let mut options = TestOptions::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--fast" => options.scope = Scope::Fast,
            "--all" => options.scope = Scope::All,
            "--keep-going" => options.after_failure = AfterFailure::KeepGoing,
            "--only" => options.only.push(parse_step(words.next())?),
            "--without" => options.without.push(parse_step(words.next())?),
            _ => bail!("unknown option of `cargo xtask test`: `{word}`"),
        }
    }
    Ok(options)
}

fn parse_step(word: Option<&String>) -> Result<Step> {
    let word = word.map_or("", String::as_str);
    Step::from_name(word).with_context(|| {
        let names = Step::ALL.map(Step::name).join(", ");
        format!("not a step, known are {names}: `{word}`")
    })
}

fn parse_bench(words: &[String]) -> Result<BenchOptions> {
    let mut options = BenchOptions::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--json" => {
                options.json = Some(PathBuf::from(
                    words.next().context("`--json` needs a file")?,
                ));
            }
            "--against" => {
                let revision = words.next().context("`--against` needs a revision")?;
                options.against = Some(revision.clone());
            }
            area if AREAS.contains(&area) && options.area.is_none() => {
                options.area = Some(area.to_owned());
            }
            part if matches!(options.area.as_deref(), Some("store" | "charts"))
                && options.part.is_none() =>
            {
                options.part = Some(part.to_owned());
            }
            _ => bail!("not an area, known are {}: `{word}`", AREAS.join(", ")),
        }
    }
    Ok(options)
}

fn parse_nothing(words: &[String], command: Command) -> Result<Command> {
    match words.first() {
        None => Ok(command),
        Some(word) => bail!("this command takes no options: `{word}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Command> {
        parse(
            &line
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    }

    fn check_error(line: &str, end: &str) {
        let message = parse_line(line).unwrap_err().to_string();
        assert!(message.ends_with(end), "{message}");
    }

    #[test]
    fn no_words_and_help_are_the_same() {
        assert_eq!(parse_line("").unwrap(), Command::Help);
        assert_eq!(parse_line("help").unwrap(), Command::Help);
    }

    #[test]
    fn server_arguments_come_after_dashes() {
        let expected = Command::Run(vec!["--demo".to_owned()]);
        assert_eq!(parse_line("run -- --demo").unwrap(), expected);
        check_error("run --demo", "`--demo`");
    }

    #[test]
    fn steps_are_named() {
        let Command::Test(options) = parse_line("test --only tidy --without browser").unwrap()
        else {
            panic!("not a test run");
        };
        assert_eq!(options.only, [Step::Tidy]);
        assert_eq!(options.without, [Step::Browser]);
        check_error("test --only nothing", "`nothing`");
        check_error("test --only", "``");
    }

    #[test]
    fn benchmarks_take_one_area_and_a_file() {
        let expected = BenchOptions {
            area: Some("store".to_owned()),
            part: Some("ingest".to_owned()),
            against: Some("v1".to_owned()),
            json: Some(PathBuf::from("a.json")),
        };
        assert_eq!(
            parse_line("bench store ingest --json a.json --against v1").unwrap(),
            Command::Bench(expected)
        );
        check_error("bench nothing", "`nothing`");
        check_error("bench app store", "`store`");
    }

    #[test]
    fn unknown_words_are_named() {
        check_error("build --fast", "`--fast`");
        check_error("tidy --fast", "`--fast`");
        check_error("fly", "`fly`");
    }
}
