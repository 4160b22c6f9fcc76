//! A series that lies in pieces is answered bit by bit like one that lies in one: whatever its
//! points are, and wherever it is cut.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::convert::Infallible;
use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;
use suisei_core::number::Float;
use suisei_core::query::{
    Answer, Line, Pieces, Place, Plan, RAW_POINTS, SeriesRef, SeriesRequest, Sketch, Smoothing,
    XAxis, answer, answer_against, answer_pieces,
};
use suisei_core::series::block::{self, Block};
use suisei_core::series::columns::{NO_STEP, Row};
use suisei_core::series::{Columns, Summary};

const STARTED: i64 = 1_000;

struct Cut {
    lines: Vec<Arc<Line>>,
    sketches: Vec<Arc<Sketch>>,
}

impl Cut {
    /// Cuts `columns` at `places`, through compressed blocks as a store would.
    fn new(columns: &Columns, place: Place, places: &[usize]) -> Self {
        let mut ends: Vec<usize> = places.iter().map(|&end| end.min(columns.len())).collect();
        ends.push(columns.len());
        ends.sort_unstable();
        let mut start = 0;
        let mut lines = Vec::new();
        for end in ends {
            let bytes = block::encode(&columns.slice(start..end)).unwrap();
            let block = Block::open(&bytes).unwrap();
            let line = Line::of_block(&block, place, start as u64, 0..end - start).unwrap();
            lines.push(Arc::new(line));
            start = end;
        }
        let sketches = lines
            .iter()
            .map(|line| Arc::new(Sketch::of(line)))
            .collect();
        Self { lines, sketches }
    }
}

impl Pieces for Cut {
    type Error = Infallible;

    fn sketches(&self) -> &[Arc<Sketch>] {
        &self.sketches
    }

    fn lines(&self, pieces: Range<usize>) -> Result<Vec<Arc<Line>>, Infallible> {
        Ok(self.lines[pieces].to_vec())
    }
}

fn series() -> SeriesRef {
    SeriesRef {
        experiment: "0".repeat(32).parse().unwrap(),
        metric: "loss".to_owned(),
        context: String::new(),
        source: 0,
        after: None,
    }
}

/// How steps follow each other.
#[derive(Debug, Clone, Copy)]
enum Steps {
    Regular(i64),
    Repeated,
    Jumping,
    Missing,
    Unsorted,
}

fn steps() -> impl Strategy<Value = Steps> {
    prop_oneof![
        4 => (1_i64..40).prop_map(Steps::Regular),
        1 => Just(Steps::Repeated),
        2 => Just(Steps::Jumping),
        1 => Just(Steps::Missing),
        1 => Just(Steps::Unsorted),
    ]
}

/// Points with rare odd values, so that long runs are ordinary.
fn columns() -> impl Strategy<Value = Columns> {
    let odd = prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(-0.0),
        Just(1e300)
    ];
    let odds = proptest::collection::vec((0_usize..4_000, odd), 0..12);
    (
        0_usize..4_000,
        steps(),
        any::<u32>(),
        -2_000_i64..2_000,
        odds,
    )
        .prop_map(|(n, kind, seed, first, odds)| {
            let mut random = u64::from(seed) | 1;
            let mut next = move || {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                random >> 33
            };
            let mut columns = Columns::default();
            let mut step = first;
            for index in 0..n as i64 {
                step += match kind {
                    Steps::Regular(stride) => stride,
                    Steps::Repeated => i64::from(next() % 7 == 0),
                    Steps::Jumping => (next() % 50) as i64,
                    Steps::Missing => 1,
                    Steps::Unsorted => (next() % 9) as i64 - 3,
                };
                let missing = matches!(kind, Steps::Missing) && next() % 5 == 0;
                columns.push(Row {
                    step: if missing { NO_STEP } else { step },
                    epoch: if next() % 9 == 0 {
                        f64::NAN
                    } else {
                        step as f64 / 64.0
                    },
                    time: index * 1_000 + (next() % 1_500) as i64,
                    value: (next() % 1_000) as f64 / 8.0,
                });
            }
            for (at, value) in odds {
                if at < n {
                    columns.value[at] = value;
                }
            }
            columns
        })
}

fn axes() -> impl Strategy<Value = XAxis> {
    prop_oneof![
        3 => Just(XAxis::Step),
        1 => Just(XAxis::Epoch),
        1 => Just(XAxis::Wall),
        1 => Just(XAxis::Relative)
    ]
}

fn range_on(columns: &Columns, place: Place, part: Option<(f64, f64)>) -> Option<(Float, Float)> {
    let mut line = Line::of_columns(columns, place, 0);
    line.sort();
    let (first, last) = (line.x.first()?, line.x.last()?);
    let (low, high) = part?;
    let at = |fraction: f64| Float(first + (last - first) * fraction);
    Some((at(low), at(high)))
}

