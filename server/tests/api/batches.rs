//! Batches: both forms, gzip, limits, and everything that can be wrong with them.

use axum::http::Method;
use serde_json::{Value, json};
use suisei_core::api::{BatchAck, Experiment, MetricSummary, OutputPage, Values};
use suisei_core::ids::WriterId;
use suisei_core::number::{Float, Scalar};
use suisei_core::wire::batch::{Batch, CONTENT_TYPE};
use suisei_core::wire::points::{NO_TIME, Points};
use suisei_core::wire::record::{Record, SeriesName};

use crate::support::{Answer, TestServer, gzip, zstd};

/// The binary form of a batch with these values at steps 0, 1, …
fn binary(first_seq: u64, values: &[f64]) -> Vec<u8> {
    let writer: WriterId = "b".parse().unwrap();
    let name = SeriesName {
        metric: "loss".to_owned(),
        context: "train".to_owned(),
        source: 0,
    };
    let n = values.len();
    let points = Points {
        series: vec![0; n],
        time: vec![NO_TIME; n],
        value: values.to_vec(),
        step: (0..n as i64).map(|step| step + first_seq as i64).collect(),
        epoch: vec![f64::NAN; n],
    };
    Batch::encode(
        &writer,
        first_seq,
        &[Record::Series(0, name), Record::Points(points)],
    )
}

async fn send(
    server: &TestServer,
    key: &str,
    media_type: &str,
    encoding: &str,
    body: Vec<u8>,
) -> Answer {
    let call = server.call(Method::POST, &format!("/experiments/{key}/batches"));
    let call = call.header("content-type", media_type).body(body);
    let call = if encoding.is_empty() {
        call
    } else {
        call.header("content-encoding", encoding)
    };
    call.send().await
}

#[tokio::test]
async fn every_kind_of_event_arrives() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let events = json!([
        {"kind": "metric", "name": "loss", "value": 0.5, "step": 1, "epoch": 0.5, "time": 1_000_000},
        {"kind": "metric", "name": "loss", "context": "val", "value": "NaN"},
        {"kind": "points", "names": ["acc"], "series": [0, 0], "value": [0.1, 0.2], "step": [1, null]},
        {"kind": "parameter", "name": "lr", "value": 0.1},
        {"kind": "parameter", "name": "layers", "value": [8, 8]},
        {"kind": "other", "name": "note", "value": "彗星"},
        {"kind": "tag", "name": "baseline"},
        {"kind": "name", "value": "first try"},
        {"kind": "output", "stream": "stdout", "text": "one\ntwo\n"},
        {"kind": "environment", "section": "python", "value": {"version": "3.12"}},
        {"kind": "status", "state": "finished"},
    ]);
    let ack = server.log(&key, 0, events).await;
    assert_eq!(
        ack,
        BatchAck {
            accepted: 12,
            next_seq: 12,
            ..BatchAck::default()
        }
    );
    let path = |tab: &str| format!("/experiments/{key}{tab}");
    let page: Experiment = server.get(&path("")).await.json();
    assert_eq!((page.head.name.as_str(), page.points), ("first try", 4));
    assert_eq!(page.head.tags, ["baseline"]);
    let parameters: Values = server.get(&path("/parameters")).await.json();
    assert_eq!(parameters["lr"], Scalar::Number(Float(0.1)));
    assert_eq!(parameters["layers"], Scalar::Text("[8,8]".to_owned()));
    let others: Values = server.get(&path("/others")).await.json();
    assert_eq!(others["note"], Scalar::Text("彗星".to_owned()));
    let metrics: Vec<MetricSummary> = server.get(&path("/metrics")).await.json();
    assert_eq!(metrics.len(), 3);
    let output: OutputPage = server.get(&path("/output?after=1&limit=5")).await.json();
    assert_eq!((output.lines[0].text.as_str(), output.total), ("two", 2));
    let environment: Value = server.get(&path("/environment")).await.json();
    assert_eq!(environment["python"]["version"], "3.12");
}

