//! Every flag and environment variable: one documented field each. `docs/config.md` is made from
//! this and a test compares them. Reads no file and starts nothing.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

mod reference;

pub use reference::reference;

/// Fewest characters of an owner's key that an operator chooses.
pub const MIN_OWNER_KEY_CHARS: usize = 32;

/// Suisei records machine-learning experiments and lets people look at them together.
#[derive(Debug, Parser)]
#[command(name = "suisei", version, subcommand_required = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do; `serve` when nothing is said.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server (this is what happens without a command)
    Serve(ServeOptions),
    /// List, create and revoke API keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Sign users in
    #[command(subcommand)]
    User(UserCommand),
    /// Copy everything into a folder, also while the server runs; files that it has are not copied again
    Backup {
        /// Folder of the backup; made when it does not exist
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Make a data folder from a backup; never over one that exists
    Restore {
        /// Folder of the backup
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Delete what is in the trash for good, also while the server runs; without --yes it only tells what
    Purge {
        /// Only what has been in the trash for so long, such as `30d` or `12h`
        #[arg(long, value_name = "TIME", value_parser = time_in_words)]
        older_than: Option<Duration>,
        /// Do it
        #[arg(long)]
        yes: bool,
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Check everything that is kept and name what is damaged; status 1 when something is
    Fsck {
        /// A folder that `suisei backup` wrote, instead of a data folder
        #[arg(long, value_name = "DIR")]
        backup: Option<PathBuf>,
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Write the database into one file, also while the server runs; packs and files of assets stay in `blobs`
    Dump {
        /// The new file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Make a data folder from such a file, beside a copy of `blobs`; never over one that exists
    Load {
        /// The file
        #[arg(long = "in", value_name = "FILE")]
        input: PathBuf,
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Print how much there is of what
    Stats {
        /// Whose data.
        #[command(flatten)]
        folder: FolderOptions,
    },
    /// Print the version
    Version,
}

/// Which data folder a command works on.
#[derive(Debug, Clone, Args)]
pub struct FolderOptions {
    /// Folder that holds everything a server keeps [default: as for `suisei serve`]
    #[arg(long, value_name = "DIR", env = "SUISEI_DATA")]
    pub data: Option<PathBuf>,
}

/// How to run the server.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Folder that holds everything the server keeps [default: suisei in the platform's folder for
    /// application data]
    #[arg(long, value_name = "DIR", env = "SUISEI_DATA")]
    pub data: Option<PathBuf>,

    /// Address and port to listen on; another address than this machine's own needs SUISEI_OWNER_KEY
    #[arg(
        long,
        value_name = "HOST:PORT",
        env = "SUISEI_LISTEN",
        default_value = "127.0.0.1:5870"
    )]
    pub listen: String,

    /// Address under which browsers reach the server, when a proxy stands before it; may have a path
    #[arg(long, value_name = "URL", env = "SUISEI_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Fill the project `demo` with a sample that goes on training while the server runs
    #[arg(long, env = "SUISEI_DEMO", value_parser = FalseyValueParser::new())]
    pub demo: bool,

    /// The owner's API key at the first start, at least 32 characters; a generated one when missing.
    /// Prefer the variable: other users of a machine can see command lines
    #[arg(
        long,
        value_name = "KEY",
        env = "SUISEI_OWNER_KEY",
        hide_env_values = true
    )]
    pub owner_key: Option<String>,

    /// Days after which experiments in the trash are deleted for good; 0 keeps them until somebody
    /// deletes them
    #[arg(
        long,
        value_name = "DAYS",
        env = "SUISEI_TRASH_DAYS",
        default_value_t = 30
    )]
    pub trash_days: u32,

    /// How much to log on stderr: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", env = "SUISEI_LOG", default_value = "warn")]
    pub log: tracing::level_filters::LevelFilter,
}

/// Which running server a command talks to, and as whom.
#[derive(Debug, Clone, Args)]
pub struct ClientOptions {
    /// Data folder of a server that runs on this machine; its own credential is used
    #[arg(long, value_name = "DIR", env = "SUISEI_DATA")]
    pub data: Option<PathBuf>,

