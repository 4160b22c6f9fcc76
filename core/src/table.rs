//! The experiment table: rows, columns and the query over them, as pure functions.
//! The server runs them over its store, an export over its files. Reads no clock: `now` is given.

mod fields;
mod figures;

pub use fields::Fields;
pub use figures::{Figures, Goal, Statistic};

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::event::{Micros, State};
use crate::ids::ExperimentKey;
use crate::number::Scalar;

/// Most rows that one page may hold.
pub const MAX_LIMIT: usize = 10_000;

/// What the table knows of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentRow {
    /// The parts that every answer carries.
    pub head: RowHead,
    /// Hyperparameters.
    pub parameters: Fields<String, Scalar>,
    /// Other keys and values.
    pub others: Fields<String, Scalar>,
    /// What columns show of its metrics, by name and context.
    pub metrics: Fields<MetricName, Figures>,
}

/// A metric as people name it: sources are merged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricName {
    /// The metric's name.
    pub name: String,
    /// Such as `train`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context: String,
}

impl MetricName {
    /// The name with its context, as people write it.
    pub fn label(&self) -> String {
        if self.context.is_empty() {
            self.name.clone()
        } else {
            format!("{} ({})", self.name, self.context)
        }
    }
}

/// What a list shows of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowHead {
    /// Its key.
    pub key: ExperimentKey,
    /// Its display name.
    pub name: String,
    /// Its place in the project's order of creation, from 1. Decides its colour.
    pub number: u32,
    /// Its state.
    pub state: State,
    /// When it was created.
    pub created: Micros,
    /// When it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Micros>,
    /// When it was last heard from.
    pub heard: Micros,
    /// Its tags, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// True when it was put away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Column {
    /// Display name.
    Name,
    /// Running, finished, failed, stopped.
    State,
    /// Time of creation.
    Created,
    /// Microseconds from creation to end, or to now.
    Duration,
    /// Tags, joined by commas.
    Tags,
    /// A hyperparameter.
    Parameter {
        /// Its name.
        name: String,
    },
    /// Another key.
    Other {
        /// Its name.
        name: String,
    },
    /// A statistic of a metric.
    Metric {
        /// The metric.
        #[serde(flatten)]
        metric: MetricName,
        /// Which number of its summary.
        statistic: Statistic,
    },
}

/// Which end of a metric is the better one, in all contexts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricGoal {
    /// The metric's name.
    pub metric: String,
    /// Its better end.
    pub goal: Goal,
}

/// One sort key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sort {
    /// The column to sort by.
    pub column: Column,
    /// Greatest first.
    #[serde(default)]
    pub descending: bool,
}

/// Asks for a page of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableRequest {
    /// Columns whose cells the rows carry, in this order.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Sort keys, most important first; then newest first.
    #[serde(default)]
    pub sort: Vec<Sort>,
    /// Which end of metrics is the better one; those that are not named have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<MetricGoal>,
    /// Words that must all occur in the name, a tag or the key; case does not matter.
    #[serde(default)]
    pub search: String,
    /// Put-away experiments too.
    #[serde(default)]
    pub archived: bool,
    /// First row.
    #[serde(default)]
    pub offset: usize,
    /// Most rows; at most [`MAX_LIMIT`].
    pub limit: usize,
}

/// A page of the table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TablePage {
    /// The rows, in order.
    pub rows: Vec<PageRow>,
    /// Rows that match.
    pub matched: usize,
    /// Rows of the project.
    pub total: usize,
}

/// A row of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageRow {
    /// What every row carries.
    #[serde(flatten)]
    pub head: RowHead,
    /// One cell for each asked column.
    pub cells: Vec<Scalar>,
}

/// A column that some experiment has a value for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnInfo {
    /// The column; metrics appear once, with their last value.
    pub column: Column,
    /// Experiments that have a value.
    pub count: usize,
    /// True when all its values are numbers.
    pub numeric: bool,
}

impl ExperimentRow {
    /// The cell under `column`; null without a value. `now` stands for the end of what still runs.
    pub fn cell(&self, column: &Column, goals: &[MetricGoal], now: Micros) -> Scalar {
        match column {
            Column::Name => Scalar::Text(self.head.name.clone()),
            Column::State => Scalar::Text(state_word(self.head.state).to_owned()),
            Column::Created => Scalar::Integer(self.head.created),
            Column::Duration => Scalar::Integer(
                self.head
                    .ended
                    .unwrap_or(now)
                    .saturating_sub(self.head.created),
            ),
            Column::Tags if self.head.tags.is_empty() => Scalar::Null,
            Column::Tags => Scalar::Text(self.head.tags.join(", ")),
            Column::Parameter { name } => self
                .parameters
                .get(name.as_str())
                .cloned()
                .unwrap_or(Scalar::Null),
            Column::Other { name } => self
                .others
                .get(name.as_str())
                .cloned()
                .unwrap_or(Scalar::Null),
            Column::Metric { metric, statistic } => {
                self.metrics.get(metric).map_or(Scalar::Null, |figures| {
                    let named = goals.iter().find(|goal| goal.metric == metric.name);
                    statistic.of(figures, named.map(|named| named.goal))
                })
            }
        }
    }
}

