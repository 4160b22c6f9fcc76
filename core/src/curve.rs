//! Curves that were logged as assets: points (x, y) in an order of their own, such as a receiver
//! operating characteristic or precision against recall.
//!
//! The file is one JSON object, `{"name": "roc", "x": [0, 0.1, 1], "y": [0, 0.8, 1]}`. The name
//! may be missing. A point without a value is `null`, which breaks the curve, as do the strings
//! for numbers that are not finite (see [`crate::number`]).

use serde::Deserialize;
use thiserror::Error;

use crate::number::Float;

/// A curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// What it is called; empty when nobody said.
    pub name: String,
    /// Horizontal values, in the order of drawing; NaN where there is none.
    pub x: Vec<f64>,
    /// As many vertical values.
    pub y: Vec<f64>,
}

/// Why a file is no curve.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CurveError {
    /// It is not JSON, or not of this form.
    #[error("not a curve, which is an object with lists of numbers `x` and `y`: {0}")]
    Form(String),
    /// The lists do not belong together.
    #[error("`x` has {x} values and `y` has {y}; a point needs one of each")]
    Lengths {
        /// Values of `x`.
        x: usize,
        /// Values of `y`.
        y: usize,
    },
}

/// Which way values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// None is less than the one before it.
    Ascending,
    /// None is greater than the one before it, and not all are the same.
    Descending,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    name: Option<String>,
    x: Vec<Option<Float>>,
    y: Vec<Option<Float>>,
}

impl Curve {
    /// Reads a curve from the content of its file.
    pub fn read(json: &[u8]) -> Result<Self, CurveError> {
        let file: File =
            serde_json::from_slice(json).map_err(|error| CurveError::Form(error.to_string()))?;
        if file.x.len() != file.y.len() {
            return Err(CurveError::Lengths {
                x: file.x.len(),
                y: file.y.len(),
            });
        }
        let values = |list: Vec<Option<Float>>| {
            let value = |value: Option<Float>| value.map_or(f64::NAN, |Float(number)| number);
            list.into_iter().map(value).collect()
        };
        Ok(Self {
            name: file.name.unwrap_or_default(),
            x: values(file.x),
            y: values(file.y),
        })
    }

    /// The area between the curve and zero; see [`area_under`].
    pub fn area_under(&self) -> Option<f64> {
        area_under(&self.x, &self.y)
    }

    /// Which way x goes, if it never turns back: the curve of a function, of which there is an
    /// area.
    pub fn order(&self) -> Option<Order> {
        order(&self.x)
    }
}

/// The area between a curve and zero by the trapezoidal rule,
/// Σ (xᵢ₊₁ − xᵢ) (yᵢ + yᵢ₊₁) / 2, the same whichever way x goes; what lies below zero counts as
/// less than nothing.
///
/// For a receiver operating characteristic this is the AUC, the chance that a positive example is
/// ranked above a negative one (T. Fawcett, "An introduction to ROC analysis", Pattern Recognition
/// Letters 27 (2006) 861–874). Between points of precision and recall straight lines promise too
/// much (J. Davis and M. Goadrich, "The relationship between precision-recall and ROC curves",
/// ICML 2006): with few points the true area is smaller.
///
/// None when there are fewer than two points, when a number is not finite, when the lists differ
/// in length, or when x turns back: there is no such area then.
pub fn area_under(x: &[f64], y: &[f64]) -> Option<f64> {
    let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
    if x.len() != y.len() || !finite(x) || !finite(y) {
        return None;
    }
    let sign = match order(x)? {
        Order::Ascending => 1.0,
        Order::Descending => -1.0,
    };
    let pieces = x.windows(2).zip(y.windows(2));
    let sum: f64 = pieces
        // Halves first: sums of large numbers would not be finite.
        .map(|(x, y)| (x[1] - x[0]) * (y[0] * 0.5 + y[1] * 0.5))
        .sum();
    let area = sign * sum;
    area.is_finite().then_some(area)
}

/// Which way values go; none when they turn, when one is NaN, or when there are fewer than two.
pub fn order(values: &[f64]) -> Option<Order> {
    if values.len() < 2 {
        return None;
    }
    let all = |holds: fn(f64, f64) -> bool| values.windows(2).all(|pair| holds(pair[0], pair[1]));
    if all(|before, after| before <= after) {
        Some(Order::Ascending)
    } else if all(|before, after| before >= after) {
        Some(Order::Descending)
    } else {
        None
    }
}
