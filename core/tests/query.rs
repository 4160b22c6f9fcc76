//! Sampling never lies: every answered point is a real one, every bucket shows its extremes and
//! ends, the same question gives the same bytes.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use suisei_core::number::Float;
use suisei_core::query::{
    Answer, MarkKind, Plan, RAW_POINTS, SeriesRef, SeriesRequest, Smoothing, XAxis, answer,
};
use suisei_core::series::columns::{NO_STEP, Row};
use suisei_core::series::{Columns, Summary};
use suisei_core::wire::frame::{Frame, FrameMeta};

const STARTED: i64 = 1_000;

fn series() -> SeriesRef {
    SeriesRef {
        experiment: "0".repeat(32).parse().unwrap(),
        metric: "loss".to_owned(),
        context: String::new(),
        source: 0,
        after: None,
    }
}

fn request(x: XAxis, range: Option<(f64, f64)>, width_px: u32) -> SeriesRequest {
    SeriesRequest {
        series: vec![series()],
        x,
        range: range.map(|(low, high)| (Float(low), Float(high))),
        width_px,
        smoothing: Some(Smoothing::Exponential { weight: 0.9 }),
        ..SeriesRequest::default()
    }
}

/// Answers as a panel with more points than are sent raw would be answered.
fn sampled(columns: &Columns, request: &SeriesRequest) -> Answer {
    let many = Summary {
        count: RAW_POINTS + 1,
        ..Summary::default()
    };
    let plan = Plan::new(request, std::iter::once(&many));
    answer(&series(), columns, &Summary::of(columns), STARTED, &plan)
}

fn raw(columns: &Columns, request: &SeriesRequest) -> Answer {
    let summary = Summary::of(columns);
    let plan = Plan::new(request, std::iter::once(&summary));
    answer(&series(), columns, &summary, STARTED, &plan)
}

/// The points that have a place on the axis, by (x, arrival).
fn placed(columns: &Columns, axis: XAxis) -> Vec<(f64, f64)> {
    let no_steps = columns.step.iter().all(|&step| step == NO_STEP);
    let mut placed: Vec<(f64, f64)> = columns
        .rows()
        .enumerate()
        .filter_map(|(index, row)| {
            let x = match axis {
                XAxis::Step if no_steps => Some(index as f64),
                XAxis::Step => (row.step != NO_STEP).then_some(row.step as f64),
                XAxis::Epoch => row.epoch.is_finite().then_some(row.epoch),
                XAxis::Wall => Some(row.time as f64),
                XAxis::Relative => Some((row.time - STARTED) as f64),
                XAxis::Metric => None,
            };
            x.map(|x| (x, row.value))
        })
        .collect();
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed
}

fn rows() -> impl Strategy<Value = Columns> {
    let value = prop_oneof![
        10 => -1.0e3..1.0e3,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => Just(-0.0),
    ];
    let step = prop_oneof![8 => -300_i64..3_000, 1 => Just(NO_STEP)];
    let epoch = prop_oneof![4 => -5.0..40.0, 1 => Just(f64::NAN)];
    let row = (step, epoch, 0_i64..2_000_000, value);
    let ordered = any::<bool>();
    (proptest::collection::vec(row, 0..600), ordered).prop_map(|(mut rows, ordered)| {
        if ordered {
            rows.sort_by_key(|row| row.0);
        }
        let mut columns = Columns::default();
        for (step, epoch, time, value) in rows {
            columns.push(Row {
                step,
                epoch,
                time,
                value,
            });
        }
        columns
    })
}

fn axes() -> impl Strategy<Value = XAxis> {
    prop_oneof![
        Just(XAxis::Step),
        Just(XAxis::Epoch),
        Just(XAxis::Wall),
        Just(XAxis::Relative)
    ]
}

/// A range as a fraction of the axis, so that it cuts through the points.
fn ranges() -> impl Strategy<Value = Option<(f64, f64)>> {
    proptest::option::of((-0.2..1.2, -0.2..1.2))
}

fn range_on(points: &[(f64, f64)], part: Option<(f64, f64)>) -> Option<(f64, f64)> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    let (a, b) = part?;
    let at = |fraction: f64| first + (last - first) * fraction;
    Some((at(a).min(at(b)), at(a).max(at(b))))
}

