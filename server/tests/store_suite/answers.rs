//! Answers of the store are those of the query on all points, bit by bit, whatever compaction does
//! meanwhile and whatever was asked before.

use suisei_core::number::Float;
use suisei_core::query::{
    Line, Place, Plan, SeriesRef, SeriesRequest, Smoothing, Statistics, StatisticsRequest, XAxis,
    answer, answer_against,
};
use suisei_core::series::{Columns, Summary};
use suisei_core::table::MetricName;
use suisei_core::wire::batch::Item;
use suisei_core::wire::points::Points;
use suisei_server::store::Experiment;

use crate::support::{World, batch, counting, difficult, key, series};

const METRICS: [&str; 3] = ["a", "b", "c"];

fn requests() -> Vec<SeriesRequest> {
    let ranges = [
        None,
        Some((Float(10_000.0), Float(70_000.5))),
        Some((Float(-9.0), Float(150_000.0))),
        Some((Float(1e9), Float(2e9))),
    ];
    let mut requests = Vec::new();
    for (x, smoothing) in [
        (XAxis::Step, Smoothing::Exponential { weight: 0.9 }),
        (XAxis::Epoch, Smoothing::Mean { points: 51 }),
        (XAxis::Wall, Smoothing::Median { points: 51 }),
        (XAxis::Relative, Smoothing::Gaussian { sigma: 3.0 }),
    ] {
        for range in ranges {
            for (width_px, smoothing) in [(16, None), (300, Some(smoothing)), (2_000, None)] {
                requests.push(SeriesRequest {
                    x,
                    range,
                    width_px,
                    smoothing,
                    ..SeriesRequest::default()
                });
            }
        }
    }
    requests
}

fn asked(metric: &str) -> SeriesRef {
    SeriesRef {
        experiment: key(1),
        metric: metric.to_owned(),
        context: String::new(),
        source: 0,
        after: None,
    }
}

#[track_caller]
fn check(experiment: &Experiment, metric: &str) {
    let name = series(metric);
    let (summary, columns) = experiment.cut(&name, 0).unwrap().unwrap();
    let started = experiment.row().head.created;
    let many = Summary {
        count: 1_000_000,
        ..summary
    };
    for request in requests() {
        let plan = Plan::new(&request, std::iter::once(&many));
        let found = experiment.answer(&name, &asked(metric), &plan).unwrap();
        let expected = answer(&asked(metric), &columns, &summary, started, &plan);
        // Debug tells every bit of a float but a NaN's, and those are all alike in answers.
        assert_eq!(format!("{:?}", found.unwrap()), format!("{expected:?}"));
    }
    check_statistics(experiment, metric, &columns);
}

#[track_caller]
fn check_statistics(experiment: &Experiment, metric: &str, columns: &Columns) {
    for range in [None, Some((10_000.0, 70_000.5)), Some((1e9, 2e9))] {
        let request = StatisticsRequest {
            range: range.map(|(low, high)| (Float(low), Float(high))),
            ..StatisticsRequest::default()
        };
        let found = experiment.statistics(&asked(metric), &request).unwrap();
        let line = Line::of_columns(columns, Place::Step, 0);
        let expected = Statistics::of(&line.x, &line.y, range);
        assert_eq!(found.unwrap().statistics, expected);
    }
}

#[tokio::test]
async fn answers_are_those_of_all_points() {
    let world = World::in_memory();
    world.experiment(1).await;
    let mut seq = 0;
    for n in [70_000, 600, 40, 30_000, 9_000, 1] {
        world
            .send(1, counting("w", "a", seq..seq + n))
            .await
            .unwrap();
        seq += n;
        check(&world.get(1), "a");
        world.ingest.compact(&key(1)).await.unwrap();
        check(&world.get(1), "a");
    }
}

#[tokio::test]
async fn points_that_are_out_of_order_are_answered_too() {
    let world = World::in_memory();
    world.experiment(1).await;
    for round in 0..3_u64 {
        let items = vec![Item::Points(difficult(80_000, round * 7))];
        let batch = batch("w", round * 80_000, items, &METRICS);
        world.send(1, batch).await.unwrap();
        world.ingest.compact(&key(1)).await.unwrap();
    }
    check(&world.get(1), "b");
}

#[tokio::test]
async fn a_metric_is_drawn_against_another() {
    let world = World::in_memory();
    world.experiment(1).await;
    let mut points = Points::default();
    for point in difficult(3_000, 5).iter() {
        points.push(suisei_core::wire::points::Point {
            step: point.step % 100,
            ..point
        });
    }
    let items = vec![Item::Points(points)];
    world.send(1, batch("w", 0, items, &METRICS)).await.unwrap();
    let experiment = world.get(1);
    let columns = |metric| experiment.cut(&series(metric), 0).unwrap().unwrap();
    let ((summary, one), (_, other)) = (columns("a"), columns("b"));
    for name in ["b", "no such metric"] {
        let request = SeriesRequest {
            x: XAxis::Metric,
            against: Some(MetricName {
                name: name.to_owned(),
                context: String::new(),
            }),
            width_px: 300,
            ..SeriesRequest::default()
        };
        let plan = Plan::new(&request, std::iter::once(&summary));
        let found = experiment.answer(&series("a"), &asked("a"), &plan).unwrap();
        let other = if name == "b" {
            other.clone()
        } else {
            Default::default()
        };
        let expected = answer_against(&asked("a"), &one, &other, &summary, &plan);
        assert_eq!(format!("{:?}", found.unwrap()), format!("{expected:?}"));
    }
}
