//! A server as the source: the only place that knows the API's addresses.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use suisei_core::api;
use suisei_core::ids::ExperimentKey;
use suisei_core::query::SeriesRequest;
use suisei_core::table::{ColumnInfo, MetricName, TablePage, TableRequest};
use suisei_core::view::ViewSpec;
use suisei_core::wire::frame::Frame;

use super::{Answer, LiveScope, SourceError};
use crate::dom::location::{base_path, encode};

fn url(path: &str) -> String {
    format!("{}api/v1/{path}", base_path())
}

/// Proves to the server that the request comes from the app, not from another site's form.
fn changing(builder: RequestBuilder) -> RequestBuilder {
    builder.header("X-Suisei", "1")
}

async fn sent(request: Result<Request, gloo_net::Error>) -> Answer<Response> {
    let request = request.map_err(|error| SourceError::Format(error.to_string()))?;
    let response = request
        .send()
        .await
        .map_err(|error| SourceError::Network(error.to_string()))?;
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

async fn read<T: DeserializeOwned>(response: Response) -> Answer<T> {
    response
        .json()
        .await
        .map_err(|error| SourceError::Format(error.to_string()))
}

async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    read(sent(Request::get(&url(path)).build()).await?).await
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    read(sent(changing(Request::post(&url(path))).json(body)).await?).await
}

pub(super) async fn session() -> Answer<api::Session> {
    get("session").await
}

pub(super) async fn sign_in(token: &str) -> Answer<()> {
    let body = api::SignIn {
        token: token.to_owned(),
    };
    sent(changing(Request::post(&url("session"))).json(&body))
        .await
        .map(|_| ())
}

pub(super) async fn sign_out() -> Answer<()> {
    sent(changing(Request::delete(&url("session"))).build())
        .await
        .map(|_| ())
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
    get(&format!("projects/{}", encode(id))).await
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
    get(&format!("projects/{}/metrics", encode(project))).await
}

pub(super) async fn columns(project: &str) -> Answer<Vec<ColumnInfo>> {
    get(&format!("projects/{}/columns", encode(project))).await
}

pub(super) async fn table(project: &str, request: &TableRequest) -> Answer<TablePage> {
    post(&format!("projects/{}/table", encode(project)), request).await
}

pub(super) async fn view(project: &str) -> Answer<ViewSpec> {
    get(&format!("projects/{}/view", encode(project))).await
}

pub(super) async fn save_view(project: &str, view: &ViewSpec) -> Answer<()> {
    let path = format!("projects/{}/view", encode(project));
    sent(changing(Request::put(&url(&path))).json(view))
        .await
        .map(|_| ())
}

pub(super) async fn series(request: &SeriesRequest) -> Answer<Frame> {
    let response = sent(changing(Request::post(&url("series"))).json(request)).await?;
    let bytes = response
        .binary()
        .await
        .map_err(|error| SourceError::Network(error.to_string()))?;
    Frame::decode(&bytes).map_err(|error| SourceError::Format(error.to_string()))
}

pub(super) async fn experiment(key: &ExperimentKey) -> Answer<api::Experiment> {
    get(&format!("experiments/{key}")).await
}

pub(super) async fn patch_experiment(
    key: &ExperimentKey,
    patch: &api::ExperimentPatch,
) -> Answer<api::Experiment> {
    let path = format!("experiments/{key}");
    read(sent(changing(Request::patch(&url(&path))).json(patch)).await?).await
}

pub(super) async fn parameters(key: &ExperimentKey) -> Answer<api::Values> {
    get(&format!("experiments/{key}/parameters")).await
}

pub(super) async fn others(key: &ExperimentKey) -> Answer<api::Values> {
    get(&format!("experiments/{key}/others")).await
}

pub(super) async fn summaries(key: &ExperimentKey) -> Answer<Vec<api::MetricSummary>> {
    get(&format!("experiments/{key}/metrics")).await
}

pub(super) async fn environment(key: &ExperimentKey) -> Answer<api::Environment> {
    get(&format!("experiments/{key}/environment")).await
}

pub(super) async fn code(key: &ExperimentKey) -> Answer<api::Code> {
    get(&format!("experiments/{key}/code")).await
}

pub(super) async fn assets(key: &ExperimentKey, kind: &str) -> Answer<Vec<api::Asset>> {
    get(&format!("experiments/{key}/assets?type={}", encode(kind))).await
}

pub(super) async fn asset_text(key: &ExperimentKey, asset: &str) -> Answer<String> {
    let response = sent(Request::get(&asset_url(key, asset)).build()).await?;
    response
        .text()
        .await
        .map_err(|error| SourceError::Network(error.to_string()))
}

pub(super) async fn output(
    key: &ExperimentKey,
    after: u64,
    limit: usize,
) -> Answer<api::OutputPage> {
    get(&format!(
        "experiments/{key}/output?after={after}&limit={limit}"
    ))
    .await
}

pub(super) fn asset_url(key: &ExperimentKey, asset: &str) -> String {
    url(&format!("experiments/{key}/assets/{}", encode(asset)))
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
