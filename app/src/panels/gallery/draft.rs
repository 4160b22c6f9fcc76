//! A panel in the making: which kind, and what was chosen for it so far. What one kind does not
//! need stays, so that trying another kind loses nothing.

use leptos::prelude::*;
use suisei_core::table::{Column, MetricName, Statistic};
use suisei_core::view::{self, HistogramLayout, PanelKind};

use crate::source::use_source;
use crate::state::load::Resource;
use crate::state::project::{telling_metric, use_project};
use crate::text::{Text, kinds as words};
use crate::ui::icon::Icon;

/// The kinds that people choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Lines,
    Bar,
    Box,
    Violin,
    Scatter,
    Parallel,
    Scalar,
    Heat,
    Ridge,
    Matrix,
    Curve,
}

impl Shape {
    /// All of them, in the order of the dialog.
    pub(super) const ALL: [Self; 11] = [
        Self::Lines,
        Self::Bar,
        Self::Scatter,
        Self::Parallel,
        Self::Box,
        Self::Violin,
        Self::Scalar,
        Self::Heat,
        Self::Ridge,
        Self::Matrix,
        Self::Curve,
    ];

    /// Its name, and what it is good for.
    pub(super) fn words(self) -> (Text, Text) {
        match self {
            Self::Lines => (words::LINES, words::LINES_HINT),
            Self::Bar => (words::BAR, words::BAR_HINT),
            Self::Box => (words::BOX, words::BOX_HINT),
            Self::Violin => (words::VIOLIN, words::VIOLIN_HINT),
            Self::Scatter => (words::SCATTER, words::SCATTER_HINT),
            Self::Parallel => (words::PARALLEL, words::PARALLEL_HINT),
            Self::Scalar => (words::SCALAR, words::SCALAR_HINT),
            Self::Heat => (words::HEAT, words::HEAT_HINT),
            Self::Ridge => (words::RIDGE, words::RIDGE_HINT),
            Self::Matrix => (words::MATRIX, words::MATRIX_HINT),
            Self::Curve => (words::CURVE, words::CURVE_HINT),
        }
    }

    /// Its picture.
    pub(super) fn icon(self) -> Icon {
        match self {
            Self::Lines => Icon::Chart,
            Self::Bar => Icon::Bars,
            Self::Box => Icon::BoxPlot,
            Self::Violin => Icon::Violin,
            Self::Scatter => Icon::Dots,
            Self::Parallel => Icon::Parallel,
            Self::Scalar => Icon::Number,
            Self::Heat => Icon::Heat,
            Self::Ridge => Icon::Ridge,
            Self::Matrix => Icon::Matrix,
            Self::Curve => Icon::Curve,
        }
    }

    fn of(kind: &PanelKind) -> Self {
        match kind {
            PanelKind::Line { .. } | PanelKind::Lines { .. } => Self::Lines,
            PanelKind::Scalar { .. } => Self::Scalar,
            PanelKind::Bar { .. } => Self::Bar,
            PanelKind::Distribution { shape, .. } => match shape {
                view::Shape::Box => Self::Box,
                view::Shape::Violin => Self::Violin,
            },
            PanelKind::Scatter { .. } => Self::Scatter,
            PanelKind::Parallel { .. } => Self::Parallel,
            PanelKind::Histogram { layout, .. } => match layout {
                HistogramLayout::Heat => Self::Heat,
                HistogramLayout::Ridge => Self::Ridge,
            },
            PanelKind::Matrix { .. } => Self::Matrix,
            PanelKind::Curve { .. } => Self::Curve,
        }
    }
}

/// The panel so far; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) shape: RwSignal<Shape>,
    /// The number of most kinds.
    pub(super) value: RwSignal<Option<Column>>,
    pub(super) by: RwSignal<Option<Column>>,
    pub(super) x: RwSignal<Option<Column>>,
    pub(super) y: RwSignal<Option<Column>>,
    pub(super) columns: RwSignal<Vec<Column>>,
    pub(super) left: RwSignal<Vec<String>>,
    pub(super) right: RwSignal<Vec<String>>,
    /// The name of histograms, matrices or curves.
    pub(super) name: RwSignal<Option<String>>,
}

