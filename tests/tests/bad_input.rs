//! What is wrong is answered with a clear error, by the real process: it stays up, and nothing that
//! it has stored is lost or changed.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::{SeriesRequest, XAxis};
use suisei_tests::client::{Body, series};
use suisei_tests::random::Random;
use suisei_tests::{Client, TestServer, batch};

/// A server with one experiment of a hundred points, which every test leaves as it is.
struct Stored {
    server: TestServer,
    client: Client,
    key: ExperimentKey,
}

const N_POINTS: u64 = 100;

impl Stored {
    fn new() -> Self {
        let server = TestServer::start();
        let client = server.client();
        let key = client.create("bad input", "first");
        let points = (0..N_POINTS).map(|step| (step as i64, value(step)));
        let ack = client.batch(&key, &batch::line("writer", 0, "loss", points));
        assert_eq!((ack.accepted, ack.next_seq), (N_POINTS, N_POINTS));
        Self {
            server,
            client,
            key,
        }
    }

    fn send(&self, body: Body<'_>) -> (u16, String) {
        let reply = self.client.try_batch(&self.key, body).unwrap();
        (reply.status, reply.code())
    }

    fn send_json(&self, batch: &Value) -> (u16, String) {
        self.send(Body::json(batch.to_string().as_bytes()))
    }

    fn check_unharmed(&self) {
        assert_eq!(self.client.get("/readyz").status, 200);
        let (x, y) = self.client.points(&self.key, "loss", XAxis::Step);
        let expected: Vec<f64> = (0..N_POINTS).map(value).collect();
        assert_eq!(bits(&y), bits(&expected));
        assert!(x.iter().zip(0..).all(|(x, step)| *x == f64::from(step)));
    }
}

