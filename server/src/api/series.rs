//! The series query: many series in one request, answered as a binary frame; or many queries,
//! one for each panel of a page, answered as many frames; and exact statistics over a range. The
//! query itself is [`suisei_core::query`]; this reads the points for it.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use rayon::prelude::*;
use suisei_core::distribution::Axis;
use suisei_core::query::distribution::{Distribution, DistributionRequest};
use suisei_core::query::{
    self, Answer, MAX_SERIES, Plan, SeriesRef, SeriesRequest, SeriesStatistics, StatisticsRequest,
    XAxis,
};
use suisei_core::series::Summary;
use suisei_core::table::MetricName;
use suisei_core::wire::frame::{CONTENT_TYPE, Frame, FrameMeta};
use suisei_core::wire::frames;
use suisei_core::wire::record::SeriesName;

use crate::app::App;
use crate::auth::Reader;
use crate::error::{Error, Result};
use crate::extract::Json;
use crate::limits::blocking;
use crate::store::Experiment;
use crate::web;

/// `POST /series`
pub async fn query(
    State(app): State<App>,
    reader: Reader,
    Json(request): Json<SeriesRequest>,
) -> Result<Response> {
    check(std::slice::from_ref(&request))?;
    let _turn = app.limits.query().await?;
    let frame = blocking(move || frame(&reader, &request)).await?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], frame).into_response())
}

/// `POST /series/many`
pub async fn query_many(
    State(app): State<App>,
    reader: Reader,
    Json(requests): Json<Vec<SeriesRequest>>,
) -> Result<Response> {
    check(&requests)?;
    let _turn = app.limits.query().await?;
    let body = blocking(move || {
        let frames: Result<Vec<_>> = requests
            .par_iter()
            .map(|request| frame(&reader, request))
            .collect();
        Ok(frames::join(&frames?))
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, frames::CONTENT_TYPE)], body).into_response())
}

/// `POST /series/statistics`
pub async fn statistics(
    State(app): State<App>,
    reader: Reader,
    Json(request): Json<StatisticsRequest>,
) -> Result<axum::Json<Vec<SeriesStatistics>>> {
    check_count(request.series.len())?;
    check_axis(request.x, request.against.as_ref())?;
    let _turn = app.limits.query().await?;
    let answers = blocking(move || {
        let of_one = |series| statistics_of(&reader, series, &request);
        request.series.par_iter().map(of_one).collect()
    });
    Ok(axum::Json(answers.await?))
}

/// `POST /series/distributions`
pub async fn distributions(
    State(app): State<App>,
    reader: Reader,
    Json(request): Json<DistributionRequest>,
) -> Result<axum::Json<Vec<Distribution>>> {
    check_count(request.series.len())?;
    let _turn = app.limits.query().await?;
    let answers = blocking(move || {
        // One after the other: the values of a long series take some room.
        let of_one = |series| distribution_of(&reader, series, request.axis);
        request.series.iter().map(of_one).collect()
    });
    Ok(axum::Json(answers.await?))
}

/// Blocks on the disk and the processor.
fn distribution_of(reader: &Reader, series: &SeriesRef, axis: Axis) -> Result<Distribution> {
    let found = match reader.experiment_if_any(&series.experiment) {
        Some(experiment) => experiment.sample(series)?,
        None => None,
    };
    let sample = found.unwrap_or_default();
    Ok(Distribution::of(&sample, axis))
}

/// Blocks on the disk and the processor.
fn statistics_of(
    reader: &Reader,
    series: &SeriesRef,
    request: &StatisticsRequest,
) -> Result<SeriesStatistics> {
    let found = match reader.experiment_if_any(&series.experiment) {
        Some(experiment) => experiment.statistics(series, request)?,
        None => None,
    };
    Ok(found.unwrap_or_else(|| SeriesStatistics::missing(series)))
}

fn check(requests: &[SeriesRequest]) -> Result<()> {
    check_count(requests.iter().map(|request| request.series.len()).sum())?;
    requests
        .iter()
        .try_for_each(|request| check_axis(request.x, request.against.as_ref()))
}

fn check_count(series: usize) -> Result<()> {
    if series > MAX_SERIES {
        return Err(Error::invalid(format!(
            "`series`: a request names at most {MAX_SERIES}, got `{series}`"
        )));
    }
    Ok(())
}

fn check_axis(x: XAxis, against: Option<&MetricName>) -> Result<()> {
    if x == XAxis::Metric && against.is_none() {
        return Err(Error::invalid(
            "`against`: name the metric that gives the places, as in {\"name\": \"accuracy\"}",
        ));
    }
    Ok(())
}

/// The frame's bytes. Blocks on the disk and the processor.
fn frame(reader: &Reader, request: &SeriesRequest) -> Result<Vec<u8>> {
    // Taken before the points are read: what is committed meanwhile is announced again.
    let seq = reader.live_seq();
    let asked: Vec<Option<Asked>> = request
        .series
        .iter()
        .map(|series| Asked::find(reader, series))
        .collect::<Result<_>>()?;
    let plan = Plan::new(request, asked.iter().flatten().map(|asked| &asked.summary));
    let answers = request
        .series
        .par_iter()
        .zip(&asked)
        .map(|(series, asked)| match asked {
            Some(asked) => asked.answer(series, &plan),
            None => Ok(query::missing(series)),
        })
        .collect::<Result<Vec<Answer>>>()?;
    let meta = FrameMeta {
        build: web::build_id(),
        x: request.x,
        seq,
    };
    Frame { meta, answers }
        .encode()
        .map_err(|error| Error::internal(&error))
}

/// A series that exists.
struct Asked {
    experiment: Experiment,
    name: SeriesName,
    summary: Summary,
}

impl Asked {
    fn find(reader: &Reader, series: &SeriesRef) -> Result<Option<Self>> {
        let Some(experiment) = reader.experiment_if_any(&series.experiment) else {
            return Ok(None);
        };
        let name = SeriesName::from(series);
        let summary = experiment.summary(&name)?;
        Ok(summary.map(|summary| Self {
            experiment,
            name,
            summary,
        }))
    }

    fn answer(&self, series: &SeriesRef, plan: &Plan) -> Result<Answer> {
        let answer = self.experiment.answer(&self.name, series, plan)?;
        Ok(answer.unwrap_or_else(|| query::missing(series)))
    }
}
