//! Every route on one page. The router, `openapi.json` and the tests that walk all routes are made
//! from this list. Holds no handler and decides nothing about them.

mod endpoint;
mod layers;

use axum::extract::OriginalUri;
use axum::http::Method;
use axum::routing::get as route_get;
use axum::{Router, middleware};
use suisei_core::api::{
    Asset, AssetName, BatchAck, Code, CreatedExperiment, CreatedKey, Environment, Experiment,
    ExperimentPatch, Histograms, KeyInfo, MetricSummary, NewExperiment, NewKey, NewProject,
    OutputPage, Project, ProjectPatch, Session, SignIn, TrashedExperiment, Values, Workspace,
};
use suisei_core::edit::{Edit, NewEdit};
use suisei_core::query::distribution::{Distribution, DistributionRequest};
use suisei_core::query::{SeriesRequest, SeriesStatistics, StatisticsRequest};
use suisei_core::table::{ColumnInfo, MetricName, TablePage, TableRequest};
use suisei_core::view::ViewSpec;
use suisei_core::wire::{batch, frame, frames};

pub use endpoint::{Answer, Content, Endpoint, SchemaOf};
use endpoint::{delete, get, head, patch, post, put};

use crate::api::*;
use crate::app::App;
use crate::auth::check;
use crate::error::Error;
use crate::{openapi, web};

