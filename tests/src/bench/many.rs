//! A store with a hundred thousand experiments: how soon it opens, what it takes in memory, how
//! soon a table of ten thousand is sorted.

use serde_json::json;
use suisei_core::api::BatchAck;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::{Column, MetricName, Sort, Statistic, TableRequest};
use suisei_tests::client::Body;
use suisei_tests::{Client, TestServer};

use crate::billion::asked;
use crate::report::{lower, median, ms, timed};
use crate::start::{peak_mib, resident_mib, wait_idle};

/// All experiments; `SUISEI_BENCH_EXPERIMENTS` asks for another number.
const EXPERIMENTS: u64 = 100_000;
/// Those of them that are in the project whose table is sorted.
const IN_TABLE: u64 = 10_000;
const METRICS: u64 = 50;
const STEPS: u64 = 4;
const CONNECTIONS: u64 = 16;
const TIMES: usize = 21;

pub(crate) fn measure() {
    let experiments = experiments();
    let mut server = TestServer::start();
    record_all(&server, experiments);
    let what = format!("{experiments} experiments × {METRICS} metrics × {STEPS} points");
    wait_idle(server.id());
    lower(
        "rss_recording_many",
        peak_mib(server.id()),
        "MiB",
        Some(1536.0),
        "the peak while they were recorded, each in one batch",
    );
    let after_kill = ms(server.restart()) / 1e3;
    lower("open_after_kill", after_kill, "s", Some(5.0), &what);
    let times = (0..3).map(|_| {
        server.stop();
        ms(server.restart()) / 1e3
    });
    lower(
        "open_100k_experiments",
        median(times.collect()),
        "s",
        Some(2.0),
        &what,
    );
    lower(
        "rss_100k_experiments",
        resident_mib(server.id()),
        "MiB",
        Some(1024.0),
        format!("after opening: {what}"),
    );
    measure_table(&server);
    lower(
        "rss_100k_experiments_table",
        resident_mib(server.id()),
        "MiB",
        Some(1024.0),
        "after the projects were listed, and a table of 10,000 of them",
    );
}

/// How many experiments are asked for.
pub(crate) fn experiments() -> u64 {
    asked("SUISEI_BENCH_EXPERIMENTS", EXPERIMENTS)
}

/// How many points so many experiments have.
pub(crate) fn points(experiments: u64) -> u64 {
    experiments * METRICS * STEPS
}

/// Records all experiments.
pub(crate) fn record_all(server: &TestServer, experiments: u64) {
    std::thread::scope(|scope| {
        for first in 0..CONNECTIONS {
            let client = server.client();
            scope.spawn(move || {
                for number in (first..experiments).step_by(CONNECTIONS as usize) {
                    record(&client, number);
                }
            });
        }
    });
}

/// One experiment, finished.
fn record(client: &Client, number: u64) {
    let project = if number < IN_TABLE { "table" } else { "rest" };
    let key: ExperimentKey = client.create(project, &format!("{number}"));
    let names: Vec<String> = (0..METRICS)
        .map(|metric| format!("train/metric_{metric}"))
        .collect();
    let cells = || (0..METRICS * STEPS).map(|cell| (cell % METRICS, cell / METRICS));
    let value = |(metric, step): (u64, u64)| (number * 31 + metric * 7 + step) % 1_009;
    let points = json!({
        "kind": "points",
        "names": names,
        "series": cells().map(|(metric, _)| metric).collect::<Vec<_>>(),
        "value": cells().map(value).collect::<Vec<_>>(),
        "step": cells().map(|(_, step)| step).collect::<Vec<_>>(),
    });
    let events = json!([
        {"kind": "parameter", "name": "seed", "value": number},
        {"kind": "parameter", "name": "lr", "value": 0.1},
        points,
        {"kind": "status", "state": "finished"},
    ]);
    let batch = json!({"writer": "bench", "first_seq": 0, "events": events}).to_string();
    loop {
        let reply = client
            .try_batch(&key, Body::json(batch.as_bytes()))
            .unwrap();
        if reply.status == 429 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            continue;
        }
        let _: BatchAck = reply.expect_status(200).read();
        return;
    }
}

/// How soon the table of ten thousand of them is sorted.
pub(crate) fn measure_table(server: &TestServer) {
    let client = server.client();
    let project = client.project_id("table").unwrap();
    let column = |metric: u64| Column::Metric {
        metric: MetricName {
            name: format!("train/metric_{metric}"),
            context: String::new(),
        },
        statistic: Statistic::Last,
    };
    let request = TableRequest {
        columns: (0..METRICS).map(column).collect(),
        sort: vec![Sort {
            column: column(7),
            descending: true,
        }],
        limit: 100,
        ..TableRequest::default()
    };
    let ask = || {
        let page = client.table(&project, &request);
        assert_eq!(page.rows.len(), 100);
    };
    let first = median(timed(1, ask));
    lower(
        "summary_scan_10k_cold",
        first,
        "ms",
        None,
        "the first after a start",
    );
    let note = "10,000 experiments sorted by a metric, 100 rows of 50 metrics sent";
    lower(
        "summary_scan_10k",
        median(timed(TIMES, ask)),
        "ms",
        Some(20.0),
        note,
    );
}
