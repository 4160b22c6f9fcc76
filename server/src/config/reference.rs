//! Writes `docs/config.md` from the command line's description. Knows no flag by name.

use std::fmt::Write as _;

use clap::Arg;

/// The reference page: every command with its flags, variables and defaults.
pub fn reference() -> String {
    let mut page = String::from(
        "# Commands, flags and environment variables\n\n\
         Made from `server/src/config.rs`; a test compares them. \
         A flag wins over its variable, a variable over the default.\n",
    );
    let mut root = super::Cli::description();
    root.build();
    for command in root
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        write_command(&mut page, "suisei", command);
    }
    page
}

fn write_command(page: &mut String, parent: &str, command: &clap::Command) {
    let name = format!("{parent} {}", command.get_name());
    if command.has_subcommands() {
        for nested in command
            .get_subcommands()
            .filter(|nested| nested.get_name() != "help")
        {
            write_command(page, &name, nested);
        }
        return;
    }
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|argument| argument.get_id() != "help")
        .collect();
    let places: String = arguments
        .iter()
        .filter(|argument| argument.is_positional())
        .map(|argument| format!(" {}", value_name(argument)))
        .collect();
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = write!(page, "\n## `{name}{places}`\n\n{about}.\n");
    if arguments.is_empty() {
        return;
    }
    page.push_str("\n| flag | variable | default | |\n| --- | --- | --- | --- |\n");
    for argument in arguments {
        write_argument(page, argument);
    }
}

fn write_argument(page: &mut String, argument: &Arg) {
    let flag = match argument.get_long() {
        Some(long) if argument.get_action().takes_values() => {
            format!("--{long} {}", value_name(argument))
        }
        Some(long) => format!("--{long}"),
        None => value_name(argument),
    };
    let variable = argument
        .get_env()
        .map(|name| format!("`{}`", name.to_string_lossy()))
        .unwrap_or_default();
    let default: Vec<String> = argument
        .get_default_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    let help = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let _ = writeln!(
        page,
        "| `{flag}` | {variable} | {} | {help} |",
        default.join(" ")
    );
}

fn value_name(argument: &Arg) -> String {
    let names: Vec<&str> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| name.as_str())
        .collect();
    names.join(" ")
}
