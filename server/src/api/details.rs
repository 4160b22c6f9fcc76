//! What an experiment's tabs show: parameters, others, metrics, environment, code.

use axum::Json;
use suisei_core::api::{Asset, Code, Environment, MetricSummary, Values};

use crate::auth::Reader;
use crate::error::Result;
use crate::extract::Path;
use crate::limits::blocking;

/// `GET /experiments/{key}/parameters`
pub async fn parameters(reader: Reader, Path(key): Path<String>) -> Result<Json<Values>> {
    blocking(move || Ok(Json(reader.experiment(&key)?.row().parameters.to_map()))).await
}

/// `GET /experiments/{key}/others`
pub async fn others(reader: Reader, Path(key): Path<String>) -> Result<Json<Values>> {
    blocking(move || Ok(Json(reader.experiment(&key)?.row().others.to_map()))).await
}

/// `GET /experiments/{key}/metrics`
pub async fn metrics(reader: Reader, Path(key): Path<String>) -> Result<Json<Vec<MetricSummary>>> {
    blocking(move || Ok(Json(reader.experiment(&key)?.series()?))).await
}

/// `GET /experiments/{key}/environment`
pub async fn environment(reader: Reader, Path(key): Path<String>) -> Result<Json<Environment>> {
    blocking(move || Ok(Json(reader.experiment(&key)?.environment()?))).await
}

/// `GET /experiments/{key}/code`
pub async fn code(reader: Reader, Path(key): Path<String>) -> Result<Json<Code>> {
    blocking(move || {
        let experiment = reader.experiment(&key)?;
        let assets = experiment.assets()?;
        let is_code = |asset: &&Asset| matches!(asset.kind.as_str(), "code" | "notebook");
        Ok(Json(Code {
            files: assets.iter().filter(is_code).cloned().collect(),
            git: experiment.environment()?.remove("git"),
            patch: assets
                .iter()
                .rfind(|asset| asset.kind == "git-patch")
                .cloned(),
        }))
    })
    .await
}
