//! The density of values: a sum of Gaussian bells, one for each value, between the smallest and the
//! greatest of them.

use super::{Axis, Sample};

/// Places at which a density is told.
const PLACES: usize = 193;
/// Cells between two such places, into which values are sorted first.
const CELLS: usize = 4;
/// Bells end this many bandwidths away, where a bell is below 10⁻¹³ of its top.
const END: f64 = 8.0;

/// The kernel density estimate of a sample, with Gaussian kernels of one bandwidth:
/// f(x) = 1/(n h √(2π)) Σ exp(−((x − xᵢ)/h)²/2).
///
/// The bandwidth is Silverman's rule of thumb (Silverman 1986, "Density Estimation for Statistics
/// and Data Analysis", eq. 3.31): h = 0.9 A n^(−1/5), where A is the smaller of the standard
/// deviation and the interquartile range / 1.34; the deviation alone where the latter is zero. It is
/// never below the distance of two places, or a bell could fall between them and not be seen.
///
/// The density ends at the smallest and the greatest value. What the bells have beyond is neither
/// shown nor folded back, so the area is a little below 1. On an axis that is not linear everything
/// is computed along that axis: equal areas on the picture are equal shares of the values.
///
/// Values are first shared between the two nearest of 769 cells in proportion to their distances
/// (Wand 1994, "Fast computation of multivariate kernel estimators", J. Comput. Graph. Stat. 3(4)),
/// which changes a height by less than a hundredth of the greatest.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// Values, ascending, from the smallest to the greatest of the sample.
    pub values: Vec<f64>,
    /// Density at each value, in multiples of what it would be if the same values were spread
    /// evenly over their extent along the axis.
    pub heights: Vec<f64>,
    /// The bandwidth as a share of that extent.
    pub bandwidth: f64,
    /// Values of the sample that have no place on the axis and are not part of the density.
    pub without_place: usize,
}

impl Density {
    pub(super) fn of(sample: &Sample, axis: Axis) -> Option<Self> {
        let values = sample.values();
        let placed: Vec<f64> = values.iter().filter_map(|&v| axis.place(v)).collect();
        let (&first, &last) = (placed.first()?, placed.last()?);
        // Halves, because the extent of all numbers is no number.
        let half = last * 0.5 - first * 0.5;
        if half.is_nan() || half <= 0.0 {
            return None;
        }
        let shares: Vec<f64> = placed
            .iter()
            .map(|&place| ((place * 0.5 - first * 0.5) / half).clamp(0.0, 1.0))
            .collect();
        let step = 1.0 / (PLACES - 1) as f64;
        let bandwidth = bandwidth(&shares)?.max(step);
        let lowest = values.iter().find(|&&v| axis.place(v).is_some());
        let ends = (*lowest?, *values.last()?);
        let value = |at: usize| match at {
            0 => ends.0,
            _ if at == PLACES - 1 => ends.1,
            _ => {
                let share = at as f64 * step;
                let place = first * (1.0 - share) + last * share;
                axis.value(place).clamp(ends.0, ends.1)
            }
        };
        Some(Self {
            values: (0..PLACES).map(value).collect(),
            heights: heights(&shares, bandwidth),
            bandwidth,
            without_place: values.len() - placed.len(),
        })
    }
}

/// Silverman's rule of thumb for sorted values; `None` when they are all the same.
fn bandwidth(sorted: &[f64]) -> Option<f64> {
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / (n - 1.0)).sqrt();
    let sample = Sample {
        sorted: sorted.to_vec(),
        ..Sample::default()
    };
    let range = (sample.quantile(0.75)? - sample.quantile(0.25)?) / 1.34;
    let spread = if range > 0.0 {
        range.min(deviation)
    } else {
        deviation
    };
    (spread > 0.0).then(|| 0.9 * spread * n.powf(-0.2))
}

/// Density at each place for values between 0 and 1.
fn heights(shares: &[f64], bandwidth: f64) -> Vec<f64> {
    let cells = (PLACES - 1) * CELLS;
    let mut mass = vec![0.0; cells + 2];
    for share in shares {
        let place = share * cells as f64;
        let (cell, rest) = (place.floor(), place.fract());
        mass[cell as usize] += 1.0 - rest;
        mass[cell as usize + 1] += rest;
    }
    let reach = ((bandwidth * END * cells as f64).ceil() as usize).min(cells);
    let bell: Vec<f64> = (0..=reach)
        .map(|lag| {
            let distance = lag as f64 / cells as f64 / bandwidth;
            (-0.5 * distance * distance).exp()
        })
        .collect();
    let whole = shares.len() as f64 * bandwidth * std::f64::consts::TAU.sqrt();
    (0..PLACES)
        .map(|place| {
            let centre = place * CELLS;
            let near = centre.saturating_sub(reach)..=(centre + reach).min(cells);
            let sum: f64 = near
                .map(|cell| mass[cell] * bell[cell.abs_diff(centre)])
                .sum();
            sum / whole
        })
        .collect()
}
