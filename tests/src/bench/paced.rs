//! How long acknowledgements take when the server is not at its limit: at half the load that it
//! can take, and with many slow writers.

use std::time::{Duration, Instant};

use suisei_core::api::BatchAck;
use suisei_core::ids::ExperimentKey;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use suisei_tests::client::Body;
use suisei_tests::{Client, TestServer};

use crate::ingest::{METRICS, STEPS, binary, time, value};
use crate::report::{lower, ms, quantile};
use suisei_tests::process::cpu_seconds;

const CONNECTIONS: u64 = 50;
const DURATION: Duration = Duration::from_secs(6);
const SLOW_WRITERS: u64 = 500;
const SLOW_METRICS: u64 = 20;
const SLOW_PAUSE: Duration = Duration::from_secs(1);

/// `saturated` is how many points a second the server takes at most.
pub(crate) fn measure_half_load(saturated: f64) {
    let points = (METRICS * STEPS) as f64;
    let pause = Duration::from_secs_f64(CONNECTIONS as f64 * points / (saturated / 2.0));
    let batches = (DURATION.as_secs_f64() / pause.as_secs_f64()) as u64;
    let bodies: Vec<Vec<u8>> = (0..batches)
        .map(|number| binary(number, number * METRICS * STEPS))
        .collect();
    let paced = run(CONNECTIONS, pause, &bodies);
    lower(
        "ack_p99_half_load",
        paced.p99,
        "ms",
        Some(50.0),
        format!(
            "binary, {CONNECTIONS} connections, {:.2} M points/s asked, {:.2} M taken",
            saturated / 2e6,
            paced.acks as f64 * points / paced.seconds / 1e6
        ),
    );
}

pub(crate) fn measure_slow_writers() {
    let bodies: Vec<Vec<u8>> = (0..DURATION.as_secs()).map(slow_body).collect();
    let paced = run(SLOW_WRITERS, SLOW_PAUSE, &bodies);
    let what = format!("{SLOW_WRITERS} writers, each a point of {SLOW_METRICS} metrics a second");
    lower(
        "ack_p99_500_slow_writers",
        paced.p99,
        "ms",
        Some(20.0),
        what.clone(),
    );
    lower(
        "cpu_500_slow_writers",
        paced.cpu_percent,
        "%",
        Some(25.0),
        what,
    );
}

/// What one run gave.
struct Paced {
    p99: f64,
    acks: usize,
    seconds: f64,
    /// Of one processor.
    cpu_percent: f64,
}

fn run(writers: u64, pause: Duration, bodies: &[Vec<u8>]) -> Paced {
    let server = TestServer::start();
    let client = server.client();
    let keys: Vec<ExperimentKey> = (0..writers)
        .map(|number| client.create("bench", &format!("writer {number}")))
        .collect();
    let start = Instant::now();
    let cpu = cpu_seconds(server.id());
    let mut acks: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = keys
            .iter()
            .zip(0..)
            .map(|(key, number)| {
                let client = server.client();
                // Spread evenly, as unrelated trainings are.
                let first = start + pause.mul_f64(f64::from(number) / writers as f64);
                scope.spawn(move || send(&client, key, first, pause, bodies))
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    Paced {
        acks: acks.len(),
        seconds,
        cpu_percent: (cpu_seconds(server.id()) - cpu) / seconds * 100.0,
        p99: quantile(&mut acks, 0.99),
    }
}

fn send(
    client: &Client,
    key: &ExperimentKey,
    first: Instant,
    pause: Duration,
    bodies: &[Vec<u8>],
) -> Vec<f64> {
    let mut acks = Vec::new();
    for (body, number) in bodies.iter().zip(0..) {
        let due = first + pause * number;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let sent = Instant::now();
        let reply = client.try_batch(key, Body::batch(body)).unwrap();
        let _: BatchAck = reply.expect_status(200).read();
        acks.push(ms(sent.elapsed()));
    }
    acks
}

fn slow_body(step: u64) -> Vec<u8> {
    let mut points = Points::default();
    let mut records = Vec::new();
    for metric in 0..SLOW_METRICS {
        let name = SeriesName {
            metric: format!("metric {metric}"),
            context: String::new(),
            source: 0,
        };
        records.push(Record::Series(metric as u32, name));
        points.push(Point {
            series: metric as u32,
            time: time(step),
            value: value(metric, step),
            step: step as i64,
            epoch: f64::NAN,
        });
    }
    records.push(Record::Points(points));
    Batch::encode(&"bench".parse().unwrap(), step * SLOW_METRICS, &records)
}
