//! The names of what a project's experiments have as assets: what a panel can show.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use suisei_core::api::AssetName;

use crate::app::App;
use crate::auth::Reader;
use crate::error::Result;
use crate::extract::Path;
use crate::limits::blocking;

/// Experiments that are looked at, the newest first.
const MOST_EXPERIMENTS: usize = 100;

/// `GET /projects/{id}/asset-names`
pub async fn list(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Json<Vec<AssetName>>> {
    let _turn = app.limits.query().await?;
    blocking(move || {
        let experiments = reader.experiments(&reader.project(&id)?);
        let mut names = BTreeSet::new();
        for experiment in experiments.iter().rev().take(MOST_EXPERIMENTS) {
            names.extend(experiment.assets()?.into_iter().map(|asset| AssetName {
                kind: asset.kind,
                name: asset.name,
            }));
        }
        Ok(Json(names.into_iter().collect()))
    })
    .await
}