fn value(step: u64) -> f64 {
    (step as f64 + 0.1).sqrt()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn without_a_valid_key_nothing_is_told() {
    let stored = Stored::new();
    for client in [
        stored.client.with_key(None),
        stored.client.with_key(Some("wrong")),
        stored
            .client
            .with_key(Some("key-of-the-owner-in-tests-0123456789abcdeF")),
    ] {
        for path in [
            "/api/v1/projects",
            "/api/v1/openapi.json",
            "/api/v1/live?project=x",
        ] {
            let reply = client.get(path);
            assert_eq!(
                (reply.status, reply.code().as_str()),
                (401, "unauthorized"),
                "{path}"
            );
        }
        let line = batch::line("other", 0, "loss", [(0, 1.0)]);
        let reply = client.try_batch(&stored.key, Body::batch(&line)).unwrap();
        assert_eq!(reply.status, 401);
        assert!(reply.text().contains("hint"), "{}", reply.text());
    }
    stored.check_unharmed();
}

#[test]
fn bodies_over_their_limits_are_refused() {
    let stored = Stored::new();
    let mut zeros = batch::line("other", 0, "loss", [(0, 1.0)]);
    zeros.resize(16 * 1024 * 1024 + 1, 0);
    // The server answers before it has read all of it and may close; either way it says no.
    if let Ok(reply) = stored.client.try_batch(&stored.key, Body::batch(&zeros)) {
        assert_eq!((reply.status, reply.code().as_str()), (413, "too_large"));
    }
    let bomb = gzip(&vec![0; 65 * 1024 * 1024]);
    assert!(bomb.len() < 1024 * 1024);
    let body = Body {
        encoding: "gzip",
        ..Body::batch(&bomb)
    };
    assert_eq!(stored.send(body), (413, "too_large".to_owned()));
    let torn = &gzip(&batch::line("other", 0, "loss", [(0, 1.0)]))[..30];
    let body = Body {
        encoding: "gzip",
        ..Body::batch(torn)
    };
    assert_eq!(stored.send(body), (400, "malformed".to_owned()));
    stored.check_unharmed();
}

#[test]
fn gzip_is_taken() {
    let stored = Stored::new();
    let line = gzip(&batch::line("other", 0, "zipped", [(0, 1.0), (1, 2.0)]));
    let body = Body {
        encoding: "gzip",
        ..Body::batch(&line)
    };
    assert_eq!(stored.send(body).0, 200);
    assert_eq!(
        stored.client.points(&stored.key, "zipped", XAxis::Step).1,
        [1.0, 2.0]
    );
}

#[test]
fn cut_and_damaged_batches_change_nothing() {
    let stored = Stored::new();
    let good = batch::line("other", 0, "damaged", (0..20).map(|step| (step, 1.0)));
    // A cut between two records is a shorter batch; everywhere else it is an error.
    for cut in 0..good.len() {
        let (status, _) = stored.send(Body::batch(&good[..cut]));
        assert!(status == 400 || status == 200, "cut at {cut}: {status}");
        let known = stored.client.metrics(&stored.key);
        assert!(
            known.iter().all(|metric| metric.series.metric != "damaged"),
            "cut at {cut}"
        );
    }
    let mut random = Random::from_environment();
    for _ in 0..200 {
        let mut bytes = good.clone();
        // Behind the header every bit lies under a checksum.
        let at = random.within(21, bytes.len() as u64) as usize;
        bytes[at] ^= 1 << random.within(0, 8);
        let (status, code) = stored.send(Body::batch(&bytes));
        assert_eq!(
            (status, code.as_str()),
            (400, "malformed"),
            "flipped a bit of byte {at}"
        );
    }
    for garbage in [&b""[..], b"SUIB", b"{", b"not a batch at all", &[0xff; 300]] {
        assert_eq!(stored.send(Body::batch(garbage)).0, 400);
        assert_eq!(stored.send(Body::json(garbage)).0, 400);
    }
    let reply = stored.client.try_batch(
        &stored.key,
        Body {
            content_type: "text/plain",
            encoding: "",
            bytes: &good,
        },
    );
    assert_eq!(reply.unwrap().status, 415);
    stored.check_unharmed();
}

#[test]
fn bad_events_do_not_spoil_their_neighbours() {
    let stored = Stored::new();
    let long = "n".repeat(10_000);
    let widest = "名".repeat(1_000);
    let ack = stored.client.batch_json(
        &stored.key,
        &json!({"writer": "other", "first_seq": 0, "events": [
            {"kind": "metric", "name": "acc", "value": 0.5, "step": 1},
            {"kind": "metric", "name": long, "value": 0.5},
            {"kind": "metric", "name": "", "value": 0.5},
            {"kind": "metric", "name": "line\nbreak", "value": 0.5},
            {"kind": "unheard of"},
            {"kind": "metric", "name": "acc", "value": "high", "step": 2},
            "not an event",
            {"kind": "parameter", "name": "large", "value": "v".repeat(20_000)},
            {"kind": "asset", "id": "../../etc/passwd", "type": "file", "name": "x",
             "sha256": "0".repeat(64), "size": 1},
            {"kind": "metric", "name": widest, "value": 0.25, "step": 1},
            {"kind": "metric", "name": "acc", "value": 0.75, "step": 2},
        ]}),
    );
    assert_eq!((ack.accepted, ack.duplicates, ack.next_seq), (3, 0, 11));
    let refused: Vec<u64> = ack.rejected.iter().map(|event| event.seq).collect();
    assert_eq!(refused, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(ack.rejected[0].code, "name_too_long");
    assert!(ack.rejected.iter().all(|event| !event.message.is_empty()));
    assert_eq!(
        stored.client.points(&stored.key, "acc", XAxis::Step).1,
        [0.5, 0.75]
    );
    assert_eq!(
        stored.client.points(&stored.key, &widest, XAxis::Step).1,
        [0.25]
    );
    assert_eq!(stored.client.experiment(&stored.key).rejected, 8);
    stored.check_unharmed();
}

#[test]
fn values_that_are_not_finite_and_steps_that_go_back_are_kept() {
    let stored = Stored::new();
    let ack = stored.client.batch_json(
        &stored.key,
        &json!({"writer": "other", "first_seq": 0, "events": [
            {"kind": "points", "names": ["wild"], "series": [0, 0, 0, 0, 0, 0, 0],
             "value": [1.0, "NaN", "Infinity", "-Infinity", -0.0, 5e-324, 1.7976931348623157e308],
             "step": [5, 4, 3, 2, 1, 0, -9223372036854775807_i64]},
        ]}),
    );
    assert_eq!((ack.accepted, ack.rejected.len()), (7, 0));
    let frame = stored.client.series(&SeriesRequest {
        series: vec![series(&stored.key, "wild")],
        width_px: 100,
        ..SeriesRequest::default()
    });
    let answer = &frame.answers[0];
    assert_eq!(
        (answer.meta.total, answer.meta.nan, answer.meta.infinite),
        (7, 1, 2)
    );
    assert_eq!(answer.marks.len(), 3);
    let finite: Vec<u64> = answer
        .y
        .iter()
        .filter(|value| value.is_finite())
        .map(|value| value.to_bits())
        .collect();
    // Sorted by step: the largest number has the smallest step.
    assert_eq!(finite, bits(&[f64::MAX, 5e-324, -0.0, 1.0]));
    assert!(answer.x.is_sorted());
    let metrics = stored.client.metrics(&stored.key);
    let summary = &metrics
        .iter()
        .find(|metric| metric.series.metric == "wild")
        .unwrap()
        .summary;
    assert_eq!((summary.count, summary.nan), (7, 1));
    assert_eq!(
        (summary.min.0, summary.max.0, summary.last.0),
        (-0.0, f64::MAX, 1.0)
    );
    stored.check_unharmed();
}

#[test]
fn names_in_any_script_come_back_unchanged() {
    let stored = Stored::new();
    for name in [
        "損失/訓練",
        "потеря",
        "<script>alert(1)</script>",
        "a b/c\\d?e#f%20&g",
        "🚀 é e\u{301}",
    ] {
        let key = stored.client.create(name, name);
        let ack = stored
            .client
            .batch(&key, &batch::line("w", 0, name, [(0, 1.5)]));
        assert_eq!(ack.accepted, 1);
        assert_eq!(stored.client.points(&key, name, XAxis::Step).1, [1.5]);
        assert_eq!(stored.client.experiment(&key).head.name, name);
        assert!(stored.client.project_id(name).is_some());
    }
}

#[test]
fn unknown_things_are_not_found() {
    let stored = Stored::new();
    let nobody: ExperimentKey = "0".repeat(32).parse().unwrap();
    let path = format!("/api/v1/experiments/{nobody}");
    assert_eq!(stored.client.get(&path).code(), "not_found");
    let line = batch::line("other", 0, "loss", [(0, 1.0)]);
    let reply = stored
        .client
        .try_batch(&nobody, Body::batch(&line))
        .unwrap();
    assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"));
    assert_eq!(
        stored.client.get("/api/v1/projects/000000000000").status,
        404
    );
    assert_eq!(stored.client.get("/api/v1/nothing").status, 404);
    assert_eq!(
        stored.client.get("/api/v1/experiments/..%2f..%2fdb").status,
        404
    );
    // An unknown metric is no error of the request: the answer says that it was not found.
    let frame = stored.client.series(&SeriesRequest {
        series: vec![
            series(&stored.key, "unknown"),
            series(&nobody, "loss"),
            series(&stored.key, "loss"),
        ],
        width_px: 100,
        ..SeriesRequest::default()
    });
    let found: Vec<bool> = frame
        .answers
        .iter()
        .map(|answer| answer.meta.found)
        .collect();
    assert_eq!(found, [false, false, true]);
    stored.check_unharmed();
}

#[test]
fn a_repeated_overlapping_and_late_batch_counts_once() {
    let stored = Stored::new();
    let points = |range: std::ops::Range<u64>| range.map(|seq| (seq as i64, value(seq)));
    let send = |range: std::ops::Range<u64>| {
        let first = range.start;
        stored.client.batch(
            &stored.key,
            &batch::line("late", first, "late", points(range)),
        )
    };
    assert_eq!(send(50..80).next_seq, 0);
    let ack = send(0..60);
    assert_eq!((ack.accepted, ack.duplicates, ack.next_seq), (50, 10, 80));
    let ack = send(0..80);
    assert_eq!((ack.accepted, ack.duplicates, ack.next_seq), (0, 80, 80));
    let (_, y) = stored.client.points(&stored.key, "late", XAxis::Step);
    assert_eq!(bits(&y), bits(&(0..80).map(value).collect::<Vec<f64>>()));
    let numbers = json!({"writer": "late", "first_seq": u64::MAX, "events": [
        {"kind": "metric", "name": "late", "value": 1},
    ]});
    assert_eq!(stored.send_json(&numbers).0, 400);
    stored.check_unharmed();
}

#[test]
fn broken_connections_are_forgotten() {
    let stored = Stored::new();
    let address = stored.server.url().trim_start_matches("http://").to_owned();
    let key = suisei_tests::server::OWNER_KEY;
    let head = format!(
        "POST /api/v1/experiments/{}/batches HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/vnd.suisei.batch\r\ncontent-length: 100000\r\n\r\n",
        stored.key
    );
    let torn = batch::line("torn", 0, "torn", (0..1_000).map(|step| (step, 1.0)));
    for n_bytes in [0, 10, 1_000, 20_000] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&torn[..n_bytes]).unwrap();
    }
    for garbage in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\0\0\0\0",
    ] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        stream.write_all(garbage.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        // Closing without a word is an answer to this, too.
        let _ = stream.read_to_string(&mut answer);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
    }
    let known = stored.client.metrics(&stored.key);
    assert!(known.iter().all(|metric| metric.series.metric != "torn"));
    stored.check_unharmed();
}
