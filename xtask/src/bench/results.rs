//! One measured value: read from a line, judged by its goal, shown in a table.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// A measured value with its unit and, where there is one, its goal.
#[derive(Debug, PartialEq)]
pub(super) struct BenchResult {
    pub(super) name: String,
    pub(super) value: f64,
    /// What an earlier revision reached in the same run.
    pub(super) earlier: Option<f64>,
    pub(super) unit: String,
    pub(super) better: Better,
    pub(super) goal: Option<f64>,
    pub(super) note: String,
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Better {
    Higher,
    Lower,
}

impl BenchResult {
    /// Reads the JSON object of one line.
    pub(super) fn parse(line: &str) -> Result<Self> {
        Self::from_json(line).with_context(|| format!("not a benchmark result: `{line}`"))
    }

    fn from_json(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line)?;
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let better = match value["better"].as_str() {
            Some("higher") => Better::Higher,
            Some("lower") => Better::Lower,
            _ => anyhow::bail!("`better` must be `higher` or `lower`"),
        };
        ensure!(
            !text("name").is_empty() && !text("unit").is_empty(),
            "`name` or `unit` is missing"
        );
        Ok(Self {
            name: text("name"),
            value: value["value"]
                .as_f64()
                .context("`value` must be a number")?,
            earlier: value["earlier"].as_f64(),
            unit: text("unit"),
            better,
            goal: value["goal"].as_f64(),
            note: text("note"),
        })
    }

    /// Takes in what an earlier revision reached, if it has a result of this name.
    pub(super) fn compare(&mut self, before: &[Self]) {
        let same = before.iter().find(|result| result.name == self.name);
        self.earlier = same.map(|result| result.value);
    }

    /// The value as a multiple of the earlier one.
    fn ratio(&self) -> Option<f64> {
        self.earlier.map(|earlier| self.value / earlier)
    }

    pub(super) fn to_json(&self) -> Value {
        let better = match self.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
        };
        json!({
            "name": self.name,
            "value": self.value,
            "earlier": self.earlier,
            "ratio": self.ratio(),
            "unit": self.unit,
            "better": better,
            "goal": self.goal,
            "note": self.note,
        })
    }

    /// Whether the goal is reached; `None` where there is none.
    fn is_reached(&self) -> Option<bool> {
        self.goal.map(|goal| match self.better {
            Better::Higher => self.value >= goal,
            Better::Lower => self.value <= goal,
        })
    }
}

/// Prints all results, one a line.
pub(super) fn print_table(results: &[BenchResult]) {
    let width = results
        .iter()
        .map(|result| result.name.len())
        .max()
        .unwrap_or(0)
        .max(4);
    let is_compared = results.iter().any(|result| result.earlier.is_some());
    let beside = |earlier: &str, ratio: &str| match is_compared {
        true => format!("{earlier:>12}  {ratio:>7}  "),
        false => String::new(),
    };
    println!(
        "{:<width$}  {:>12}  {}{:<9}  {:>12}  result  note",
        "name",
        "value",
        beside("earlier", "ratio"),
        "unit",
        "goal"
    );
    for result in results {
        let goal = match (result.goal, result.better) {
            (None, _) => "-".to_owned(),
            (Some(goal), Better::Higher) => format!("≥ {}", readable(goal)),
            (Some(goal), Better::Lower) => format!("≤ {}", readable(goal)),
        };
        let reached = match result.is_reached() {
            None => "-",
            Some(true) => "ok",
            Some(false) => "MISSED",
        };
        let earlier = result.earlier.map_or("-".to_owned(), readable);
        let ratio = result.ratio().map_or("-".to_owned(), readable);
        println!(
            "{:<width$}  {:>12}  {}{:<9}  {goal:>12}  {reached:<6}  {}",
            result.name,
            readable(result.value),
            beside(&earlier, &ratio),
            result.unit,
            result.note
        );
    }
}

/// Four significant digits, thousands grouped.
fn readable(value: f64) -> String {
    let size = value.abs();
    if size < 1000.0 {
        let digits = if size >= 100.0 {
            1
        } else if size >= 1.0 {
            2
        } else {
            4
        };
        let text = format!("{value:.digits$}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{size:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if value < 0.0 {
        format!("-{grouped}")
    } else {
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_and_judged() {
        let line = r#"{"name":"a","value":14.5,"unit":"ms","better":"lower","goal":15}"#;
        let result = BenchResult::parse(line).unwrap();
        assert_eq!(result.is_reached(), Some(true));
        assert_eq!(
            BenchResult::parse(&result.to_json().to_string()).unwrap(),
            result
        );
    }

    #[test]
    fn results_of_the_same_name_are_compared() {
        let result = |name: &str, value: f64| {
            let line = json!({"name": name, "value": value, "unit": "ms", "better": "lower"});
            BenchResult::parse(&line.to_string()).unwrap()
        };
        let before = [result("a", 4.0), result("b", 8.0)];
        let (mut b, mut new) = (result("b", 2.0), result("c", 1.0));
        b.compare(&before);
        new.compare(&before);
        assert_eq!((b.earlier, b.ratio()), (Some(8.0), Some(0.25)));
        assert_eq!((new.earlier, new.ratio()), (None, None));
    }

    #[test]
    fn incomplete_lines_are_errors() {
        for line in [
            "{}",
            "1",
            r#"{"name":"a","value":"1","unit":"ms","better":"lower"}"#,
        ] {
            assert!(BenchResult::parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn numbers_are_readable() {
        let check = |value: f64, expected: &str| assert_eq!(readable(value), expected);
        check(1_234_567.8, "1,234,568");
        check(999.96, "1000");
        check(12.0, "12");
        check(0.0512, "0.0512");
        check(0.0, "0");
        check(-4321.0, "-4,321");
    }
}
