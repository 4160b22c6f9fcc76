//! The small curve on a project's card: the most telling metric of the newest experiment that has
//! one. Reads a bounded number of points.

use suisei_core::api::{MetricSummary, Spark};

use crate::store::Experiment;

/// Most values of a curve.
const MAX_VALUES: usize = 48;

/// Most points that are read for it.
const MAX_POINTS: u64 = 4_096;

/// Most experiments that are looked at for one with a curve.
const MAX_EXPERIMENTS: usize = 10;

/// The curve for experiments in order of number. Blocks on the disk.
pub(super) fn latest(experiments: &[Experiment]) -> Option<Spark> {
    experiments.iter().rev().take(MAX_EXPERIMENTS).find_map(of)
}

fn of(experiment: &Experiment) -> Option<Spark> {
    let series = experiment.series().ok()?;
    let telling = series
        .iter()
        .filter(|candidate| candidate.summary.finite() >= 2)
        .filter(|candidate| !candidate.series.metric.starts_with("sys."))
        .max_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| b.series.cmp(&a.series)))?;
    let after = telling.summary.count.saturating_sub(MAX_POINTS);
    let points = experiment.columns(&telling.series, after).ok()?;
    let finite: Vec<f64> = points
        .value
        .into_iter()
        .filter(|value| value.is_finite())
        .collect();
    let values = thin(&finite);
    (values.len() >= 2).then(|| Spark {
        metric: telling.series.metric.clone(),
        values,
    })
}

/// How much a metric tells: validation before training, accuracy before loss before others.
fn rank(candidate: &MetricSummary) -> (u8, u8) {
    let name = format!("{} {}", candidate.series.context, candidate.series.metric).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let kind = match () {
        () if has(&["acc", "auc", "f1", "map"]) => 2,
        () if has(&["loss", "error", "perplexity"]) => 1,
        () => 0,
    };
    (kind, u8::from(has(&["val", "test", "eval"])))
}

/// At most [`MAX_VALUES`] of these, evenly spread, the last one included.
fn thin(values: &[f64]) -> Vec<f64> {
    if values.len() <= MAX_VALUES {
        return values.to_vec();
    }
    let last = values.len() - 1;
    (0..MAX_VALUES)
        .map(|index| values[index * last / (MAX_VALUES - 1)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thinned_curve_keeps_its_ends() {
        let values: Vec<f64> = (0..1_000).map(f64::from).collect();
        let thinned = thin(&values);
        assert_eq!(thinned.len(), MAX_VALUES);
        assert_eq!((thinned[0], thinned[MAX_VALUES - 1]), (0.0, 999.0));
    }
}
