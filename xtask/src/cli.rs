//! The command line: words to a [`Command`], and the help text. It runs nothing.

use anyhow::{Result, bail};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Suisei's own tool. Nothing else has to be installed but Rust (and Python 3 for the tests).

cargo xtask run [-- ARGS]     build everything, then start `suisei serve ARGS`
cargo xtask build             build the web app into target/web
    --quick                   unoptimised, for a fast edit loop
    --wasm-opt                shrink further with binaryen (PATH, else npm)
cargo xtask tidy              check the rules that no compiler checks
";

/// One call of the tool.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Build(BuildOptions),
    /// Arguments for `suisei serve`.
    Run(Vec<String>),
    Tidy,
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
        "tidy" => parse_nothing(rest, Command::Tidy),
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

fn parse_nothing(words: &[String], command: Command) -> Result<Command> {
    match words.first() {
        None => Ok(command),
        Some(word) => bail!("this command takes no options: `{word}`"),
    }
}

fn parse_run(words: &[String]) -> Result<Vec<String>> {
    match words.split_first() {
        None => Ok(Vec::new()),
        Some((dashes, arguments)) if dashes == "--" => Ok(arguments.to_vec()),
        Some((word, _)) => bail!("arguments of the server come after `--`: `{word}`"),
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

    #[test]
    fn no_words_and_help_are_the_same() {
        assert_eq!(parse_line("").unwrap(), Command::Help);
        assert_eq!(parse_line("help").unwrap(), Command::Help);
    }

    #[test]
    fn server_arguments_come_after_dashes() {
        let expected = Command::Run(vec!["--demo".to_owned()]);
        assert_eq!(parse_line("run -- --demo").unwrap(), expected);
        assert!(parse_line("run --demo").is_err());
    }

    #[test]
    fn unknown_words_are_named() {
        let message = parse_line("build --fast").unwrap_err().to_string();
        assert!(message.ends_with("`--fast`"), "{message}");
    }
}
