//! The plot at one moment, on which a gesture began: turns places into shares of what is visible,
//! and shares into the next zoom. Changes nothing.

use leptos::prelude::*;
use suisei_chart::{Rect, Scale, Side};

use super::model::ChartModel;
use crate::panels::zoom::{self, Share, Zoom};

/// The plot when a gesture began.
#[derive(Clone, Copy)]
pub(super) struct Ground {
    /// Where it lies in the chart.
    pub(super) plot: Rect,
    /// Everything there is on the horizontal axis, in shares.
    pub(super) whole_x: Share,
    /// Everything there is on the vertical axis, in shares.
    whole_y: Share,
    x: Scale,
    y: Scale,
    zoom: Zoom,
}

impl Ground {
    /// Of the picture that is shown now; none before there is one.
    pub(super) fn of(model: ChartModel) -> Option<Self> {
        let zoom = model.view.zoom.get_untracked();
        let (full_x, full_y) = model.full.get_value();
        model.layout.with_value(|layout| {
            let layout = layout.as_ref()?;
            let (x, y) = (*layout.x(), *layout.y(Side::Left));
            Some(Self {
                plot: layout.plot(),
                whole_x: zoom::shares(&x, full_x),
                whole_y: zoom::shares(&y, full_y),
                x,
                y,
                zoom,
            })
        })
    }

    /// The share of a horizontal place in the chart.
    pub(super) fn share_x(&self, left: f64) -> f64 {
        ((left - self.plot.left) / self.plot.width()).clamp(0.0, 1.0)
    }

    /// The share of a vertical place in the chart; 0 is the bottom of the plot.
    pub(super) fn share_y(&self, top: f64) -> f64 {
        ((self.plot.bottom - top) / self.plot.height()).clamp(0.0, 1.0)
    }

    /// The value at a share of the horizontal axis.
    pub(super) fn x_at(&self, share: f64) -> f64 {
        self.x.value(share)
    }

    /// True when a place lies between left and right edge of the plot.
    pub(super) fn spans(&self, left: f64) -> bool {
        (self.plot.left..=self.plot.right).contains(&left)
    }

    /// The zoom that shows these shares; an axis without one stays as it is. Cut to what there is.
    pub(super) fn show(&self, x: Option<Share>, y: Option<Share>) -> Zoom {
        Zoom {
            x: part(&self.x, x, self.whole_x, self.zoom.x),
            y: part(&self.y, y, self.whole_y, self.zoom.y),
        }
    }

    /// The zoom after moving by these shares: along x as far as there is something, along y freely.
    pub(super) fn pan(&self, right: f64, up: Option<f64>) -> Zoom {
        let moved = |by: f64| zoom::values(&self.y, (by, 1.0 + by)).or(self.zoom.y);
        Zoom {
            x: part(
                &self.x,
                Some(zoom::pan(right, self.whole_x)),
                self.whole_x,
                self.zoom.x,
            ),
            y: up.map_or(self.zoom.y, moved),
        }
    }

    /// True when the vertical axis is zoomed already.
    pub(super) fn is_zoomed_y(&self) -> bool {
        self.zoom.y.is_some()
    }
}

fn part(
    scale: &Scale,
    share: Option<Share>,
    whole: Share,
    before: Option<zoom::Range>,
) -> Option<zoom::Range> {
    let Some(share) = share else { return before };
    let share = zoom::within(share, whole)?;
    zoom::values(scale, share).or(before)
}
