//! From a panel's points to what the chart engine draws: colours, dashes, emphasis.

use suisei_chart::{
    Emphasis, Line, Mark, MarkKind, Rgba, Series, Side, XAxis as ChartAxis, XKind, Zone,
};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::{self, XAxis};
use suisei_core::view::{Axis, PanelSettings};

use super::data::{LineName, PanelData, PanelLine};
use super::legend::visibility::Visibility;
use super::line::WantedLine;
use crate::state::theme::ChartColours;
use crate::text::{Text, project, t};

/// How one line of a panel looks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    /// The experiment's number in the project, from 1.
    pub(crate) number: u32,
    /// What a legend or a tooltip calls it.
    pub(crate) label: String,
    /// Its colour.
    pub(crate) colour: Rgba,
    /// Its dashes.
    pub(crate) dash: Vec<f32>,
    /// The vertical axis that measures it.
    pub(crate) side: Side,
    /// Whether it is drawn at all.
    pub(crate) shown: bool,
    /// Points that are not finite.
    marks: Vec<Mark>,
}

impl Look {
    /// The look of a line that was wanted.
    pub(crate) fn new(line: &PanelLine, wanted: WantedLine, theme: &ChartColours) -> Self {
        let WantedLine { number, label, .. } = wanted;
        Self {
            shown: true,
            side: match wanted.axis {
                Axis::Left => Side::Left,
                Axis::Right => Side::Right,
            },
            number,
            label,
            colour: theme.of(number),
            dash: theme.dash_of(number).to_vec(),
            marks: line.answer.marks.iter().map(mark).collect(),
        }
    }
}

impl Look {
    /// The same, drawn or not.
    pub(crate) fn with_shown(self, visibility: &Visibility, name: &LineName) -> Self {
        Self {
            shown: visibility.shows(name),
            ..self
        }
    }
}

fn mark(mark: &query::Mark) -> Mark {
    let kind = match mark.kind {
        query::MarkKind::NotANumber => MarkKind::NotANumber,
        query::MarkKind::PositiveInfinity => MarkKind::PositiveInfinity,
        query::MarkKind::NegativeInfinity => MarkKind::NegativeInfinity,
    };
    Mark { x: mark.x, kind }
}

/// Which lines stand out.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Focus {
    /// The experiment of a row under the pointer: others step back.
    pub(crate) row: Option<ExperimentKey>,
    /// The experiment of the line nearest to the pointer.
    pub(crate) line: Option<ExperimentKey>,
}

impl Focus {
    fn emphasis(&self, key: &ExperimentKey) -> Emphasis {
        match (&self.row, &self.line) {
            (Some(row), _) if row == key => Emphasis::Lit,
            (Some(_), _) => Emphasis::Dimmed,
            (None, Some(line)) if line == key => Emphasis::Lit,
            (None, _) => Emphasis::Normal,
        }
    }
}

/// The points of a line; none of a hidden one.
fn points<'a>(line: &'a PanelLine, look: &Look) -> Line<'a> {
    Line {
        x: if look.shown { &line.answer.x } else { &[] },
        y: line.answer.y.as_slice().into(),
    }
}

/// The series to draw; a hidden one keeps its place and has no points.
pub(crate) fn series<'a>(data: &'a PanelData, looks: &'a [Look], focus: &Focus) -> Vec<Series<'a>> {
    data.lines()
        .iter()
        .zip(looks)
        .map(|(line, look)| Series {
            dash: &look.dash,
            side: look.side,
            emphasis: focus.emphasis(&line.name.key),
            marks: if look.shown { &look.marks } else { &[] },
            smooth: (look.shown && !line.smooth_x.is_empty()).then(|| Line {
                x: &line.smooth_x,
                y: line.smooth_y.as_slice().into(),
            }),
            ..Series::new(points(line, look), look.colour)
        })
        .collect()
}

/// What a vertical axis is called where there are two: the metrics that it measures.
pub(crate) fn side_name(data: &PanelData, looks: &[Look], side: Side) -> String {
    let lines = data.lines().iter().zip(looks);
    let mut names: Vec<&str> = lines
        .filter(|(_, look)| look.side == side)
        .map(|(line, _)| line.name.metric.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// The axis as the chart engine knows it.
pub(crate) fn axis<'a>(x: XAxis, indexed: bool, zone: &'a Zone, name: &'a str) -> ChartAxis<'a> {
    let kind = match x {
        XAxis::Step if indexed => XKind::Index,
        XAxis::Step => XKind::Step,
        XAxis::Epoch | XAxis::Metric => XKind::Epoch,
        XAxis::Wall => XKind::WallTime,
        XAxis::Relative => XKind::RelativeTime,
    };
    ChartAxis {
        zone,
        ..ChartAxis::new(kind, name)
    }
}

/// What the axis of these settings is called: another metric has its own name.
pub(crate) fn axis_label(settings: &PanelSettings, indexed: bool) -> String {
    match settings.against() {
        Some(metric) => metric.label(),
        None => t(axis_name(settings.x, indexed)).to_owned(),
    }
}

/// What an axis is called.
pub(crate) fn axis_name(x: XAxis, indexed: bool) -> Text {
    match x {
        XAxis::Step if indexed => project::AXIS_INDEX,
        XAxis::Step => project::AXIS_STEP,
        XAxis::Epoch => project::AXIS_EPOCH,
        XAxis::Wall => project::AXIS_WALL,
        XAxis::Relative => project::AXIS_RELATIVE,
        XAxis::Metric => project::AXIS_METRIC,
    }
}
