//! One flipped byte anywhere in the data folder: the server refuses to start and says what to do, or
//! it serves what is whole and names what is not. It never panics, and never shows anything wrong.
//!
//! `SUISEI_DAMAGES` sets how many bytes are flipped, `SUISEI_SEED` repeats a run.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test's helpers fail by panicking and tell what they did"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use suisei_core::event::{Event, NamedValue, Stream};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::XAxis;
use suisei_tests::batch::BatchBuilder;
use suisei_tests::client::{Body, series};
use suisei_tests::random::{Random, mixed};
use suisei_tests::server::empty_folder;
use suisei_tests::{Client, TestServer};
use tempfile::TempDir;

/// Flipped bytes in a usual run.
const DAMAGES: usize = 250;

/// Servers that run at the same time.
const PARALLEL: usize = 3;

/// What a server answered before anything was damaged.
struct Original {
    folder: TempDir,
    answers: Vec<(Question, Value)>,
}

/// Something to ask a server.
#[derive(Debug, Clone)]
enum Question {
    Json(String),
    Bytes(String),
    Series(ExperimentKey, String),
}

impl Question {
    /// The answer's status, and what has to stay the same of it.
    fn ask(&self, client: &Client) -> (u16, Value) {
        match self {
            Self::Json(path) => {
                let reply = client.get(path);
                (reply.status, without_times(reply.json()))
            }
            Self::Bytes(path) => {
                let reply = client.get(path);
                (reply.status, json!(reply.body))
            }
            Self::Series(key, metric) => {
                let request = suisei_core::query::SeriesRequest {
                    series: vec![series(key, metric)],
                    x: XAxis::Step,
                    width_px: 1_000,
                    ..suisei_core::query::SeriesRequest::default()
                };
                let bytes = serde_json::to_vec(&request).unwrap();
                let reply = client.ask("POST", "/api/v1/series", Some(Body::json(&bytes)));
                if reply.status != 200 {
                    return (reply.status, reply.json());
                }
                let frame = suisei_core::wire::frame::Frame::decode(&reply.body).unwrap();
                let answer = &frame.answers[0];
                let bits = |numbers: &[f64]| -> Vec<u64> {
                    numbers.iter().map(|number| number.to_bits()).collect()
                };
                let meta = serde_json::to_value(&answer.meta).unwrap();
                (200, json!([bits(&answer.x), bits(&answer.y), meta]))
            }
        }
    }
}

/// Drops what changes with every look.
fn without_times(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for name in ["used", "heard", "active", "running", "spark"] {
                fields.remove(name);
            }
            fields
                .values_mut()
                .for_each(|field| *field = without_times(field.take()));
        }
        Value::Array(items) => {
            items
                .iter_mut()
                .for_each(|item| *item = without_times(item.take()));
        }
        _ => {}
    }
    value
}

#[test]
fn a_flipped_byte_is_noticed_or_harmless() {
    let asked = std::env::var("SUISEI_DAMAGES").ok();
    let n = asked.and_then(|text| text.parse().ok()).unwrap_or(DAMAGES);
    let originals = [
        make_original(&[TestServer::stop]),
        make_original(&[TestServer::kill]),
        make_original(&[TestServer::stop, TestServer::stop]),
        make_original(&[TestServer::kill, TestServer::kill]),
    ];
    let random = Mutex::new(Random::from_environment());
    let next = AtomicUsize::new(0);
    let outcomes: [AtomicUsize; 3] = Default::default();
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= n {
                        return;
                    }
                    let original = &originals[number % originals.len()];
                    let copy = empty_folder();
                    let flipped = {
                        let mut random = random.lock().unwrap();
                        copy_folder(original.folder.path(), copy.path());
                        flip(copy.path(), &mut random)
                    };
                    let named = Named(flipped);
                    let outcome = judge(original, copy);
                    outcomes[outcome as usize].fetch_add(1, Ordering::SeqCst);
                    drop(named);
                }
            });
        }
    });
    eprintln!("harmless, named, refused: {outcomes:?}");
}

enum Outcome {
    Harmless,
    Named,
    Refused,
}

/// Starts a server on a damaged folder and compares all it says.
fn judge(original: &Original, folder: TempDir) -> Outcome {
    let server = match TestServer::try_start_on(folder) {
        Ok(server) => server,
        Err(message) => {
            assert!(message.contains("restore"), "{message}");
            assert!(!message.contains("panicked at"), "{message}");
            return Outcome::Refused;
        }
    };
    let client = server.client();
    let mut differs = Vec::new();
    for (question, expected) in &original.answers {
        let (status, answer) = question.ask(&client);
        if status != 200 || answer != *expected {
            differs.push((question, status, answer));
        }
    }
    let output = server.output();
    assert!(!output.contains("panicked at"), "it panicked");
    if differs.is_empty() {
        return Outcome::Harmless;
    }
    // The log names the damage, be it late.
    let is_named = || server.output().contains("is damaged");
    let (question, status, answer) = &differs[0];
    let what = format!(
        "a word about {question:?}: {status} {:.300}",
        answer.to_string()
    );
    suisei_tests::wait::wait_within(Duration::from_secs(5), &what, || is_named().then_some(()));
    Outcome::Named
}

