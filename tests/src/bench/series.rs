//! How long a chart's question takes over HTTP.

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_core::number::Float;
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
const LONGEST: u64 = 10_000_000;
const BATCH: u64 = 20_000;
const TIMES: usize = 21;

pub(crate) fn measure() {
    let mut server = TestServer::start();
    let client = server.client();
    let long = client.create("bench", "long");
    send_all(&client, &long, LONG);
    settle(&client, &long);
    let mut request = one(&long);
    print_asked(
        &client,
        &request,
        "series_1m_hot",
        Some(15.0),
        "1,000,000 points to 1,000 px",
    );
    request.smoothing = Some(Smoothing::Exponential { weight: 0.9 });
    let note = "the same with a smoothed line";
    print_asked(&client, &request, "series_1m_smoothed", Some(40.0), note);
    request.smoothing = None;
    request.x = XAxis::Relative;
    let note = "the same over time, which is not regular";
    print_asked(&client, &request, "series_1m_by_time", None, note);
    request = one(&long);
    request.range = Some((Float(400_000.0), Float(500_000.0)));
    let note = "a tenth of it, seen closer";
    print_asked(&client, &request, "series_1m_zoomed", None, note);
    print_cold(&mut server, &one(&long), "series_1m_cold", Some(60.0));
    measure_longest(&mut server);
    measure_many(&server);
}

fn measure_longest(server: &mut TestServer) {
    let client = server.client();
    let longest = client.create("bench", "longest");
    send_all(&client, &longest, LONGEST);
    settle(&client, &longest);
    let request = one(&longest);
    let note = "10,000,000 points to 1,000 px";
    print_asked(&client, &request, "series_10m", Some(40.0), note);
    print_cold(server, &request, "series_10m_cold", None);
}

fn measure_many(server: &TestServer) {
    let client = server.client();
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
    let note = "100 series of 10,000 points in one question";
    print_asked(&client, &request, "series_100x10k", Some(30.0), note);
}

fn one(key: &ExperimentKey) -> SeriesRequest {
    SeriesRequest {
        series: vec![series(key, "loss 0")],
        width_px: 1_000,
        ..SeriesRequest::default()
    }
}

fn send_all(client: &Client, key: &ExperimentKey, points: u64) {
    for first in (0..points).step_by(BATCH as usize) {
        send(client, key, 0, first..first + BATCH);
    }
}

/// Waits until everything is in blocks: the machine should have nothing else to do.
fn settle(client: &Client, key: &ExperimentKey) {
    let end = json!({"writer": "end", "events": [{"kind": "status", "state": "finished"}]});
    client.batch_json(key, &end);
    std::thread::sleep(std::time::Duration::from_secs(3));
}

fn print_asked(
    client: &Client,
    request: &SeriesRequest,
    name: &'static str,
    goal: Option<f64>,
    note: &str,
) {
    ask(client, request);
    print(name, goal, note, timed(TIMES, || ask(client, request)));
}

fn print_cold(
    server: &mut TestServer,
    request: &SeriesRequest,
    name: &'static str,
    goal: Option<f64>,
) {
    let client = server.client();
    let cold = (0..5).flat_map(|_| {
        server.restart();
        timed(1, || ask(&client, request))
    });
    let note = "first question after a restart; files in the system's cache";
    print(name, goal, note, cold.collect());
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

fn print(name: &'static str, goal: Option<f64>, note: &str, times: Vec<f64>) {
    let value = median(times);
    let measured = Measured {
        name: name.to_owned(),
        value,
        unit: "ms",
        better: Better::Lower,
        goal,
        note: note.to_owned(),
    };
    measured.print();
}
