//! What lies under the pointer. Binary searches only: a hundred series of ten thousand points
//! cost microseconds.

use crate::layout::Layout;
use crate::overlay::Dot;
use crate::scale::{Scale, ScaleKind};
use crate::spec::{Emphasis, Series, Side};

/// The readings at one x.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// The x of the data point nearest to the pointer.
    pub x: f64,
    /// That x in full, for the head of a tooltip.
    pub label: String,
    /// One entry for each series that reaches this x, in the order of the series.
    pub hits: Vec<Hit>,
    /// Series whose point is nearest to the pointer; none when the position was given by value.
    pub nearest: Option<usize>,
}

/// The reading of one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Index of the series.
    pub series: usize,
    /// Index of the point in the line as logged.
    pub index: usize,
    /// X of that point: the nearest this series has.
    pub x: f64,
    /// Its value; may be NaN or infinite.
    pub y: f64,
    /// The smoothed point nearest to it, as x and value.
    pub smooth: Option<(f64, f64)>,
}

impl Hit {
    /// The point on the line that is on top: smoothed if there is such a line.
    pub fn top(&self) -> (f64, f64) {
        self.smooth.unwrap_or((self.x, self.y))
    }
}

impl Hover {
    /// The dots of the cursor, for [`Overlay`](crate::Overlay).
    pub fn dots(&self, series: &[Series<'_>]) -> Vec<Dot> {
        let dot = |hit: &Hit| {
            let series = series.get(hit.series)?;
            let (x, y) = hit.top();
            let shown = series.emphasis != Emphasis::Dimmed;
            shown.then_some(Dot {
                x,
                y,
                side: series.side,
                colour: series.colour,
                emphasis: series.emphasis,
            })
        };
        self.hits.iter().filter_map(dot).collect()
    }
}

/// Reads at a pointer position in CSS pixels; `None` outside the plot and where no point is in
/// view.
pub fn at_pixel(layout: &Layout, series: &[Series<'_>], pointer: (f64, f64)) -> Option<Hover> {
    let plot = layout.plot();
    let (x, y) = pointer;
    if !(plot.left..=plot.right).contains(&x) || !(plot.top..=plot.bottom).contains(&y) {
        return None;
    }
    let mut hover = at_value(layout, series, layout.pixel_to_x(x))?;
    let distance = |hit: &Hit| {
        let (hit_x, hit_y) = hit.top();
        let side = series.get(hit.series).map_or(Side::Left, |of| of.side);
        let (dx, dy) = (
            layout.x_to_pixel(hit_x) - x,
            layout.y_to_pixel(side, hit_y) - y,
        );
        dx * dx + dy * dy
    };
    hover.nearest = hover
        .hits
        .iter()
        .map(|hit| (distance(hit), hit.series))
        .filter(|(distance, _)| distance.is_finite())
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, series)| series);
    Some(hover)
}

/// Reads at an x value, for the cursor of linked panels: snaps to the nearest point in view.
pub fn at_value(layout: &Layout, series: &[Series<'_>], x: f64) -> Option<Hover> {
    let scale = layout.x();
    let apart = |a: &f64, b: &f64| distance(scale, *a, x).total_cmp(&distance(scale, *b, x));
    let target = x.max(scale.low()).min(scale.high());
    // The nearest point in view is one of the two beside the place.
    let in_view = |series: &Series<'_>| {
        let all = &series.line.x[..series.line.len()];
        let after = all.partition_point(|&other| other < target);
        let beside = &all[after.saturating_sub(1)..all.len().min(after + 1)];
        let seen = beside.iter().copied().filter(|&one| scale.contains(one));
        seen.min_by(apart)
    };
    let x = series.iter().filter_map(in_view).min_by(apart)?;
    let hits = series
        .iter()
        .enumerate()
        .filter_map(|(at, series)| hit(at, series, x, scale))
        .collect();
    Some(Hover {
        x,
        label: layout.format_x(x),
        hits,
        nearest: None,
    })
}

/// The reading of a series at `x`, unless it begins later or has ended before.
fn hit(at: usize, series: &Series<'_>, x: f64, scale: &Scale) -> Option<Hit> {
    let line = &series.line;
    let all = &line.x[..line.len()];
    let reaches = *all.first()? <= x && x <= *all.last()?;
    let index = nearest(all, x, scale).filter(|_| reaches)?;
    let (point, y) = (all[index], line.y.get(index)?);
    let smooth = series.smooth.as_ref().and_then(|smooth| {
        let index = nearest(&smooth.x[..smooth.len()], point, scale)?;
        Some((smooth.x[index], smooth.y.get(index)?))
    });
    Some(Hit {
        series: at,
        index,
        x: point,
        y,
        smooth,
    })
}

/// How far two x values lie apart, as the eye sees it; only comparisons mean something.
fn distance(scale: &Scale, a: f64, b: f64) -> f64 {
    match scale.kind() {
        ScaleKind::Linear => (a - b).abs(),
        ScaleKind::Log | ScaleKind::Symlog { .. } => (scale.fraction(a) - scale.fraction(b)).abs(),
    }
}

/// Index of the nearest of ascending values; the later of equal ones, the earlier of equally far.
fn nearest(all: &[f64], x: f64, scale: &Scale) -> Option<usize> {
    let last_up_to = |x: f64| all.partition_point(|&other| other <= x).checked_sub(1);
    let before = last_up_to(x);
    let after = all.get(before.map_or(0, |before| before + 1));
    match (before, after) {
        (Some(before), Some(&next))
            if distance(scale, next, x) >= distance(scale, all[before], x) =>
        {
            Some(before)
        }
        (before, None) => before,
        (_, Some(next)) => {
            let first = before.map_or(0, |before| before + 1);
            // Equal ones are rare.
            let is_single = all.get(first + 1).is_none_or(|other| other > next);
            if is_single {
                Some(first)
            } else {
                last_up_to(*next)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;
    use crate::scale::{Scale, ScaleKind};

    #[test]
    fn ties_go_to_the_later_of_equal_and_the_earlier_of_equally_far() {
        let linear = Scale::new(ScaleKind::Linear, 0.0, 9.0);
        let all = [1.0, 2.0, 2.0, 4.0];
        for (x, index) in [
            (0.0, 0),
            (1.4, 0),
            (1.6, 2),
            (2.0, 2),
            (3.0, 2),
            (3.1, 3),
            (9.0, 3),
        ] {
            assert_eq!(nearest(&all, x, &linear), Some(index), "{x}");
        }
        assert_eq!(nearest(&[], 1.0, &linear), None);
        assert!(nearest(&all, f64::NAN, &linear).is_some());
    }

    #[test]
    fn on_a_logarithmic_axis_ratios_decide() {
        let log = Scale::new(ScaleKind::Log, 1.0, 1000.0);
        let all = [10.0, 100.0];
        assert_eq!(nearest(&all, 30.0, &log), Some(0));
        assert_eq!(nearest(&all, 40.0, &log), Some(1));
    }
}
