//! Training one network, a step at a time.

use super::network::{Network, Score};
use super::plan::{Optimizer, Plan, Schedule};
use super::random::Random;
use super::spirals::{self, N_CLASSES, Sample};

/// Samples of each class that are trained on, and that are held back.
const N_TRAIN: usize = 96;
const N_VALIDATION: usize = 64;

/// How much a range test's learning rate grows from beginning to end.
const RANGE_TEST_GROWTH: f64 = 2_000.0;

/// Steps over which Adam's and momentum's averages reach back, as weights.
const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;

/// A training under way.
pub(super) struct Training {
    plan: Plan,
    network: Network,
    train: Vec<Sample>,
    validation: Vec<Sample>,
    random: Random,
    first: Vec<f64>,
    second: Vec<f64>,
    step: usize,
}

/// What a step found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) score: Score,
    pub(super) learning_rate: f64,
    pub(super) gradient_norm: f64,
}

impl Training {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut random = Random::new(plan.seed);
        let network = Network::new(&plan.hidden, plan.activation, &mut random);
        let n_weights = network.weights.len();
        Self {
            plan: plan.clone(),
            network,
            train: spirals::samples(N_TRAIN, 77),
            validation: spirals::samples(N_VALIDATION, 78),
            random,
            first: vec![0.0; n_weights],
            second: vec![0.0; n_weights],
            step: 0,
        }
    }

    /// Steps of one pass over the training samples.
    pub(super) fn steps_per_epoch(&self) -> usize {
        self.train.len().div_ceil(self.plan.batch_size)
    }

    /// Steps done.
    pub(super) fn step_number(&self) -> usize {
        self.step
    }

    /// Passes done, with the fraction of the current one.
    pub(super) fn epoch(&self) -> f64 {
        self.step as f64 / self.steps_per_epoch() as f64
    }

    /// True when all epochs are done.
    pub(super) fn is_done(&self) -> bool {
        self.step >= self.plan.epochs * self.steps_per_epoch()
    }

    /// True right after a whole pass.
    pub(super) fn is_at_epoch_end(&self) -> bool {
        self.step.is_multiple_of(self.steps_per_epoch())
    }

    /// Does one step.
    pub(super) fn step(&mut self) -> Step {
        let within = self.step % self.steps_per_epoch();
        if within == 0 {
            self.random.shuffle(&mut self.train);
        }
        let start = within * self.plan.batch_size;
        let end = (start + self.plan.batch_size).min(self.train.len());
        let (score, gradient) = self.network.gradient(&self.train[start..end]);
        let learning_rate = self.learning_rate();
        self.step += 1;
        self.follow(&gradient, learning_rate);
        let gradient_norm = gradient
            .iter()
            .map(|value| value * value)
            .sum::<f64>()
            .sqrt();
        Step {
            score,
            learning_rate,
            gradient_norm,
        }
    }

    fn learning_rate(&self) -> f64 {
        let whole = (self.plan.epochs * self.steps_per_epoch()) as f64;
        match self.plan.schedule {
            Schedule::Constant => self.plan.learning_rate,
            Schedule::RangeTest => {
                self.plan.learning_rate * RANGE_TEST_GROWTH.powf(self.step as f64 / whole)
            }
            Schedule::Cosine => {
                let turn = std::f64::consts::PI * self.step as f64 / whole;
                self.plan.learning_rate * 0.5 * (1.0 + turn.cos())
            }
        }
    }

    fn follow(&mut self, gradient: &[f64], learning_rate: f64) {
        let step = self.step as i32;
        let (scale_1, scale_2) = (1.0 - BETA_1.powi(step), 1.0 - BETA_2.powi(step));
        for (index, slope) in gradient.iter().enumerate() {
            let (first, second) = (&mut self.first[index], &mut self.second[index]);
            self.network.weights[index] -= learning_rate
                * match self.plan.optimizer {
                    Optimizer::Sgd => *slope,
                    Optimizer::Momentum => {
                        *first = BETA_1 * *first + slope;
                        *first * (1.0 - BETA_1)
                    }
                    Optimizer::Adam => {
                        *first = BETA_1 * *first + (1.0 - BETA_1) * slope;
                        *second = BETA_2 * *second + (1.0 - BETA_2) * slope * slope;
                        (*first / scale_1) / ((*second / scale_2).sqrt() + 1e-8)
                    }
                };
        }
    }

    /// The score on the samples that were held back.
    pub(super) fn validate(&self) -> Score {
        self.network.score(&self.validation)
    }

    /// Held-back samples by their own class (rows) and the guessed one (columns).
    pub(super) fn confusion(&self) -> [[u32; N_CLASSES]; N_CLASSES] {
        let mut matrix = [[0; N_CLASSES]; N_CLASSES];
        for sample in &self.validation {
            matrix[sample.class][self.network.guess(sample.place)] += 1;
        }
        matrix
    }

    /// The network, for drawing.
    pub(super) fn network(&self) -> &Network {
        &self.network
    }

    /// The samples that were held back, for drawing.
    pub(super) fn validation(&self) -> &[Sample] {
        &self.validation
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::*;

    #[test]
    fn good_plans_learn_and_range_tests_break() {
        for plan in plan::past() {
            let mut training = Training::new(&plan);
            let mut is_finite = true;
            while !training.is_done() && is_finite {
                is_finite = training.step().score.loss.is_finite();
            }
            if plan.tags.contains(&"range test") {
                assert!(
                    !is_finite,
                    "{plan:?} did not break: {:?}",
                    training.validate()
                );
                assert!(training.step_number() > 100, "{plan:?} broke at once");
            } else if plan.tags.contains(&"candidate") {
                assert!(
                    training.validate().accuracy > 0.95,
                    "{plan:?}: {:?}",
                    training.validate()
                );
            } else {
                assert!(is_finite, "{plan:?}");
            }
        }
    }
}
