//! Empties the trash: what has been in it for long enough is deleted for good, by itself while the
//! server runs. Decides nothing about how that happens.

use std::time::Duration;

use suisei_core::event::Micros;

use crate::app::App;
use crate::clock::SECOND;
use crate::ingest::IngestError;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Microseconds in a day.
pub const DAY: Micros = 24 * 60 * 60 * SECOND;

/// Looks every now and then, until the server stops; never removes anything with 0 days.
pub async fn watch(app: App, days: u32) {
    if days == 0 {
        return;
    }
    let mut closing = app.closing();
    loop {
        match empty(&app, Micros::from(days) * DAY).await {
            Ok(0) => {}
            Ok(n) => {
                tracing::info!("deleted {n} experiments that were in the trash for {days} days");
            }
            Err(error) => tracing::error!("the trash is emptied later: {error}"),
        }
        // An error means that whoever could close it is gone.
        let closed = closing.wait_for(|closing| *closing);
        if tokio::time::timeout(EVERY, closed).await.is_ok() {
            return;
        }
    }
}

/// Deletes for good what has been in the trash for so long. Returns how many experiments that were.
pub async fn empty(app: &App, at_least: Micros) -> Result<usize, IngestError> {
    let store = app.store.clone();
    let found = tokio::task::spawn_blocking(move || store.trash()).await;
    let found = found.map_err(|error| IngestError::Unavailable(error.to_string()))??;
    let latest = (app.clock)() - at_least;
    let mut n = 0;
    for trashed in found.iter().filter(|trashed| trashed.since <= latest) {
        match app.ingest.purge(&trashed.key).await {
            Ok(()) => n += 1,
            // Somebody took it out of the trash, or purged it, in between.
            Err(IngestError::NotTrashed | IngestError::Gone | IngestError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n)
}
