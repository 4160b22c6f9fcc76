//! The JSON of the API, one struct for each body. `docs/api.md` lists the routes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::{Micros, State};
use crate::ids::{ContentHash, ExperimentKey};
use crate::number::Scalar;
use crate::series::Summary;
use crate::table::RowHead;
use crate::wire::record::SeriesName;

/// An error's body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorDetail {
    /// A stable word for programs.
    pub code: String,
    /// What was wrong and where, for people.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Anything more, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
}

/// Exchanges a one-time link's token for a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    /// What stood in the link.
    pub token: String,
}

/// Who is asking, and whom they ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// The user.
    pub user: User,
    /// The workspaces that the user may see.
    pub workspaces: Vec<Workspace>,
    /// The server.
    pub server: ServerInfo,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User {
    /// Never changes.
    pub id: String,
    /// Display name.
    pub name: String,
}

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Workspace {
    /// Never changes.
    pub id: String,
    /// Display name, unique on the server.
    pub name: String,
}

/// The server that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerInfo {
    /// Of the product.
    pub version: String,
    /// Of the app that it serves; another than the page's own means that the page is old.
    pub build: String,
}

/// An API key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyInfo {
    /// Names the key; not secret.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// First characters of the key, to recognise it by.
    pub prefix: String,
    /// When it was made.
    pub created: Micros,
    /// When it was last used; known to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Micros>,
}

/// Asks for a new API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewKey {
    /// What it is for.
    pub name: String,
}

/// A new API key, shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedKey {
    /// How it is listed from now on.
    #[serde(flatten)]
    pub info: KeyInfo,
    /// The key itself.
    pub key: String,
}

/// A project as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Project {
    /// Never changes.
    pub id: String,
    /// Unique in its workspace.
    pub name: String,
    /// Markdown.
    #[serde(default)]
    pub description: String,
    /// Its workspace's name.
    pub workspace: String,
    /// When it was made.
    pub created: Micros,
    /// Experiments in it, put-away ones included.
    pub experiments: usize,
    /// Those that run.
    pub running: usize,
    /// When anything last happened in it.
    pub active: Micros,
    /// A recent course of its most telling metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spark: Option<Spark>,
}

/// A small curve for a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spark {
    /// Which metric.
    pub metric: String,
    /// Values, oldest first; a few dozen, finite.
    pub values: Vec<f64>,
}

/// Asks for a new project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewProject {
    /// Unique in its workspace.
    pub name: String,
    /// The workspace's name; the default one when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
}

/// Changes a project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectPatch {
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Creates or resumes an experiment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewExperiment {
    /// The client's key; one is made when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ExperimentKey>,
    /// The project's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The workspace's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
    /// Display name; one is made when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it started, if that was not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Micros>,
}

/// The experiment that was created or resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedExperiment {
    /// Its key.
    pub key: ExperimentKey,
    /// Its page, below the server's address.
    pub url: String,
    /// Its project.
    pub project: ProjectRef,
    /// Its workspace's name.
    pub workspace: String,
    /// False when it existed already.
    pub created: bool,
}

/// Names a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectRef {
    /// Never changes.
    pub id: String,
    /// Unique in its workspace.
    pub name: String,
}

/// Changes an experiment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExperimentPatch {
    /// A new display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New notes, Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Puts it away or takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

/// An experiment in the trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrashedExperiment {
    /// Its key.
    pub key: ExperimentKey,
    /// Its display name.
    pub name: String,
    /// Its project.
    pub project: ProjectRef,
    /// When it came into the trash.
    pub trashed: Micros,
    /// Points received.
    pub points: u64,
    /// How many assets it has.
    pub assets: usize,
}

/// An experiment's page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Experiment {
    /// What lists show too.
    #[serde(flatten)]
    pub head: RowHead,
    /// Its project.
    pub project: ProjectRef,
    /// Its workspace's name.
    pub workspace: String,
    /// Markdown.
    #[serde(default)]
    pub notes: String,
    /// Why it is in its state: an exception's text, for example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Points received.
    pub points: u64,
    /// Events that were refused.
    pub rejected: u64,
    /// Writers that sent something.
    pub writers: usize,
    /// True when it is in the trash.
    #[serde(default)]
    pub trashed: bool,
    /// How many of what its tabs would show.
    pub counts: Counts,
}

