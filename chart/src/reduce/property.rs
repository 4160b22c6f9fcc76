//! Compares the reduction with the obvious way of doing it, on any data.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Point, reduce};
use crate::scale::{Scale, ScaleKind};
use crate::spec::{Line, Values};

/// Ascending x with equal ones among them; values with gaps.
fn points() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let value = prop_oneof![
        20 => -100.0..100.0f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
    ];
    let point = (prop_oneof![Just(0.0), 0.0..1.0f64], value);
    proptest::collection::vec(point, 1..400).prop_map(|points| {
        let mut at = 0.0;
        let ascending = points.into_iter().map(|(step, y)| {
            at += step;
            (at, y)
        });
        ascending.unzip()
    })
}

fn column(scale: &Scale, columns: usize, x: f64) -> i64 {
    let pixel = (scale.fraction(x) * columns as f64).floor();
    pixel.min(columns as f64 - 1.0) as i64
}

/// First, lowest, highest and last of the finite values of each column in the window.
fn extremes(points: impl Iterator<Item = (i64, f64)>) -> BTreeMap<i64, [f64; 4]> {
    let mut found: BTreeMap<i64, [f64; 4]> = BTreeMap::new();
    for (column, y) in points {
        let [first, low, high, _] = found.get(&column).copied().unwrap_or([y; 4]);
        found.insert(column, [first, low.min(y), high.max(y), y]);
    }
    found
}

proptest! {
    #[test]
    fn every_column_keeps_its_extremes(
        (x, y) in points(),
        columns in 1..60usize,
        window in (0.0..0.4f64, 0.6..1.0f64),
        log in any::<bool>(),
    ) {
        let kind = if log { ScaleKind::Log } else { ScaleKind::Linear };
        let width = x.last().unwrap().max(1.0);
        let scale = Scale::new(ScaleKind::Linear, window.0 * width, window.1 * width);
        let placeable = |y: f64| y.is_finite() && (!log || y > 0.0);
        let reduced = reduce(&Line { x: &x, y: Values::F64(&y) }, &scale, columns, kind);

        let all = x.iter().zip(&y).filter(|&(&x, &y)| scale.contains(x) && placeable(y));
        let expected = extremes(all.clone().map(|(&x, &y)| (column(&scale, columns, x), y)));
        let inside = |point: &&Point| (0.0..=columns as f64).contains(&point.x);
        let kept = reduced.points().iter().filter(inside);
        let last = columns as i64 - 1;
        let found = extremes(kept.map(|point| ((point.x.floor() as i64).min(last), point.y)));
        prop_assert_eq!(found, expected);
        prop_assert_eq!(reduced.inside, all.count());
    }

    #[test]
    fn runs_are_the_stretches_between_gaps((x, y) in points(), columns in 1..60usize) {
        let scale = Scale::new(ScaleKind::Linear, 0.0, x.last().unwrap().max(1.0));
        let line = Line { x: &x, y: Values::F64(&y) };
        let reduced = reduce(&line, &scale, columns, ScaleKind::Linear);
        let stretches = y.split(|y| !y.is_finite()).filter(|stretch| !stretch.is_empty());
        let ends = |first: f64, last: f64| (first, last);
        let expected: Vec<_> =
            stretches.map(|part| ends(part[0], part[part.len() - 1])).collect();
        let found: Vec<_> =
            reduced.runs().map(|run| ends(run[0].y, run[run.len() - 1].y)).collect();
        prop_assert_eq!(found, expected);
    }
}