fn bits(answer: &Answer) -> (String, Vec<u64>) {
    let columns = [&answer.x, &answer.y, &answer.smooth_x, &answer.smooth_y];
    let floats = columns
        .into_iter()
        .flat_map(|column| column.iter().map(|v| v.to_bits()).chain([u64::MAX]))
        .collect();
    (format!("{:?} {:?}", answer.meta, answer.marks), floats)
}

fn smoothings() -> impl Strategy<Value = Option<Smoothing>> {
    proptest::option::of(prop_oneof![
        Just(Smoothing::Exponential { weight: 0.9 }),
        Just(Smoothing::Mean { points: 31 }),
        Just(Smoothing::Median { points: 31 }),
        Just(Smoothing::Gaussian { sigma: 6.0 }),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn pieces_give_the_same_answer_as_the_whole(
        columns in columns(), axis in axes(),
        part in proptest::option::of((-0.1..1.1, -0.1..1.1)),
        cuts in proptest::collection::vec(0_usize..4_000, 0..6),
        width_px in 16_u32..80, smoothing in smoothings(), all in any::<bool>(),
    ) {
        let summary = Summary::of(&columns);
        let place = Place::of(axis, &summary, STARTED).unwrap();
        let request = SeriesRequest {
            series: vec![series()],
            x: axis,
            range: range_on(&columns, place, part),
            width_px,
            smoothing,
            ..SeriesRequest::default()
        };
        let many = Summary { count: RAW_POINTS + 1, ..Summary::default() };
        let plan = Plan::new(&request, std::iter::once(if all { &summary } else { &many }));
        let pieces = Cut::new(&columns, place, &cuts);
        let found = answer_pieces(&series(), &pieces, place, &summary, &plan).unwrap();
        let mut line = Line::of_columns(&columns, place, 0);
        prop_assert_eq!(found.is_some(), line.is_sorted());
        line.sort();
        if let Some(found) = found {
            let whole = answer(&series(), &columns, &summary, STARTED, &plan);
            prop_assert_eq!(bits(&found), bits(&whole));
        }
    }

    #[test]
    fn against_another_metric_points_meet_at_their_step(
        columns in columns(), other in columns(), width_px in 16_u32..80,
    ) {
        let (columns, other) = (columns.slice(0..300), other.slice(0..300));
        let summary = Summary::of(&columns);
        let request = SeriesRequest { x: XAxis::Metric, width_px, ..SeriesRequest::default() };
        let plan = Plan::new(&request, std::iter::once(&summary));
        let found = answer_against(&series(), &columns, &other, &summary, &plan);
        let mut expected: Vec<(f64, f64)> = columns.rows().filter_map(|row| {
            let place = other.rows().filter(|o| o.step == row.step && o.step != NO_STEP).last()?;
            place.value.is_finite().then_some((place.value, row.value))
        }).collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert_eq!(found.meta.no_x as usize, columns.len() - expected.len());
        let shown: Vec<u64> = found.x.iter().map(|x| x.to_bits()).collect();
        let places: Vec<u64> = expected.iter().map(|(x, _)| x.to_bits()).collect();
        prop_assert_eq!(shown, places);
        for (y, (_, real)) in found.y.iter().zip(&expected) {
            prop_assert!(*y == *real || !real.is_finite() && y.is_nan());
        }
    }
}

#[test]
fn wide_buckets_need_no_points() {
    struct Sketches(Vec<Arc<Sketch>>);
    impl Pieces for Sketches {
        type Error = String;
        fn sketches(&self) -> &[Arc<Sketch>] {
            &self.0
        }
        fn lines(&self, pieces: Range<usize>) -> Result<Vec<Arc<Line>>, String> {
            Err(format!("points of {pieces:?} are read"))
        }
    }
    let mut columns = Columns::default();
    for step in 0..400_000_i64 {
        columns.push(Row {
            step,
            epoch: f64::NAN,
            time: step,
            value: (step as f64 * 0.001).sin(),
        });
    }
    let cuts: Vec<usize> = (1..60).map(|n| n * 7_001).collect();
    let pieces = Cut::new(&columns, Place::Step, &cuts);
    let summary = Summary::of(&columns);
    let request = SeriesRequest {
        width_px: 400,
        ..SeriesRequest::default()
    };
    let plan = Plan::new(&request, std::iter::once(&summary));
    let pieces = Sketches(pieces.sketches);
    let found = answer_pieces(&series(), &pieces, Place::Step, &summary, &plan);
    let whole = answer(&series(), &columns, &summary, STARTED, &plan);
    assert_eq!(bits(&found.unwrap().unwrap()), bits(&whole));
}
