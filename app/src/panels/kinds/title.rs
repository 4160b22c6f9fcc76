//! What panels are called.

use suisei_core::table::Column;
use suisei_core::view::{HistogramLayout, PanelKind, Shape};

use crate::text::column::full_label;
use crate::text::{Text, fill, kinds as words};

/// The title of a panel.
pub(crate) fn of(kind: &PanelKind) -> String {
    match kind {
        PanelKind::Line { metric } => metric.clone(),
        PanelKind::Lines { left, right } => {
            let names: Vec<&str> = left.iter().chain(right).map(String::as_str).collect();
            names.join(", ")
        }
        PanelKind::Scalar { value } => full_label(value),
        PanelKind::Bar { value, by: None } => full_label(value),
        PanelKind::Distribution {
            value, by: None, ..
        } => crate::text::column::label(value),
        PanelKind::Bar {
            value,
            by: Some(by),
        }
        | PanelKind::Distribution {
            value,
            by: Some(by),
            ..
        } => grouped(value, by),
        PanelKind::Scatter { x, y } => {
            let (x, y) = (full_label(x), full_label(y));
            fill(words::TITLE_OF, &[("x", &x), ("y", &y)])
        }
        PanelKind::Parallel { columns } => {
            let last = columns.last().map(full_label).unwrap_or_default();
            fill(words::TITLE_PARALLEL, &[("value", &last)])
        }
        PanelKind::Histogram { name, .. }
        | PanelKind::Matrix { name }
        | PanelKind::Curve { name } => name.clone(),
    }
}

fn grouped(value: &Column, by: &Column) -> String {
    let (value, by) = (full_label(value), full_label(by));
    fill(words::TITLE_BY, &[("value", &value), ("by", &by)])
}

/// What a kind is called.
pub(crate) fn word(kind: &PanelKind) -> Text {
    match kind {
        PanelKind::Line { .. } | PanelKind::Lines { .. } => words::LINES,
        PanelKind::Scalar { .. } => words::SCALAR,
        PanelKind::Bar { .. } => words::BAR,
        PanelKind::Distribution { shape, .. } => match shape {
            Shape::Box => words::BOX,
            Shape::Violin => words::VIOLIN,
        },
        PanelKind::Scatter { .. } => words::SCATTER,
        PanelKind::Parallel { .. } => words::PARALLEL,
        PanelKind::Histogram { layout, .. } => match layout {
            HistogramLayout::Heat => words::HEAT,
            HistogramLayout::Ridge => words::RIDGE,
        },
        PanelKind::Matrix { .. } => words::MATRIX,
        PanelKind::Curve { .. } => words::CURVE,
    }
}
