//! Counts of values in bins, as training code logs them, and bins that several of them share.

mod comet;
mod common;

use serde::Deserialize;
use serde_json::Value;

pub use common::{Together, common_edges, together};

/// The version of the format that is read.
const VERSION: u64 = 1;
/// No histogram has more bins.
pub const MAX_BINS: usize = 1 << 20;

/// How many values lie in each of some bins that follow each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Histogram {
    /// The ends of the bins: finite, ascending, one more than there are bins.
    pub edges: Vec<f64>,
    /// Values in each bin: not negative, not necessarily whole.
    pub counts: Vec<f64>,
    /// Values below all bins.
    pub below: f64,
    /// Values above all bins.
    pub above: f64,
}

/// Why something is no histogram.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HistogramError {
    /// The text is not JSON.
    #[error("a histogram is a JSON object, this is none: {0}")]
    NotJson(String),
    /// The object has neither the members of one format nor of the other.
    #[error("neither `edges` and `counts` nor `start`, `stop` and `step`")]
    Unknown,
    /// A member is missing or has the wrong type.
    #[error("a member is missing or is not what it should be: {0}")]
    Member(String),
    /// Written by a later version.
    #[error("this version reads histograms up to version {known}, not `{found}`")]
    Version {
        /// The latest version that is known.
        known: u64,
        /// The version that was found.
        found: u64,
    },
    /// The numbers of edges and counts do not fit.
    #[error("`{counts}` counts need one more edge than that, not `{edges}`")]
    Lengths {
        /// How many edges.
        edges: usize,
        /// How many counts.
        counts: usize,
    },
    /// An edge that is not finite, or not above the one before.
    #[error("edges must be finite and ascending; this one is not: number `{0}`")]
    Edge(usize),
    /// A count that is negative or not finite.
    #[error("counts must be finite and not negative; this one is not: number `{0}`")]
    Count(usize),
    /// The numbers that describe exponential bins describe none, or too many.
    #[error("`start`, `stop` and `step` describe no bins, or more than `{MAX_BINS}`")]
    Bins,
    /// A bin that the description does not have.
    #[error("there is no such bin: `{0}`")]
    NoSuchBin(u64),
}

/// `{"version":1,"edges":[…],"counts":[…]}` behind its version.
#[derive(Deserialize)]
struct Wire {
    edges: Vec<f64>,
    counts: Vec<f64>,
}

impl Histogram {
    /// Checks edges and counts.
    pub fn new(edges: Vec<f64>, counts: Vec<f64>) -> Result<Self, HistogramError> {
        if counts.is_empty() && edges.is_empty() {
            return Ok(Self::default());
        }
        if counts.len() > MAX_BINS {
            return Err(HistogramError::Bins);
        }
        if edges.len() != counts.len() + 1 {
            return Err(HistogramError::Lengths {
                edges: edges.len(),
                counts: counts.len(),
            });
        }
        let ascending = |at: &usize| *at == 0 || edges[*at - 1] < edges[*at];
        let sound = |at: &usize| edges[*at].is_finite() && ascending(at);
        if let Some(at) = (0..edges.len()).find(|at| !sound(at)) {
            return Err(HistogramError::Edge(at));
        }
        if let Some(at) = counts.iter().position(|&count| !is_count(count)) {
            return Err(HistogramError::Count(at));
        }
        Ok(Self {
            edges,
            counts,
            ..Self::default()
        })
    }

    /// Reads the JSON of an asset: `{"version":1,"edges":[…],"counts":[…]}` or the exponential bins
    /// of a `histogram3d`.
    pub fn from_json(text: &str) -> Result<Self, HistogramError> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| HistogramError::NotJson(error.to_string()))?;
        let has = |name: &str| value.get(name).is_some();
        if has("edges") || has("counts") {
            check_version(&value, VERSION)?;
            let wire: Wire = read(value)?;
            Self::new(wire.edges, wire.counts)
        } else if has("start") || has("step") {
            comet::read(value)
        } else {
            Err(HistogramError::Unknown)
        }
    }

    /// How many values there are, those beyond the bins included.
    pub fn total(&self) -> f64 {
        self.below + self.counts.iter().sum::<f64>() + self.above
    }
}

fn is_count(count: f64) -> bool {
    count.is_finite() && count >= 0.0
}

/// Refuses what a later version wrote before anything else of it is read.
fn check_version(value: &Value, known: u64) -> Result<(), HistogramError> {
    match value.get("version").and_then(Value::as_u64) {
        Some(found) if found > known => Err(HistogramError::Version { known, found }),
        Some(_) => Ok(()),
        None => Err(HistogramError::Member("`version`".to_owned())),
    }
}

fn read<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, HistogramError> {
    serde_json::from_value(value).map_err(|error| HistogramError::Member(error.to_string()))
}
