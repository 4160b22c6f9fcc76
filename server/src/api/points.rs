//! Exact points as a file to download. Made as fast as the client reads it: nothing runs and no
//! thread waits while the client is slow, and everything is dropped when it goes.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::Deserialize;
use suisei_core::ids::ExperimentKey;
use suisei_core::query::MAX_SERIES;

use super::assets::media::{self, Place};
use crate::app::App;
use crate::auth::Reader;
use crate::error::{Error, Result};
use crate::export::{Choice, Edits, Export, Filter, Format};
use crate::extract::{Json, Path, Query};
use crate::limits::blocking;

/// Which points of an experiment, and how.
#[derive(Debug, Default, JsonSchema)]
pub struct PointsQuery {
    /// Metrics; may be given several times. All of them when missing.
    pub metric: Vec<String>,
    /// Only series of this context; empty for those without one.
    pub context: Option<String>,
    /// Only series of this source; 0 for those without one.
    pub source: Option<u32>,
    /// The format of the file; CSV when missing.
    pub format: Option<Format>,
    /// Whether edits count; they do when missing.
    pub edits: Option<Edits>,
}

/// Which points of many experiments, and how.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointsRequest {
    /// What to send; a series that is named twice is sent once.
    pub series: Vec<PointsOf>,
    /// The format of the file; CSV when missing.
    #[serde(default)]
    pub format: Format,
    /// Whether edits count; they do when missing.
    #[serde(default)]
    pub edits: Edits,
}

/// Series of an experiment; what is missing may be anything.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointsOf {
    /// The experiment.
    pub experiment: ExperimentKey,
    /// The metric.
    pub metric: Option<String>,
    /// Its context; empty for those without one.
    pub context: Option<String>,
    /// Its source; 0 for those without one.
    pub source: Option<u32>,
}

impl PointsQuery {
    /// From the parameters of an address, in which `metric` may be repeated.
    fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self> {
        let mut query = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "metric" => query.metric.push(value),
                "context" => query.context = Some(value),
                "source" => {
                    let source = value.parse().map_err(|_| {
                        Error::invalid(format!("`source`: a whole number, got `{value}`"))
                    })?;
                    query.source = Some(source);
                }
                "format" => {
                    let format = Format::parse(&value).ok_or_else(|| {
                        Error::invalid(format!(
                            "`format`: one of `csv`, `json`, `parquet`, got `{value}`"
                        ))
                    })?;
                    query.format = Some(format);
                }
                "edits" => {
                    query.edits = Some(match value.as_str() {
                        "apply" => Edits::Apply,
                        "ignore" => Edits::Ignore,
                        _ => {
                            return Err(Error::invalid(format!(
                                "`edits`: one of `apply`, `ignore`, got `{value}`"
                            )));
                        }
                    });
                }
                other => {
                    return Err(Error::invalid(format!(
                        "the query: `metric`, `context`, `source`, `format` and `edits` are known, not `{other}`"
                    )));
                }
            }
        }
        Ok(query)
    }

    fn filters(&self) -> Vec<Filter> {
        let filter = |metric: Option<&String>| Filter {
            metric: metric.cloned(),
            context: self.context.clone(),
            source: self.source,
        };
        if self.metric.is_empty() {
            return vec![filter(None)];
        }
        self.metric.iter().map(|name| filter(Some(name))).collect()
    }
}

/// `GET /experiments/{key}/points`
pub async fn of_experiment(
    State(app): State<App>,
    reader: Reader,
    Path(key): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response> {
    let query = PointsQuery::from_pairs(pairs)?;
    let experiment = reader.experiment(&key)?;
    let what = match query.metric.as_slice() {
        [metric] => metric.as_str(),
        _ => "points",
    };
    let name = format!("{} {what}", experiment.head().name);
    let choice = Choice {
        experiment,
        filters: query.filters(),
        edits: query.edits.unwrap_or_default(),
    };
    file(app, vec![choice], query.format.unwrap_or_default(), &name).await
}

/// `POST /points`
pub async fn of_many(
    State(app): State<App>,
    reader: Reader,
    Json(request): Json<PointsRequest>,
) -> Result<Response> {
    if request.series.len() > MAX_SERIES {
        return Err(Error::invalid(format!(
            "`series`: a request names at most {MAX_SERIES}, got `{}`",
            request.series.len()
        )));
    }
    let mut choices: Vec<Choice> = Vec::new();
    for of in request.series {
        let filter = Filter {
            metric: of.metric,
            context: of.context,
            source: of.source,
        };
        let known = choices
            .iter_mut()
            .find(|choice| *choice.experiment.key() == of.experiment);
        match known {
            Some(choice) => choice.filters.push(filter),
            None => choices.push(Choice {
                experiment: reader.experiment(of.experiment.as_str())?,
                filters: vec![filter],
                edits: request.edits,
            }),
        }
    }
    file(app, choices, request.format, "points").await
}

/// The file. What goes wrong before its first bytes is answered as an error; later the body breaks
/// off without its end, which every client of HTTP notices.
async fn file(app: App, choices: Vec<Choice>, format: Format, name: &str) -> Result<Response> {
    let place = app.limits.open_export()?;
    let export = blocking(move || {
        for choice in &choices {
            if let Some(filter) = choice.unmet() {
                return Err(no_such_series(choice, filter));
            }
        }
        Ok(Export::new(choices, format)?)
    })
    .await?;
    let (first, export) = piece(&app, export).await?;
    let pieces = stream::try_unfold(
        // The place is given up with the stream.
        (app, first, Some(export), place),
        async |(app, ready, export, place)| match (ready, export) {
            (Some(ready), export) => Ok(Some((ready, (app, None, export, place)))),
            (None, None) => Ok(None),
            (None, Some(export)) => match piece(&app, export).await {
                Ok((Some(piece), export)) => Ok(Some((piece, (app, None, Some(export), place)))),
                Ok((None, _)) => Ok(None),
                Err(error) => {
                    tracing::error!("an export broke off: {error}");
                    Err(std::io::Error::other(error.to_string()))
                }
            },
        },
    );
    // The last part of a path-like name would hide the others.
    let name = name.replace(['/', '\\'], "-");
    let disposition =
        media::disposition(Place::Attachment, &format!("{name}.{}", format.extension()));
    Ok((
        [
            (header::CONTENT_TYPE, format.media_type().to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        Body::from_stream(pieces),
    )
        .into_response())
}

/// The next bytes, when it is this export's turn.
async fn piece(app: &App, mut export: Export) -> Result<(Option<Bytes>, Export)> {
    let _turn = app.limits.export().await?;
    blocking(move || {
        let piece = export.piece()?;
        Ok((piece.map(Bytes::from), export))
    })
    .await
}

fn no_such_series(choice: &Choice, filter: &Filter) -> Error {
    let mut named = Vec::new();
    named.extend(filter.metric.clone());
    named.extend(
        filter
            .context
            .as_ref()
            .map(|context| format!("context {context}")),
    );
    named.extend(filter.source.map(|source| format!("source {source}")));
    Error::not_found("series", &named.join(", ")).hint(format!(
        "`GET /experiments/{}/metrics` lists those that there are",
        choice.experiment.key()
    ))
}
