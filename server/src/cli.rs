//! The commands of the binary `suisei`. Results go to stdout, problems to stderr with status 1.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use suisei_core::api::{CreatedKey, KeyInfo, NewKey};

use crate::api::links::CreatedLink;
use crate::client::Client;
use crate::config::{Cli, Command, KeyCommand, UserCommand};
use crate::operations::purge::{self, Mode};
use crate::operations::{backup, fsck};
use crate::serve;

/// Does what the command line says.
pub fn main() -> ExitCode {
    let cli = match Cli::parse_from_words(std::env::args()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
        .and_then(|runtime| runtime.block_on(run(cli.command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "suisei: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(options) => serve::run(options).await,
        Command::Backup { to, folder } => print_line(&backup::backup(folder, &to).await?),
        Command::Restore { from, folder } => print_line(&backup::restore(folder, &from)?),
        Command::Dump { out, folder } => print_line(&backup::dump(folder, &out).await?),
        Command::Load { input, folder } => print_line(&backup::load(folder, &input)?),
        Command::Stats { folder } => print_line(&fsck::stats(folder).await?),
        Command::Fsck {
            backup: Some(from), ..
        } => print_line(&fsck::fsck_backup(&from)?),
        Command::Fsck { folder, .. } => print_line(&fsck::fsck(folder).await?),
        Command::Purge {
            older_than,
            yes,
            folder,
        } => {
            let mode = if yes { Mode::Delete } else { Mode::Tell };
            print_line(&purge::purge(folder, older_than, mode).await?)
        }
        Command::Version => print_line(&format!("suisei {}", env!("CARGO_PKG_VERSION"))),
        Command::User(UserCommand::Link { client }) => {
            let empty = serde_json::json!({});
            let link: CreatedLink = Client::new(client)?.post("/links", &empty).await?;
            print_line(&link.url)
        }
        Command::Key(KeyCommand::Create { name, client }) => {
            let key: CreatedKey = Client::new(client)?.post("/keys", &NewKey { name }).await?;
            print_line(&key.key)
        }
        Command::Key(KeyCommand::List { client }) => {
            let keys: Vec<KeyInfo> = Client::new(client)?.get("/keys").await?;
            keys.iter().try_for_each(|key| {
                print_line(&format!("{}  {}…  {}", key.id, key.prefix, key.name))
            })
        }
        Command::Key(KeyCommand::Revoke { id, client }) => {
            let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
            anyhow::ensure!(
                is_id,
                "not the id of a key, as `suisei key list` shows it: `{id}`"
            );
            Client::new(client)?.delete(&format!("/keys/{id}")).await
        }
    }
}

fn print_line(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("cannot write to stdout")
}
