//! A mouse or a pen on a chart: reads, selects a part to zoom to, pans, measures, pins.

use leptos::prelude::*;
use suisei_chart::Selection;
use suisei_core::query::XAxis;

use super::ground::Ground;
use super::model::ChartModel;
use crate::dom::element;
use crate::dom::pointer::{self, DragEvent, Position};
use crate::panels::zoom;
use crate::panels::zoom::history::Change;
use crate::panels::zoom::shape::Axes;

/// A pan moves the vertical axis too once it has left the horizontal by this much, in CSS pixels.
const PAN_Y_PX: f64 = 10.0;

/// What a drag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drag {
    Select,
    Pan,
    Measure,
}

/// The place of a pointer event in the chart.
pub(super) fn place(event: &leptos::ev::PointerEvent) -> Option<(f64, f64)> {
    let rect = element::rect(&element::current_target(event)?);
    let at = pointer::position(event);
    Some((at.x - rect.x, at.y - rect.y))
}

/// A press begins a selection, a pan with Shift, a measurement with Alt or by the tool.
pub(super) fn press(model: ChartModel, event: &leptos::ev::PointerEvent) {
    let (Some(start), Some(ground)) = (place(event), Ground::of(model)) else {
        return;
    };
    if event.button() != 0 || !ground.spans(start.0) {
        return;
    }
    let what = if event.shift_key() {
        Drag::Pan
    } else if event.alt_key() || model.measure.armed.get_untracked() {
        Drag::Measure
    } else {
        Drag::Select
    };
    let origin = pointer::position(event);
    pointer::drag(event, move |drag| {
        let moved = |at: Position| (at.x - origin.x, at.y - origin.y);
        match (what, drag) {
            (Drag::Pan, DragEvent::Move(at)) => pan(model, &ground, moved(at)),
            (Drag::Select, DragEvent::Move(at)) => {
                model.unpin();
                model.leave();
                model.selection.set(Some(selection(start, moved(at))));
            }
            (Drag::Select, DragEvent::Drop(at)) => {
                model.selection.set(None);
                finish(model, &ground, selection(start, moved(at)));
            }
            (Drag::Measure, DragEvent::Move(at) | DragEvent::Drop(at)) => {
                measure(model, &ground, start.0, start.0 + moved(at).0);
            }
            (_, DragEvent::Click(_)) => click(model, start),
            (_, DragEvent::Drop(_) | DragEvent::Cancel) => model.selection.set(None),
        }
    });
}

/// A click pins the tooltip where it is; the next one lets it go.
fn click(model: ChartModel, at: (f64, f64)) {
    if model.pinned.get_untracked() {
        model.unpin();
        model.point_at(at);
    } else {
        model.pin_at(at);
    }
}

/// Measures between two horizontal places.
pub(super) fn measure(model: ChartModel, ground: &Ground, from: f64, to: f64) {
    model.unpin();
    model.leave();
    let value = |left| ground.x_at(ground.share_x(left));
    let (low, high) = zoom::select(value(from), value(to));
    // Between whole steps lies nothing.
    let whole = model.x.get_untracked() == XAxis::Step && low.ceil() < high.floor();
    model.measure.set(if whole {
        (low.ceil(), high.floor())
    } else {
        (low, high)
    });
}

/// Moves what is visible by so many pixels.
pub(super) fn pan(model: ChartModel, ground: &Ground, (right, down): (f64, f64)) {
    let vertical = ground.is_zoomed_y() || down.abs() > PAN_Y_PX;
    let up = vertical.then(|| down / ground.plot.height());
    let next = ground.pan(-right / ground.plot.width(), up);
    model.view.set(next, Change::Pan);
}

/// What a drag so far selects, by its shape.
fn selection(start: (f64, f64), (right, down): (f64, f64)) -> Selection {
    let axes = Axes::of(right, down);
    Selection {
        x: axes.has_x().then_some((start.0, start.0 + right)),
        y: axes.has_y().then_some((start.1, start.1 + down)),
    }
}

fn finish(model: ChartModel, ground: &Ground, selected: Selection) {
    let x = selected
        .x
        .map(|(from, to)| zoom::select(ground.share_x(from), ground.share_x(to)));
    let y = selected
        .y
        .map(|(from, to)| zoom::select(ground.share_y(from), ground.share_y(to)));
    let empty = |share: Option<zoom::Share>| share.is_some_and(|(low, high)| low >= high);
    if !empty(x) && !empty(y) {
        model.view.set(ground.show(x, y), Change::Once);
    }
}
