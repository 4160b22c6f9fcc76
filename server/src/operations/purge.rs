//! `suisei purge`: tells what is in the trash, and deletes it for good where that is wanted.

use std::time::Duration;

use anyhow::{Result, bail};
use suisei_core::api::TrashedExperiment;
use suisei_core::event::Micros;

use super::source::{Reached, Source};
use crate::client::Client;
use crate::clock;
use crate::config::FolderOptions;
use crate::ingest::{Ingest, IngestError};
use crate::live::Live;
use crate::store::Store;

/// Whether to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Tell what would be deleted.
    Tell,
    /// Delete it.
    Delete,
}

/// Deletes what has been in the trash for so long, or tells what that is.
pub(crate) async fn purge(
    options: FolderOptions,
    older_than: Option<Duration>,
    mode: Mode,
) -> Result<String> {
    let at_least = older_than.unwrap_or_default().as_micros();
    let latest = clock::now() - Micros::try_from(at_least).unwrap_or(Micros::MAX);
    let source = Source::open(options).await?;
    match &source.reached {
        Reached::Running(client) => with_server(client, latest, mode).await,
        Reached::Stopped(store) => with_store(store.clone(), latest, mode).await,
    }
}

async fn with_server(client: &Client, latest: Micros, mode: Mode) -> Result<String> {
    let mut found: Vec<TrashedExperiment> = client.get("/trash").await?;
    found.retain(|trashed| trashed.trashed <= latest);
    let lines: Vec<String> = found.iter().map(line).collect();
    if mode == Mode::Tell || found.is_empty() {
        return Ok(told(&lines));
    }
    for trashed in &found {
        let path = format!("/experiments/{}/purge", trashed.key);
        client.order(&path).await?;
    }
    Ok(done(&lines, "; the server gives the space back by and by"))
}

async fn with_store(store: Store, latest: Micros, mode: Mode) -> Result<String> {
    store.date_trash(clock::now())?;
    let mut found = store.trash()?;
    found.retain(|trashed| trashed.since <= latest);
    let line = |key| store.experiment(key).map(|found| found.head().name);
    let lines: Vec<String> = found
        .iter()
        .map(|trashed| {
            format!(
                "{}  {}",
                trashed.key,
                line(&trashed.key).unwrap_or_default()
            )
        })
        .collect();
    if mode == Mode::Tell || found.is_empty() {
        return Ok(told(&lines));
    }
    let ingest = Ingest::start(store.clone(), Live::new(), clock::now);
    let mut result = Ok(());
    for trashed in &found {
        match ingest.purge(&trashed.key).await {
            // One that cannot be read does not hold up the others.
            Err(IngestError::NotFound | IngestError::NotTrashed | IngestError::Gone) => {}
            purged => result = result.and(purged),
        }
    }
    let result: Result<(), IngestError> = result.and(ingest.finish_purges().await);
    ingest.stop().await;
    match result {
        Ok(()) => Ok(done(&lines, "")),
        Err(error) => bail!("the rest stays in the trash: {error}"),
    }
}

fn line(trashed: &TrashedExperiment) -> String {
    format!(
        "{}  {} / {}, {} points, {} assets",
        trashed.key, trashed.project.name, trashed.name, trashed.points, trashed.assets
    )
}

fn told(lines: &[String]) -> String {
    match lines.len() {
        0 => "nothing in the trash is that old".to_owned(),
        n => format!(
            "{}\n{n} experiments; `--yes` deletes them for good",
            lines.join("\n")
        ),
    }
}

fn done(lines: &[String], rest: &str) -> String {
    format!(
        "{}\n{} experiments are deleted for good{rest}",
        lines.join("\n"),
        lines.len()
    )
}
