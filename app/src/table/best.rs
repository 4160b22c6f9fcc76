//! Which metrics have a better end, and the best of their values. Pure.

use suisei_core::number::Scalar;
use suisei_core::table::{Column, MetricName, Statistic};

/// The better end of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    /// Greater is better.
    Greater,
    /// Smaller is better.
    Smaller,
}

const GREATER: [&str; 10] = [
    "acc", "accuracy", "f1", "auc", "auroc", "score", "reward", "rewards", "top1", "top5",
];
const SMALLER: [&str; 7] = [
    "loss",
    "losses",
    "error",
    "errors",
    "err",
    "perplexity",
    "ppl",
];

impl Better {
    /// Of a metric, where its name leaves no doubt.
    pub(super) fn of(metric: &MetricName) -> Option<Self> {
        let words = words(&metric.name);
        // `acc1` and `acc_top5` are accuracies, `account` and `accum_steps` are not.
        let stem = |word: &str| {
            word.trim_end_matches(|c: char| c.is_ascii_digit())
                .to_owned()
        };
        let has = |known: &[&str]| {
            words
                .iter()
                .any(|word| known.contains(&word.as_str()) || known.contains(&stem(word).as_str()))
        };
        match (has(&GREATER), has(&SMALLER)) {
            (true, false) => Some(Self::Greater),
            (false, true) => Some(Self::Smaller),
            _ => None,
        }
    }

    /// Of a column: counts and steps have no better end.
    pub(super) fn of_column(column: &Column) -> Option<Self> {
        match column {
            Column::Metric {
                statistic:
                    Statistic::Count
                    | Statistic::LastStep
                    | Statistic::MinStep
                    | Statistic::MaxStep
                    | Statistic::BestStep,
                ..
            } => None,
            Column::Metric { metric, .. } => Self::of(metric),
            _ => None,
        }
    }

    /// The statistic that shows how good a metric became.
    pub(super) fn statistic(self) -> Statistic {
        match self {
            Self::Greater => Statistic::Max,
            Self::Smaller => Statistic::Min,
        }
    }

    /// The best of some cells; only finite numbers count.
    pub(super) fn best<'a>(self, cells: impl Iterator<Item = &'a Scalar>) -> Option<f64> {
        let finite = cells
            .filter_map(Scalar::as_f64)
            .filter(|value| value.is_finite());
        match self {
            Self::Greater => finite.reduce(f64::max),
            Self::Smaller => finite.reduce(f64::min),
        }
    }
}

/// The words of a name, in lower case: `valAcc_top5/mean` holds `val`, `acc`, `top5`, `mean`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_lower = false;
    for c in name.chars() {
        let is_start = c.is_uppercase() && before_is_lower;
        if !c.is_alphanumeric() || is_start {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before_is_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use suisei_core::number::Float;

    use super::*;

    #[test]
    fn only_obvious_names_have_a_better_end() {
        let of = |name: &str| {
            Better::of(&MetricName {
                name: name.to_owned(),
                context: String::new(),
            })
        };
        for name in [
            "val/acc",
            "accuracy",
            "acc1",
            "valAcc",
            "acc_top5",
            "eval/f1",
            "episode_reward",
        ] {
            assert_eq!(of(name), Some(Better::Greater), "{name}");
        }
        for name in [
            "train/loss",
            "valLoss",
            "loss_1",
            "perplexity",
            "error-rate",
        ] {
            assert_eq!(of(name), Some(Better::Smaller), "{name}");
        }
        for name in [
            "lr",
            "account",
            "accum_steps",
            "glossary",
            "grad_norm",
            "score_loss",
            "f",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }

    #[test]
    fn the_best_is_finite() {
        let cells = [
            Scalar::Null,
            Scalar::Number(Float(f64::NAN)),
            Scalar::Number(Float(0.5)),
            Scalar::Number(Float(f64::NEG_INFINITY)),
            Scalar::Number(Float(0.25)),
        ];
        assert_eq!(Better::Smaller.best(cells.iter()), Some(0.25));
        assert_eq!(Better::Greater.best(cells.iter()), Some(0.5));
        assert_eq!(Better::Greater.best(cells[..2].iter()), None);
    }
}
