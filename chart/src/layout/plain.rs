//! Layouts of charts that have no axes and place all their labels themselves.

use super::{Grid, Layout, Rect, Ruler};
use crate::scale::{Scale, ScaleKind};
use crate::spec::XKind;
use crate::zone::Zone;

/// A canvas is never larger than this; a size that is no number becomes nothing.
const LARGEST: f64 = 32_768.0;

/// The size of a canvas in CSS pixels and its ratio, made usable.
pub(crate) fn sound_canvas((width, height): (f64, f64), ratio: f64) -> ((f64, f64), f64) {
    let length = |css: f64| if css > 0.0 { css.min(LARGEST) } else { 0.0 };
    let ratio = if ratio > 0.0 {
        ratio.clamp(0.1, 16.0)
    } else {
        1.0
    };
    ((length(width), length(height)), ratio)
}

impl Layout {
    /// A plot without labels, grid and names. Expects a sound canvas.
    pub(crate) fn plain(size: (f64, f64), ratio: f64, plot: Rect, x: Scale, y: Scale) -> Self {
        let ruler = |scale| Ruler {
            scale,
            ticks: Vec::new(),
            minor: Vec::new(),
        };
        Self {
            size,
            ratio,
            plot,
            x: ruler(x),
            left: ruler(y),
            right: None,
            names: Vec::new(),
            x_name: String::new(),
            x_kind: XKind::Index,
            zone: Zone::default(),
            grid: Grid::Bare,
        }
    }

    /// A plot of `columns` × `rows` equal parts, counted from its left and from its top as
    /// [`row_value`](super::row_value) does.
    pub(crate) fn of_parts(
        size: (f64, f64),
        ratio: f64,
        plot: Rect,
        (columns, rows): (usize, usize),
    ) -> Self {
        let scale = |low, high| Scale::new(ScaleKind::Linear, low, high);
        let x = scale(0.0, columns.max(1) as f64);
        let y = scale(-(rows.max(1) as f64), 0.0);
        Self::plain(size, ratio, plot, x, y)
    }
}
