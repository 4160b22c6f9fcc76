//! The edits of an experiment: which names its metrics are shown under and which points are hidden.
//! A list that only grows, undone edits included; nothing of what was recorded changes with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use suisei_core::edit::{Edit, MetricChange, Undone};
use suisei_core::series::Columns;
use suisei_core::table::MetricName;
use suisei_core::wire::record::SeriesName;

use super::dictionary::Dictionary;
use super::intervals::Intervals;

/// Most edits of one experiment, undone ones included.
pub(crate) const MAX_EDITS: usize = 1_000;

/// Most separate runs of hidden points of all its edits.
pub(crate) const MAX_HIDDEN_RUNS: usize = 100_000;

/// An edit as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredEdit {
    #[serde(flatten)]
    pub(crate) edit: Edit,
    /// The points that it hides, for each source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) hidden: Vec<HiddenRuns>,
}

/// Hidden points of one source, as half-open runs of ordinals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HiddenRuns {
    pub(crate) source: u32,
    pub(crate) runs: Vec<(u64, u64)>,
}

impl HiddenRuns {
    /// How many points they are.
    pub(crate) fn n_points(&self) -> u64 {
        self.runs.iter().map(|(start, end)| end - start).sum()
    }
}

/// All edits of an experiment, and what they come to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edits {
    list: Vec<StoredEdit>,
    /// New names by recorded ones.
    renamed: BTreeMap<MetricName, String>,
    /// Recorded names of metrics that are hidden as a whole.
    gone: BTreeSet<MetricName>,
    /// By recorded names. Once here, always here: undone edits leave an empty set.
    hidden: HashMap<SeriesName, Arc<Intervals>>,
}

impl From<Vec<StoredEdit>> for Edits {
    fn from(list: Vec<StoredEdit>) -> Self {
        let mut edits = Self::default();
        let mut hidden: HashMap<SeriesName, Vec<(u64, u64)>> = HashMap::new();
        for stored in &list {
            edits.count(stored);
            for of_source in &stored.hidden {
                let name = with_source(&metric_of(&stored.edit), of_source.source);
                let runs = hidden.entry(name).or_default();
                if stored.edit.undone.is_none() {
                    runs.extend_from_slice(&of_source.runs);
                }
            }
        }
        for (name, mut runs) in hidden {
            // In order, each run goes to the end.
            runs.sort_unstable();
            let mut all = Intervals::default();
            runs.iter().for_each(|&(start, end)| all.insert(start..end));
            edits.hidden.insert(name, Arc::new(all));
        }
        edits.list = list;
        edits
    }
}

impl Edits {
    /// The edits, oldest first.
    pub(crate) fn list(&self) -> &[StoredEdit] {
        &self.list
    }

    /// Changes with every edit and undo.
    pub(crate) fn revision(&self) -> usize {
        let undone = |stored: &&StoredEdit| stored.edit.undone.is_some();
        self.list.len() + self.list.iter().filter(undone).count()
    }

    /// How many separate runs of points all of them hide.
    pub(crate) fn n_runs(&self) -> usize {
        let hidden = self.list.iter().flat_map(|stored| &stored.hidden);
        hidden.map(|hidden| hidden.runs.len()).sum()
    }

    /// These and one more.
    pub(crate) fn with(&self, edit: StoredEdit) -> Self {
        let mut list = self.list.clone();
        list.push(edit);
        Self::from(list)
    }

    /// These with one of them undone; none where there is no such edit in force.
    pub(crate) fn without(&self, id: &str, undone: Undone) -> Option<(Self, Edit)> {
        let mut list = self.list.clone();
        let found = list
            .iter_mut()
            .map(|stored| &mut stored.edit)
            .find(|edit| edit.id == id && edit.undone.is_none())?;
        found.undone = Some(undone);
        let edit = found.clone();
        Some((Self::from(list), edit))
    }

    fn count(&mut self, stored: &StoredEdit) {
        let metric = metric_of(&stored.edit);
        let in_force = stored.edit.undone.is_none();
        match &stored.edit.change {
            MetricChange::Rename { to } if in_force => {
                self.renamed.insert(metric.clone(), to.clone());
            }
            MetricChange::Hide { range: None, .. } if in_force => {
                self.gone.insert(metric.clone());
            }
            _ => {}
        }
    }

    /// Why the metric cannot be shown under the name that it has now: another has it.
    pub(crate) fn clash(&self, metric: &MetricName, recorded: &[SeriesName]) -> Option<String> {
        let renamed = self.renamed.get(metric);
        let shown = renamed.unwrap_or(&metric.name);
        let is_recorded =
            |name: &SeriesName| name.metric == *shown && name.context == metric.context;
        let is_taken = |(other, to): (&MetricName, &String)| {
            other != metric && other.context == metric.context && to == shown
        };
        let clashes = (renamed.is_some() && recorded.iter().any(is_recorded))
            || self.renamed.iter().any(is_taken);
        clashes.then(|| format!("the experiment has a metric `{shown}` already"))
    }

