//! How many points a second a server takes with everything acknowledged on disk, and how long an
//! acknowledgement takes when it is busy.

use std::io::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;
use suisei_core::api::BatchAck;
use suisei_core::ids::ExperimentKey;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use suisei_tests::client::Body;
use suisei_tests::random::mixed;
use suisei_tests::{Client, TestServer};

use crate::paced;
use crate::report::{Better, Measured, median, ms, quantile};
use crate::start::peak_mib;

const CONNECTIONS: usize = 50;
pub(crate) const METRICS: u64 = 10;
/// Training steps in a batch of a thousand points.
pub(crate) const STEPS: u64 = 100;
const DURATION: Duration = Duration::from_secs(4);
/// How long the run is that memory is measured in.
const LONG: Duration = Duration::from_secs(40);
const LONG_PREPARED: u64 = 3_000;
const TIMES: usize = 3;
/// Batches that are made before the clock starts; a writer that has sent all of them stops.
const PREPARED: u64 = 300;

pub(crate) fn measure() {
    let fsync = format!("fsync of this disk: {:.2} ms", fsync_ms());
    let json = run_all(&Format::Json);
    let rate = |runs: &[Run]| median(runs.iter().map(Run::points_per_second).collect());
    Measured {
        name: "ingest_json_columnar_50c".to_owned(),
        value: rate(&json),
        unit: "points/s",
        better: Better::Higher,
        goal: Some(1e6),
        note: format!("{CONNECTIONS} connections × 1,000-point batches, durable; {fsync}"),
    }
    .print();
    let mut binary = run_all(&Format::Binary);
    let saturated = rate(&binary);
    Measured {
        name: "ingest_binary_50c".to_owned(),
        value: saturated,
        unit: "points/s",
        better: Better::Higher,
        goal: Some(2e6),
        note: format!("{CONNECTIONS} connections × 1,000-point batches, durable; {fsync}"),
    }
    .print();
    Measured {
        name: "ack_p99_saturated".to_owned(),
        value: median(
            binary
                .iter_mut()
                .map(|run| quantile(&mut run.acks_ms, 0.99))
                .collect(),
        ),
        unit: "ms",
        better: Better::Lower,
        goal: Some(150.0),
        note: format!("binary, {CONNECTIONS} connections that never pause"),
    }
    .print();
    measure_memory();
    paced::measure_half_load(saturated);
    paced::measure_slow_writers();
}

/// Long enough that everything that may pile up does.
fn measure_memory() {
    let bodies: Vec<Vec<u8>> = (0..LONG_PREPARED)
        .map(|number| body(&Format::Binary, number))
        .collect();
    let run = run(&Format::Binary, &bodies, LONG);
    Measured {
        name: "rss_full_ingest".to_owned(),
        value: run.peak_mib,
        unit: "MiB",
        better: Better::Lower,
        goal: Some(1_536.0),
        note: format!(
            "the peak in {:.0} s of binary ingest, {CONNECTIONS} connections, {:.0} M points",
            run.seconds,
            run.points as f64 / 1e6
        ),
    }
    .print();
}

enum Format {
    Json,
    Binary,
}

/// What one run gave.
struct Run {
    points: u64,
    seconds: f64,
    acks_ms: Vec<f64>,
    /// Of the server's memory.
    peak_mib: f64,
}

impl Run {
    fn points_per_second(&self) -> f64 {
        self.points as f64 / self.seconds
    }
}

fn run_all(format: &Format) -> Vec<Run> {
    let bodies: Vec<Vec<u8>> = (0..PREPARED).map(|number| body(format, number)).collect();
    (0..TIMES).map(|_| run(format, &bodies, DURATION)).collect()
}

