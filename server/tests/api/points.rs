//! Exact points as files: every format holds every point as it was sent, a file is made as it is
//! read, and one that cannot be finished is not taken for a whole one.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt as _;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::RowAccessor as _;
use serde_json::{Value, json};
use suisei_core::api::BatchAck;
use suisei_core::event::State;
use suisei_core::ids::{ExperimentKey, WriterId};
use suisei_core::wire::batch::{Batch, CONTENT_TYPE};
use suisei_core::wire::points::{NO_STEP, Point, Points};
use suisei_core::wire::record::{Record, SeriesName};
use tower::ServiceExt as _;

use crate::support::{Answer, TestServer};

/// A name that every format has to take care of.
const AWKWARD: &str = "loss, \"the best\"";

/// A point as a file tells it; floats as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    experiment: String,
    metric: String,
    context: String,
    source: u32,
    ordinal: u64,
    step: Option<i64>,
    epoch: Option<u64>,
    time: i64,
    value: u64,
}

/// Points of every difficult kind: repeated, backward and missing steps, values that are no numbers.
fn difficult(n: u64) -> Points {
    let mut points = Points::default();
    for i in 0..n {
        let mix = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        points.push(Point {
            series: 0,
            time: 1_700_000_000_000_000 + (mix >> 50) as i64,
            value: match mix % 9 {
                0 => f64::NAN,
                1 => f64::INFINITY,
                2 => f64::NEG_INFINITY,
                3 => -0.0,
                4 => 5e-324,
                5 => 0.1 + 0.2,
                _ => f64::from_bits(mix & !(1 << 62)),
            },
            step: if mix.is_multiple_of(5) {
                NO_STEP
            } else {
                i as i64 / 3
            },
            epoch: if mix.is_multiple_of(3) {
                f64::NAN
            } else {
                i as f64 / 7.0
            },
        });
    }
    points
}

async fn send(server: &TestServer, key: &str, first_seq: u64, name: SeriesName, points: Points) {
    let writer: WriterId = "p".parse().unwrap();
    let records = [Record::Series(0, name), Record::Points(points)];
    let body = Batch::encode(&writer, first_seq, &records);
    let call = server.call(Method::POST, &format!("/experiments/{key}/batches"));
    let call = call.header("content-type", CONTENT_TYPE).body(body);
    let ack: BatchAck = call.send().await.status(200).json();
    assert_eq!(ack.rejected, []);
}

fn name(metric: &str, context: &str, source: u32) -> SeriesName {
    SeriesName {
        metric: metric.to_owned(),
        context: context.to_owned(),
        source,
    }
}

/// The rows that a file should have for these points.
fn rows(key: &str, name: &SeriesName, points: &Points) -> Vec<Row> {
    (0..points.value.len())
        .map(|i| Row {
            experiment: key.to_owned(),
            metric: name.metric.clone(),
            context: name.context.clone(),
            source: name.source,
            ordinal: i as u64,
            step: (points.step[i] != NO_STEP).then_some(points.step[i]),
            epoch: (!points.epoch[i].is_nan()).then_some(points.epoch[i].to_bits()),
            time: points.time[i],
            value: points.value[i].to_bits(),
        })
        .collect()
}

/// The fields of CSV text, record by record.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let record = records.last_mut().unwrap();
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                record.last_mut().unwrap().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(String::new()),
            '\n' if !is_quoted => records.push(vec![String::new()]),
            c => record.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(records.pop().unwrap(), [""], "the last line has its end");
    records
}

/// A float as it stands in text.
fn float(text: &str) -> u64 {
    match text {
        "NaN" => f64::NAN.to_bits(),
        other => other.parse::<f64>().unwrap().to_bits(),
    }
}

