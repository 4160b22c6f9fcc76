//! The axis along which a density or bins are laid out: where a value lies on it, and back.

use serde::{Deserialize, Serialize};

/// How values spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Axis {
    /// Equal differences have equal lengths.
    #[default]
    Linear,
    /// Equal ratios have equal lengths; only positive values have a place.
    Log,
    /// Linear within ±`threshold`, logarithmic beyond, on both sides of zero: x/c for |x| ≤ c, else
    /// sgn(x) (1 + ln(|x|/c)), after Webber 2013, "A bi-symmetric log transformation for wide-range
    /// data", Measurement Science and Technology 24, 027001, with a middle that is exactly linear.
    Symlog {
        /// Where linear turns into logarithmic; what is not positive and finite counts as 1.
        threshold: f64,
    },
}

impl Axis {
    /// Where a value lies; `None` for one that has no place.
    pub fn place(self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        match self {
            Self::Linear => Some(value),
            Self::Log => (value > 0.0).then(|| value.ln()),
            Self::Symlog { threshold } => {
                let (size, threshold) = (value.abs(), usable(threshold));
                Some(if size <= threshold {
                    value / threshold
                } else {
                    (1.0 + size.ln() - threshold.ln()).copysign(value)
                })
            }
        }
    }

    /// The value at a place: the inverse of [`place`](Self::place).
    pub fn value(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Log => place.exp(),
            Self::Symlog { threshold } => {
                let (distance, threshold) = (place.abs(), usable(threshold));
                if distance <= 1.0 {
                    place * threshold
                } else {
                    (distance - 1.0 + threshold.ln()).exp().copysign(place)
                }
            }
        }
    }
}

fn usable(threshold: f64) -> f64 {
    if threshold.is_finite() && threshold > 0.0 {
        threshold
    } else {
        1.0
    }
}
