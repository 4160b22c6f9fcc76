//! Smoothing, computed on all points before anything is sampled.
//!
//! The exponential moving average is weighted by distance and debiased: with a weight `w` in
//! [0, 1) and points that lie `d` typical distances apart, the old average counts `w^d`, so that a
//! gap forgets as much as the missing points would have. Debiasing divides by the sum of weights
//! (Kingma & Ba 2015, section 3), so that the first points are not drawn towards zero.

/// Smooths `y` over `x` (sorted) with weight `weight`; NaN and infinite points are left out of
/// the average and give NaN.
pub fn exponential(x: &[f64], y: &[f64], weight: f64) -> Vec<f64> {
    let extent = x.first().copied().zip(x.last().copied());
    let mut smoother = Smoother::new(weight, extent.unwrap_or_default(), x.len());
    x.iter()
        .zip(y)
        .map(|(&x, &y)| smoother.push(x, y))
        .collect()
}

/// The same, point by point.
#[derive(Debug, Clone)]
pub struct Smoother {
    weight: f64,
    typical: f64,
    previous: f64,
    average: f64,
    mass: f64,
}

impl Smoother {
    /// For `n` points from the first to the second place of `extent`.
    pub fn new(weight: f64, (first, last): (f64, f64), n: usize) -> Self {
        // The mean distance between neighbours.
        let typical = if n > 1 {
            (last - first) / (n - 1) as f64
        } else {
            0.0
        };
        Self {
            weight: weight.clamp(0.0, 0.9999),
            typical,
            previous: f64::NAN,
            average: 0.0,
            mass: 0.0,
        }
    }

    /// Takes the next point in and gives the smoothed value there.
    pub fn push(&mut self, x: f64, y: f64) -> f64 {
        if !y.is_finite() || !x.is_finite() {
            return f64::NAN;
        }
        // Points at the same x count like neighbours: each is a measurement.
        let distance = if self.previous.is_nan() || self.typical <= 0.0 || x <= self.previous {
            1.0
        } else {
            (x - self.previous) / self.typical
        };
        self.previous = x;
        // Powers are dear, and most series are regular.
        let keep = if distance == 1.0 {
            self.weight
        } else {
            self.weight.powf(distance)
        };
        self.average = self.average * keep + y * (1.0 - keep);
        self.mass = self.mass * keep + (1.0 - keep);
        if self.mass > 0.0 {
            self.average / self.mass
        } else {
            y
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_stays_and_the_start_is_not_biased() {
        let x: Vec<f64> = (0..50).map(f64::from).collect();
        for value in exponential(&x, &[3.5; 50], 0.97) {
            assert!((value - 3.5).abs() < 1e-12);
        }
    }

    #[test]
    fn regular_points_follow_the_textbook_recurrence() {
        // w = 0.5, y = 1, 0, 0: sums 0.5, 0.25, 0.125 over masses 0.5, 0.75, 0.875.
        let smooth = exponential(&[0.0, 1.0, 2.0], &[1.0, 0.0, 0.0], 0.5);
        let expected = [1.0, 1.0 / 3.0, 1.0 / 7.0];
        for (got, want) in smooth.iter().zip(expected) {
            assert!((got - want).abs() < 1e-12, "{smooth:?}");
        }
    }

    #[test]
    fn gaps_break_it_and_do_not_poison_it() {
        let smooth = exponential(&[0.0, 1.0, 2.0], &[1.0, f64::NAN, 1.0], 0.9);
        assert!(smooth[1].is_nan());
        assert!((smooth[2] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn repeated_x_keeps_the_average_finite() {
        let smooth = exponential(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0], 0.9);
        assert!(smooth.iter().all(|v| v.is_finite()));
    }
}