fn read_csv(bytes: &[u8]) -> Vec<Row> {
    let mut records = records(std::str::from_utf8(bytes).unwrap()).into_iter();
    let header = "experiment,metric,context,source,ordinal,step,epoch,time,value";
    assert_eq!(records.next().unwrap().join(","), header);
    let row = |fields: Vec<String>| Row {
        experiment: fields[0].clone(),
        metric: fields[1].clone(),
        context: fields[2].clone(),
        source: fields[3].parse().unwrap(),
        ordinal: fields[4].parse().unwrap(),
        step: (!fields[5].is_empty()).then(|| fields[5].parse().unwrap()),
        epoch: (!fields[6].is_empty()).then(|| float(&fields[6])),
        time: fields[7].parse().unwrap(),
        value: float(&fields[8]),
    };
    records.map(row).collect()
}

fn read_json(bytes: &[u8]) -> Vec<Row> {
    let array: Vec<Value> = serde_json::from_slice(bytes).unwrap();
    let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
    assert_eq!(lines, array.len() + 2, "each object has a line of its own");
    let number = |value: &Value| match value {
        Value::String(text) => float(text),
        other => other.as_f64().unwrap().to_bits(),
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let row = |object: &Value| Row {
        experiment: text(&object["experiment"]),
        metric: text(&object["metric"]),
        context: text(&object["context"]),
        source: object["source"].as_u64().unwrap() as u32,
        ordinal: object["ordinal"].as_u64().unwrap(),
        step: object["step"].as_i64(),
        epoch: (!object["epoch"].is_null()).then(|| number(&object["epoch"])),
        time: object["time"].as_i64().unwrap(),
        value: number(&object["value"]),
    };
    array.iter().map(row).collect()
}

fn read_parquet(bytes: &[u8]) -> Vec<Row> {
    let file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut &file, bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let row = |row: parquet::record::Row| Row {
        experiment: row.get_string(0).unwrap().clone(),
        metric: row.get_string(1).unwrap().clone(),
        context: row.get_string(2).unwrap().clone(),
        source: row.get_uint(3).unwrap(),
        ordinal: row.get_long(4).unwrap() as u64,
        step: row.get_long(5).ok(),
        epoch: row.get_double(6).ok().map(f64::to_bits),
        time: row.get_timestamp_micros(7).unwrap(),
        value: row.get_double(8).unwrap().to_bits(),
    };
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|found| row(found.unwrap())).collect()
}

fn read(answer: &Answer) -> Vec<Row> {
    match answer.header("content-type") {
        "text/csv" => read_csv(&answer.bytes),
        "application/json" => read_json(&answer.bytes),
        "application/vnd.apache.parquet" => read_parquet(&answer.bytes),
        other => panic!("{other}"),
    }
}

#[track_caller]
fn assert_same(found: &[Row], expected: &[Row]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn every_format_holds_every_point_as_it_was_sent() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key;
    let text = key.to_string();
    let awkward = name(AWKWARD, "検証", 3);
    let points = difficult(20_000);
    send(&server, &text, 0, awkward.clone(), points.clone()).await;
    let plain = name("acc", "", 0);
    let few = difficult(5);
    send(&server, &text, 20_000, plain.clone(), few.clone()).await;
    server.app.ingest.compact(&key).await.unwrap();
    // What follows is in no block yet.
    let later = difficult(700);
    send(&server, &text, 20_005, awkward.clone(), later.clone()).await;
    let mut all = points;
    later.iter().for_each(|point| all.push(point));
    let mut expected = rows(&text, &plain, &few);
    expected.extend(rows(&text, &awkward, &all));
    for format in ["csv", "json", "parquet"] {
        let answer = server
            .get(&format!("/experiments/{key}/points?format={format}"))
            .await
            .status(200);
        assert_same(&read(&answer), &expected);
        let disposition = answer.header("content-disposition");
        assert!(
            disposition.starts_with("attachment; filename="),
            "{disposition}"
        );
        assert!(
            disposition.ends_with(&format!(" points.{format}\"")),
            "{disposition}"
        );
    }
}