/// Bucket width as the contract states it: the greatest 2ⁿ that leaves two buckets a pixel.
fn bucket_width(inside: &[(f64, f64)], range: Option<(f64, f64)>, width_px: u32) -> f64 {
    let (low, high) = match (range, inside.first(), inside.last()) {
        (Some(range), ..) => range,
        (None, Some(first), Some(last)) => (first.0, last.0),
        _ => (0.0, 0.0),
    };
    let finest = (high - low) / (2.0 * f64::from(width_px));
    if finest > 0.0 {
        2_f64.powf(finest.log2().floor())
    } else {
        f64::INFINITY
    }
}

#[derive(Default)]
struct Bucket {
    finite: Vec<f64>,
    marks: Vec<MarkKind>,
}

fn buckets(points: &[(f64, f64)], width: f64) -> BTreeMap<i64, Bucket> {
    let mut buckets: BTreeMap<i64, Bucket> = BTreeMap::new();
    for &(x, y) in points {
        let bucket = buckets.entry((x / width).floor() as i64).or_default();
        if y.is_finite() {
            bucket.finite.push(y);
        } else if y.is_nan() {
            bucket.marks.push(MarkKind::NotANumber);
        } else if y > 0.0 {
            bucket.marks.push(MarkKind::PositiveInfinity);
        } else {
            bucket.marks.push(MarkKind::NegativeInfinity);
        }
    }
    buckets
}

fn frame_bytes(answer: Answer) -> Vec<u8> {
    let meta = FrameMeta {
        build: String::new(),
        x: XAxis::Step,
        seq: 0,
    };
    Frame {
        meta,
        answers: vec![answer],
    }
    .encode()
    .unwrap()
}

fn check_ends(bucket: &Bucket, shown: &Bucket) -> Result<(), TestCaseError> {
    let extreme =
        |values: &[f64], better: fn(f64, f64) -> f64| values.iter().copied().reduce(better);
    prop_assert_eq!(
        extreme(&bucket.finite, f64::min),
        extreme(&shown.finite, f64::min)
    );
    prop_assert_eq!(
        extreme(&bucket.finite, f64::max),
        extreme(&shown.finite, f64::max)
    );
    prop_assert_eq!(bucket.finite.first(), shown.finite.first());
    prop_assert_eq!(bucket.finite.last(), shown.finite.last());
    prop_assert!(shown.finite.len() <= 4);
    Ok(())
}