fn run(format: &Format, bodies: &[Vec<u8>], duration: Duration) -> Run {
    let server = TestServer::start();
    let client = server.client();
    let keys: Vec<ExperimentKey> = (0..CONNECTIONS)
        .map(|number| client.create("bench", &format!("writer {number}")))
        .collect();
    let start = Instant::now();
    let acks = std::thread::scope(|scope| {
        let writers: Vec<_> = keys
            .iter()
            .map(|key| {
                let client = server.client();
                scope.spawn(move || send(&client, key, format, bodies, start + duration))
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect::<Vec<_>>()
    });
    let seconds = start.elapsed().as_secs_f64();
    let acks_ms: Vec<f64> = acks.into_iter().flatten().collect();
    let points = acks_ms.len() as u64 * METRICS * STEPS;
    Run {
        points,
        seconds,
        acks_ms,
        peak_mib: peak_mib(server.id()),
    }
}

/// Sends batch after batch; gives how long each took to be acknowledged.
fn send(
    client: &Client,
    key: &ExperimentKey,
    format: &Format,
    bodies: &[Vec<u8>],
    end: Instant,
) -> Vec<f64> {
    let mut acks = Vec::new();
    for bytes in bodies {
        if Instant::now() > end {
            break;
        }
        let body = match format {
            Format::Json => Body::json(bytes),
            Format::Binary => Body::batch(bytes),
        };
        let sent = Instant::now();
        loop {
            let reply = client.try_batch(key, body).unwrap();
            if reply.status == 429 {
                // The time that a busy server costs belongs to the measurement.
                std::thread::sleep(Duration::from_millis(20));
                continue;
            }
            let ack: BatchAck = reply.expect_status(200).read();
            assert_eq!(ack.accepted, METRICS * STEPS);
            break;
        }
        acks.push(ms(sent.elapsed()));
    }
    acks
}

/// A curve with noise, as training gives it: a number of 32 bits.
pub(crate) fn value(metric: u64, step: u64) -> f64 {
    let noise = (mixed(metric << 40 | step) >> 11) as f64 / (1_u64 << 53) as f64;
    f64::from(((-(step as f64) / 20_000.0).exp() + 0.05 * noise) as f32)
}

/// When a step was logged.
pub(crate) fn time(step: u64) -> i64 {
    1_780_000_000_000_000 + step as i64 * 20_000 + (mixed(step) % 1_000) as i64
}

fn rows(number: u64) -> impl Iterator<Item = (u64, u64)> {
    let first = number * STEPS;
    (first..first + STEPS).flat_map(|step| (0..METRICS).map(move |metric| (metric, step)))
}

fn name(metric: u64) -> String {
    format!("train/metric_{metric}")
}

fn body(format: &Format, number: u64) -> Vec<u8> {
    let first_seq = number * STEPS * METRICS;
    match format {
        Format::Binary => binary(number, first_seq),
        Format::Json => {
            let column = |cell: fn(u64, u64) -> serde_json::Value| {
                rows(number)
                    .map(|(metric, step)| cell(metric, step))
                    .collect::<Vec<_>>()
            };
            let block = json!({
                "kind": "points",
                "names": (0..METRICS).map(name).collect::<Vec<_>>(),
                "series": column(|metric, _| metric.into()),
                "value": column(|metric, step| value(metric, step).into()),
                "time": column(|_, step| time(step).into()),
                "step": column(|_, step| step.into()),
            });
            json!({"writer": "bench", "first_seq": first_seq, "events": [block]})
                .to_string()
                .into_bytes()
        }
    }
}

pub(crate) fn binary(number: u64, first_seq: u64) -> Vec<u8> {
    let series = (0..METRICS).map(|metric| {
        let name = SeriesName {
            metric: name(metric),
            context: String::new(),
            source: 0,
        };
        Record::Series(metric as u32, name)
    });
    let mut points = Points::default();
    for (metric, step) in rows(number) {
        points.push(Point {
            series: metric as u32,
            time: time(step),
            value: value(metric, step),
            step: step as i64,
            epoch: f64::NAN,
        });
    }
    let records: Vec<Record> = series.chain([Record::Points(points)]).collect();
    Batch::encode(&"bench".parse().unwrap(), first_seq, &records)
}

/// What it costs this machine to make a small write durable.
fn fsync_ms() -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(folder.path().join("probe")).unwrap();
    let times = (0..50)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
            ms(start.elapsed())
        })
        .collect();
    median(times)
}
