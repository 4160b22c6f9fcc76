//! The wheel on a chart. With Ctrl, ⌘ or Alt, and with a pinch, which browsers report as Ctrl, it
//! zooms; without them only while the chart has the focus or fills the window. Otherwise the page
//! scrolls, and a hint says once how to zoom.

use std::time::Duration;

use leptos::prelude::*;

use super::ground::Ground;
use super::model::ChartModel;
use crate::dom::{element, storage};
use crate::panels::zoom;
use crate::panels::zoom::history::Change;

/// How long the hint stays.
const HINT: Duration = Duration::from_millis(2_200);

/// Where it is remembered that the hint was seen.
const HINT_SEEN: &str = "hint.wheel";

/// Pixels of one notch.
const NOTCH_PX: f64 = 60.0;

/// The wheel was turned.
pub(super) fn turn(model: ChartModel, event: &leptos::ev::WheelEvent) {
    let asked = event.ctrl_key() || event.meta_key() || event.alt_key();
    let Some(chart) = element::current_target(event) else {
        return;
    };
    if !asked && !element::has_focus(&chart) && !element::is_inside(event, ".panel.full") {
        hint(model);
        return;
    }
    event.prevent_default();
    let Some(ground) = Ground::of(model) else {
        return;
    };
    let rect = element::rect(&chart);
    let at = (
        f64::from(event.client_x()) - rect.x,
        f64::from(event.client_y()) - rect.y,
    );
    // Sideways is a move, as on a touch pad.
    if !asked && event.delta_x().abs() > event.delta_y().abs() {
        let next = ground.pan(event.delta_x() / ground.plot.width(), None);
        model.view.set(next, Change::Pan);
        return;
    }
    let notches = (-event.delta_y() / NOTCH_PX).clamp(-3.0, 3.0);
    // Over its labels the vertical axis is meant.
    let next = if at.0 < ground.plot.left {
        ground.show(None, Some(zoom::around(ground.share_y(at.1), notches)))
    } else {
        ground.show(Some(zoom::around(ground.share_x(at.0), notches)), None)
    };
    model.view.set(next, Change::Scale);
}

fn hint(model: ChartModel) {
    if storage::get(HINT_SEEN).is_some() {
        return;
    }
    storage::set(HINT_SEEN, "1");
    model.wheel_hint.set(true);
    set_timeout(
        move || {
            // The chart may be gone by now.
            model.wheel_hint.try_set(false);
        },
        HINT,
    );
}
