//! A store of the size that it promises to carry: a hundred thousand experiments and a billion
//! points, all sent over HTTP. How fast they come in, what they take, and what the server is like
//! afterwards. Takes half an hour and 15 GB, so it runs only when it is named.

use std::time::{Duration, Instant};

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_core::number::Float;
use suisei_core::query::SeriesRequest;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use suisei_tests::client::{Body, series};
use suisei_tests::{Client, TestServer};

use crate::many;
use crate::report::{Better, Measured, lower, median, ms, timed};
use crate::space::{disk_bytes, time, value};
use crate::start::{peak_mib, resident_mib, wait_idle};

/// All points; `SUISEI_BENCH_POINTS` asks for another number.
const POINTS: u64 = 1_000_000_000;
/// Experiments with many points, of which the first is the long one.
const LARGE: u64 = 100;
/// Those of them that still run when everything was sent.
const LIVE: u64 = 20;
const METRICS: u64 = 50;
/// Training steps in a batch of two thousand points.
const STEPS: u64 = 40;
/// The long one has fewer metrics, each with a hundredth of all points.
const LONG_METRICS: u64 = 12;
const LONG_STEPS: u64 = 700;
const CONNECTIONS: u64 = 50;
const TIMES: usize = 21;

pub(crate) fn measure() {
    let points = asked("SUISEI_BENCH_POINTS", POINTS);
    let experiments = many::experiments();
    let mut server = TestServer::start();
    let client = server.client();
    let start = Instant::now();
    many::record_all(&server, experiments);
    let what = format!("{experiments} experiments of 50 metrics × 4 points, each in one batch");
    print("billion_small_s", start.elapsed().as_secs_f64(), "s", &what);
    let keys: Vec<ExperimentKey> = (0..LARGE)
        .map(|number| client.create("large", &format!("{number}")))
        .collect();
    let load = Load::new(points.saturating_sub(many::points(experiments)));
    load.send(&server, &keys);
    for key in &keys[..(LARGE - LIVE) as usize] {
        let end = json!({"writer": "end", "events": [{"kind": "status", "state": "finished"}]});
        client.batch_json(key, &end);
    }
    wait_idle(server.id());
    let sent = load.points() + many::points(experiments);
    let what = format!("{sent} points, {LIVE} of {LARGE} large experiments still running");
    measure_rest(&server, sent, &what);
    measure_opening(&mut server, &load, &keys);
    measure_charts(&mut server, &keys[0], load.long_batches * LONG_STEPS);
    many::measure_table(&server);
    print(
        "billion_rss_used",
        resident_mib(server.id()),
        "MiB",
        "after these questions",
    );
}

/// The points of the large experiments, in batches.
struct Load {
    long_batches: u64,
    batches: u64,
}

impl Load {
    fn new(points: u64) -> Self {
        let long_batches = (points / 100).div_ceil(LONG_STEPS);
        let rest = points.saturating_sub(long_batches * LONG_STEPS * LONG_METRICS);
        Self {
            long_batches,
            batches: rest.div_ceil((LARGE - 1) * METRICS * STEPS),
        }
    }

    fn points(&self) -> u64 {
        self.long_batches * LONG_STEPS * LONG_METRICS + self.batches * STEPS * METRICS * (LARGE - 1)
    }

    /// All experiments run at once; the long one has a connection of its own.
    fn send(&self, server: &TestServer, keys: &[ExperimentKey]) {
        let bodies: Vec<Vec<u8>> = (0..self.batches)
            .map(|number| batch(number, METRICS, STEPS))
            .collect();
        let start = Instant::now();
        std::thread::scope(|scope| {
            let client = server.client();
            scope.spawn(move || {
                for number in 0..self.long_batches {
                    send(&client, &keys[0], &batch(number, LONG_METRICS, LONG_STEPS));
                }
            });
            for first in 1..CONNECTIONS {
                let (client, bodies) = (server.client(), &bodies);
                scope.spawn(move || {
                    let own = || keys[1..].iter().skip(first as usize - 1);
                    for body in bodies {
                        for key in own().step_by(CONNECTIONS as usize - 1) {
                            send(&client, key, body);
                        }
                    }
                });
            }
        });
        let seconds = start.elapsed().as_secs_f64();
        let what = format!(
            "{} points in {seconds:.0} s, durable, binary batches over {CONNECTIONS} connections",
            self.points()
        );
        Measured {
            name: "billion_ingest".to_owned(),
            value: self.points() as f64 / seconds,
            unit: "points/s",
            better: Better::Higher,
            goal: None,
            note: what.clone(),
        }
        .print();
        judge(
            "billion_rss_peak",
            peak_mib(server.id()),
            "MiB",
            1_536.0,
            &what,
        );
    }
}

