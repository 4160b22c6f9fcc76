//! Smoothing, computed on all points before anything is sampled.
//!
//! The exponential moving average is weighted by distance and debiased: with a weight `w` in
//! [0, 1) and points that lie `d` typical distances apart, the old average counts `w^d`, so that a
//! gap forgets as much as the missing points would have. Debiasing divides by the sum of weights
//! (Kingma & Ba 2015, section 3), so that the first points are not drawn towards zero.

/// Smooths `y` over `x` (sorted) with weight `weight`; NaN and infinite points are left out of
/// the average and give NaN.
pub fn exponential(x: &[f64], y: &[f64], weight: f64) -> Vec<f64> {
    let weight = weight.clamp(0.0, 0.9999);
    let typical = typical_distance(x);
    let mut previous = f64::NAN;
    let mut average = 0.0;
    let mut mass = 0.0;
    x.iter()
        .zip(y)
        .map(|(&x, &y)| {
            if !y.is_finite() || !x.is_finite() {
                return f64::NAN;
            }
            // Points at the same x count like neighbours: each is a measurement.
            let distance = if previous.is_nan() || typical <= 0.0 || x <= previous {
                1.0
            } else {
                (x - previous) / typical
            };
            previous = x;
            // Powers are dear, and most series are regular.
            let keep = if distance == 1.0 {
                weight
            } else {
                weight.powf(distance)
            };
            average = average * keep + y * (1.0 - keep);
            mass = mass * keep + (1.0 - keep);
            if mass > 0.0 { average / mass } else { y }
        })
        .collect()
}

/// Mean distance between neighbours.
fn typical_distance(x: &[f64]) -> f64 {
    match (x.first(), x.last()) {
        (Some(first), Some(last)) if x.len() > 1 => (last - first) / (x.len() - 1) as f64,
        _ => 0.0,
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