    /// Address of a server, instead of the one on this machine
    #[arg(long, value_name = "URL", env = "SUISEI_URL")]
    pub server: Option<String>,

    /// API key for that server
    #[arg(
        long,
        value_name = "KEY",
        env = "SUISEI_API_KEY",
        hide_env_values = true
    )]
    pub key: Option<String>,
}

/// API keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and print it, once
    Create {
        /// What it is for, such as `laptop`
        name: String,
        /// Which server.
        #[command(flatten)]
        client: ClientOptions,
    },
    /// List the keys
    List {
        /// Which server.
        #[command(flatten)]
        client: ClientOptions,
    },
    /// Revoke a key at once
    Revoke {
        /// Its id, as listed
        id: String,
        /// Which server.
        #[command(flatten)]
        client: ClientOptions,
    },
}

/// Users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Print a fresh sign-in link; it works once, until the server stops
    Link {
        /// Which server.
        #[command(flatten)]
        client: ClientOptions,
    },
}

/// A number of days (`30d`), hours (`12h`), minutes (`5m`) or seconds (`10s`).
fn time_in_words(text: &str) -> Result<Duration, String> {
    let wrong = || format!("a time is a number and a unit, such as `30d` or `12h`, got `{text}`");
    let units = [('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)];
    let found = units
        .iter()
        .find_map(|&(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)));
    let (number, seconds) = found.ok_or_else(wrong)?;
    let number: u32 = number.parse().map_err(|_| wrong())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

impl Cli {
    /// Parses arguments, the program's name first; flags without a command mean `serve`.
    pub fn parse_from_words(words: impl IntoIterator<Item = String>) -> Result<Self, clap::Error> {
        let mut words: Vec<String> = words.into_iter().collect();
        let own = ["--help", "-h", "--version", "-V"];
        let is_serve = words
            .get(1)
            .is_none_or(|word| word.starts_with('-') && !own.contains(&word.as_str()));
        if is_serve {
            words.insert(words.len().min(1), "serve".to_owned());
        }
        Self::try_parse_from(words)
    }

    /// The whole command line as clap knows it.
    pub fn description() -> clap::Command {
        Self::command()
    }
}

/// The data folder when none is named: `suisei` in the platform's folder for application data.
/// `None` when the environment names no home.
pub fn default_data_folder() -> Option<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    let base = if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library").join("Application Support"))
    } else if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else {
        variable("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| variable("HOME").map(|home| home.join(".local").join("share")))
    };
    base.map(|folder| folder.join("suisei"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Command, clap::Error> {
        let words = std::iter::once("suisei")
            .chain(words.iter().copied())
            .map(str::to_owned);
        Cli::parse_from_words(words).map(|cli| cli.command)
    }

    #[test]
    fn serve_is_what_happens_without_a_command() {
        for words in [&[][..], &["--listen", "127.0.0.1:0"], &["serve", "--demo"]] {
            assert!(matches!(parse(words), Ok(Command::Serve(_))), "{words:?}");
        }
        assert!(matches!(parse(&["version"]), Ok(Command::Version)));
        assert!(matches!(
            parse(&["key", "create", "laptop"]),
            Ok(Command::Key(KeyCommand::Create { .. }))
        ));
    }

    #[test]
    fn help_and_mistakes_are_not_taken_for_serve() {
        assert_eq!(
            parse(&["--help"]).unwrap_err().kind(),
            clap::error::ErrorKind::DisplayHelp
        );
        assert!(parse(&["sevre"]).is_err());
        assert!(parse(&["--lisen", "x"]).is_err());
    }

    #[test]
    fn times_have_a_unit() {
        assert_eq!(time_in_words("2d"), Ok(Duration::from_secs(172_800)));
        assert_eq!(time_in_words("90s"), Ok(Duration::from_secs(90)));
        for wrong in ["", "d", "3", "3 d", "-1d", "1w", "日"] {
            assert!(time_in_words(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_description_holds_together() {
        Cli::description().debug_assert();
    }
}