#[tokio::test]
async fn series_are_chosen_by_metric_context_and_source() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let mut seq = 0;
    for (metric, context, source) in [
        ("a/loss", "train", 0),
        ("a/loss", "val", 0),
        ("a/loss", "val", 1),
        ("acc", "", 0),
        ("lr", "", 0),
    ] {
        send(
            &server,
            &key,
            seq,
            name(metric, context, source),
            difficult(2),
        )
        .await;
        seq += 2;
    }
    let chosen = |query: &'static str| {
        let path = format!("/experiments/{key}/points?{query}");
        let server = &server;
        async move {
            let answer = server.get(&path).await.status(200);
            let rows = read(&answer).into_iter().filter(|row| row.ordinal == 0);
            rows.map(|row| format!("{} {} {}", row.metric, row.context, row.source))
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(chosen("").await.len(), 5);
    assert_eq!(
        chosen("metric=acc&metric=a/loss&metric=acc").await,
        ["a/loss train 0", "a/loss val 0", "a/loss val 1", "acc  0"],
        "by name, each once"
    );
    assert_eq!(
        chosen("metric=a/loss&context=val&format=json").await,
        ["a/loss val 0", "a/loss val 1"]
    );
    assert_eq!(chosen("context=&format=parquet").await, ["acc  0", "lr  0"]);
    assert_eq!(chosen("source=1").await, ["a/loss val 1"]);
    let path = |query: &str| format!("/experiments/{key}/points?{query}");
    let named = server.get(&path("metric=a/loss")).await;
    assert!(named.header("content-disposition").contains("a-loss.csv"));
    server
        .get(&path("metric=acc&metric=nothing"))
        .await
        .error(404, "not_found");
    for query in ["format=xlsx", "source=-1", "metrics=acc"] {
        server.get(&path(query)).await.error(422, "invalid");
    }
    let nobody = server.call_as_nobody(Method::GET, &path(""));
    nobody.send().await.error(401, "unauthorized");
}

#[tokio::test]
async fn an_export_has_what_is_shown_or_what_was_recorded() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let middle = 1_700_000_000_008_000_i64;
    let points = difficult(1_000);
    let recorded = name("loss", "", 0);
    send(&server, &key, 0, recorded.clone(), points.clone()).await;
    let edit = async |edit: serde_json::Value| {
        let path = format!("/experiments/{key}/edits");
        server.post(&path, edit).await.status(201);
    };
    let get = async |query: &str| {
        server
            .get(&format!("/experiments/{key}/points?{query}"))
            .await
    };
    edit(json!({"metric": "loss", "kind": "hide", "x": "wall", "range": [middle, "Infinity"]}))
        .await;
    let all = rows(&key, &recorded, &points);
    let hidden = all.iter().filter(|row| row.time >= middle).count();
    assert!(hidden > 0 && hidden < all.len(), "some are hidden");
    edit(json!({"metric": "loss", "kind": "rename", "to": "cost"})).await;
    for format in ["csv", "json", "parquet"] {
        let shown = get(&format!("metric=cost&format={format}"))
            .await
            .status(200);
        let mut left = rows(&key, &name("cost", "", 0), &points);
        left.retain(|row| row.time < middle);
        assert_same(&read(&shown), &left);
    }
    let raw = get("metric=loss&edits=ignore").await.status(200);
    assert_same(&read(&raw), &all);
    get("metric=loss").await.error(404, "not_found");
    get("edits=maybe").await.error(422, "invalid");
    edit(json!({"metric": "cost", "kind": "hide"})).await;
    get("metric=cost").await.error(404, "not_found");
    assert_same(&read(&get("edits=ignore").await.status(200)), &all);
}

#[tokio::test]
async fn many_experiments_come_in_the_order_asked() {
    let server = TestServer::start();
    let mut keys = Vec::new();
    for _ in 0..3 {
        let key = server.start_experiment().await.key.to_string();
        for (i, metric) in ["acc", "loss"].into_iter().enumerate() {
            send(
                &server,
                &key,
                i as u64 * 3,
                name(metric, "", 0),
                difficult(3),
            )
            .await;
        }
        keys.push(key);
    }
    let request = json!({"format": "parquet", "series": [
        {"experiment": keys[2], "metric": "loss"},
        {"experiment": keys[0]},
        {"experiment": keys[2], "metric": "loss", "context": ""},
    ]});
    let answer = server.post("/points", request).await.status(200);
    let mut expected = rows(&keys[2], &name("loss", "", 0), &difficult(3));
    expected.extend(rows(&keys[0], &name("acc", "", 0), &difficult(3)));
    expected.extend(rows(&keys[0], &name("loss", "", 0), &difficult(3)));
    assert_same(&read(&answer), &expected);

    let empty = server.start_experiment().await.key.to_string();
    for format in ["csv", "json", "parquet"] {
        let request = json!({"format": format, "series": [{"experiment": empty}]});
        assert_eq!(read(&server.post("/points", request).await), []);
    }
    let unknown = json!({"series": [{"experiment": "0".repeat(32)}]});
    server
        .post("/points", unknown)
        .await
        .error(404, "not_found");
    let misspelt = json!({"series": [{"experiment": empty, "metrics": "loss"}]});
    server.post("/points", misspelt).await.error(422, "invalid");
    let many = vec![json!({"experiment": empty}); 2_001];
    let many = json!({"series": many});
    server.post("/points", many).await.error(422, "invalid");
}