#[tokio::test]
async fn binary_and_compressed_count_once() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let body = binary(0, &[1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    let ack: BatchAck = send(&server, &key, CONTENT_TYPE, "", body.clone())
        .await
        .status(200)
        .json();
    assert_eq!((ack.accepted, ack.next_seq), (4, 4));
    let ack: BatchAck = send(&server, &key, CONTENT_TYPE, "gzip", gzip(&body))
        .await
        .status(200)
        .json();
    assert_eq!((ack.accepted, ack.duplicates), (0, 4));
    let ack: BatchAck = send(
        &server,
        &key,
        CONTENT_TYPE,
        "zstd",
        zstd(&binary(2, &[3.0, 4.0, 5.0])),
    )
    .await
    .json();
    assert_eq!((ack.accepted, ack.duplicates, ack.next_seq), (1, 2, 5));
    let metrics: Vec<MetricSummary> = server
        .get(&format!("/experiments/{key}/metrics"))
        .await
        .json();
    let summary = metrics[0].summary;
    assert_eq!((summary.count, summary.nan), (5, 1));
    assert_eq!(
        (summary.positive_infinity, summary.negative_infinity),
        (1, 1)
    );
}

#[tokio::test]
async fn a_bad_event_is_refused_by_itself() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let long = "n".repeat(10_000);
    let ack = server
        .log(
            &key,
            0,
            json!([
                {"kind": "metric", "name": long, "value": 1.0},
                {"kind": "metric", "name": "彗星の損失", "value": 1.0},
                {"kind": "metric", "name": "", "value": 1.0},
                {"kind": "tag", "name": "a\nb"},
                {"kind": "comet"},
                {"kind": "parameter", "name": "彗".repeat(1_000), "value": 1},
                {"kind": "points", "names": ["loss", ""], "series": [0, 1, 0], "value": [1, 2, 3]},
            ]),
        )
        .await;
    assert_eq!((ack.accepted, ack.next_seq), (4, 9));
    let refused: Vec<(u64, &str)> = ack
        .rejected
        .iter()
        .map(|event| (event.seq, event.code.as_str()))
        .collect();
    assert_eq!(
        refused,
        [
            (0, "name_too_long"),
            (2, "bad_name"),
            (3, "bad_name"),
            (4, "malformed_event"),
            (7, "bad_name"),
        ]
    );
    assert!(
        ack.rejected[0].message.contains("10000"),
        "{:?}",
        ack.rejected[0]
    );
    let page: Experiment = server.get(&format!("/experiments/{key}")).await.json();
    assert_eq!(page.rejected, 5);
}

/// Points of good and bad series in one record, and events that are wrong in between.
#[tokio::test]
async fn a_bad_event_of_a_binary_batch_is_refused_by_itself() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let series = |metric: &str| SeriesName {
        metric: metric.to_owned(),
        ..SeriesName::default()
    };
    let points = Points {
        series: vec![0, 1, 2, 0],
        time: vec![NO_TIME; 4],
        value: vec![1.0, 2.0, 3.0, 4.0],
        step: vec![0, 1, 2, 3],
        epoch: vec![f64::NAN; 4],
    };
    let events = [
        r#"{"kind": "parameter", "name": "lr", "value": 1}"#,
        r#"{"kind": "comet"}"#,
        r#"{"kind": "tag", "name": "a\nb"}"#,
        "no JSON",
        r#"{"kind": "tag", "name": "kept"}"#,
    ];
    let mut records = vec![
        Record::Series(0, series("loss")),
        Record::Series(1, series(&"n".repeat(10_000))),
        Record::Series(2, series("")),
        Record::Points(points),
    ];
    records.extend(events.map(|text| Record::Event(text.to_owned())));
    let writer: WriterId = "b".parse().unwrap();
    let body = Batch::encode(&writer, 0, &records);
    let ack: BatchAck = send(&server, &key, CONTENT_TYPE, "zstd", zstd(&body))
        .await
        .status(200)
        .json();
    let refused: Vec<(u64, &str)> = ack
        .rejected
        .iter()
        .map(|event| (event.seq, event.code.as_str()))
        .collect();
    assert_eq!(
        refused,
        [
            (1, "name_too_long"),
            (2, "bad_name"),
            (5, "malformed_event"),
            (6, "bad_name"),
            (7, "malformed_event"),
        ]
    );
    assert_eq!((ack.accepted, ack.next_seq), (4, 9));
    let metrics: Vec<MetricSummary> = server
        .get(&format!("/experiments/{key}/metrics"))
        .await
        .json();
    assert_eq!((metrics.len(), metrics[0].summary.count), (1, 2));
    let page: Experiment = server.get(&format!("/experiments/{key}")).await.json();
    assert_eq!(
        (page.head.tags, page.rejected),
        (vec!["kept".to_owned()], 5)
    );
}

