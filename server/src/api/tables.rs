//! The experiment table of a project: rows, columns, metric names. The query itself is
//! [`suisei_core::table::query`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::State;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use suisei_core::table::{
    self, ColumnInfo, ExperimentRow, MAX_LIMIT, MetricName, TablePage, TableRequest,
};

use crate::app::App;
use crate::auth::Reader;
use crate::error::{Error, Result};
use crate::extract::{Json, Path};
use crate::limits::blocking;

/// `POST /projects/{id}/table`
pub async fn query(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    Json(request): Json<TableRequest>,
) -> Result<Answer<TablePage>> {
    if request.limit > MAX_LIMIT {
        return Err(Error::invalid(format!(
            "`limit`: a page holds at most {MAX_LIMIT} rows, got `{}`",
            request.limit
        )));
    }
    let _turn = app.limits.query().await?;
    blocking(move || {
        let rows = rows(&reader, &id)?;
        Ok(Answer(table::query(
            rows.iter().map(AsRef::as_ref),
            &request,
            reader.now(),
        )))
    })
    .await
}

/// `GET /projects/{id}/columns`
pub async fn columns(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Answer<Vec<ColumnInfo>>> {
    let _turn = app.limits.query().await?;
    blocking(move || {
        let rows = rows(&reader, &id)?;
        Ok(Answer(table::catalog(rows.iter().map(AsRef::as_ref))))
    })
    .await
}

/// `GET /projects/{id}/metrics`
pub async fn metrics(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Answer<Vec<MetricName>>> {
    let _turn = app.limits.query().await?;
    blocking(move || {
        let rows = rows(&reader, &id)?;
        // Most rows share their list of names.
        let lists: BTreeMap<*const MetricName, &[MetricName]> = rows
            .iter()
            .map(|row| (row.metrics.keys().as_ptr(), &**row.metrics.keys()))
            .collect();
        let names: BTreeSet<&MetricName> = lists.into_values().flatten().collect();
        Ok(Answer(names.into_iter().cloned().collect()))
    })
    .await
}

fn rows(reader: &Reader, project: &str) -> Result<Vec<Arc<ExperimentRow>>> {
    let project = reader.project(project)?;
    Ok(reader
        .experiments(&project)
        .par_iter()
        .map(|experiment| experiment.row())
        .collect())
}