fn measure_rest(server: &TestServer, points: u64, what: &str) {
    let bytes = disk_bytes(server.data());
    let packs = disk_bytes(&server.data().join("blobs"));
    let note = format!(
        "{:.2} GB, of which packs {:.2}: {what}",
        gb(bytes),
        gb(packs)
    );
    print(
        "billion_bytes_per_point",
        bytes as f64 / points as f64,
        "B",
        &note,
    );
    print(
        "billion_rss_rest",
        resident_mib(server.id()),
        "MiB",
        "after all of that, at rest",
    );
}

fn measure_opening(server: &mut TestServer, load: &Load, keys: &[ExperimentKey]) {
    let times = (0..3).map(|_| {
        server.stop();
        ms(server.restart()) / 1e3
    });
    let opened = median(times.collect());
    judge("billion_open", opened, "s", 2.0, "after a clean stop");
    let resident = resident_mib(server.id());
    judge(
        "billion_rss_opened",
        resident,
        "MiB",
        1_024.0,
        "after opening",
    );
    // Killed with points in every tail.
    let client = server.client();
    let body = batch(load.batches, METRICS, STEPS);
    for key in &keys[(LARGE - LIVE) as usize..] {
        send(&client, key, &body);
    }
    let killed = ms(server.restart()) / 1e3;
    judge(
        "billion_open_after_kill",
        killed,
        "s",
        5.0,
        "after kill -9 while it was written to",
    );
}

fn measure_charts(server: &mut TestServer, long: &ExperimentKey, length: u64) {
    let mut request = SeriesRequest {
        series: vec![series(long, "train/metric_0")],
        width_px: 1_000,
        ..SeriesRequest::default()
    };
    let client = server.client();
    let ask = |request: &SeriesRequest| {
        assert!(client.series(request).answers[0].x.len() > 500);
    };
    let what = format!("{length} points to 1,000 px");
    let cold = median(timed(1, || ask(&request)));
    print("billion_series_cold", cold, "ms", &what);
    let hot = median(timed(TIMES, || ask(&request)));
    judge("billion_series_hot", hot, "ms", 40.0, &what);
    request.range = Some((Float(length as f64 * 0.4), Float(length as f64 * 0.5)));
    let zoomed = median(timed(TIMES, || ask(&request)));
    print(
        "billion_series_zoomed",
        zoomed,
        "ms",
        "a tenth of it, seen closer",
    );
}

fn send(client: &Client, key: &ExperimentKey, body: &[u8]) {
    loop {
        match client.try_batch(key, Body::batch(body)).unwrap() {
            reply if reply.status == 429 => std::thread::sleep(Duration::from_millis(20)),
            reply => return drop(reply.expect_status(200)),
        }
    }
}

/// A batch of that many steps of each metric, with values as training logs them.
pub(crate) fn batch(number: u64, metrics: u64, steps: u64) -> Vec<u8> {
    let name = |metric: u64| SeriesName {
        metric: format!("train/metric_{metric}"),
        context: String::new(),
        source: 0,
    };
    let series = (0..metrics).map(|metric| Record::Series(metric as u32, name(metric)));
    let mut points = Points::default();
    for step in number * steps..(number + 1) * steps {
        for metric in 0..metrics {
            points.push(Point {
                series: metric as u32,
                time: time(step),
                value: value(metric, step),
                step: step as i64,
                epoch: f64::NAN,
            });
        }
    }
    let records: Vec<Record> = series.chain([Record::Points(points)]).collect();
    Batch::encode(
        &"bench".parse().unwrap(),
        number * steps * metrics,
        &records,
    )
}

/// A number that the environment may set.
pub(crate) fn asked(variable: &str, usual: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn gb(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}

fn print(name: &'static str, value: f64, unit: &'static str, note: &str) {
    lower(name, value, unit, None, note);
}

fn judge(name: &'static str, value: f64, unit: &'static str, goal: f64, note: &str) {
    lower(name, value, unit, Some(goal), note);
}
