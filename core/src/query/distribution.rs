//! How the points of series are distributed: the question of box and violin panels. Every point
//! counts; only the single values that are told apart are bounded in number.

use serde::{Deserialize, Serialize};

use super::SeriesRef;
use crate::distribution::{Axis, Sample};
use crate::number::Float;

/// Samples of at most this many values are told value by value.
pub const FEW: usize = 30;

/// Outliers that are told one by one: the outermost on both sides.
pub const MOST_OUTLIERS: usize = 200;

/// Asks for the distributions of many series.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DistributionRequest {
    /// The series, at most [`super::MAX_SERIES`]; `after` plays no part.
    pub series: Vec<SeriesRef>,
    /// The axis along which densities are taken.
    #[serde(default)]
    pub axis: Axis,
}

/// The answer for one series.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Distribution {
    /// Points with a finite value.
    pub count: u64,
    /// NaN points.
    pub nan: u64,
    /// Infinite points.
    pub infinite: u64,
    /// The end of the lower whisker, the quartiles with the median between them, the end of the
    /// upper whisker; see [`crate::distribution::Summary`]. Missing without values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quartiles: Option<[Float; 5]>,
    /// Arithmetic mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Float>,
    /// Ascending values at which the density is known, and the density there; see
    /// [`crate::distribution::Density`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub density: Vec<(Float, Float)>,
    /// All values when they are few, else outliers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub single: Vec<Float>,
    /// Outliers, told or not.
    pub outliers: u64,
}

impl Distribution {
    /// Of all values of a series.
    pub fn of(sample: &Sample, axis: Axis) -> Self {
        let (below, above) = sample.infinite();
        let (low, high) = sample.outliers();
        let summary = sample.summary();
        let values = sample.values();
        let single: Vec<f64> = if values.len() <= FEW {
            values.to_vec()
        } else {
            let half = MOST_OUTLIERS / 2;
            let low_end = low
                .len()
                .min(half.max(MOST_OUTLIERS.saturating_sub(high.len())));
            let high_end = high.len().min(MOST_OUTLIERS - low_end);
            let outermost = &high[high.len() - high_end..];
            low[..low_end].iter().chain(outermost).copied().collect()
        };
        let density = sample.density(axis).map(|density| {
            let pairs = density.values.into_iter().zip(density.heights);
            pairs
                .map(|(value, height)| (Float(value), Float(height)))
                .collect()
        });
        Self {
            count: values.len() as u64,
            nan: sample.nan() as u64,
            infinite: (below + above) as u64,
            quartiles: summary.map(|of| {
                [
                    of.low_whisker,
                    of.low_quartile,
                    of.median,
                    of.high_quartile,
                    of.high_whisker,
                ]
                .map(Float)
            }),
            mean: summary.map(|of| Float(of.mean)),
            density: density.unwrap_or_default(),
            single: single.into_iter().map(Float).collect(),
            outliers: (low.len() + high.len()) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_told_one_by_one_and_of_many_only_outliers() {
        let few = Distribution::of(&Sample::new([3.0, 1.0, f64::NAN]), Axis::Linear);
        assert_eq!((few.count, few.nan, few.single.len()), (2, 1, 2));
        let mut values: Vec<f64> = (0..1_000).map(|n| f64::from(n % 10)).collect();
        values.extend((0..400).map(|n| 1e3 + f64::from(n)));
        values.extend([-1e6, f64::INFINITY]);
        let many = Distribution::of(&Sample::new(values), Axis::Linear);
        assert_eq!((many.count, many.infinite), (1_401, 1));
        assert!(many.single.len() <= MOST_OUTLIERS);
        assert!(many.outliers as usize >= many.single.len());
        let text = serde_json::to_string(&many).unwrap();
        assert_eq!(serde_json::from_str::<Distribution>(&text).unwrap(), many);
    }

    #[test]
    fn outliers_on_both_sides_share_the_room() {
        let mut values: Vec<f64> = (0..10_000).map(|n| f64::from(n % 100)).collect();
        values.extend((0..500).map(|n| 1e4 + f64::from(n)));
        values.extend((0..50).map(|n| -1e4 - f64::from(n)));
        let told = Distribution::of(&Sample::new(values), Axis::Linear);
        let low = told.single.iter().filter(|value| value.0 < 0.0).count();
        assert_eq!((low, told.single.len()), (50, MOST_OUTLIERS));
        assert_eq!(
            told.single.last(),
            Some(&Float(1e4 + 499.0)),
            "the outermost one"
        );
    }
}
