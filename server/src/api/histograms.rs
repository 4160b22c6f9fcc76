//! The histograms of one name over the steps of an experiment, in one answer.

use std::io::Read as _;

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use suisei_core::api::{Asset, Histograms, StepHistogram};
use suisei_core::distribution::Axis;
use suisei_core::histogram::{Histogram, together};

use crate::app::App;
use crate::auth::Reader;
use crate::error::Result;
use crate::extract::{Path, Query};
use crate::limits::blocking;
use crate::store::Experiment;

/// Types of assets that hold one.
const KINDS: [&str; 2] = ["histogram", "histogram3d"];

/// Histograms in one answer.
const MOST: usize = 1_000;

/// Largest file that is read as a histogram, and most bins of one.
const MOST_BYTES: u64 = 1024 * 1024;
const MOST_BINS: usize = 4_096;

/// An answer with more bins than this is put on common ones, of which a picture needs no more.
const MOST_BINS_IN_ALL: usize = 200_000;
const COMMON_BINS: usize = 128;

/// Which histograms.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct HistogramsQuery {
    /// The name that they share.
    pub name: String,
}

/// `GET /experiments/{key}/histograms`
pub async fn list(
    State(app): State<App>,
    reader: Reader,
    Path(key): Path<String>,
    Query(query): Query<HistogramsQuery>,
) -> Result<Json<Histograms>> {
    let _turn = app.limits.query().await?;
    blocking(move || {
        let experiment = reader.experiment(&key)?;
        let mut assets = experiment.assets()?;
        assets.retain(|asset| {
            KINDS.contains(&asset.kind.as_str()) && asset.name == query.name && asset.present
        });
        assets.sort_by_key(|asset| (asset.step, asset.time));
        let mut found = Histograms {
            total: assets.len(),
            ..Histograms::default()
        };
        let (mut steps, mut all) = (Vec::new(), Vec::new());
        for asset in spread(&assets) {
            match read(&reader, &experiment, asset)? {
                Some(histogram) => {
                    steps.push(asset.step);
                    all.push(histogram);
                }
                None => found.unreadable += 1,
            }
        }
        if all.iter().map(|one| one.counts.len()).sum::<usize>() > MOST_BINS_IN_ALL {
            all = together(&all, COMMON_BINS, Axis::Linear, None).histograms;
        }
        let one = |(step, histogram): (Option<i64>, Histogram)| StepHistogram {
            step,
            edges: histogram.edges,
            counts: histogram.counts,
        };
        found.histograms = steps.into_iter().zip(all).map(one).collect();
        Ok(Json(found))
    })
    .await
}

/// At most [`MOST`] of them, evenly spread, both ends included.
fn spread(assets: &[Asset]) -> impl Iterator<Item = &Asset> {
    let (n, most) = (assets.len(), MOST.min(assets.len()));
    (0..most).map(move |at| &assets[at * (n - 1) / (most - 1).max(1)])
}

/// A histogram; none of a file that is too large, has too many bins, or holds none.
fn read(reader: &Reader, experiment: &Experiment, asset: &Asset) -> Result<Option<Histogram>> {
    if asset.size > MOST_BYTES {
        return Ok(None);
    }
    let Some(file) = reader.open_blob(experiment, &asset.sha256)? else {
        return Ok(None);
    };
    let mut text = String::new();
    let read = file.take(MOST_BYTES).read_to_string(&mut text);
    let histogram = read.ok().and_then(|_| Histogram::from_json(&text).ok());
    // Exponential bins may describe edges and counts that are no numbers any more.
    Ok(histogram.filter(|one| {
        let numbers = one.edges.iter().chain(&one.counts);
        one.counts.len() <= MOST_BINS && numbers.into_iter().all(|number| number.is_finite())
    }))
}
