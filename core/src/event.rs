//! Events: what can happen in an experiment. `docs/wire.md` describes the JSON form.
//! Never checks limits of transport; [`Event::check`] checks an event's own fields.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentHash, MAX_NAME_CHARS, NameError, check_name};
use crate::number::Float;

/// Time in microseconds since 1970 UTC.
pub type Micros = i64;

/// Largest parameter, other, message or asset metadata, in bytes.
pub const MAX_VALUE_BYTES: usize = 16 * 1024;

/// Largest text of one output event, in bytes.
pub const MAX_OUTPUT_BYTES: usize = 256 * 1024;

/// Largest environment section, in bytes of JSON.
pub const MAX_SECTION_BYTES: usize = 1024 * 1024;

/// What an experiment is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its process runs, as far as is known.
    Running,
    /// It came to its end.
    Finished,
    /// It ended with an error, or its process vanished.
    Failed,
    /// Somebody stopped it.
    Stopped,
}

/// Where a console text was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One event. Points travel in columns wherever there are many; this is the form for a single one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Event {
    /// One point of a series.
    Metric(MetricEvent),
    /// A hyperparameter.
    Parameter(NamedValue),
    /// Any other key and value.
    Other(NamedValue),
    /// Adds a tag.
    Tag(Named),
    /// Removes a tag.
    Untag(Named),
    /// Names the experiment.
    Name {
        /// The new display name.
        value: String,
    },
    /// Console text.
    Output {
        /// Which stream it was written to.
        stream: Stream,
        /// The raw text, line ends and ANSI codes included.
        text: String,
        /// When it was written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<Micros>,
    },
    /// One section of the environment: a later one with the same name replaces it.
    Environment {
        /// Such as `python`, `packages`, `host`, `command`, `git`.
        section: String,
        /// The section's content.
        value: serde_json::Value,
    },
    /// A file that belongs to the experiment; its bytes are uploaded by content hash.
    Asset(AssetEvent),
    /// The experiment's state changed.
    Status {
        /// The new state.
        state: State,
        /// Why, for people: an exception's text, for example.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// When it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<Micros>,
    },
}

/// A point of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricEvent {
    /// The metric's name.
    pub name: String,
    /// Its value, of any kind a float can be.
    pub value: Float,
    /// Such as `train`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// The rank or host it came from; 0 for none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub source: u32,
    /// Training step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<i64>,
    /// Epoch, fractions allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<f64>,
    /// When it was logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Micros>,
}

fn is_zero(source: &u32) -> bool {
    *source == 0
}

/// A parameter or an other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedValue {
    /// Its name.
    pub name: String,
    /// Its value; see [`crate::number::Scalar::from_json`] for what is kept.
    pub value: serde_json::Value,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// The tag's text.
    pub name: String,
}

/// A file's description.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssetEvent {
    /// 32 hex digits, made by the writer.
    pub id: String,
    /// Such as `image`, `code`, `file`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A path-like name; never used as a path.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: ContentHash,
    /// Its length in bytes.
    pub size: u64,
    /// The media type that the writer believes it has.
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
    /// Anything else about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Value>,
    /// When it was logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Micros>,
}

/// Why one event was refused, for the batch's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// A name is empty, too long or unprintable.
    #[error("{field}: {error}")]
    Name {
        /// Which field held it.
        field: &'static str,
        /// What is wrong with it.
        error: NameError,
    },
    /// A text above its limit.
    #[error("{field} holds {n_bytes} bytes, the limit is {limit}; log it as an asset instead")]
    Text {
        /// Which field held it.
        field: &'static str,
        /// Its length.
        n_bytes: usize,
        /// The limit it broke.
        limit: usize,
    },
    /// An asset id of another form.
    #[error("an asset id is 32 lower-case hex digits, got `{0}`")]
    AssetId(String),
    /// Not an event at all.
    #[error("not an event: {0}")]
    Malformed(String),
}

impl EventError {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Name {
                error: NameError::TooLong { .. },
                ..
            } => "name_too_long",
            Self::Name { .. } => "bad_name",
            Self::Text { .. } => "text_too_long",
            Self::AssetId(_) => "bad_asset_id",
            Self::Malformed(_) => "malformed_event",
        }
    }
}

impl Event {
    /// Checks names and sizes.
    pub fn check(&self) -> Result<(), EventError> {
        match self {
            Self::Metric(metric) => check_series(&metric.name, &metric.context),
            Self::Parameter(pair) | Self::Other(pair) => {
                named("name", &pair.name)?;
                within("value", json_bytes(&pair.value), MAX_VALUE_BYTES)
            }
            Self::Tag(tag) | Self::Untag(tag) => named("name", &tag.name),
            Self::Name { value } => named("value", value),
            Self::Output { text, .. } => within("text", text.len(), MAX_OUTPUT_BYTES),
            Self::Environment { section, value } => {
                named("section", section)?;
                within("value", json_bytes(value), MAX_SECTION_BYTES)
            }
            Self::Asset(asset) => asset.check(),
            Self::Status { message, .. } => within(
                "message",
                message.as_ref().map_or(0, String::len),
                MAX_VALUE_BYTES,
            ),
        }
    }
}

impl AssetEvent {
    fn check(&self) -> Result<(), EventError> {
        let hex = self
            .id
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if self.id.len() != 32 || !hex {
            return Err(EventError::AssetId(self.id.chars().take(80).collect()));
        }
        named("type", &self.kind)?;
        named("name", &self.name)?;
        if let Some(content_type) = &self.content_type {
            within("content_type", content_type.len(), MAX_NAME_CHARS)?;
        }
        if let Some(context) = self
            .context
            .as_deref()
            .filter(|context| !context.is_empty())
        {
            named("context", context)?;
        }
        within(
            "metadata",
            self.metadata.as_ref().map_or(0, json_bytes),
            MAX_VALUE_BYTES,
        )
    }
}

/// Checks the name and the context of a series.
pub fn check_series(name: &str, context: &str) -> Result<(), EventError> {
    named("name", name)?;
    if context.is_empty() {
        Ok(())
    } else {
        named("context", context)
    }
}

fn named(field: &'static str, value: &str) -> Result<(), EventError> {
    check_name(value).map_err(|error| EventError::Name { field, error })
}

fn within(field: &'static str, n_bytes: usize, limit: usize) -> Result<(), EventError> {
    if n_bytes > limit {
        Err(EventError::Text {
            field,
            n_bytes,
            limit,
        })
    } else {
        Ok(())
    }
}

/// The length of a value's text, without writing it where that is known.
fn json_bytes(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::String(text) => text.len(),
        nested @ (serde_json::Value::Array(_) | serde_json::Value::Object(_)) => {
            nested.to_string().len()
        }
        _ => 0,
    }
}
