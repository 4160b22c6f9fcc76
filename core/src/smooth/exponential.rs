//! The exponential moving average, weighted by distance and debiased: with a weight w and points
//! that lie d typical distances apart, the old average counts w^d, so that a gap forgets as much as
//! the missing points would have. Debiasing divides by the sum of weights (Kingma & Ba 2015,
//! "Adam", section 3), so that the first points are not drawn towards zero.

use super::MAX_WEIGHT;
use super::power::Power;

/// The average so far.
#[derive(Debug, Clone)]
pub(super) struct Exponential {
    weight: f64,
    log_weight: f64,
    typical: f64,
    per_typical: f64,
    power: Power,
    state: State,
}

/// What changes from point to point; small enough for registers.
#[derive(Debug, Clone, Copy)]
struct State {
    previous: f64,
    average: f64,
    mass: f64,
}

impl Exponential {
    /// With points that lie `typical` apart, where they do not all lie in one place.
    pub(super) fn new(weight: f64, typical: Option<f64>) -> Self {
        let weight = weight.clamp(0.0, MAX_WEIGHT);
        Self {
            weight,
            log_weight: weight.ln(),
            typical: typical.unwrap_or(f64::INFINITY),
            per_typical: typical.map_or(0.0, |typical| 1.0 / typical),
            power: Power::new(),
            state: State {
                previous: f64::NAN,
                average: 0.0,
                mass: 0.0,
            },
        }
    }

    /// Appends the smoothed values of these points.
    pub(super) fn take(&mut self, x: &[f64], y: &[f64], out: &mut Vec<f64>) {
        let mut state = self.state;
        out.extend(x.iter().zip(y).map(|(&x, &y)| {
            if !y.is_finite() {
                return f64::NAN;
            }
            let keep = self.keep(x - state.previous);
            state.previous = x;
            state.average = state.average * keep + y * (1.0 - keep);
            state.mass = state.mass * keep + (1.0 - keep);
            if state.mass > 0.0 {
                state.average / state.mass
            } else {
                y
            }
        }));
        self.state = state;
    }

    /// What the average counts after `distance`.
    #[inline]
    fn keep(&self, distance: f64) -> f64 {
        // Points at the same place count like neighbours: each is a measurement. The first point
        // has no distance, which is no number.
        let is_next = distance == self.typical || distance <= 0.0 || distance.is_nan();
        if is_next || self.per_typical == 0.0 {
            self.weight
        } else {
            self.power
                .exp(distance * self.per_typical * self.log_weight)
        }
    }
}
