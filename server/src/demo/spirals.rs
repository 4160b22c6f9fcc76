//! The demo's task: tell three entwined spirals apart.

use super::random::Random;

/// How many classes there are.
pub(super) const N_CLASSES: usize = 3;

/// What the classes are called.
pub(super) const CLASSES: [&str; N_CLASSES] = ["amber", "jade", "azure"];

/// A point and the spiral that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) place: [f64; 2],
    pub(super) class: usize,
}

/// `n` points of each spiral, within a circle of radius 1 or so.
pub(super) fn samples(n: usize, seed: u64) -> Vec<Sample> {
    const NOISE: f64 = 0.035;
    let mut random = Random::new(seed);
    let mut samples = Vec::with_capacity(n * N_CLASSES);
    for class in 0..N_CLASSES {
        for index in 0..n {
            let along = (index as f64 + random.uniform()) / n as f64;
            let angle = along * 4.2 + class as f64 * std::f64::consts::TAU / N_CLASSES as f64;
            let radius = 0.08 + 0.92 * along;
            let noise = [random.normal() * NOISE, random.normal() * NOISE];
            let place = [
                radius * angle.cos() + noise[0],
                radius * angle.sin() + noise[1],
            ];
            samples.push(Sample { place, class });
        }
    }
    samples
}