    /// The recorded name of a metric that is shown as `shown`.
    pub(crate) fn recorded(&self, shown: &SeriesName, known: &Dictionary) -> Option<SeriesName> {
        let metric = MetricName {
            name: shown.metric.clone(),
            context: shown.context.clone(),
        };
        let recorded = if known.get(shown).is_some() {
            metric
        } else {
            let is_it = |(of, to): &(&MetricName, &String)| {
                **to == shown.metric && of.context == shown.context
            };
            self.renamed.iter().find(is_it)?.0.clone()
        };
        let name = with_source(&recorded, shown.source);
        // It may be shown under a name of its own, or not at all.
        (self.shown(&name, known)? == *shown).then_some(name)
    }

    /// The name that a recorded series is shown under; none where it is hidden. A name that was
    /// recorded belongs to whoever recorded it, also when that was after the edit.
    pub(crate) fn shown(&self, recorded: &SeriesName, known: &Dictionary) -> Option<SeriesName> {
        let metric = MetricName {
            name: recorded.metric.clone(),
            context: recorded.context.clone(),
        };
        if self.gone.contains(&metric) {
            return None;
        }
        let renamed = self.renamed.get(&metric).map(|to| SeriesName {
            metric: to.clone(),
            ..recorded.clone()
        });
        Some(
            renamed
                .filter(|name| known.get(name).is_none())
                .unwrap_or_else(|| recorded.clone()),
        )
    }

    /// The hidden points of a recorded series, where it was ever edited.
    pub(crate) fn hidden(&self, recorded: &SeriesName) -> Option<&Arc<Intervals>> {
        self.hidden.get(recorded)
    }
}

/// The metric that an edit is about, as it was recorded.
pub(crate) fn metric_of(edit: &Edit) -> MetricName {
    MetricName {
        name: edit.metric.clone(),
        context: edit.context.clone(),
    }
}

fn with_source(metric: &MetricName, source: u32) -> SeriesName {
    SeriesName {
        metric: metric.name.clone(),
        context: metric.context.clone(),
        source,
    }
}

/// The parts of `wanted` that are not hidden, ascending.
pub(crate) fn visible(hidden: Option<&Intervals>, wanted: Range<u64>) -> Vec<Range<u64>> {
    match hidden {
        Some(hidden) => hidden.missing(wanted),
        None => vec![wanted],
    }
}

/// `columns` without hidden points; its first point has the ordinal `first`.
pub(crate) fn visible_columns(hidden: Option<&Intervals>, columns: Columns, first: u64) -> Columns {
    let all = first..first + columns.len() as u64;
    let parts = visible(hidden, all.clone());
    if parts.as_slice() == std::slice::from_ref(&all) {
        return columns;
    }
    let mut left = Columns::default();
    for part in parts {
        let indices = (part.start - first) as usize..(part.end - first) as usize;
        left.append(&columns.slice(indices));
    }
    left
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use suisei_core::series::columns::Row;

    use super::*;

    fn columns(n: usize) -> Columns {
        let mut columns = Columns::default();
        for number in 0..n {
            columns.push(Row {
                step: number as i64,
                epoch: f64::NAN,
                time: 0,
                value: number as f64,
            });
        }
        columns
    }

    fn hide(id: usize, runs: Vec<(u64, u64)>, is_undone: bool) -> StoredEdit {
        let undone = is_undone.then(|| Undone {
            by: String::new(),
            at: 0,
        });
        StoredEdit {
            edit: Edit {
                id: id.to_string(),
                metric: "loss".to_owned(),
                context: String::new(),
                change: MetricChange::Trim {
                    x: suisei_core::query::XAxis::Step,
                    range: Default::default(),
                },
                points: 0,
                by: String::new(),
                at: 0,
                undone,
            },
            hidden: vec![HiddenRuns { source: 0, runs }],
        }
    }

    proptest! {
        #[test]
        fn a_point_is_visible_when_no_edit_in_force_hides_it(
            edits in prop::collection::vec(
                (prop::collection::vec((0_u64..60, 1_u64..20), 0..4), any::<bool>()),
                0..6,
            ),
            first in 0_u64..40,
        ) {
            let list: Vec<StoredEdit> = (0..).zip(&edits).map(|(id, (runs, undone))| {
                let runs = runs.iter().map(|&(start, n)| (start, start + n)).collect();
                hide(id, runs, *undone)
            }).collect();
            let all = Edits::from(list.clone());
            let name = with_source(&metric_of(&hide(0, Vec::new(), false).edit), 0);
            let hidden = all.hidden(&name);
            prop_assert_eq!(hidden.is_none(), edits.is_empty());
            let left = visible_columns(hidden.map(Arc::as_ref), columns(40), first);
            let is_hidden = |ordinal: u64| list.iter().any(|stored| {
                stored.edit.undone.is_none()
                    && stored.hidden[0].runs.iter().any(|&(start, end)| (start..end).contains(&ordinal))
            });
            let expected: Vec<i64> = (0..40).filter(|&step| !is_hidden(first + step as u64)).collect();
            prop_assert_eq!(left.step, expected);
        }
    }
}
