//! How results are told, and the statistics behind them.

use std::time::{Duration, Instant};

use serde_json::json;

/// Which direction is good.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Better {
    Higher,
    Lower,
}

/// One measured value.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) better: Better,
    pub(crate) goal: Option<f64>,
    pub(crate) note: String,
}

impl Measured {
    /// Prints it.
    pub(crate) fn print(&self) {
        let better = match self.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        };
        let line = json!({
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "better": better,
            "goal": self.goal,
            "note": self.note,
        });
        println!("bench: {line}");
    }
}

/// Prints a value of which less is better.
pub(crate) fn lower(
    name: &str,
    value: f64,
    unit: &'static str,
    goal: Option<f64>,
    note: impl Into<String>,
) {
    Measured {
        name: name.to_owned(),
        value,
        unit,
        better: Better::Lower,
        goal,
        note: note.into(),
    }
    .print();
}

/// The middle value.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that a share of all values does not exceed.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * share) as usize;
    values
        .get(at.min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// Milliseconds.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Milliseconds that something takes, each time.
pub(crate) fn timed(times: usize, mut work: impl FnMut()) -> Vec<f64> {
    (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            ms(start.elapsed())
        })
        .collect()
}
