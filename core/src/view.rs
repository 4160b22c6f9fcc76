//! A project's view: which panels in which order and size, which experiments are drawn, and the
//! settings that all panels share. Versioned data; saved views and shares build on it.
//!
//! Every metric has an automatic panel in the section of its prefix (`train/loss` → `train`).
//! A view only stores what somebody changed, so that new metrics appear by themselves.

mod ranges;
mod settings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::ExperimentKey;
use crate::layout::Size;
use crate::table::{Column, MetricName, Sort};

pub use ranges::{Ends, PanelRanges};
pub use settings::{Clock, PanelSettings, Scale, SmoothingKind};

/// Newest version that this build reads and writes.
pub const VERSION: u32 = 1;

/// Size of an automatic panel.
pub const DEFAULT_SIZE: Size = Size { w: 4, h: 4 };

/// Size of automatic panels in a section that has only one or two.
pub const WIDE_SIZE: Size = Size { w: 6, h: 5 };

/// Experiments that are drawn before anybody chose, newest first.
pub const DEFAULT_SHOWN: usize = 10;

/// A view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewSpec {
    /// See [`VERSION`].
    pub version: u32,
    /// Settings of all panels.
    #[serde(default)]
    pub settings: PanelSettings,
    /// Sections whose order, folding or panels were changed, in order.
    #[serde(default)]
    pub sections: Vec<SectionSpec>,
    /// Experiments that were shown or hidden by hand.
    #[serde(default)]
    pub shown: BTreeMap<ExperimentKey, bool>,
    /// Experiments that stay at the top of the list.
    #[serde(default)]
    pub pinned: Vec<ExperimentKey>,
    /// The table's columns; empty for the automatic choice.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// The table's order.
    #[serde(default)]
    pub sort: Vec<Sort>,
    /// Panels whose axes have ends of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<PanelRanges>,
}

impl Default for ViewSpec {
    fn default() -> Self {
        Self {
            version: VERSION,
            settings: PanelSettings::default(),
            sections: Vec::new(),
            shown: BTreeMap::new(),
            pinned: Vec::new(),
            columns: Vec::new(),
            sort: Vec::new(),
            ranges: Vec::new(),
        }
    }
}

/// What was changed in a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionSpec {
    /// The section's name: the metrics' prefix.
    pub name: String,
    /// True when it is folded.
    #[serde(default)]
    pub collapsed: bool,
    /// Its panels in order; those not named follow by name.
    #[serde(default)]
    pub panels: Vec<PanelSpec>,
}

/// What was changed about a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PanelSpec {
    /// What it shows.
    pub kind: PanelKind,
    /// Its size, when it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

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
}

impl PanelKind {
    /// Its title.
    pub fn title(&self) -> &str {
        match self {
            Self::Line { metric } => metric,
        }
    }
}

/// A section as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name; empty for metrics without a prefix.
    pub name: String,
    /// True when it is folded.
    pub collapsed: bool,
    /// Its panels in order.
    pub panels: Vec<Panel>,
}

/// A panel as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What it shows.
    pub kind: PanelKind,
    /// Its size.
    pub size: Size,
}

/// Why a stored view cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    /// Made by a newer build.
    #[error("the view has version {0}, this build reads up to {VERSION}; update it")]
    Version(u32),
}

impl ViewSpec {
    /// Refuses versions from the future and brings older ones up to date.
    pub fn upgraded(mut self) -> Result<Self, ViewError> {
        if self.version > VERSION {
            return Err(ViewError::Version(self.version));
        }
        self.version = VERSION;
        Ok(self)
    }

    /// The sections to draw, given all metric names.
    pub fn arrange(&self, metrics: &[MetricName]) -> Vec<Section> {
        let mut by_section: BTreeMap<(u8, String), Vec<String>> = BTreeMap::new();
        for metric in metrics {
            let name = section_of(&metric.name);
            let panels = by_section.entry((section_rank(&name), name)).or_default();
            if panels.last() != Some(&metric.name) && !panels.contains(&metric.name) {
                panels.push(metric.name.clone());
            }
        }
        let mut sections: Vec<Section> = by_section
            .into_iter()
            .map(|((_, name), names)| self.section(name, names))
            .collect();
        let position = |section: &Section| {
            self.sections
                .iter()
                .position(|spec| spec.name == section.name)
                .unwrap_or(usize::MAX)
        };
        sections.sort_by_key(position);
        sections
    }

    fn section(&self, name: String, mut metrics: Vec<String>) -> Section {
        metrics.sort();
        let automatic = if metrics.len() <= 2 {
            WIDE_SIZE
        } else {
            DEFAULT_SIZE
        };
        let spec = self.sections.iter().find(|spec| spec.name == name);
        let changed = spec.map(|spec| spec.panels.as_slice()).unwrap_or_default();
        let mut panels = Vec::new();
        for panel in changed {
            let PanelKind::Line { metric } = &panel.kind;
            if let Some(index) = metrics.iter().position(|name| name == metric) {
                metrics.remove(index);
                let size = panel.size.unwrap_or(automatic);
                panels.push(Panel {
                    kind: panel.kind.clone(),
                    size,
                });
            }
        }
        panels.extend(metrics.into_iter().map(|metric| Panel {
            kind: PanelKind::Line { metric },
            size: automatic,
        }));
        Section {
            name,
            collapsed: spec.is_some_and(|spec| spec.collapsed),
            panels,
        }
    }

    /// Remembers sections as they are drawn now.
    pub fn remember(&mut self, sections: &[Section]) {
        self.sections = sections
            .iter()
            .map(|section| SectionSpec {
                name: section.name.clone(),
                collapsed: section.collapsed,
                panels: section
                    .panels
                    .iter()
                    .map(|panel| PanelSpec {
                        kind: panel.kind.clone(),
                        size: Some(panel.size),
                    })
                    .collect(),
            })
            .collect();
    }

    /// Which experiments are drawn, given all keys with the newest first.
    pub fn shown<'a>(&self, newest_first: &'a [ExperimentKey]) -> Vec<&'a ExperimentKey> {
        newest_first
            .iter()
            .enumerate()
            .filter(|(index, key)| self.is_shown(key, *index))
            .map(|(_, key)| key)
            .collect()
    }

    /// Whether an experiment is drawn, given its place among all with the newest at 0.
    pub fn is_shown(&self, key: &ExperimentKey, place: usize) -> bool {
        self.shown
            .get(key)
            .copied()
            .unwrap_or(place < DEFAULT_SHOWN)
    }
}

/// The section of a metric: what stands before the last slash; `sys.` metrics have their own.
pub fn section_of(metric: &str) -> String {
    if metric.starts_with("sys.") {
        return "sys".to_owned();
    }
    metric
        .rsplit_once('/')
        .map(|(prefix, _)| prefix.to_owned())
        .unwrap_or_default()
}

/// Metrics without a prefix come first, then training, then what is measured on other data;
/// those of the system come last.
fn section_rank(name: &str) -> u8 {
    match name {
        "" => 0,
        "train" | "training" => 1,
        "val" | "valid" | "validation" | "eval" | "test" => 2,
        "sys" => 4,
        _ => 3,
    }
}