/// An experiment with a series of `n` points that has ended, so that they lie in a pack.
async fn sealed(server: &TestServer, n: u64) -> ExperimentKey {
    let key = server.start_experiment().await.key;
    let text = key.to_string();
    let mut sent = 0;
    while sent < n {
        let some = (n - sent).min(100_000);
        send(server, &text, sent, name("loss", "", 0), difficult(some)).await;
        sent += some;
    }
    let finished = json!({"kind": "status", "state": State::Finished});
    server.log(&text, 0, json!([finished])).await;
    server.app.ingest.compact(&key).await.unwrap();
    key
}

/// The body of an answer whose status is 200.
async fn body(server: &TestServer, path: &str) -> Body {
    let request = Request::get(format!("/api/v1{path}"))
        .header("authorization", &server.key)
        .body(Body::empty())
        .unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    response.into_body()
}

#[tokio::test]
async fn a_long_series_comes_in_pieces() {
    let server = TestServer::start();
    let n = 300_000;
    let key = sealed(&server, n).await;
    let mut pieces = body(&server, &format!("/experiments/{key}/points")).await;
    let (mut lines, mut largest) = (0, 0);
    while let Some(piece) = pieces.frame().await {
        let piece = piece.unwrap().into_data().unwrap();
        largest = largest.max(piece.len());
        lines += piece.iter().filter(|&&byte| byte == b'\n').count();
    }
    assert_eq!(lines as u64, n + 1);
    assert!(largest < 6 * 1024 * 1024, "{largest}");

    let answer = server
        .get(&format!("/experiments/{key}/points?format=parquet"))
        .await;
    let file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut &file, &answer.bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    assert!(reader.num_row_groups() > 1);
    assert_eq!(reader.metadata().file_metadata().num_rows(), n as i64);
}

#[tokio::test]
async fn a_file_that_cannot_be_finished_breaks_off() {
    let server = TestServer::start();
    let key = sealed(&server, 200_000).await;
    let folder = server.app.store.folder().join("blobs/packs");
    let experiment = std::fs::read_dir(folder).unwrap().next().unwrap();
    let packs = std::fs::read_dir(experiment.unwrap().path()).unwrap();
    let mut packs: Vec<PathBuf> = packs.map(|pack| pack.unwrap().path()).collect();
    packs.sort();
    let damage = |pack: &PathBuf, place: fn(usize) -> usize| {
        let mut bytes = std::fs::read(pack).unwrap();
        let at = place(bytes.len());
        bytes[at] ^= 1;
        std::fs::write(pack, bytes).unwrap();
    };
    damage(packs.last().unwrap(), |length| length / 4 * 3);
    for format in ["csv", "json"] {
        let path = format!("/experiments/{key}/points?format={format}");
        let whole = body(&server, &path).await.collect().await;
        assert!(whole.is_err(), "{format}");
    }
    // What fails before the first byte has an answer of its own. The first byte of Parquet waits for
    // many rows.
    damage(&packs[0], |_| 100);
    for format in ["csv", "parquet"] {
        let path = format!("/experiments/{key}/points?format={format}");
        let error = server.get(&path).await.error(500, "internal");
        assert!(error.message.contains("`loss`"), "{}", error.message);
    }
}
