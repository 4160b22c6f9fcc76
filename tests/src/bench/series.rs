//! How long a chart's question takes over HTTP.

use suisei_core::ids::ExperimentKey;
use suisei_core::query::{SeriesRequest, Smoothing, XAxis};
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use suisei_tests::client::series;
use suisei_tests::{Client, TestServer};

use crate::ingest::{time, value};
use crate::report::{Better, Measured, median, timed};

/// Points of the long series.
const LONG: u64 = 1_000_000;
const BATCH: u64 = 20_000;
const TIMES: usize = 21;

pub(crate) fn measure() {
    let mut server = TestServer::start();
    let client = server.client();
    let long = client.create("bench", "long");
    for first in (0..LONG).step_by(BATCH as usize) {
        send(&client, &long, 0, first..first + BATCH);
    }
    let request = |smoothing| SeriesRequest {
        series: vec![series(&long, "loss 0")],
        x: XAxis::Step,
        width_px: 1_000,
        smoothing,
        ..SeriesRequest::default()
    };
    let plain = request(None);
    ask(&client, &plain);
    print(
        "series_1m_hot",
        15.0,
        "1,000,000 points to 1,000 px",
        timed(TIMES, || ask(&client, &plain)),
    );
    let smooth = request(Some(Smoothing::Exponential { weight: 0.9 }));
    ask(&client, &smooth);
    let times = timed(TIMES, || ask(&client, &smooth));
    print(
        "series_1m_smoothed",
        40.0,
        "the same with a smoothed line",
        times,
    );
    let cold = (0..5).flat_map(|_| {
        server.restart();
        timed(1, || ask(&client, &plain))
    });
    print(
        "series_1m_cold",
        60.0,
        "first question after a restart; files in the system's cache",
        cold.collect(),
    );

    let many: Vec<ExperimentKey> = (0..100)
        .map(|number| client.create("bench", &format!("short {number}")))
        .collect();
    for (number, key) in many.iter().enumerate() {
        send(&client, key, number as u64, 0..10_000);
    }
    let request = SeriesRequest {
        series: many
            .iter()
            .enumerate()
            .map(|(n, key)| series(key, &format!("loss {n}")))
            .collect(),
        width_px: 1_000,
        ..SeriesRequest::default()
    };
    ask(&client, &request);
    let times = timed(TIMES, || ask(&client, &request));
    print(
        "series_100x10k",
        30.0,
        "100 series of 10,000 points in one question",
        times,
    );
}

fn ask(client: &Client, request: &SeriesRequest) {
    let frame = client.series(request);
    assert!(frame.answers.iter().all(|answer| answer.meta.found));
}

fn send(client: &Client, key: &ExperimentKey, metric: u64, steps: std::ops::Range<u64>) {
    let mut points = Points::default();
    for step in steps.clone() {
        points.push(Point {
            series: 0,
            time: time(step),
            value: value(metric, step),
            step: step as i64,
            epoch: f64::NAN,
        });
    }
    let name = SeriesName {
        metric: format!("loss {metric}"),
        context: String::new(),
        source: 0,
    };
    let records = [Record::Series(0, name), Record::Points(points)];
    client.batch(
        key,
        &Batch::encode(&"bench".parse().unwrap(), steps.start, &records),
    );
}

fn print(name: &'static str, goal: f64, note: &str, times: Vec<f64>) {
    let value = median(times);
    let measured = Measured {
        name,
        value,
        unit: "ms",
        better: Better::Lower,
        goal: Some(goal),
        note: note.to_owned(),
    };
    measured.print();
}
