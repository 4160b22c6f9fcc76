//! What a training logs beside its metrics: how weights are distributed, and how well classes are
//! told apart at every threshold.

use serde_json::{Value, json};

use super::network::Network;
use super::spirals::{N_CLASSES, Sample};

/// Bins of a histogram.
const BINS: usize = 48;

/// A histogram of finite values in bins of equal width.
pub(super) fn histogram(values: &[f64]) -> Value {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    let low = finite.clone().fold(f64::INFINITY, f64::min);
    let high = finite.clone().fold(f64::NEG_INFINITY, f64::max);
    if low >= high {
        return json!({"version": 1, "edges": [0.0, 1.0], "counts": [0]});
    }
    let width = (high - low) / BINS as f64;
    let mut counts = vec![0_u32; BINS];
    for value in finite {
        let bin = ((value - low) / width) as usize;
        counts[bin.min(BINS - 1)] += 1;
    }
    let edges: Vec<f64> = (0..=BINS).map(|bin| low + width * bin as f64).collect();
    json!({"version": 1, "edges": edges, "counts": counts})
}

/// The ROC curve over all classes, each against the others: true positives over false ones.
pub(super) fn roc(network: &Network, samples: &[Sample]) -> Value {
    let mut scores: Vec<(f64, bool)> = samples
        .iter()
        .flat_map(|sample| {
            let likely = network.probabilities(sample.place);
            let class = sample.class;
            (0..N_CLASSES).map(move |other| (likely[other], other == class))
        })
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let positives = samples.len() as f64;
    let negatives = positives * (N_CLASSES - 1) as f64;
    let (mut x, mut y) = (vec![0.0], vec![0.0]);
    let (mut hits, mut misses) = (0.0, 0.0);
    for (at, (score, is_hit)) in scores.iter().enumerate() {
        if *is_hit {
            hits += 1.0;
        } else {
            misses += 1.0;
        }
        // Equal scores share a threshold.
        if scores.get(at + 1).is_none_or(|(next, _)| next < score) {
            x.push(misses / negatives);
            y.push(hits / positives);
        }
    }
    json!({"name": "ROC", "x": x, "y": y})
}
