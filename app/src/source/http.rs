//! A server as the source: the only place that knows the API's addresses.

mod gather;

use std::future::Future;
use std::pin::Pin;

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use suisei_core::api;
use suisei_core::edit::{Edit, NewEdit};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::distribution::{Distribution, DistributionRequest};
use suisei_core::query::{SeriesRequest, SeriesStatistics, StatisticsRequest};
use suisei_core::table::{ColumnInfo, MetricName, TablePage, TableRequest};
use suisei_core::view::ViewSpec;
use suisei_core::wire::frame::Frame;
use suisei_core::wire::frames;

use super::{Answer, LiveScope, PointsFormat, SourceError};
use crate::dom::location::{base_path, encode};

fn url(path: &str) -> String {
    format!("{}api/v1/{path}", base_path())
}

/// What is done with the thing at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    fn at(self, path: &str) -> RequestBuilder {
        let url = url(path);
        match self {
            Self::Get => return Request::get(&url),
            Self::Post => Request::post(&url),
            Self::Put => Request::put(&url),
            Self::Patch => Request::patch(&url),
            Self::Delete => Request::delete(&url),
        }
        // Proves to the server that the request comes from the app, not from another site's form.
        .header("X-Suisei", "1")
    }
}

/// Makes one exchange. The same code for every type, because every kind of request would
/// otherwise repeat it in the bundle.
async fn exchange(verb: Verb, path: String, body: Option<String>) -> Answer<Response> {
    let builder = verb.at(&path);
    let request = match body {
        Some(json) => builder
            .header("Content-Type", "application/json")
            .body(json),
        None => builder.build(),
    };
    let request = request.map_err(|error| SourceError::Format(error.to_string()))?;
    let response = request.send().await.map_err(network)?;
    if response.ok() {
        return Ok(response);
    }
    match response.status() {
        401 => Err(SourceError::SignedOut),
        404 => Err(SourceError::NotFound),
        status => Err(SourceError::Refused(
            match response.json::<api::ErrorBody>().await {
                Ok(body) => body.error,
                Err(_) => api::ErrorDetail {
                    code: status.to_string(),
                    message: format!("HTTP {status} {}", response.status_text()),
                    hint: None,
                    details: None,
                },
            },
        )),
    }
}

/// The text of an exchange's answer.
fn text(verb: Verb, path: String, body: Option<String>) -> Pending<String> {
    Box::pin(async move {
        let response = exchange(verb, path, body).await?;
        response.text().await.map_err(network)
    })
}

/// The bytes of an exchange's answer.
fn binary(verb: Verb, path: String, body: Option<String>) -> Pending<Vec<u8>> {
    Box::pin(async move {
        let response = exchange(verb, path, body).await?;
        response.binary().await.map_err(network)
    })
}

type Pending<T> = Pin<Box<dyn Future<Output = Answer<T>>>>;

fn network(error: gloo_net::Error) -> SourceError {
    SourceError::Network(error.to_string())
}

fn format(error: impl std::fmt::Display) -> SourceError {
    SourceError::Format(error.to_string())
}

fn json(body: &impl Serialize) -> Answer<Option<String>> {
    serde_json::to_string(body).map(Some).map_err(format)
}

async fn get<T: DeserializeOwned>(path: impl Into<String>) -> Answer<T> {
    let text = text(Verb::Get, path.into(), None).await?;
    serde_json::from_str(&text).map_err(format)
}

async fn post<T: DeserializeOwned>(path: impl Into<String>, body: &impl Serialize) -> Answer<T> {
    let text = text(Verb::Post, path.into(), json(body)?).await?;
    serde_json::from_str(&text).map_err(format)
}

pub(super) async fn session() -> Answer<api::Session> {
    get("session").await
}

pub(super) async fn sign_in(token: &str) -> Answer<()> {
    let token = token.to_owned();
    let body = json(&api::SignIn { token })?;
    text(Verb::Post, "session".to_owned(), body).await?;
    Ok(())
}

pub(super) async fn sign_out() -> Answer<()> {
    text(Verb::Delete, "session".to_owned(), None).await?;
    Ok(())
}

pub(super) async fn create_key(name: &str) -> Answer<api::CreatedKey> {
    post(
        "keys",
        &api::NewKey {
            name: name.to_owned(),
        },
    )
    .await
}

pub(super) async fn projects() -> Answer<Vec<api::Project>> {
    get("projects").await
}

pub(super) async fn project(id: &str) -> Answer<api::Project> {
    get(format!("projects/{}", encode(id))).await
}

pub(super) async fn create_project(name: &str) -> Answer<api::Project> {
    post(
        "projects",
        &api::NewProject {
            name: name.to_owned(),
            workspace: None,
        },
    )
    .await
}

pub(super) async fn metrics(project: &str) -> Answer<Vec<MetricName>> {
    get(format!("projects/{}/metrics", encode(project))).await
}

pub(super) async fn columns(project: &str) -> Answer<Vec<ColumnInfo>> {
    get(format!("projects/{}/columns", encode(project))).await
}

