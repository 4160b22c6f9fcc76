//! Points that lie close together, as one source of a Gaussian sum. Never wider than an eighth of a
//! standard deviation.

/// Sums over its points, of offsets e from its middle in standard deviations.
#[derive(Debug, Clone)]
pub(super) struct Bin {
    middle: f64,
    /// Σ y·eᵖ / p!
    values: [f64; 4],
    /// Σ eᵖ / p!
    points: [f64; 4],
}

impl Bin {
    /// Of sorted points, at least one.
    pub(super) fn of(x: &[f64], y: &[f64], sigma: f64) -> Self {
        let first = x.first().copied().unwrap_or_default();
        let last = x.last().copied().unwrap_or_default();
        let middle = first + 0.5 * (last - first);
        let (mut values, mut points) = ([0.0; 4], [0.0; 4]);
        for (x, y) in x.iter().zip(y) {
            let e = (x - middle) / sigma;
            let mut term = 1.0;
            for p in 0..4 {
                values[p] += y * term;
                points[p] += term;
                term *= e / (p + 1) as f64;
            }
        }
        Self {
            middle,
            values,
            points,
        }
    }

    /// The middle between its first and last place.
    pub(super) fn middle(&self) -> f64 {
        self.middle
    }

    /// What it adds to the sum of values and to that of weights at a place that lies `t` standard
    /// deviations from its middle, both divided by e^(−t²/2): e^(te − e²/2) = Σ Heₚ(t)·eᵖ/p!
    pub(super) fn at(&self, t: f64) -> (f64, f64) {
        let hermite = [1.0, t, t * t - 1.0, t * (t * t - 3.0)];
        let sum = |terms: &[f64; 4]| -> f64 {
            (terms[0] + terms[1] * hermite[1]) + (terms[2] * hermite[2] + terms[3] * hermite[3])
        };
        (sum(&self.values), sum(&self.points))
    }
}