#[tokio::test]
async fn malformed_bodies_are_told_where() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let mut damaged = binary(0, &[1.0, 2.0]);
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let mut cut = binary(0, &[1.0, 2.0]);
    cut.truncate(last);
    for (media_type, body) in [
        (CONTENT_TYPE, damaged),
        (CONTENT_TYPE, cut),
        (
            "application/json",
            b"{\"writer\": \"w\", \"events\": [}".to_vec(),
        ),
        ("application/json", b"{\"writer\": \"w\"".to_vec()),
    ] {
        let error = send(&server, &key, media_type, "", body)
            .await
            .error(400, "malformed");
        assert!(error.message.contains("byte"), "{}", error.message);
        assert!(error.details.unwrap()["offset"].is_u64());
    }
    for body in [&b"nonsense"[..], b"", b"SUIB\xff\xff"] {
        send(&server, &key, CONTENT_TYPE, "", body.to_vec())
            .await
            .error(400, "malformed");
    }
    let error = send(
        &server,
        &key,
        "application/json",
        "",
        b"{\"writer\": \"w\", \"events\": [}".to_vec(),
    );
    assert_eq!(
        error.await.error(400, "malformed").details.unwrap()["offset"],
        27
    );
    send(
        &server,
        &key,
        "application/json",
        "",
        b"{\"events\": []}".to_vec(),
    )
    .await
    .status(400);
    send(&server, &key, "text/csv", "", b"1,2".to_vec())
        .await
        .error(415, "unsupported_media_type");
    let body = binary(0, &[1.0]);
    for encoding in ["br", "gzip, zstd", "deflate"] {
        let answer = send(&server, &key, CONTENT_TYPE, encoding, body.clone()).await;
        let error = answer.error(415, "unsupported_media_type");
        assert!(
            error.message.contains("`gzip`, `zstd`"),
            "{}",
            error.message
        );
    }
    for (encoding, mut torn) in [("gzip", gzip(&body)), ("zstd", zstd(&body))] {
        let answer = send(&server, &key, CONTENT_TYPE, encoding, body.clone()).await;
        let error = answer.error(400, "malformed");
        assert!(error.message.contains(encoding), "{}", error.message);
        torn.truncate(torn.len() - 5);
        let answer = send(&server, &key, CONTENT_TYPE, encoding, torn).await;
        answer.error(400, "malformed");
    }
}

#[tokio::test]
async fn oversize_bodies_and_bombs_are_refused() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let large = vec![b' '; 17 * 1024 * 1024];
    send(&server, &key, CONTENT_TYPE, "", large)
        .await
        .error(413, "too_large");
    // 128 MiB of zeros travel in some 130 kB.
    let zeros = vec![0; 128 * 1024 * 1024];
    for (encoding, bomb) in [("gzip", gzip(&zeros)), ("zstd", zstd(&zeros))] {
        assert!(bomb.len() < 1024 * 1024);
        send(&server, &key, CONTENT_TYPE, encoding, bomb)
            .await
            .error(413, "too_large");
    }
    // An announced length is refused before anything is read.
    let call = server
        .call(Method::POST, "/projects")
        .header("content-type", "application/json");
    let body = format!("{{\"name\": \"{}\"}}", "x".repeat(2 * 1024 * 1024));
    call.body(body).send().await.error(413, "too_large");
}

#[tokio::test]
async fn batches_for_nothing_are_refused() {
    let server = TestServer::start();
    for key in [
        "0".repeat(32),
        "short".to_owned(),
        "%F0%9F%8C%A0".to_owned(),
    ] {
        send(&server, &key, CONTENT_TYPE, "", binary(0, &[1.0]))
            .await
            .error(404, "not_found");
    }
    server
        .call(Method::POST, "/experiments/%ff/batches")
        .send()
        .await
        .error(400, "malformed");
}
