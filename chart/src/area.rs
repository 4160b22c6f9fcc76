//! Filled areas between two lines that share their x: bands, and the room between a line and its
//! baseline. Like a line, an area is reduced to what a device pixel column can show: every column
//! keeps its true lowest and highest value, and nothing bridges a gap.

use crate::ink::Place;
use crate::reduce::{Point, Reduced};
use crate::scale::{Scale, ScaleKind};
use crate::spec::Band;

/// Columns with at most this many points keep every one.
const KEEP_ALL: usize = 4;

/// One place of an area: `x` in device pixels from the left edge of the plot, and the values of
/// its two lines there. A value that a logarithmic scale cannot place is −∞, the bottom of
/// everything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    pub(crate) x: f64,
    pub(crate) values: [f64; 2],
}

/// What remains of an area: runs of edges between gaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Area {
    runs: Vec<Vec<Edge>>,
    /// Lowest and highest placeable value in the window.
    pub(crate) range: Option<(f64, f64)>,
}

impl Area {
    /// The room between a reduced line and a baseline.
    pub(crate) fn under(line: &Reduced, baseline: f64, kind: ScaleKind) -> Self {
        let base = if kind.has_place(baseline) {
            baseline
        } else {
            f64::NEG_INFINITY
        };
        let run = |run: &[Point]| {
            let edge = |point: &Point| Edge {
                x: point.x,
                values: [point.y, base],
            };
            run.iter().map(edge).collect()
        };
        Self {
            runs: line.runs().map(run).collect(),
            range: line.range.map(|(low, high)| {
                let base = if base.is_finite() { base } else { low };
                (low.min(base), high.max(base))
            }),
        }
    }

    /// A band, reduced to `columns` device pixel columns over the window of `x`.
    pub(crate) fn of_band(band: &Band<'_>, x: &Scale, columns: usize, kind: ScaleKind) -> Self {
        let count = band.len();
        let xs = &band.x[..count];
        let first = xs.partition_point(|&at| at < x.low());
        let end = xs.partition_point(|&at| at <= x.high()).max(first);
        let mut reducer = Reducer {
            area: Self::default(),
            run: Vec::new(),
            column: Vec::new(),
        };
        let width = columns as f64;
        let mut at_column = f64::NEG_INFINITY;
        // With the nearest points outside, so that the area runs to the edge.
        let with_neighbours = first.saturating_sub(1)..(end + 1).min(count);
        let start = with_neighbours.start;
        for (index, &at) in xs[with_neighbours].iter().enumerate() {
            let (index, pixel) = (start + index, x.fraction(at) * width);
            let column = pixel.floor();
            if column != at_column {
                reducer.end_column();
                at_column = column;
            }
            let inside = (first..end).contains(&index);
            match values(band, index, kind).filter(|_| pixel.is_finite()) {
                Some(values) => reducer.push(Edge { x: pixel, values }, inside),
                None => reducer.end_run(),
            }
        }
        reducer.end_run();
        reducer.area
    }

    /// The runs as places in device pixels: for each `[x, first, second]`, heights cut to a
    /// little beyond the plot.
    pub(crate) fn placed(&self, place: &Place<'_>) -> impl Iterator<Item = Vec<[f64; 3]>> {
        let (left, _) = place.span();
        let height = move |value: f64| {
            if value == f64::NEG_INFINITY {
                f64::INFINITY
            } else {
                place.height_of(value)
            }
        };
        self.runs.iter().map(move |run| {
            let at = |edge: &Edge| {
                [
                    left + edge.x,
                    height(edge.values[0]),
                    height(edge.values[1]),
                ]
            };
            run.iter().map(at).collect()
        })
    }
}

/// Both values at a place, the lower first; none where there is a gap.
fn values(band: &Band<'_>, index: usize, kind: ScaleKind) -> Option<[f64; 2]> {
    let (a, b) = (band.low.get(index)?, band.high.get(index)?);
    let (low, high) = (a.min(b), a.max(b));
    if !a.is_finite() || !b.is_finite() || !kind.has_place(high) {
        return None;
    }
    let low = if kind.has_place(low) {
        low
    } else {
        f64::NEG_INFINITY
    };
    Some([low, high])
}

struct Reducer {
    area: Area,
    run: Vec<Edge>,
    /// Edges of the column at hand.
    column: Vec<Edge>,
}

impl Reducer {
    fn push(&mut self, edge: Edge, inside: bool) {
        if inside {
            let [low, high] = edge.values;
            let low = if low.is_finite() { low } else { high };
            let (a, b) = self.area.range.unwrap_or((low, high));
            self.area.range = Some((a.min(low), b.max(high)));
        }
        self.column.push(edge);
    }

    /// Keeps all edges of a column with few, else its extremes over its whole length.
    fn end_column(&mut self) {
        if let ([first, .., last], true) = (&self.column[..], self.column.len() > KEEP_ALL) {
            let low = self.column.iter().map(|edge| edge.values[0]);
            let high = self.column.iter().map(|edge| edge.values[1]);
            let values = [
                low.fold(f64::INFINITY, f64::min),
                high.fold(f64::NEG_INFINITY, f64::max),
            ];
            self.run.push(Edge { x: first.x, values });
            self.run.push(Edge { x: last.x, values });
        } else {
            self.run.extend_from_slice(&self.column);
        }
        self.column.clear();
    }

    fn end_run(&mut self) {
        self.end_column();
        if !self.run.is_empty() {
            self.area.runs.push(std::mem::take(&mut self.run));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Edge};
    use crate::scale::{Scale, ScaleKind};
    use crate::spec::Band;

    fn reduced(low: &[f64], high: &[f64], columns: usize, kind: ScaleKind) -> Area {
        let x: Vec<f64> = (0..low.len()).map(|i| i as f64).collect();
        let window = Scale::new(ScaleKind::Linear, 0.0, (low.len() - 1) as f64);
        let band = Band {
            x: &x,
            low: low.into(),
            high: high.into(),
        };
        Area::of_band(&band, &window, columns, kind)
    }

    #[test]
    fn every_column_keeps_its_extremes() {
        let low: Vec<f64> = (0..1000).map(|i| f64::from((i * 7919) % 997)).collect();
        let high: Vec<f64> = low.iter().map(|low| low + 5.0).collect();
        let area = reduced(&low, &high, 10, ScaleKind::Linear);
        let kept = |edge: &Edge| edge.values;
        let all: Vec<[f64; 2]> = area.runs[0].iter().map(kept).collect();
        assert_eq!(
            all[0],
            [
                low[..100].iter().copied().fold(1e9, f64::min),
                high[..100].iter().copied().fold(0.0, f64::max)
            ]
        );
        assert!(all.len() <= 22);
        assert_eq!(area.range, Some((0.0, 1001.0)));
    }

    #[test]
    fn gaps_part_an_area() {
        let area = reduced(
            &[0.0, 1.0, f64::NAN, 1.0],
            &[2.0, 2.0, 2.0, 2.0],
            100,
            ScaleKind::Linear,
        );
        assert_eq!(area.runs.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_band_may_reach_below_what_a_logarithmic_scale_shows() {
        let area = reduced(&[-1.0, 0.5], &[2.0, 2.0], 100, ScaleKind::Log);
        assert_eq!(area.runs[0][0].values, [f64::NEG_INFINITY, 2.0]);
        assert_eq!(area.range, Some((0.5, 2.0)));
    }
}