/// All routes under `/api/v1`.
#[rustfmt::skip]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        // Who asks.
        post("/session", session::sign_in).about("Exchange a one-time link's token for a session cookie").takes::<SignIn>().gives::<Session>(200),
        get("/session", session::current).about("Who is asking, and which server answers").gives::<Session>(200),
        delete("/session", session::sign_out).about("Sign out").gives_nothing(204),
        post("/links", links::create).about("Make a one-time sign-in link").gives::<links::CreatedLink>(201),
        get("/keys", keys::list).about("List your API keys").gives::<Vec<KeyInfo>>(200),
        post("/keys", keys::create).about("Make an API key; it is shown this once").takes::<NewKey>().gives::<CreatedKey>(201),
        delete("/keys/{id}", keys::revoke).about("Revoke an API key").gives_nothing(204),
        get("/workspaces", workspaces::list).about("The workspaces that you may see").gives::<Vec<Workspace>>(200),

        // Projects.
        get("/projects", projects::list).about("All projects, the last active first").gives::<Vec<Project>>(200),
        post("/projects", projects::create).about("Make a project").takes::<NewProject>().gives::<Project>(201),
        get("/projects/{id}", projects::get).about("A project").gives::<Project>(200),
        patch("/projects/{id}", projects::patch).about("Rename or describe a project").takes::<ProjectPatch>().gives::<Project>(200),
        delete("/projects/{id}", projects::delete).about("Delete a project that holds no experiments").gives_nothing(204),
        get("/projects/{id}/view", views::get).about("The project's panels and settings").gives::<ViewSpec>(200),
        put("/projects/{id}/view", views::put).about("Keep the project's panels and settings").takes::<ViewSpec>().gives::<ViewSpec>(200),
        get("/projects/{id}/metrics", tables::metrics).about("The metric names of the project's experiments").gives::<Vec<MetricName>>(200),
        post("/projects/{id}/table", tables::query).about("A page of the experiment table").takes::<TableRequest>().gives::<TablePage>(200),
        get("/projects/{id}/asset-names", asset_names::list).about("The names of the assets of the project's newest 100 experiments, by type").gives::<Vec<AssetName>>(200),
        get("/projects/{id}/columns", tables::columns).about("The columns that the table can have").gives::<Vec<ColumnInfo>>(200),

        // Experiments, and what their writers send.
        post("/experiments", experiments::create).about("Create or resume an experiment; idempotent by key").takes::<NewExperiment>().gives::<CreatedExperiment>(201).gives::<CreatedExperiment>(200),
        get("/experiments/{key}", experiments::get).about("An experiment").gives::<Experiment>(200),
        patch("/experiments/{key}", experiments::patch).about("Rename an experiment, note something about it, put it away").takes::<ExperimentPatch>().gives::<Experiment>(200),
        delete("/experiments/{key}", experiments::trash).about("Move an experiment to the trash").gives_nothing(204),
        post("/experiments/{key}/restore", experiments::restore).about("Take an experiment out of the trash").gives::<Experiment>(200),
        post("/experiments/{key}/purge", trash::purge).about("Remove an experiment that is in the trash for good").gives_nothing(202),
        post("/experiments/{key}/batches", batches::create).about("Send events; what is accepted is on disk").takes_bytes(batch::CONTENT_TYPE).takes_json(openapi::json_batch).gives::<BatchAck>(200),
        post("/experiments/{key}/heartbeat", experiments::heartbeat).about("Say that the writer is alive").gives_nothing(204),
        head("/experiments/{key}/blobs/{sha256}", blobs::head).about("Whether the server has these bytes").gives_nothing(200),
        put("/experiments/{key}/blobs/{sha256}", blobs::put).about("Send an asset's bytes").takes_bytes("application/octet-stream").gives_nothing(201).gives_nothing(200),

        // What experiments hold.
        get("/experiments/{key}/parameters", details::parameters).about("Hyperparameters").gives::<Values>(200),
        get("/experiments/{key}/others", details::others).about("Other keys and values").gives::<Values>(200),
        get("/experiments/{key}/metrics", details::metrics).about("Series with their summaries").gives::<Vec<MetricSummary>>(200),
        get("/experiments/{key}/edits", edits::list).about("What people changed about how metrics are shown").gives::<Vec<Edit>>(200),
        post("/experiments/{key}/edits", edits::create).about("Rename a metric, hide or trim points; nothing recorded is lost").takes::<NewEdit>().gives::<Edit>(201),
        delete("/experiments/{key}/edits/{id}", edits::undo).about("Undo an edit").gives_nothing(204),
        get("/experiments/{key}/environment", details::environment).about("Where it ran").gives::<Environment>(200),
        get("/experiments/{key}/code", details::code).about("The code that ran").gives::<Code>(200),
        get("/experiments/{key}/output", output::page).about("Console lines").asks::<output::OutputQuery>().gives::<OutputPage>(200),
        get("/experiments/{key}/points", points::of_experiment).about("Every point of an experiment, exactly, as CSV, JSON or Parquet").asks::<points::PointsQuery>().gives_bytes(200, "text/csv").gives_bytes(200, "application/json").gives_bytes(200, "application/vnd.apache.parquet"),
        get("/experiments/{key}/histograms", histograms::list).about("The histograms of one name by step, at most 1,000").asks::<histograms::HistogramsQuery>().gives::<Histograms>(200),
        get("/experiments/{key}/assets", assets::list).about("Assets").asks::<assets::AssetsQuery>().gives::<Vec<Asset>>(200),
        get("/experiments/{key}/assets/{id}", assets::download).about("An asset's bytes, whole or in part").gives_bytes(200, "*/*").gives_bytes(206, "*/*").gives_nothing(304),

        // Across experiments.
        post("/series", series::query).about("Points of many series, sampled to a width").takes::<SeriesRequest>().gives_bytes(200, frame::CONTENT_TYPE),
        post("/series/many", series::query_many).about("Several series queries at once, answered in order").takes::<Vec<SeriesRequest>>().gives_bytes(200, frames::CONTENT_TYPE),
        post("/series/statistics", series::statistics).about("Exact statistics of many series over a range of the axis").takes::<StatisticsRequest>().gives::<Vec<SeriesStatistics>>(200),
        post("/series/distributions", series::distributions).about("Quartiles, outliers and densities of all points of many series").takes::<DistributionRequest>().gives::<Vec<Distribution>>(200),
        post("/points", points::of_many).about("Every point of many series, exactly, as CSV, JSON or Parquet").takes::<points::PointsRequest>().gives_bytes(200, "text/csv").gives_bytes(200, "application/json").gives_bytes(200, "application/vnd.apache.parquet"),
        get("/trash", trash::list).about("What is in the trash").gives::<Vec<TrashedExperiment>>(200),
        get("/hold", trash::hold).about("Keeps purges waiting while the answer is read; for commands on the server's machine alone").gives_bytes(200, "text/plain"),
        get("/live", live::events).about("Server-sent events: what was committed").asks::<live::LiveQuery>().gives_bytes(200, "text/event-stream"),
        get("/check", crate::api::check::whole).about("Damage, line by line; for commands on the server's machine alone").gives_bytes(200, "text/plain"),
        get("/dump", dump::whole).about("Everything that is stored; for commands on the server's machine alone").gives_bytes(200, "application/vnd.suisei.dump"),
        get("/openapi.json", describe::openapi_json).about("This document").gives_bytes(200, "application/json"),
    ]
}

/// The whole application as a service.
pub fn router(app: App) -> Router {
    let mut v1 = Router::new();
    for endpoint in endpoints() {
        v1 = v1.route(endpoint.path, endpoint.handler);
    }
    let api = Router::new()
        .nest("/v1", v1)
        .fallback(no_route)
        .method_not_allowed_fallback(other_method)
        .layer(middleware::from_fn_with_state(app.clone(), check::require));
    let site = Router::new()
        .nest("/api", api)
        .route("/healthz", route_get(health::alive))
        .route("/readyz", route_get(health::ready))
        .fallback(web::serve)
        .method_not_allowed_fallback(other_method);
    // A proxy may pass the public path on or take it away: both find everything.
    let path = app.public_url.path().to_owned();
    let all = if path.is_empty() {
        site
    } else {
        Router::new()
            .nest(&path, site.clone())
            .fallback_service(site.with_state(app.clone()))
    };
    layers::around(all).with_state(app)
}

async fn no_route(OriginalUri(uri): OriginalUri) -> Error {
    Error::no_route(uri.path())
}

async fn other_method(method: Method) -> Error {
    Error::method_not_allowed(method.as_str())
}
