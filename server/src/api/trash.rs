//! The trash: what is in it, and how it gives its space back.

use axum::Json as Answer;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use futures_util::stream::{self, StreamExt as _};
use suisei_core::api::{ProjectRef, TrashedExperiment};

use crate::app::App;
use crate::auth::{Reader, Writer};
use crate::error::Result;
use crate::extract::Path;
use crate::limits::blocking;

/// `GET /trash`
pub async fn list(reader: Reader) -> Result<Answer<Vec<TrashedExperiment>>> {
    blocking(move || {
        let mut found = Vec::new();
        for (since, experiment) in reader.trash()? {
            let about = experiment.about();
            let project = reader.project(experiment.project().as_str())?;
            found.push(TrashedExperiment {
                key: experiment.key().clone(),
                name: experiment.head().name,
                project: ProjectRef {
                    id: project.id.into(),
                    name: project.name,
                },
                trashed: since,
                points: about.points,
                assets: about.counts.assets,
            });
        }
        Ok(Answer(found))
    })
    .await
}

/// `POST /experiments/{key}/purge`
pub async fn purge(writer: Writer, Path(key): Path<String>) -> Result<StatusCode> {
    writer.purge(&writer.experiment(&key)?).await?;
    Ok(StatusCode::ACCEPTED)
}

/// `GET /hold`: purges wait for as long as the answer is read, or until the server stops.
pub async fn hold(State(app): State<App>, reader: Reader) -> Result<Body> {
    let store = reader.whole_store()?;
    let held = blocking(move || Ok(store.hold_purges())).await?;
    let begun = stream::once(async { std::io::Result::Ok("held\n") });
    // Dropped with its hold when whoever asked has gone away.
    let until_the_end = stream::once(async move {
        // An error means that whoever could close it is gone.
        let _ = app.closing().wait_for(|closing| *closing).await;
        drop(held);
        Ok("")
    });
    Ok(Body::from_stream(begun.chain(until_the_end)))
}
