//! A project's view: which panels in which order and size, which experiments are drawn, and the
//! settings that all panels share. Versioned data; saved views and shares build on it.
//!
//! Every metric has an automatic panel in the section of its prefix (`train/loss` → `train`);
//! panels of other kinds are added by people and lie in a section of their own.
//! A view only stores what somebody changed, so that new metrics appear by themselves.

mod kind;
mod ranges;
mod settings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::ExperimentKey;
use crate::layout::Size;
use crate::table::{Column, MetricName, Sort};

pub use kind::{Axis, HistogramLayout, PanelKind, Shape};
pub use ranges::{Ends, PanelRanges};
pub use settings::{Clock, PanelSettings, Scale, SmoothingKind};

/// Newest version that this build reads and writes.
pub const VERSION: u32 = 2;

/// The section of panels that people added.
pub const ADDED: &str = ":added";

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

/// A panel that was taken away, and where it was.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovedPanel {
    section: String,
    place: usize,
    panel: PanelSpec,
    ranges: Option<PanelRanges>,
}

impl PanelSpec {
    fn is_added(&self) -> bool {
        self.kind.automatic_metric().is_none()
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
        for spec in &self.sections {
            if spec.panels.iter().any(PanelSpec::is_added) {
                let name = spec.name.clone();
                by_section.entry((section_rank(&name), name)).or_default();
            }
        }
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
            let usual = match panel.kind.automatic_metric() {
                None => panel.kind.added_size(),
                Some(metric) => match metrics.iter().position(|name| name == metric) {
                    Some(index) => {
                        metrics.remove(index);
                        automatic
                    }
                    // Nobody logs it any more, or not yet.
                    None => continue,
                },
            };
            panels.push(Panel {
                kind: panel.kind.clone(),
                size: panel.size.unwrap_or(usual),
            });
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

    /// Whether a view has this panel among those that were added or arranged.
    pub fn has_panel(&self, kind: &PanelKind) -> bool {
        let mut all = self.sections.iter().flat_map(|spec| &spec.panels);
        all.any(|panel| panel.kind == *kind)
    }

    /// Adds a panel to the section of added ones, as its last; false when it is there already.
    pub fn add_panel(&mut self, kind: PanelKind) -> bool {
        if self.has_panel(&kind) {
            return false;
        }
        let at = self.sections.iter().position(|spec| spec.name == ADDED);
        let at = at.unwrap_or_else(|| {
            let spec = SectionSpec {
                name: ADDED.to_owned(),
                collapsed: false,
                panels: Vec::new(),
            };
            self.sections.insert(0, spec);
            0
        });
        let section = &mut self.sections[at];
        section.collapsed = false;
        section.panels.push(PanelSpec { kind, size: None });
        true
    }

    /// Takes an added panel away, with all that was chosen for it, and gives it for
    /// [`put_back`](Self::put_back). Automatic ones stay.
    pub fn remove_panel(&mut self, kind: &PanelKind) -> Option<RemovedPanel> {
        if kind.automatic_metric().is_some() {
            return None;
        }
        let ranges = self.ranges_of(kind).cloned();
        self.ranges.retain(|ranges| ranges.kind != *kind);
        self.sections.iter_mut().find_map(|section| {
            let place = section
                .panels
                .iter()
                .position(|panel| panel.kind == *kind)?;
            Some(RemovedPanel {
                section: section.name.clone(),
                place,
                panel: section.panels.remove(place),
                ranges: ranges.clone(),
            })
        })
    }

    /// Puts a panel back where it was; whatever happened to others meanwhile stays.
    pub fn put_back(&mut self, removed: RemovedPanel) {
        if self.has_panel(&removed.panel.kind) {
            return;
        }
        let RemovedPanel {
            section,
            place,
            panel,
            ranges,
        } = removed;
        match self.sections.iter_mut().find(|spec| spec.name == section) {
            Some(spec) => spec.panels.insert(place.min(spec.panels.len()), panel),
            None => self.sections.insert(
                0,
                SectionSpec {
                    name: section,
                    collapsed: false,
                    panels: vec![panel],
                },
            ),
        }
        self.ranges.extend(ranges);
    }

    /// Puts another panel in the place of an added one; false when that other one is there already.
    pub fn replace_panel(&mut self, old: &PanelKind, new: PanelKind) -> bool {
        if *old == new {
            return true;
        }
        if self.has_panel(&new) {
            return false;
        }
        self.ranges.retain(|ranges| ranges.kind != *old);
        let mut all = self.sections.iter_mut().flat_map(|spec| &mut spec.panels);
        if let Some(panel) = all.find(|panel| panel.kind == *old) {
            panel.kind = new;
        }
        true
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
        "" | ADDED => 0,
        "train" | "training" => 1,
        "val" | "valid" | "validation" | "eval" | "test" => 2,
        "sys" => 4,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Statistic;

    fn metric(name: &str) -> MetricName {
        MetricName {
            name: name.to_owned(),
            context: String::new(),
        }
    }

    fn bar() -> PanelKind {
        PanelKind::Bar {
            value: Column::Metric {
                metric: metric("val/acc"),
                statistic: Statistic::Max,
            },
            by: None,
        }
    }

    #[test]
    fn an_added_panel_stays_until_it_is_removed() {
        let metrics = [metric("train/loss")];
        let mut view = ViewSpec::default();
        assert!(view.add_panel(bar()) && !view.add_panel(bar()));
        let sections = view.arrange(&metrics);
        let names: Vec<&str> = sections
            .iter()
            .map(|section| section.name.as_str())
            .collect();
        assert_eq!(names, [ADDED, "train"]);
        assert_eq!(sections[0].panels.len(), 1);
        view.remember(&sections);
        let text = serde_json::to_string(&view).unwrap();
        let mut view: ViewSpec = serde_json::from_str(&text).unwrap();
        assert_eq!(view.arrange(&metrics), sections);
        let scalar = PanelKind::Scalar {
            value: Column::Duration,
        };
        assert!(view.replace_panel(&bar(), scalar.clone()));
        assert_eq!(view.arrange(&metrics)[0].panels[0].kind, scalar);
        let before = view.clone();
        let removed = view.remove_panel(&scalar).unwrap();
        assert_eq!(view.arrange(&metrics).len(), 1);
        view.put_back(removed.clone());
        view.put_back(removed);
        assert_eq!(view, before);
    }

    #[test]
    fn automatic_panels_of_vanished_metrics_are_left_out() {
        let mut view = ViewSpec::default();
        view.remember(&view.arrange(&[metric("a/x"), metric("a/y")]));
        assert_eq!(view.arrange(&[metric("a/y")])[0].panels.len(), 1);
        assert_eq!(view.arrange(&[]), []);
    }

    #[test]
    fn views_of_version_1_are_read() {
        let text = r#"{"version": 1, "sections": [{"name": "train", "panels":
            [{"kind": {"kind": "line", "metric": "train/loss"}, "size": {"w": 6, "h": 4}}]}]}"#;
        let view: ViewSpec = serde_json::from_str(text).unwrap();
        let view = view.upgraded().unwrap();
        assert_eq!(view.version, VERSION);
        assert_eq!(view.arrange(&[metric("train/loss")])[0].panels[0].size.w, 6);
    }
}
