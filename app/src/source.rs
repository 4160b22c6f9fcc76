//! Where data comes from. Pages ask a [`Source`] with typed requests and know no address;
//! whether a server or files answer is chosen once, at the start.

mod http;
#[cfg(test)]
pub(crate) mod memory;

use leptos::prelude::*;
use suisei_core::api;
use suisei_core::edit::{Edit, NewEdit};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::distribution::{Distribution, DistributionRequest};
use suisei_core::query::{SeriesRequest, SeriesStatistics, StatisticsRequest};
use suisei_core::table::{ColumnInfo, MetricName, TablePage, TableRequest};
use suisei_core::view::ViewSpec;
use suisei_core::wire::frame::Frame;

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum SourceError {
    /// Nobody answered.
    #[error("{0}")]
    Network(String),
    /// There is no session.
    #[error("not signed in")]
    SignedOut,
    /// No such thing, or no access to it.
    #[error("not found")]
    NotFound,
    /// The server refused.
    #[error("{}", .0.message)]
    Refused(api::ErrorDetail),
    /// The answer is not what was expected.
    #[error("{0}")]
    Format(String),
}

/// A source of data.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// A server.
    Http,
    /// Vectors, for tests.
    #[cfg(test)]
    Memory(&'static memory::Memory),
}

type Answer<T> = Result<T, SourceError>;

macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Source {
            $($(#[$doc])*
            pub(crate) async fn $name(self, $($argument: $kind),*) -> Answer<$answer> {
                match self {
                    Self::Http => http::$name($($argument),*).await,
                    #[cfg(test)]
                    Self::Memory(memory) => memory.$name($($argument),*).await,
                }
            })*
        }
    };
}

requests! {
    /// Who is asking.
    session() -> api::Session;
    /// Exchanges a one-time token for a session.
    sign_in(token: &str) -> ();
    /// Ends the session.
    sign_out() -> ();
    /// Makes an API key.
    create_key(name: &str) -> api::CreatedKey;
    /// All projects.
    projects() -> Vec<api::Project>;
    /// One project.
    project(id: &str) -> api::Project;
    /// Makes a project.
    create_project(name: &str) -> api::Project;
    /// The metric names of a project.
    metrics(project: &str) -> Vec<MetricName>;
    /// The columns of a project's table.
    columns(project: &str) -> Vec<ColumnInfo>;
    /// The names of the assets that a project's newest experiments have, by type.
    asset_names(project: &str) -> Vec<api::AssetName>;
    /// A page of a project's table.
    table(project: &str, request: &TableRequest) -> TablePage;
    /// A project's view.
    view(project: &str) -> ViewSpec;
    /// Stores a project's view.
    save_view(project: &str, view: &ViewSpec) -> ();
    /// Points of series.
    series(request: &SeriesRequest) -> Frame;
    /// Exact statistics of series over a range, in the order asked.
    statistics(request: &StatisticsRequest) -> Vec<SeriesStatistics>;
    /// How all points of series are distributed, in the order asked.
    distributions(request: &DistributionRequest) -> Vec<Distribution>;
    /// One experiment.
    experiment(key: &ExperimentKey) -> api::Experiment;
    /// Changes an experiment.
    patch_experiment(key: &ExperimentKey, patch: &api::ExperimentPatch) -> api::Experiment;
    /// An experiment's hyperparameters.
    parameters(key: &ExperimentKey) -> api::Values;
    /// An experiment's other keys and values.
    others(key: &ExperimentKey) -> api::Values;
    /// An experiment's series with their summaries.
    summaries(key: &ExperimentKey) -> Vec<api::MetricSummary>;
    /// What people changed about how an experiment's metrics are shown.
    edits(key: &ExperimentKey) -> Vec<Edit>;
    /// Changes how a metric is shown.
    edit(key: &ExperimentKey, new: &NewEdit) -> Edit;
    /// Takes an edit back.
    undo_edit(key: &ExperimentKey, id: &str) -> ();
    /// An experiment's environment.
    environment(key: &ExperimentKey) -> api::Environment;
    /// An experiment's code.
    code(key: &ExperimentKey) -> api::Code;
    /// An experiment's assets of one type.
    assets(key: &ExperimentKey, kind: &str) -> Vec<api::Asset>;
    /// An experiment's histograms of one name.
    histograms(key: &ExperimentKey, name: &str) -> api::Histograms;
    /// The text of an asset.
    asset_text(key: &ExperimentKey, asset: &str) -> String;
    /// Console lines from a number on.
    output(key: &ExperimentKey, after: u64, limit: usize) -> api::OutputPage;
}

impl Source {
    /// The address of an asset, for images and downloads.
    pub(crate) fn asset_url(self, key: &ExperimentKey, asset: &str) -> String {
        match self {
            Self::Http => http::asset_url(key, asset),
            #[cfg(test)]
            Self::Memory(_) => format!("memory:{key}/{asset}"),
        }
    }

    /// The address of a file with every point of an experiment.
    pub(crate) fn points_url(self, key: &ExperimentKey, format: PointsFormat) -> String {
        match self {
            Self::Http => http::points_url(key, format),
            #[cfg(test)]
            Self::Memory(_) => format!("memory:{key}/{format:?}"),
        }
    }

    /// The address of the live stream of a project; `None` where nothing changes.
    pub(crate) fn live_url(self, scope: &LiveScope, after: Option<u64>) -> Option<String> {
        match self {
            Self::Http => Some(http::live_url(scope, after)),
            #[cfg(test)]
            Self::Memory(_) => None,
        }
    }
}

/// The format of a file of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PointsFormat {
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// Apache Parquet.
    Parquet,
}

/// What a page wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LiveScope {
    /// Everything.
    All,
    /// One project.
    Project(String),
    /// One experiment.
    Experiment(ExperimentKey),
}

/// The source of the app.
pub(crate) fn use_source() -> Source {
    expect_context()
}
