//! What all line panels of a view share: axes, scales and smoothing. Fields may be missing in stored
//! views; those of older views mean what they meant.

use serde::{Deserialize, Serialize};

use crate::number::Float;
use crate::query::XAxis;
use crate::smooth::{Domain, Smoothing};
use crate::table::MetricName;

/// Settings of line panels.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PanelSettings {
    /// The horizontal axis.
    #[serde(default)]
    pub x: XAxis,
    /// The metric that gives the places on [`XAxis::Metric`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<MetricName>,
    /// The horizontal scale.
    #[serde(default, skip_serializing_if = "Scale::is_linear")]
    pub x_scale: Scale,
    /// How a time of day is written.
    #[serde(default, skip_serializing_if = "Clock::is_local")]
    pub clock: Clock,
    /// The vertical scale.
    #[serde(default)]
    pub scale: Scale,
    /// On [`Scale::Symlog`], the value up to which the scale is linear; chosen from the values when
    /// missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Float>,
    /// Weight of the exponential smoothing, in [0, 1).
    #[serde(default)]
    pub smoothing: Float,
    /// Which smoothing is on; each keeps its own strength.
    #[serde(default, skip_serializing_if = "SmoothingKind::is_exponential")]
    pub smoothing_kind: SmoothingKind,
    /// Window of the running mean and median, in points; 0 and 1 are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub window: u32,
    /// Standard deviation of the Gaussian, in typical distances; 0 is none.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub sigma: Float,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

fn is_nothing(number: &Float) -> bool {
    number.0 == 0.0
}

impl PanelSettings {
    /// The smoothing to ask for.
    pub fn smoothing(&self) -> Option<Smoothing> {
        let points = self.window;
        let smoothing = match self.smoothing_kind {
            SmoothingKind::Exponential => Smoothing::Exponential {
                weight: self.smoothing.0,
            },
            SmoothingKind::Mean => Smoothing::Mean { points },
            SmoothingKind::Median => Smoothing::Median { points },
            SmoothingKind::Gaussian => Smoothing::Gaussian {
                sigma: self.sigma.0,
            },
        };
        smoothing.acts().then_some(smoothing)
    }

    /// What the smoothing averages: what the vertical axis shows at equal distances.
    pub fn domain(&self) -> Domain {
        match self.scale {
            Scale::Log => Domain::Log,
            Scale::Linear | Scale::Symlog => Domain::Linear,
        }
    }

    /// The metric that gives the places, where one does.
    pub fn against(&self) -> Option<&MetricName> {
        self.against.as_ref().filter(|_| self.x == XAxis::Metric)
    }
}

/// A scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Linear.
    #[default]
    Linear,
    /// Logarithmic.
    Log,
    /// Linear around zero and logarithmic on both sides of that.
    Symlog,
}

impl Scale {
    /// True for the default.
    pub fn is_linear(&self) -> bool {
        *self == Self::Linear
    }
}

/// How a time of day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// In the time zone of whoever looks.
    #[default]
    Local,
    /// In UTC.
    Utc,
}

impl Clock {
    /// True for the default.
    pub fn is_local(&self) -> bool {
        *self == Self::Local
    }
}

/// Kinds of smoothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SmoothingKind {
    /// See [`Smoothing::Exponential`].
    #[default]
    Exponential,
    /// See [`Smoothing::Mean`].
    Mean,
    /// See [`Smoothing::Median`].
    Median,
    /// See [`Smoothing::Gaussian`].
    Gaussian,
}

impl SmoothingKind {
    /// True for the default.
    pub fn is_exponential(&self) -> bool {
        *self == Self::Exponential
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> PanelSettings {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn stored_settings_keep_their_meaning() {
        let old = read(r#"{"x": "step", "scale": "log", "smoothing": 0.9}"#);
        assert_eq!(
            old.smoothing(),
            Some(Smoothing::Exponential { weight: 0.9 })
        );
        assert_eq!(old.domain(), Domain::Log);
        assert_eq!(
            serde_json::to_string(&old).unwrap(),
            r#"{"x":"step","scale":"log","smoothing":0.9}"#,
            "older builds read it too"
        );
        assert_eq!(read("{}").smoothing(), None);
    }

    #[test]
    fn the_kind_chooses_the_strength() {
        let json = r#"{"smoothing": 0.5, "smoothing_kind": "median", "window": 51, "sigma": 3}"#;
        let settings = read(json);
        assert_eq!(settings.smoothing(), Some(Smoothing::Median { points: 51 }));
        let none = PanelSettings {
            window: 1,
            ..settings
        };
        assert_eq!(none.smoothing(), None);
    }
}