impl RowHead {
    /// True when every word occurs in the name, a tag or the key; see [`search_words`].
    pub fn matches(&self, words: &[String]) -> bool {
        if words.is_empty() {
            return true;
        }
        let mut text = self.name.to_lowercase();
        for tag in &self.tags {
            text.push('\n');
            text.push_str(&tag.to_lowercase());
        }
        text.push('\n');
        text.push_str(self.key.as_str());
        words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// The words of a search, in lower case.
pub fn search_words(search: &str) -> Vec<String> {
    search
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// The word for a state in cells and filters.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Running => "running",
        State::Finished => "finished",
        State::Failed => "failed",
        State::Stopped => "stopped",
    }
}

/// Filters, sorts and cuts.
pub fn query<'a>(
    rows: impl Iterator<Item = &'a ExperimentRow>,
    request: &TableRequest,
    now: Micros,
) -> TablePage {
    let words = search_words(&request.search);
    let mut total = 0;
    let mut matched: Vec<(&ExperimentRow, Vec<Scalar>)> = rows
        .inspect(|_| total += 1)
        .filter(|row| (request.archived || !row.head.archived) && row.head.matches(&words))
        .map(|row| {
            (
                row,
                request
                    .sort
                    .iter()
                    .map(|sort| row.cell(&sort.column, &request.goals, now))
                    .collect(),
            )
        })
        .collect();
    matched.sort_by(|(a, a_keys), (b, b_keys)| {
        compare(&request.sort, a_keys, b_keys).then_with(|| b.head.number.cmp(&a.head.number))
    });
    let n_matched = matched.len();
    let rows = matched
        .into_iter()
        .skip(request.offset)
        .take(request.limit.min(MAX_LIMIT))
        .map(|(row, _)| PageRow {
            head: row.head.clone(),
            cells: request
                .columns
                .iter()
                .map(|column| row.cell(column, &request.goals, now))
                .collect(),
        })
        .collect();
    TablePage {
        rows,
        matched: n_matched,
        total,
    }
}

/// Compares sort keys; a missing value comes last in either direction.
fn compare(sort: &[Sort], a: &[Scalar], b: &[Scalar]) -> Ordering {
    for ((key, a), b) in sort.iter().zip(a).zip(b) {
        let order = a.is_missing().cmp(&b.is_missing()).then_with(|| {
            if key.descending {
                b.order(a)
            } else {
                a.order(b)
            }
        });
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// All columns that some experiment has a value for: parameters, then others, then metrics.
pub fn catalog<'a>(rows: impl Iterator<Item = &'a ExperimentRow>) -> Vec<ColumnInfo> {
    let mut parameters = Tally::new();
    let mut others = Tally::new();
    let mut metrics = Tally::new();
    let is_number = |value: &Scalar| value.as_f64().is_some();
    for row in rows {
        parameters.add(&row.parameters, is_number);
        others.add(&row.others, is_number);
        metrics.add(&row.metrics, |_| true);
    }
    let parameter = |name: &String| Column::Parameter { name: name.clone() };
    let other = |name: &String| Column::Other { name: name.clone() };
    let metric = |metric: &MetricName| Column::Metric {
        metric: metric.clone(),
        statistic: Statistic::Last,
    };
    let parameters = parameters.columns(parameter);
    let others = others.columns(other);
    parameters
        .chain(others)
        .chain(metrics.columns(metric))
        .collect()
}

/// How many rows have a value under each key, and whether all values are numbers.
struct Tally<'a, K> {
    /// By the place of the list of keys, which most rows share.
    lists: HashMap<*const K, Tallied<'a, K>>,
}

/// A list of keys, and for each of them how many values there are and whether all are numbers.
type Tallied<'a, K> = (&'a [K], Vec<(usize, bool)>);

impl<'a, K: Ord> Tally<'a, K> {
    fn new() -> Self {
        Self {
            lists: HashMap::new(),
        }
    }

    fn add<V>(&mut self, fields: &'a Fields<K, V>, is_number: impl Fn(&V) -> bool) {
        let keys = fields.keys();
        let list = self.lists.entry(keys.as_ptr());
        let (_, counts) = list.or_insert_with(|| (keys, vec![(0, true); keys.len()]));
        for ((count, numeric), value) in counts.iter_mut().zip(fields.values()) {
            *count += 1;
            *numeric &= is_number(value);
        }
    }

    fn columns(self, column: impl Fn(&K) -> Column) -> impl Iterator<Item = ColumnInfo> {
        let mut all: BTreeMap<&K, (usize, bool)> = BTreeMap::new();
        for (keys, counts) in self.lists.into_values() {
            for (key, (count, numeric)) in keys.iter().zip(counts) {
                let sum = all.entry(key).or_insert((0, true));
                sum.0 += count;
                sum.1 &= numeric;
            }
        }
        all.into_iter()
            .map(move |(key, (count, numeric))| ColumnInfo {
                column: column(key),
                count,
                numeric,
            })
    }
}
