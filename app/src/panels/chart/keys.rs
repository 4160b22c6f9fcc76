//! Keys on a chart. What they are is written in its description and in the panel's menu.

use leptos::prelude::*;

use super::ground::Ground;
use super::model::ChartModel;
use crate::panels::zoom;
use crate::panels::zoom::history::Change;

/// One key press pans by this share of what is visible.
const KEY_SHARE: f64 = 0.1;

/// One key press zooms by so many notches.
const KEY_NOTCHES: f64 = 2.0;

/// A key was pressed on the chart itself.
pub(super) fn press(model: ChartModel, event: &leptos::ev::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() {
        return;
    }
    let used = match (event.key().as_str(), event.shift_key(), event.alt_key()) {
        ("ArrowLeft", _, true) => {
            model.view.back();
            true
        }
        ("ArrowRight", _, true) => {
            model.view.forward();
            true
        }
        ("ArrowUp", _, true) => scale_y(model, KEY_NOTCHES),
        ("ArrowDown", _, true) => scale_y(model, -KEY_NOTCHES),
        (_, _, true) => false,
        ("ArrowLeft", true, _) => pan(model, -KEY_SHARE, None),
        ("ArrowRight", true, _) => pan(model, KEY_SHARE, None),
        ("ArrowUp", true, _) => pan(model, 0.0, Some(KEY_SHARE)),
        ("ArrowDown", true, _) => pan(model, 0.0, Some(-KEY_SHARE)),
        ("ArrowLeft", false, _) => step_cursor(model, -1.0),
        ("ArrowRight", false, _) => step_cursor(model, 1.0),
        ("+" | "=", ..) => scale(model, KEY_NOTCHES),
        ("-" | "\u{2212}", ..) => scale(model, -KEY_NOTCHES),
        ("0", ..) => {
            model.view.reset();
            true
        }
        ("End", ..) if model.view.zoom.get_untracked().x.is_some() => {
            model.view.jump_to_live();
            true
        }
        ("Enter", ..) => model.pin(),
        ("m" | "M", ..) => {
            model.measure.key(model.cursor_x(), model.visible());
            true
        }
        _ => false,
    };
    if used {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn pan(model: ChartModel, right: f64, up: Option<f64>) -> bool {
    if let Some(ground) = Ground::of(model) {
        model.view.set(ground.pan(right, up), Change::Pan);
    }
    true
}

/// Zooms around the cursor, or around the middle without one.
fn scale(model: ChartModel, notches: f64) -> bool {
    if let Some(ground) = Ground::of(model) {
        let cursor = model.cursor_x().and_then(|x| {
            model
                .layout
                .with_value(|layout| layout.as_ref().map(|layout| layout.x_to_pixel(x)))
        });
        let at = cursor.map_or(0.5, |left| ground.share_x(left));
        let next = ground.show(Some(zoom::around(at, notches)), None);
        model.view.set(next, Change::Scale);
    }
    true
}

/// Zooms the height around its middle.
fn scale_y(model: ChartModel, notches: f64) -> bool {
    if let Some(ground) = Ground::of(model) {
        let next = ground.show(None, Some(zoom::around(0.5, notches)));
        model.view.set(next, Change::Scale);
    }
    true
}

/// Moves the cursor by about a hundredth of the width, and at least to the next point.
fn step_cursor(model: ChartModel, direction: f64) -> bool {
    let target = model.layout.with_value(|layout| {
        let layout = layout.as_ref()?;
        let plot = layout.plot();
        let from = model
            .cursor_x()
            .map_or((plot.left + plot.right) / 2.0, |x| layout.x_to_pixel(x));
        Some((from, plot))
    });
    let Some((from, plot)) = target else {
        return true;
    };
    model.unpin();
    // From here on keys lead the cursor, wherever the mouse rests.
    model.pointer.set_value(None);
    let before = model.cursor_x();
    let mut at = from;
    while (plot.left..=plot.right).contains(&at) {
        at += direction * (plot.width() / 100.0).max(1.0);
        model.point_at((
            at.clamp(plot.left, plot.right),
            (plot.top + plot.bottom) / 2.0,
        ));
        if model.cursor_x() != before {
            model.measure.extend(model.cursor_x());
            model.say_reading();
            break;
        }
    }
    true
}
