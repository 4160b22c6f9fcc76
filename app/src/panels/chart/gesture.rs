//! Pointer, wheel and keys on a chart: read, select, pan, zoom.

use leptos::prelude::*;

use super::model::ChartModel;
use crate::dom::element;
use crate::dom::pointer::{self, DragEvent, Position};
use crate::panels::zoom;

/// One key press pans by this share of the width.
const KEY_SHARE: f64 = 0.1;

/// The place of a pointer event in the chart.
fn place(event: &leptos::ev::PointerEvent) -> Option<(f64, f64)> {
    let rect = element::rect(&element::current_target(event)?);
    let at = pointer::position(event);
    Some((at.x - rect.x, at.y - rect.y))
}

/// The pointer moved without a button.
pub(super) fn point(model: ChartModel, event: &leptos::ev::PointerEvent) {
    if event.buttons() == 0
        && let Some(at) = place(event)
    {
        model.point_at(at);
    }
}

/// A press begins a selection, or a pan with shift.
pub(super) fn press(model: ChartModel, event: &leptos::ev::PointerEvent) {
    let (Some(start), Some(visible)) = (place(event), model.visible()) else {
        return;
    };
    let touch = event.pointer_type() == "touch";
    if event.button() != 0 || touch {
        return;
    }
    let Some(plot) = model
        .layout
        .with_value(|layout| layout.as_ref().map(suisei_chart::Layout::plot))
    else {
        return;
    };
    if !(plot.left..=plot.right).contains(&start.0) {
        return;
    }
    let pans = event.shift_key();
    let origin = pointer::position(event);
    let full = model.full.get_value();
    pointer::drag(event, move |drag| match drag {
        DragEvent::Move(at) if pans => {
            let share = (origin.x - at.x) / plot.width();
            model.zoom.set(zoom::pan(visible, full, share));
        }
        DragEvent::Move(at) => {
            let end = (start.0 + at.x - origin.x).clamp(plot.left, plot.right);
            model.reading.set(None);
            model.selection.set(Some((start.0, end)));
        }
        DragEvent::Drop(at) if !pans => {
            model.selection.set(None);
            finish(model, start.0, origin, at);
        }
        DragEvent::Drop(_) | DragEvent::Click(_) | DragEvent::Cancel => model.selection.set(None),
    });
}

fn finish(model: ChartModel, start: f64, origin: Position, at: Position) {
    let range = model.layout.with_value(|layout| {
        let layout = layout.as_ref()?;
        let plot = layout.plot();
        let end = (start + at.x - origin.x).clamp(plot.left, plot.right);
        Some((layout.pixel_to_x(start), layout.pixel_to_x(end)))
    });
    if let Some((from, to)) = range
        && let selected @ Some(_) = zoom::select(from, to, model.full.get_value())
    {
        model.zoom.set(selected);
    }
}

/// The wheel zooms with Ctrl, ⌘ or Alt, and with a pinch, which browsers report as Ctrl;
/// without them the page scrolls.
pub(super) fn wheel(model: ChartModel, event: &leptos::ev::WheelEvent) {
    if !(event.ctrl_key() || event.meta_key() || event.alt_key()) {
        return;
    }
    event.prevent_default();
    let Some(visible) = model.visible() else {
        return;
    };
    let Some(rect) = element::current_target(event).map(|target| element::rect(&target)) else {
        return;
    };
    let at = model.layout.with_value(|layout| {
        layout
            .as_ref()
            .map(|layout| layout.pixel_to_x(f64::from(event.client_x()) - rect.x))
    });
    if let Some(at) = at {
        let notches = (-event.delta_y() / 60.0).clamp(-3.0, 3.0);
        let at = at.clamp(visible.0, visible.1);
        model
            .zoom
            .set(zoom::around(visible, model.full.get_value(), at, notches));
    }
}

/// Arrows move the cursor, or the view with Shift; + and − zoom; 0 resets.
pub(super) fn key(model: ChartModel, event: &leptos::ev::KeyboardEvent) {
    let Some(visible) = model.visible() else {
        return;
    };
    let full = model.full.get_value();
    let middle = model.cursor_x().unwrap_or((visible.0 + visible.1) / 2.0);
    match (event.key().as_str(), event.shift_key()) {
        ("ArrowLeft", true) => model.zoom.set(zoom::pan(visible, full, -KEY_SHARE)),
        ("ArrowRight", true) => model.zoom.set(zoom::pan(visible, full, KEY_SHARE)),
        ("ArrowLeft", false) => step_cursor(model, -1.0),
        ("ArrowRight", false) => step_cursor(model, 1.0),
        ("+" | "=", _) => model.zoom.set(zoom::around(visible, full, middle, 2.0)),
        ("-" | "\u{2212}", _) => model.zoom.set(zoom::around(visible, full, middle, -2.0)),
        ("0", _) => model.zoom.set(None),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Moves the cursor by about a hundredth of the width, and at least to the next point.
fn step_cursor(model: ChartModel, direction: f64) {
    let target = model.layout.with_value(|layout| {
        let layout = layout.as_ref()?;
        let plot = layout.plot();
        let from = model
            .cursor_x()
            .map_or((plot.left + plot.right) / 2.0, |x| layout.x_to_pixel(x));
        Some((from, plot))
    });
    let Some((from, plot)) = target else { return };
    let before = model.cursor_x();
    let mut at = from;
    while (plot.left..=plot.right).contains(&at) {
        at += direction * (plot.width() / 100.0).max(1.0);
        model.point_at((
            at.clamp(plot.left, plot.right),
            (plot.top + plot.bottom) / 2.0,
        ));
        if model.cursor_x() != before {
            return;
        }
    }
}
