//! Draws a chart's model on its canvases through the chart engine.

use leptos::prelude::*;
use suisei_canvas::CanvasText;
use suisei_chart::{
    Layout, Limits, LineChart, Overlay, Picture, ScaleKind, Side, XAxis, YAxis, hover, line,
    overlay,
};
use suisei_core::number::Float;
use suisei_core::view::Scale;

use super::model::ChartModel;
use crate::dom::canvas::Backend;
use crate::dom::{canvas, page};
use crate::panels::series::{axis, axis_label, series, side_name};
use crate::state::theme::ChartColours;

/// The scale as the chart engine knows it. Without a chosen threshold the values choose one.
fn kind<'a, V: Iterator<Item = &'a f64>>(
    scale: Scale,
    threshold: Option<Float>,
    values: impl FnOnce() -> V,
) -> ScaleKind {
    match (scale, threshold) {
        (Scale::Linear, _) => ScaleKind::Linear,
        (Scale::Log, _) => ScaleKind::Log,
        (Scale::Symlog, Some(threshold)) => ScaleKind::Symlog {
            threshold: threshold.0,
        },
        (Scale::Symlog, None) => ScaleKind::symlog_for(values().copied()),
    }
}

/// Draws the picture and keeps its layout.
pub(super) fn picture(
    model: ChartModel,
    element: &canvas::Canvas,
    colours: &ChartColours,
    backend: Backend,
) {
    let size = model.size.get_untracked();
    if size.0 < 1.0 || size.1 < 1.0 {
        return;
    }
    let ratio = canvas::pixel_ratio();
    canvas::resize(element, size.0, size.1, ratio);
    with_chart(model, size, ratio, |chart| {
        let picture = canvas::draw_chart(element, chart, &colours.theme, backend);
        model.remember_full(&picture.layout);
        model.layout.set_value(Some(picture.layout));
        if chart.series.iter().any(|series| !series.line.is_empty()) {
            canvas::mark_painted(element);
            page::announce("__suisei_chart_painted");
        }
    });
}

/// The picture for another place than the page, such as a file.
pub(crate) fn picture_for(
    model: ChartModel,
    size: (f64, f64),
    ratio: f64,
    colours: &ChartColours,
) -> Picture {
    with_chart(model, size, ratio, |chart| {
        line::draw(chart, &colours.theme, &CanvasText)
    })
}

/// What is drawn now, for a canvas of a size.
fn with_chart<T>(
    model: ChartModel,
    (width, height): (f64, f64),
    ratio: f64,
    draw: impl FnOnce(&LineChart<'_>) -> T,
) -> T {
    let focus = model.focus.get_untracked();
    model.data.with_value(|data| {
        model.looks.with_untracked(|looks| {
            let series = series(data, looks, &focus);
            // Until the points of another axis are here, those of the old one stay on theirs.
            let settings = data.placed(model.settings.get_untracked());
            let indexed = data.is_indexed();
            let x_name = axis_label(&settings, indexed);
            let zone = model.zone(data);
            let x_axis = XAxis {
                range: untrack(|| model.shown_x()).into(),
                scale: kind(settings.x_scale, None, || {
                    data.lines()
                        .iter()
                        .flat_map(|line| line.overview().x.iter())
                }),
                ..axis(settings.x, indexed, &zone, &x_name)
            };
            let left = side_name(data, looks, Side::Left);
            let right = side_name(data, looks, Side::Right);
            let two = looks.iter().any(|look| look.side == Side::Right);
            let y_axis = |side: Side| YAxis {
                name: match side {
                    Side::Left if two => &left,
                    Side::Left => "",
                    Side::Right => &right,
                },
                scale: kind(model.scale.get_untracked(), settings.threshold, || {
                    let lines = data.lines().iter().zip(looks);
                    lines
                        .filter(move |(_, look)| look.side == side)
                        .flat_map(|(line, _)| line.overview().y.iter())
                }),
                range: match side {
                    Side::Left => untrack(|| model.shown_y()),
                    Side::Right => Limits::AUTOMATIC,
                },
            };
            let chart = LineChart {
                ratio,
                y_axis: y_axis(Side::Left),
                right_axis: two.then(|| y_axis(Side::Right)),
                expected_left: model
                    .layout
                    .with_value(|layout| layout.as_ref().map_or(0.0, Layout::left)),
                ..LineChart::new(width, height, x_axis, &series)
            };
            draw(&chart)
        })
    })
}

/// Draws cursor and selection above it.
pub(super) fn overlay(
    model: ChartModel,
    element: &canvas::Canvas,
    colours: &ChartColours,
    backend: Backend,
) {
    let (width, height) = model.size.get_untracked();
    if width < 1.0 || height < 1.0 {
        return;
    }
    canvas::resize(element, width, height, canvas::pixel_ratio());
    let focus = model.focus.get_untracked();
    model.layout.with_value(|layout| {
        let Some(layout) = layout else { return };
        model.data.with_value(|data| {
            model.looks.with_untracked(|looks| {
                let series = series(data, looks, &focus);
                let hovered = model
                    .cursor_x()
                    .and_then(|x| hover::at_value(layout, &series, x));
                let dots = hovered
                    .as_ref()
                    .map(|hovered| hovered.dots(&series))
                    .unwrap_or_default();
                let shown = Overlay {
                    x: hovered.map(|hovered| hovered.x),
                    dots: &dots,
                    selection: model.selection.get_untracked(),
                    measured: model.measure.range.get_untracked(),
                };
                let commands = overlay::draw(layout, &shown, &colours.theme, &CanvasText);
                canvas::draw(element, &commands, backend);
            });
        });
    });
}
