//! Console lines of an experiment, a page at a time.

use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use suisei_core::api::OutputPage;

use crate::auth::Reader;
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::limits::blocking;

/// Most lines of a page.
const MAX_LINES: usize = 10_000;

/// Lines of a page when nothing is said.
const DEFAULT_LINES: usize = 1_000;

/// Which lines to send.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct OutputQuery {
    /// Number of the first line, from 0.
    #[serde(default)]
    pub after: u64,
    /// Most lines; 1,000 when missing, at most 10,000.
    pub limit: Option<usize>,
}

/// `GET /experiments/{key}/output`
pub async fn page(
    reader: Reader,
    Path(key): Path<String>,
    Query(query): Query<OutputQuery>,
) -> Result<Json<OutputPage>> {
    let limit = query.limit.unwrap_or(DEFAULT_LINES);
    if limit > MAX_LINES {
        return Err(Error::invalid(format!(
            "`limit`: a page holds at most {MAX_LINES} lines, got `{limit}`"
        )));
    }
    blocking(move || Ok(Json(reader.experiment(&key)?.output(query.after, limit)?))).await
}
