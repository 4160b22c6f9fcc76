//! The demo's experiments: what each tries. Two go wrong on purpose.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::network::Activation;

/// How weights follow gradients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Optimizer {
    Sgd,
    Momentum,
    Adam,
}

impl Optimizer {
    fn name(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::Momentum => "momentum",
            Self::Adam => "adam",
        }
    }
}

/// How the learning rate changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schedule {
    Constant,
    Cosine,
    /// It grows until the training breaks, to find the greatest that it bears.
    RangeTest,
}

impl Schedule {
    fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Cosine => "cosine",
            Self::RangeTest => "range test",
        }
    }
}

/// One experiment.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) optimizer: Optimizer,
    pub(super) learning_rate: f64,
    pub(super) schedule: Schedule,
    pub(super) hidden: Vec<usize>,
    pub(super) activation: Activation,
    pub(super) batch_size: usize,
    pub(super) epochs: usize,
    pub(super) seed: u64,
    pub(super) tags: &'static [&'static str],
}

impl Plan {
    fn new(optimizer: Optimizer, learning_rate: f64, hidden: &[usize]) -> Self {
        Self {
            optimizer,
            learning_rate,
            schedule: Schedule::Constant,
            hidden: hidden.to_vec(),
            activation: Activation::Tanh,
            batch_size: 16,
            epochs: 40,
            seed: 1,
            tags: &[],
        }
    }

    fn cosine(mut self) -> Self {
        self.schedule = Schedule::Cosine;
        self
    }

    fn range_test(mut self) -> Self {
        self.schedule = Schedule::RangeTest;
        self.tags = &["range test"];
        self
    }

    fn relu(mut self) -> Self {
        self.activation = Activation::Relu;
        self
    }

    fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    fn batch(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    fn tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// The parameters as they are logged.
    pub(super) fn parameters(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("activation", json!(self.activation.name())),
            ("batch_size", json!(self.batch_size)),
            ("epochs", json!(self.epochs)),
            ("hidden", json!(self.hidden)),
            ("learning_rate", json!(self.learning_rate)),
            ("optimizer", json!(self.optimizer.name())),
            ("schedule", json!(self.schedule.name())),
            ("seed", json!(self.seed)),
        ]
    }

    /// The parameters as a config file: the demo's code.
    pub(super) fn config(&self) -> String {
        let mut text = String::from("# Three spirals, one small network.\n[experiment]\n");
        for (name, value) in self.parameters() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{name} = {value}");
        }
        text
    }
}

/// The experiments of the last days, the oldest first. Those that go wrong are among the oldest:
/// a new view draws the newest ten, and a loss that runs away would flatten all others.
pub(super) fn past() -> Vec<Plan> {
    use Optimizer::{Adam, Momentum, Sgd};
    vec![
        Plan::new(Sgd, 0.05, &[8]).tags(&["baseline"]),
        Plan::new(Sgd, 0.1, &[16]).range_test(),
        Plan::new(Momentum, 0.1, &[24, 16]).range_test(),
        Plan::new(Sgd, 0.5, &[16]),
        Plan::new(Momentum, 0.05, &[16, 16]),
        Plan::new(Momentum, 0.1, &[24, 16]).cosine(),
        Plan::new(Adam, 0.003, &[16, 16]).tags(&["adam"]),
        Plan::new(Adam, 0.01, &[24, 16]).relu().tags(&["adam"]),
        Plan::new(Adam, 0.01, &[24, 24])
            .cosine()
            .tags(&["adam", "candidate"]),
        Plan::new(Adam, 0.01, &[24, 24])
            .cosine()
            .seed(2)
            .tags(&["adam", "candidate"]),
        Plan::new(Adam, 0.02, &[32, 16])
            .cosine()
            .batch(32)
            .tags(&["adam"]),
    ]
}

/// Epochs of an experiment that runs while one watches: some twenty minutes, so that a server that
/// is left alone does not fill its store with experiments.
const LIVE_EPOCHS: usize = 400;

/// The experiments that run while one watches, one after the other, for ever.
pub(super) fn live(round: u64) -> Plan {
    use Optimizer::{Adam, Momentum};
    let plan = match round % 4 {
        0 => Plan::new(Adam, 0.005, &[24, 16])
            .cosine()
            .tags(&["adam", "live"]),
        1 => Plan::new(Momentum, 0.08, &[24, 16])
            .cosine()
            .tags(&["live"]),
        2 => Plan::new(Adam, 0.008, &[16, 16])
            .relu()
            .tags(&["adam", "live"]),
        _ => Plan::new(Momentum, 0.15, &[32]).tags(&["live"]),
    };
    Plan {
        epochs: LIVE_EPOCHS,
        ..plan.seed(10 + round)
    }
}