/// Fills a store; `ends` tells how its server ends, each life but the last before another start.
fn make_original(ends: &[fn(&mut TestServer)]) -> Original {
    let mut server = TestServer::start_on(empty_folder(), &[]);
    let client = server.client();
    let experiments: Vec<ExperimentKey> = (0..3)
        .map(|number| {
            let key = client.create("damage", &format!("e{number}"));
            fill(&client, &key, number);
            key
        })
        .collect();
    let project = client.project_id("damage").unwrap();
    let view = json!({"version": 1, "sections": [{"name": "train"}]}).to_string();
    client
        .ask(
            "PUT",
            &format!("/api/v1/projects/{project}/view"),
            Some(Body::json(view.as_bytes())),
        )
        .expect_status(200);
    client.post("/api/v1/keys", &json!({"name": "laptop"}));
    let (last, ends) = ends.split_last().unwrap();
    for end in ends {
        end(&mut server);
        server.restart();
    }
    let answers = questions(&experiments, &project)
        .into_iter()
        .map(|question| {
            let (status, answer) = question.ask(&server.client());
            assert_eq!(status, 200, "{question:?}: {answer}");
            (question, answer)
        })
        .collect();
    last(&mut server);
    let folder = empty_folder();
    copy_folder(server.data(), folder.path());
    Original { folder, answers }
}

/// Two metrics of which one is in blocks, parameters, output, environment, an asset.
fn fill(client: &Client, key: &ExperimentKey, number: u64) {
    for part in 0..10 {
        let mut batch = BatchBuilder::new("writer", part * 202);
        for step in part * 200..(part + 1) * 200 {
            let value = f64::from_bits(mixed(step + number) >> 2);
            batch.point(
                ["loss", "acc"][(step % 2) as usize],
                Some(step as i64),
                value,
            );
        }
        batch.event(&Event::Parameter(NamedValue {
            name: format!("parameter {part}"),
            value: json!(part),
        }));
        batch.event(&Event::Output {
            stream: Stream::Stdout,
            text: format!("line {part} {}\n", "x".repeat(900)),
            time: Some(part as i64),
        });
        client.batch(key, &batch.encode());
    }
    let bytes = vec![number as u8; 5_000];
    let hash = suisei_tests::client::sha256(&bytes);
    let body = Body {
        content_type: "application/octet-stream",
        encoding: "",
        bytes: &bytes,
    };
    client.ask(
        "PUT",
        &format!("/api/v1/experiments/{key}/blobs/{hash}"),
        Some(body),
    );
    client.batch_json(
        key,
        &json!({"writer": "other", "first_seq": 0, "events": [
            {"kind": "asset", "id": format!("{number:032x}"), "type": "file", "name": "a", "sha256": hash, "size": 5_000},
            {"kind": "environment", "section": "command", "value": {"argv": ["train.py", "--fast"]}},
            {"kind": "status", "state": if number == 0 { "finished" } else { "running" }},
            {"kind": "points", "names": ["tail"], "series": [0, 0, 0], "value": [1.0, 2.0, 3.0], "step": [1, 2, 3]},
        ]}),
    );
}

fn questions(experiments: &[ExperimentKey], project: &str) -> Vec<Question> {
    let mut questions = vec![
        Question::Json("/api/v1/projects".to_owned()),
        Question::Json("/api/v1/keys".to_owned()),
        Question::Json("/api/v1/workspaces".to_owned()),
        Question::Json(format!("/api/v1/projects/{project}/view")),
        Question::Json(format!("/api/v1/projects/{project}/metrics")),
    ];
    for (number, key) in experiments.iter().enumerate() {
        for part in [
            "",
            "/parameters",
            "/metrics",
            "/output",
            "/environment",
            "/assets",
        ] {
            questions.push(Question::Json(format!("/api/v1/experiments/{key}{part}")));
        }
        questions.push(Question::Bytes(format!(
            "/api/v1/experiments/{key}/assets/{number:032x}"
        )));
        for metric in ["loss", "acc", "tail"] {
            questions.push(Question::Series(key.clone(), metric.to_owned()));
        }
    }
    questions
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Flips one bit of a random file: often of the database, and no byte of the empty room
/// that the database keeps at its end. Says where.
fn flip(folder: &Path, random: &mut Random) -> String {
    let files = files_below(folder);
    let path = match random.within(0, 3) {
        0 => &files[random.within(0, files.len() as u64) as usize],
        _ => &folder.join("db/db"),
    };
    let mut bytes = fs::read(path).unwrap();
    let used = bytes
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |last| last + 1);
    let at = random.within(0, used as u64) as usize;
    bytes[at] ^= 1 << random.within(0, 8);
    fs::write(path, bytes).unwrap();
    format!(
        "`{}`, byte {at} of {used}",
        path.strip_prefix(folder).unwrap().display()
    )
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if fs::metadata(&path).unwrap().len() > 0 {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Says which byte it was when a test fails.
struct Named(String);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("with a bit flipped in {}", self.0);
        }
    }
}
