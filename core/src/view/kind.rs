//! What a panel shows. Line panels of metrics come by themselves; all others are added by people.

use serde::{Deserialize, Serialize};

use crate::layout::Size;
use crate::table::{Column, MetricName};

/// What a panel shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum PanelKind {
    /// A metric over an axis, one line for each shown experiment and context.
    Line {
        /// The metric's name.
        metric: String,
    },
    /// Several metrics over an axis, one line for each and each shown experiment.
    Lines {
        /// Names of the metrics on the usual axis.
        left: Vec<String>,
        /// Names of the metrics on a second axis.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        right: Vec<String>,
    },
    /// One number.
    Scalar {
        /// The number: of the newest shown experiment, beside that of the one before.
        value: Column,
    },
    /// A bar for each shown experiment, or for each group the mean and its deviation.
    Bar {
        /// The number.
        value: Column,
        /// What groups all experiments of the project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Column>,
    },
    /// How values are distributed: all points of a metric, a row for each shown experiment; or one
    /// number of each experiment, a row for each group.
    Distribution {
        /// The metric, whose points are shown, or the number of each experiment.
        value: Column,
        /// What groups all experiments of the project.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Column>,
        /// As boxes or as violins.
        #[serde(default)]
        shape: Shape,
    },
    /// A point for each experiment of the project.
    Scatter {
        /// The horizontal place.
        x: Column,
        /// The vertical place.
        y: Column,
    },
    /// A line for each experiment of the project across parallel axes; the last one gives colours.
    Parallel {
        /// The axes, from left to right.
        columns: Vec<Column>,
    },
    /// Histograms of one name over the steps of an experiment.
    Histogram {
        /// Their name.
        name: String,
        /// As a heat map or as ridges.
        #[serde(default)]
        layout: HistogramLayout,
    },
    /// The confusion matrices of one name.
    Matrix {
        /// Their name.
        name: String,
    },
    /// The curves of one name, the last of each shown experiment.
    Curve {
        /// Their name.
        name: String,
    },
}

/// How a distribution is drawn.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Quartiles, whiskers, outliers.
    #[default]
    Box,
    /// The density.
    Violin,
}

/// How histograms over steps are drawn.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum HistogramLayout {
    /// A column of cells for each step.
    #[default]
    Heat,
    /// An outline for each step.
    Ridge,
}

impl PanelKind {
    /// The metric of an automatic panel.
    pub fn automatic_metric(&self) -> Option<&str> {
        match self {
            Self::Line { metric } => Some(metric),
            _ => None,
        }
    }

    /// Whether the panel has an axis of steps, time or another metric, and the settings for that.
    pub fn has_lines(&self) -> bool {
        matches!(self, Self::Line { .. } | Self::Lines { .. })
    }

    /// Its size before anybody changes it, for panels that people add.
    pub fn added_size(&self) -> Size {
        let (w, h) = match self {
            Self::Scalar { .. } => (2, 3),
            Self::Parallel { .. } => (8, 5),
            Self::Lines { .. } => (6, 5),
            Self::Matrix { .. } => (4, 6),
            _ => (4, 5),
        };
        Size { w, h }
    }

    /// The metrics that it draws as lines, and whether each is measured on the right.
    pub fn line_metrics(&self) -> Vec<(&str, Axis)> {
        match self {
            Self::Line { metric } => vec![(metric, Axis::Left)],
            Self::Lines { left, right } => {
                let left = left.iter().map(|name| (name.as_str(), Axis::Left));
                let right = right.iter().map(|name| (name.as_str(), Axis::Right));
                left.chain(right).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Which vertical axis measures a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// The usual one.
    Left,
    /// The second one.
    Right,
}

impl Column {
    /// The metric of a column of a metric.
    pub fn metric(&self) -> Option<&MetricName> {
        match self {
            Self::Metric { metric, .. } => Some(metric),
            _ => None,
        }
    }
}