/// How many of what an experiment has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Metrics, `sys.*` ones left out.
    pub metrics: usize,
    /// `sys.*` metrics.
    pub system: usize,
    /// Parameters.
    pub parameters: usize,
    /// Console lines.
    pub output_lines: u64,
    /// Code files.
    pub code: usize,
    /// Images.
    pub images: usize,
    /// All assets.
    pub assets: usize,
}

/// A series with its summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricSummary {
    /// The series.
    #[serde(flatten)]
    pub series: SeriesName,
    /// Its summary, of the points that no edit hides.
    pub summary: Summary,
    /// Points that edits hide.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub hidden: u64,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// Parameters or others of an experiment.
pub type Values = BTreeMap<String, Scalar>;

/// A batch's acknowledgement: everything accepted is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchAck {
    /// Events that were new and are kept.
    pub accepted: u64,
    /// Events that had been received before.
    pub duplicates: u64,
    /// Events that are refused for good, with reasons.
    #[serde(default)]
    pub rejected: Vec<RejectedEvent>,
    /// The first sequence number that has not been received.
    pub next_seq: u64,
}

/// An event that is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RejectedEvent {
    /// Its sequence number.
    pub seq: u64,
    /// A stable word for programs.
    pub code: String,
    /// What is wrong and what to do, for people.
    pub message: String,
}

/// The histograms of one name of an experiment, by step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Histograms {
    /// How many there are; of more than the answer holds, evenly spread ones are in it.
    pub total: usize,
    /// How many of those that were looked at cannot be read.
    pub unreadable: usize,
    /// In the order of their steps, then of arrival.
    pub histograms: Vec<StepHistogram>,
}

/// A histogram of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepHistogram {
    /// The training step, when it was logged with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<i64>,
    /// Ends of the bins, ascending; one more than counts.
    pub edges: Vec<f64>,
    /// Values in each bin.
    pub counts: Vec<f64>,
}

/// Assets of one name, in many experiments or at many steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssetName {
    /// Such as `histogram`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name that they share.
    pub name: String,
}

/// An asset as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Asset {
    /// Names it within the experiment.
    pub id: String,
    /// Such as `image`, `code`, `file`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A path-like name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: ContentHash,
    /// Bytes.
    pub size: u64,
    /// The media type it is served with, or would be downloaded as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Training step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<i64>,
    /// Epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<f64>,
    /// Such as `validation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Value>,
    /// When it was logged.
    pub time: Micros,
    /// False until its bytes have arrived.
    pub present: bool,
}

/// A piece of an experiment's console.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputPage {
    /// Lines in order.
    pub lines: Vec<OutputLine>,
    /// Lines in all.
    pub total: u64,
}

/// A console line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputLine {
    /// From 0.
    pub number: u64,
    /// When its first piece was written.
    pub time: Micros,
    /// True on standard error.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub error: bool,
    /// Without its line end, with ANSI codes and carriage returns.
    pub text: String,
}

/// The environment: sections by name.
pub type Environment = BTreeMap<String, serde_json::Value>;

/// The code that ran.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Code {
    /// Files, scripts and notebooks; their bytes are assets.
    pub files: Vec<Asset>,
    /// The environment's `git` section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<serde_json::Value>,
    /// Changes that were not committed, as an asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Asset>,
}

/// A live notice: something was committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// The commit's number; ascending.
    pub seq: u64,
    /// Which experiment.
    pub experiment: ExperimentKey,
    /// In which project.
    pub project: String,
    /// What changed.
    pub changed: Changed,
}

/// What a notice tells about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// Metrics that grew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<String>,
    /// Name, state, tags, notes, parameters, others or environment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about: bool,
    /// Console lines.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub output: bool,
    /// Assets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assets: bool,
    /// It is new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub created: bool,
}

/// The state of an experiment whose process may have vanished.
pub fn is_silent(state: State, heard: Micros, now: Micros) -> bool {
    const SILENCE: Micros = 60_000_000;
    state == State::Running && now.saturating_sub(heard) > SILENCE
}
