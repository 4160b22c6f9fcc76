//! A curve without the points that no pixel shows.
//!
//! While a curve stays within half a device pixel column only where it came in, its extremes and
//! where it went out can be seen: all else lies between them. So a curve of any length that does
//! not turn back costs no more than the columns it passes through.

use super::Position;

/// Beyond this many pixels only the direction of a curve counts.
const FAR: f64 = 1e9;
/// Parts of a pixel column.
const PARTS: f64 = 2.0;

/// The unbroken runs of a curve; none is empty.
pub(super) fn runs(positions: impl Iterator<Item = Position>) -> Vec<Vec<(f64, f64)>> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    for position in positions {
        match position {
            Some((x, y)) => run.add((x.clamp(-FAR, FAR), y.clamp(-FAR, FAR))),
            None => runs.extend(run.end()),
        }
    }
    runs.extend(run.end());
    runs
}

#[derive(Default)]
struct Run {
    kept: Vec<(f64, f64)>,
    visit: Option<Visit>,
}

/// The stay of a curve in a part of a column. Points are counted, so that extremes keep their order.
struct Visit {
    part: i64,
    count: usize,
    first: (f64, f64),
    last: (f64, f64),
    /// Least and greatest x, least and greatest y, with when they were reached.
    extremes: [(usize, (f64, f64)); 4],
}

impl Run {
    fn add(&mut self, point: (f64, f64)) {
        let part = (point.0 * PARTS).floor() as i64;
        match &mut self.visit {
            Some(visit) if visit.part == part => visit.add(point),
            _ => {
                self.leave();
                self.visit = Some(Visit {
                    part,
                    count: 0,
                    first: point,
                    last: point,
                    extremes: [(0, point); 4],
                });
            }
        }
    }

    fn leave(&mut self) {
        let Some(visit) = self.visit.take() else {
            return;
        };
        self.kept.push(visit.first);
        let mut between = visit.extremes;
        between.sort_by_key(|&(when, _)| when);
        let mut written = 0;
        for (when, point) in between {
            if when > written && when < visit.count {
                self.kept.push(point);
                written = when;
            }
        }
        if visit.count > 0 {
            self.kept.push(visit.last);
        }
    }

    fn end(&mut self) -> Option<Vec<(f64, f64)>> {
        self.leave();
        let kept = std::mem::take(&mut self.kept);
        (!kept.is_empty()).then_some(kept)
    }
}

impl Visit {
    fn add(&mut self, point: (f64, f64)) {
        self.count += 1;
        self.last = point;
        let now = (self.count, point);
        let beats = [
            point.0 < self.extremes[0].1.0,
            point.0 > self.extremes[1].1.0,
            point.1 < self.extremes[2].1.1,
            point.1 > self.extremes[3].1.1,
        ];
        for (extreme, beats) in self.extremes.iter_mut().zip(beats) {
            if beats {
                *extreme = now;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::runs;

    #[test]
    fn a_stay_in_a_column_keeps_its_ends_and_extremes() {
        let stay = [
            (0.6, 0.5),
            (0.7, 0.5),
            (0.9, 0.4),
            (0.6, 0.5),
            (0.5, 7.9),
            (0.6, 0.5),
            (1.5, 0.5),
        ];
        let kept = runs(stay.into_iter().map(Some));
        let expected = vec![(0.6, 0.5), (0.9, 0.4), (0.5, 7.9), (0.6, 0.5), (1.5, 0.5)];
        assert_eq!(kept, [expected]);
    }

    #[test]
    fn gaps_break_and_single_points_stay() {
        let points = [
            None,
            Some((1.0, 1.0)),
            None,
            None,
            Some((2.0, 2.0)),
            Some((f64::MAX, 2.0)),
        ];
        let kept = runs(points.into_iter());
        assert_eq!(kept, [vec![(1.0, 1.0)], vec![(2.0, 2.0), (1e9, 2.0)]]);
    }

    #[test]
    fn a_hundred_thousand_points_become_a_few_for_each_column() {
        let bow = (0..100_000).map(|step| {
            let t = f64::from(step) / 100_000.0;
            Some((100.0 * t, 100.0 * t * t))
        });
        let kept: usize = runs(bow).iter().map(Vec::len).sum();
        assert!(kept < 1_300, "{kept}");
    }

    /// How far a place lies from a run.
    fn distance(run: &[(f64, f64)], (x, y): (f64, f64)) -> f64 {
        let piece = |pair: &[(f64, f64)]| {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let (dx, dy) = (bx - ax, by - ay);
            let length = (dx * dx + dy * dy).max(f64::MIN_POSITIVE);
            let share = (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0);
            (ax + dx * share - x).hypot(ay + dy * share - y)
        };
        run.windows(2).map(piece).fold(f64::INFINITY, f64::min)
    }

    proptest! {
        /// Whatever is left out lies within half a pixel of what is drawn.
        #[test]
        fn nothing_that_can_be_seen_is_left_out(
            steps in prop::collection::vec((-0.4f64..0.6, -3.0f64..3.0), 2..300),
        ) {
            let mut at = (0.0, 0.0);
            let points: Vec<(f64, f64)> = steps
                .iter()
                .map(|step| {
                    at = (at.0 + step.0, at.1 + step.1);
                    at
                })
                .collect();
            let kept = runs(points.iter().copied().map(Some));
            for &point in &points {
                prop_assert!(distance(&kept[0], point) <= 0.5 + 1e-9);
            }
        }
    }
}