proptest! {
    #[test]
    fn buckets_show_their_ends_and_extremes_and_nothing_else(
        columns in rows(), axis in axes(), part in ranges(), width_px in 16_u32..60,
    ) {
        let points = placed(&columns, axis);
        let range = range_on(&points, part);
        let found = sampled(&columns, &request(axis, range, width_px));
        let inside: Vec<(f64, f64)> = points
            .iter()
            .copied()
            .filter(|(x, _)| range.is_none_or(|(low, high)| (low..=high).contains(x)))
            .collect();
        prop_assert_eq!(found.meta.in_range, inside.len() as u64);
        prop_assert_eq!(found.meta.no_x, (columns.len() - points.len()) as u64);
        prop_assert!(found.x.windows(2).all(|pair| pair[0] <= pair[1]));
        // Every shown point is a real one, and none is shown twice.
        let mut rest = points.clone();
        for (&x, &y) in found.x.iter().zip(&found.y) {
            let at = rest.iter().position(|real| {
                real.0 == x && (real.1.to_bits() == y.to_bits() || !real.1.is_finite() && y.is_nan())
            });
            prop_assert!(at.is_some(), "({}, {}) is made up", x, y);
            rest.remove(at.unwrap());
        }
        let shown: Vec<(f64, f64)> = found.x.iter().copied().zip(found.y.iter().copied())
            .filter(|(x, _)| range.is_none_or(|(low, high)| (low..=high).contains(x)))
            .collect();
        if !found.meta.sampled {
            prop_assert_eq!(shown.len(), inside.len());
            return Ok(());
        }
        let width = bucket_width(&inside, range, width_px);
        let (all, seen) = (buckets(&inside, width), buckets(&shown, width));
        prop_assert_eq!(all.keys().collect::<Vec<_>>(), seen.keys().collect::<Vec<_>>());
        for (place, bucket) in &all {
            check_ends(bucket, &seen[place])?;
            for kind in &bucket.marks {
                let marked = found.marks.iter().any(|mark| {
                    mark.kind == *kind && (mark.x / width).floor() as i64 == *place
                });
                prop_assert!(marked, "{:?} in bucket {} has no mark", kind, place);
            }
        }
    }

    #[test]
    fn the_same_question_gives_the_same_bytes(
        columns in rows(), axis in axes(), width_px in 1_u32..60,
    ) {
        let request = request(axis, None, width_px);
        let bytes = frame_bytes(sampled(&columns, &request));
        prop_assert_eq!(&frame_bytes(sampled(&columns, &request)), &bytes);
        let back = Frame::decode(&bytes).unwrap();
        prop_assert_eq!(back.encode().unwrap(), bytes);
    }

    #[test]
    fn raw_answers_hold_every_point(columns in rows(), axis in axes()) {
        let points = placed(&columns, axis);
        let found = raw(&columns, &request(axis, None, 16));
        prop_assert!(!found.meta.sampled);
        prop_assert_eq!(found.x.len(), points.len());
        for ((x, y), real) in found.x.iter().zip(&found.y).zip(&points) {
            prop_assert_eq!(*x, real.0);
            let same = if real.1.is_finite() { *y == real.1 } else { y.is_nan() };
            prop_assert!(same, "{} is drawn for {}", y, real.1);
        }
        let n_marks = points.iter().filter(|(_, y)| !y.is_finite()).count();
        prop_assert_eq!(found.marks.len(), n_marks);
        prop_assert_eq!(found.meta.next_ordinal, columns.len() as u64);
    }

    #[test]
    fn appended_answers_continue_whole_ones(columns in rows(), after in 0_usize..600) {
        let after = after.min(columns.len());
        let summary = Summary::of(&columns);
        let request = request(XAxis::Wall, None, 16);
        let plan = Plan::new(&request, std::iter::once(&summary));
        let asked = SeriesRef { after: Some(after as u64), ..series() };
        let rest = columns.slice(after..columns.len());
        let found = answer(&asked, &rest, &summary, STARTED, &plan);
        prop_assert!(found.meta.appended);
        prop_assert_eq!(found.x.len(), columns.len() - after);
        prop_assert_eq!(found.meta.next_ordinal, columns.len() as u64);
    }

    #[test]
    fn a_merged_summary_is_that_of_both(a in rows(), b in rows()) {
        let mut both = a.clone();
        both.append(&b);
        let (whole, mut merged) = (Summary::of(&both), Summary::of(&a));
        merged.merge(&Summary::of(&b));
        // Sums of floats depend on their order.
        prop_assert!((merged.sum.0 - whole.sum.0).abs() <= 1e-6 * (1.0 + whole.sum.0.abs()));
        merged.sum = whole.sum;
        prop_assert_eq!(format!("{merged:?}"), format!("{whole:?}"));
    }
}

#[test]
fn a_million_points_become_a_few_thousand() {
    let mut columns = Columns::default();
    for i in 0..1_000_000_i64 {
        let value = if i == 777_777 {
            1.0e9
        } else {
            (i as f64 * 0.001).sin()
        };
        columns.push(Row {
            step: i,
            epoch: f64::NAN,
            time: i,
            value,
        });
    }
    let found = raw(&columns, &request(XAxis::Step, None, 1_000));
    assert!(found.meta.sampled);
    assert!(found.x.len() <= 4 * 4_001, "{}", found.x.len());
    assert!(found.y.contains(&1.0e9));
    assert_eq!((found.x[0], found.x[found.x.len() - 1]), (0.0, 999_999.0));
    assert_eq!(found.smooth_x.len(), found.smooth_y.len());
}

#[test]
fn a_part_is_smoothed_as_the_whole_is() {
    let mut columns = Columns::default();
    for step in 0..4_000_i64 {
        columns.push(Row {
            step,
            epoch: f64::NAN,
            time: step,
            value: (step as f64 * 0.37).sin(),
        });
    }
    let whole = raw(&columns, &request(XAxis::Step, None, 1_000));
    assert!(
        whole.smooth_x.is_empty(),
        "who holds all points smooths them"
    );
    let mut smoothed = Vec::new();
    suisei_core::smooth::ema_into(&whole.x, &whole.y, 0.9, &mut smoothed);
    let part = sampled(
        &columns,
        &request(XAxis::Step, Some((2_000.0, 2_050.0)), 1_000),
    );
    assert!(!part.meta.sampled && part.meta.in_range == 51);
    assert_eq!(part.smooth_x, part.x);
    assert_eq!(part.smooth_y, smoothed[1_999..=2_051]);
}
