//! A small fully connected network with two inputs, and its gradients.

use super::random::Random;
use super::spirals::{N_CLASSES, Sample};

/// What neurons do with their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    Tanh,
    Relu,
}

impl Activation {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tanh => "tanh",
            Self::Relu => "relu",
        }
    }

    fn apply(self, sum: f64) -> f64 {
        match self {
            Self::Tanh => sum.tanh(),
            Self::Relu => sum.max(0.0),
        }
    }

    /// The slope where the output is `out`.
    fn slope(self, out: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - out * out,
            Self::Relu => f64::from(u8::from(out > 0.0)),
        }
    }
}

/// The network. All weights lie in one list: for each layer a row for each output, the bias last.
#[derive(Debug, Clone)]
pub(super) struct Network {
    sizes: Vec<usize>,
    activation: Activation,
    pub(super) weights: Vec<f64>,
}

/// What a pass over some samples found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Score {
    pub(super) loss: f64,
    pub(super) accuracy: f64,
}

impl Network {
    /// With random weights.
    pub(super) fn new(hidden: &[usize], activation: Activation, random: &mut Random) -> Self {
        let mut sizes = vec![2];
        sizes.extend_from_slice(hidden);
        sizes.push(N_CLASSES);
        let mut weights = Vec::new();
        for pair in sizes.windows(2) {
            let scale = (2.0 / pair[0] as f64).sqrt();
            for _ in 0..pair[1] {
                weights.extend((0..pair[0]).map(|_| random.normal() * scale));
                weights.push(0.0);
            }
        }
        Self {
            sizes,
            activation,
            weights,
        }
    }

    /// The output of every layer, the input first and the logits last.
    fn forward(&self, place: [f64; 2]) -> Vec<Vec<f64>> {
        let mut layers = vec![place.to_vec()];
        let mut rows = self.weights.as_slice();
        for (index, pair) in self.sizes.windows(2).enumerate() {
            let input = &layers[index];
            let (own, rest) = rows.split_at((pair[0] + 1) * pair[1]);
            rows = rest;
            let is_last = index + 2 == self.sizes.len();
            let output = own
                .chunks_exact(pair[0] + 1)
                .map(|row| {
                    let sum: f64 =
                        row[pair[0]] + row.iter().zip(input).map(|(w, x)| w * x).sum::<f64>();
                    if is_last {
                        sum
                    } else {
                        self.activation.apply(sum)
                    }
                })
                .collect();
            layers.push(output);
        }
        layers
    }

    /// How likely each class is at a place.
    pub(super) fn probabilities(&self, place: [f64; 2]) -> [f64; N_CLASSES] {
        let layers = self.forward(place);
        softmax(layers.last().map_or(&[], Vec::as_slice))
    }

    /// The likeliest class at a place.
    pub(super) fn guess(&self, place: [f64; 2]) -> usize {
        likeliest(&self.probabilities(place))
    }

    /// The mean score over samples.
    pub(super) fn score(&self, samples: &[Sample]) -> Score {
        let mut sum = Score::default();
        for sample in samples {
            sum.add(&self.probabilities(sample.place), sample.class);
        }
        sum.mean(samples.len())
    }

    /// The mean score over samples and the gradient of the loss.
    pub(super) fn gradient(&self, samples: &[Sample]) -> (Score, Vec<f64>) {
        let mut gradient = vec![0.0; self.weights.len()];
        let mut sum = Score::default();
        for sample in samples {
            let layers = self.forward(sample.place);
            let probabilities = softmax(layers.last().map_or(&[], Vec::as_slice));
            sum.add(&probabilities, sample.class);
            let mut delta = probabilities.to_vec();
            delta[sample.class] -= 1.0;
            self.backward(&layers, delta, &mut gradient);
        }
        for value in &mut gradient {
            *value /= samples.len() as f64;
        }
        (sum.mean(samples.len()), gradient)
    }

    /// Adds one sample's gradient, from the last layer to the first.
    fn backward(&self, layers: &[Vec<f64>], mut delta: Vec<f64>, gradient: &mut [f64]) {
        let mut end = self.weights.len();
        for (index, pair) in self.sizes.windows(2).enumerate().rev() {
            let n_row = pair[0] + 1;
            let start = end - n_row * pair[1];
            let input = &layers[index];
            let mut below = vec![0.0; pair[0]];
            for (output, d) in delta.iter().enumerate() {
                let row = start + output * n_row;
                for (column, x) in input.iter().enumerate() {
                    gradient[row + column] += d * x;
                    below[column] += d * self.weights[row + column];
                }
                gradient[row + pair[0]] += d;
            }
            for (d, out) in below.iter_mut().zip(input) {
                *d *= self.activation.slope(*out);
            }
            delta = below;
            end = start;
        }
    }
}

impl Score {
    fn add(&mut self, probabilities: &[f64; N_CLASSES], class: usize) {
        self.loss -= probabilities[class].ln();
        self.accuracy += f64::from(u8::from(likeliest(probabilities) == class));
    }

    fn mean(self, n: usize) -> Self {
        Self {
            loss: self.loss / n as f64,
            accuracy: self.accuracy / n as f64,
        }
    }
}

fn softmax(logits: &[f64]) -> [f64; N_CLASSES] {
    let greatest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut exps = [0.0; N_CLASSES];
    for (exp, logit) in exps.iter_mut().zip(logits) {
        *exp = (logit - greatest).exp();
    }
    let sum: f64 = exps.iter().sum();
    exps.map(|exp| exp / sum)
}

fn likeliest(probabilities: &[f64; N_CLASSES]) -> usize {
    let mut best = 0;
    for (class, probability) in probabilities.iter().enumerate() {
        if *probability > probabilities[best] {
            best = class;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::spirals;
    use super::*;

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let samples = spirals::samples(4, 1);
        let network = Network::new(&[5, 4], Activation::Tanh, &mut Random::new(2));
        let (_, gradient) = network.gradient(&samples);
        for index in [0, 2, 7, 16, gradient.len() - 1] {
            let at = |shift: f64| {
                let mut moved = network.clone();
                moved.weights[index] += shift;
                moved.score(&samples).loss
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!(
                (slope - gradient[index]).abs() < 1e-6,
                "{index}: {slope} {}",
                gradient[index]
            );
        }
    }
}