pub(super) async fn asset_names(project: &str) -> Answer<Vec<api::AssetName>> {
    get(format!("projects/{}/asset-names", encode(project))).await
}

pub(super) async fn table(project: &str, request: &TableRequest) -> Answer<TablePage> {
    post(format!("projects/{}/table", encode(project)), request).await
}

pub(super) async fn view(project: &str) -> Answer<ViewSpec> {
    get(format!("projects/{}/view", encode(project))).await
}

pub(super) async fn save_view(project: &str, view: &ViewSpec) -> Answer<()> {
    let path = format!("projects/{}/view", encode(project));
    text(Verb::Put, path, json(view)?).await?;
    Ok(())
}

pub(super) async fn series(request: &SeriesRequest) -> Answer<Frame> {
    gather::ask(request.clone()).await
}

pub(super) async fn statistics(request: &StatisticsRequest) -> Answer<Vec<SeriesStatistics>> {
    post("series/statistics", request).await
}

pub(super) async fn distributions(request: &DistributionRequest) -> Answer<Vec<Distribution>> {
    post("series/distributions", request).await
}

/// Several series queries in one exchange: their frames, in the same order.
async fn series_many(requests: &[&SeriesRequest]) -> Answer<Vec<Frame>> {
    let body = json(&requests)?;
    let bytes = binary(Verb::Post, "series/many".to_owned(), body).await?;
    let frames = frames::split(&bytes).map_err(format)?;
    frames
        .into_iter()
        .map(|frame| Frame::decode(frame).map_err(format))
        .collect()
}

pub(super) async fn experiment(key: &ExperimentKey) -> Answer<api::Experiment> {
    get(format!("experiments/{key}")).await
}

pub(super) async fn patch_experiment(
    key: &ExperimentKey,
    patch: &api::ExperimentPatch,
) -> Answer<api::Experiment> {
    let path = format!("experiments/{key}");
    let text = text(Verb::Patch, path, json(patch)?).await?;
    serde_json::from_str(&text).map_err(format)
}

pub(super) async fn parameters(key: &ExperimentKey) -> Answer<api::Values> {
    get(format!("experiments/{key}/parameters")).await
}

pub(super) async fn others(key: &ExperimentKey) -> Answer<api::Values> {
    get(format!("experiments/{key}/others")).await
}

pub(super) async fn summaries(key: &ExperimentKey) -> Answer<Vec<api::MetricSummary>> {
    get(format!("experiments/{key}/metrics")).await
}

pub(super) async fn edits(key: &ExperimentKey) -> Answer<Vec<Edit>> {
    get(format!("experiments/{key}/edits")).await
}

pub(super) async fn edit(key: &ExperimentKey, new: &NewEdit) -> Answer<Edit> {
    post(format!("experiments/{key}/edits"), new).await
}

pub(super) async fn undo_edit(key: &ExperimentKey, id: &str) -> Answer<()> {
    let path = format!("experiments/{key}/edits/{}", encode(id));
    text(Verb::Delete, path, None).await?;
    Ok(())
}

pub(super) async fn environment(key: &ExperimentKey) -> Answer<api::Environment> {
    get(format!("experiments/{key}/environment")).await
}

pub(super) async fn code(key: &ExperimentKey) -> Answer<api::Code> {
    get(format!("experiments/{key}/code")).await
}

pub(super) async fn assets(key: &ExperimentKey, kind: &str) -> Answer<Vec<api::Asset>> {
    get(format!("experiments/{key}/assets?type={}", encode(kind))).await
}

pub(super) async fn histograms(key: &ExperimentKey, name: &str) -> Answer<api::Histograms> {
    get(format!(
        "experiments/{key}/histograms?name={}",
        encode(name)
    ))
    .await
}

pub(super) async fn asset_text(key: &ExperimentKey, asset: &str) -> Answer<String> {
    text(Verb::Get, asset_path(key, asset), None).await
}

pub(super) async fn output(
    key: &ExperimentKey,
    after: u64,
    limit: usize,
) -> Answer<api::OutputPage> {
    get(format!(
        "experiments/{key}/output?after={after}&limit={limit}"
    ))
    .await
}

fn asset_path(key: &ExperimentKey, asset: &str) -> String {
    format!("experiments/{key}/assets/{}", encode(asset))
}

pub(super) fn asset_url(key: &ExperimentKey, asset: &str) -> String {
    url(&asset_path(key, asset))
}

pub(super) fn points_url(key: &ExperimentKey, format: PointsFormat) -> String {
    let format = match format {
        PointsFormat::Csv => "csv",
        PointsFormat::Json => "json",
        PointsFormat::Parquet => "parquet",
    };
    url(&format!("experiments/{key}/points?format={format}"))
}

pub(super) fn live_url(scope: &LiveScope, after: Option<u64>) -> String {
    let mut query = match scope {
        LiveScope::All => String::new(),
        LiveScope::Project(id) => format!("project={}", encode(id)),
        LiveScope::Experiment(key) => format!("experiment={key}"),
    };
    if let Some(after) = after {
        query.push_str(&format!("&after={after}"));
    }
    url(&format!("live?{query}"))
}