impl Draft {
    /// Begins with what a panel shows, else with the metric that tells most.
    pub(super) fn of(old: Option<&PanelKind>) -> Self {
        let project = use_project();
        let metrics = untrack(|| project.metrics.here()).unwrap_or_default();
        let telling = telling_metric(&metrics).map(last_of);
        let draft = Self {
            shape: RwSignal::new(old.map_or(Shape::Bar, Shape::of)),
            value: RwSignal::new(telling.clone()),
            by: RwSignal::new(None),
            x: RwSignal::new(None),
            y: RwSignal::new(telling),
            columns: RwSignal::new(Vec::new()),
            left: RwSignal::new(Vec::new()),
            right: RwSignal::new(Vec::new()),
            name: RwSignal::new(None),
        };
        if let Some(old) = old {
            draft.take(old);
        }
        draft
    }

    fn take(self, old: &PanelKind) {
        match old.clone() {
            PanelKind::Line { metric } => self.left.set(vec![metric]),
            PanelKind::Lines { left, right } => {
                self.left.set(left);
                self.right.set(right);
            }
            PanelKind::Scalar { value } => self.value.set(Some(value)),
            PanelKind::Bar { value, by } | PanelKind::Distribution { value, by, .. } => {
                self.value.set(Some(value));
                self.by.set(by);
            }
            PanelKind::Scatter { x, y } => {
                self.x.set(Some(x));
                self.y.set(Some(y));
            }
            PanelKind::Parallel { columns } => self.columns.set(columns),
            PanelKind::Histogram { name, .. }
            | PanelKind::Matrix { name }
            | PanelKind::Curve { name } => self.name.set(Some(name)),
        }
    }

    /// The panel, or what is missing.
    pub(super) fn finished(self) -> Result<PanelKind, Text> {
        let one =
            |column: RwSignal<Option<Column>>| column.get_untracked().ok_or(words::CHOOSE_ONE);
        let name = || self.name.get_untracked().ok_or(words::CHOOSE_ONE);
        let by = self.by.get_untracked();
        Ok(match self.shape.get_untracked() {
            Shape::Lines => self.lines()?,
            Shape::Bar => PanelKind::Bar {
                value: one(self.value)?,
                by,
            },
            Shape::Box => PanelKind::Distribution {
                value: one(self.value)?,
                by,
                shape: view::Shape::Box,
            },
            Shape::Violin => PanelKind::Distribution {
                value: one(self.value)?,
                by,
                shape: view::Shape::Violin,
            },
            Shape::Scatter => PanelKind::Scatter {
                x: one(self.x)?,
                y: one(self.y)?,
            },
            Shape::Parallel => PanelKind::Parallel {
                columns: self.axes()?,
            },
            Shape::Scalar => PanelKind::Scalar {
                value: one(self.value)?,
            },
            Shape::Heat => PanelKind::Histogram {
                name: name()?,
                layout: HistogramLayout::Heat,
            },
            Shape::Ridge => PanelKind::Histogram {
                name: name()?,
                layout: HistogramLayout::Ridge,
            },
            Shape::Matrix => PanelKind::Matrix { name: name()? },
            Shape::Curve => PanelKind::Curve { name: name()? },
        })
    }

    fn lines(self) -> Result<PanelKind, Text> {
        let left = self.left.get_untracked();
        let mut right = self.right.get_untracked();
        right.retain(|name| !left.contains(name));
        if left.is_empty() {
            return Err(words::CHOOSE_ONE);
        }
        Ok(PanelKind::Lines { left, right })
    }

    fn axes(self) -> Result<Vec<Column>, Text> {
        let columns = self.columns.get_untracked();
        if columns.len() < 2 {
            return Err(words::CHOOSE_TWO);
        }
        Ok(columns)
    }
}

/// The last value of a metric as a column.
fn last_of(metric: MetricName) -> Column {
    Column::Metric {
        metric,
        statistic: Statistic::Last,
    }
}

/// What can be chosen; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    /// Columns of the project, and whether their values are numbers.
    pub(super) columns: Resource<Vec<suisei_core::table::ColumnInfo>>,
    /// Names of the project's metrics.
    pub(super) metrics: Resource<Vec<MetricName>>,
    /// Names of assets by type.
    pub(super) names: Resource<Vec<suisei_core::api::AssetName>>,
}

impl Choices {
    /// Asks for them.
    pub(super) fn load() -> Self {
        let (project, source) = (use_project(), use_source());
        let choices = Self {
            columns: Resource::new(),
            metrics: project.metrics,
            names: Resource::new(),
        };
        let id = project.id();
        choices
            .columns
            .load(async move { source.columns(&id).await });
        let id = project.id();
        choices
            .names
            .load(async move { source.asset_names(&id).await });
        choices
    }
}
