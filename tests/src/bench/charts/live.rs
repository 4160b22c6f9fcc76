//! How smooth the app is while everything on a page of charts grows.

use std::time::{Duration, Instant};

use serde_json::json;
use suisei_core::ids::ExperimentKey;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use suisei_tests::browser::Look;
use suisei_tests::client::Body;
use suisei_tests::{Browser, Client, TestServer, wait};

use crate::ingest::{time, value};
use crate::report::{lower, quantile};

/// Each is a chart.
const METRICS: u64 = 12;
/// Each is a line in every chart.
const EXPERIMENTS: u64 = 20;
/// What is there before the page is opened.
const STEPS: u64 = 1_000;
/// Ten updates a second.
const PAUSE: Duration = Duration::from_millis(100);
const UPDATES: u32 = 150;
/// Updates before frames count.
const WARM_UP: u32 = 20;

/// Notes when every frame begins.
const WATCH: &str = "
    window.frames = [];
    const step = now => { window.frames.push(now); requestAnimationFrame(step); };
    requestAnimationFrame(step)";

/// The time between each two frames, and how many redraws fell into them.
const READ: &str = "
    const frames = window.frames;
    window.frames = [];
    return frames.slice(1).map((now, i) => now - frames[i])";

const PAINTED: &str = "return document.querySelectorAll('canvas[data-painted]').length";

pub(crate) fn measure() {
    let server = TestServer::start();
    let client = server.client();
    let keys: Vec<ExperimentKey> = (0..EXPERIMENTS)
        .map(|number| client.create("bench", &format!("line {number}")))
        .collect();
    for (key, number) in keys.iter().zip(0..) {
        client.batch(key, &body(number, 0..STEPS));
    }
    // High enough for all charts to be on screen.
    let look = Look {
        height: 1_800,
        ..Look::default()
    };
    let browser = Browser::signed_in(&server, look);
    browser.open_project("bench");
    wait::wait_until("all charts", || browser.run(PAINTED, &json!([])) == METRICS);
    browser.run(WATCH, &json!([]));
    let mut quiet = frames_during(&browser, || std::thread::sleep(PAUSE * WARM_UP));
    let cpu = browser.cpu_seconds();
    let start = Instant::now();
    let mut late = 0;
    let mut frames = Vec::new();
    std::thread::scope(|scope| {
        let writers: Vec<_> = keys
            .iter()
            .zip(0..)
            .map(|(key, number)| {
                let client = server.client();
                scope.spawn(move || send(&client, key, number, start))
            })
            .collect();
        std::thread::sleep(PAUSE * WARM_UP);
        frames = frames_during(&browser, || {
            late = writers
                .into_iter()
                .map(|writer| writer.join().unwrap())
                .sum();
        });
    });
    let busy = (browser.cpu_seconds() - cpu) / start.elapsed().as_secs_f64();
    let dropped = frames.iter().filter(|&&interval| interval > 25.0).count();
    let longest = frames.iter().copied().fold(0.0, f64::max);
    lower(
        "live_frame_p95",
        quantile(&mut frames, 0.95),
        "ms",
        Some(20.0),
        format!(
            "{METRICS} charts of {EXPERIMENTS} lines, 10 updates a second: {} frames, {dropped} \
             late, longest {longest:.0} ms; without updates p95 {:.1} ms; {:.0} % of a processor; \
             {late} updates sent late",
            frames.len(),
            quantile(&mut quiet, 0.95),
            busy * 100.0
        ),
    );
}

/// The times between frames while something else goes on.
fn frames_during(browser: &Browser, what: impl FnOnce()) -> Vec<f64> {
    browser.run(READ, &json!([]));
    what();
    serde_json::from_value(browser.run(READ, &json!([]))).unwrap()
}

/// Sends a step of all metrics ten times a second; how many were more than one step late.
fn send(client: &Client, key: &ExperimentKey, number: u64, start: Instant) -> u32 {
    let mut late = 0;
    for update in 0..UPDATES {
        let due = start + PAUSE * update;
        let now = Instant::now();
        std::thread::sleep(due.saturating_duration_since(now));
        late += u32::from(now.saturating_duration_since(due) > PAUSE);
        let step = STEPS + u64::from(update);
        let body = body(number, step..step + 1);
        client
            .try_batch(key, Body::batch(&body))
            .unwrap()
            .expect_status(200);
    }
    late
}

/// A step of every metric for each of `steps`.
fn body(number: u64, steps: std::ops::Range<u64>) -> Vec<u8> {
    let first_seq = steps.start * METRICS;
    let series = (0..METRICS).map(|metric| {
        let name = SeriesName {
            metric: format!("metric {metric:02}"),
            context: String::new(),
            source: 0,
        };
        Record::Series(metric as u32, name)
    });
    let mut points = Points::default();
    for (metric, step) in steps.flat_map(|step| (0..METRICS).map(move |metric| (metric, step))) {
        points.push(Point {
            series: metric as u32,
            time: time(step),
            value: value(number * METRICS + metric, step),
            step: step as i64,
            epoch: f64::NAN,
        });
    }
    let records: Vec<Record> = series.chain([Record::Points(points)]).collect();
    Batch::encode(&"bench".parse().unwrap(), first_seq, &records)
}
