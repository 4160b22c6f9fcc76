//! Places points on an axis: column → sorted x and y. Never drops a point without counting it.

use super::XAxis;
use crate::event::Micros;
use crate::series::Summary;
use crate::series::columns::{Columns, NO_STEP, NO_TIME};

/// Points on an axis, sorted stably by (x, arrival).
pub(super) struct Line {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) no_x: u64,
    pub(super) indexed: bool,
}

/// Places the points of `columns`, the first of which has the ordinal `first_ordinal`.
pub(super) fn place(
    columns: &Columns,
    summary: &Summary,
    axis: XAxis,
    started: Micros,
    first_ordinal: u64,
) -> Line {
    let indexed = axis == XAxis::Step && summary.count > 0 && summary.no_step == summary.count;
    let place_of = |index: usize| -> Option<f64> {
        match axis {
            XAxis::Step if indexed => Some((first_ordinal + index as u64) as f64),
            XAxis::Step => {
                let step = columns.step[index];
                (step != NO_STEP).then_some(step as f64)
            }
            XAxis::Epoch => {
                let epoch = columns.epoch[index];
                epoch.is_finite().then_some(epoch)
            }
            XAxis::Wall => {
                let time = columns.time[index];
                (time != NO_TIME).then_some(time as f64)
            }
            XAxis::Relative => {
                let time = columns.time[index];
                (time != NO_TIME).then(|| time.saturating_sub(started) as f64)
            }
        }
    };
    let mut x = Vec::with_capacity(columns.len());
    let mut y = Vec::with_capacity(columns.len());
    let mut sorted = true;
    for index in 0..columns.len() {
        if let Some(place) = place_of(index) {
            sorted &= x.last().is_none_or(|&last| last <= place);
            x.push(place);
            y.push(columns.value[index]);
        }
    }
    let no_x = (columns.len() - x.len()) as u64;
    if !sorted {
        (x, y) = sort(&x, &y);
    }
    Line {
        x,
        y,
        no_x,
        indexed,
    }
}

fn sort(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut order: Vec<u32> = (0..x.len() as u32).collect();
    // A stable sort keeps arrival order among equal places.
    order.sort_by(|&a, &b| x[a as usize].total_cmp(&x[b as usize]));
    (
        order.iter().map(|&index| x[index as usize]).collect(),
        order.iter().map(|&index| y[index as usize]).collect(),
    )
}
