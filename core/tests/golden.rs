//! The bytes of every format, fixed by files. Those of journals and batches were written by the
//! Python SDK; those of frames and blocks by `cargo test -p suisei-core --test golden -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::path::PathBuf;

use suisei_core::event::{Event, MetricEvent};
use suisei_core::number::Float;
use suisei_core::query::{Answer, AnswerMeta, Mark, MarkKind, SeriesRef, XAxis};
use suisei_core::series::columns::Row;
use suisei_core::series::{Columns, block};
use suisei_core::wire::batch::{Batch, Item};
use suisei_core::wire::frame::{Frame, FrameMeta};
use suisei_core::wire::journal::Journal;
use suisei_core::wire::points::{NO_STEP, NO_TIME, Point};
use suisei_core::wire::record::{Record, SeriesName, SeriesTable};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

/// What the files hold, from the JSON beside them.
fn expected() -> (serde_json::Value, Vec<String>) {
    let all: serde_json::Value = serde_json::from_slice(&bytes("events_v1.json")).unwrap();
    let events = all["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| text(&serde_json::from_value(event.clone()).unwrap()))
        .collect();
    (all, events)
}

/// An event as JSON text, in which NaN equals NaN and −0 differs from 0.
fn text(event: &Event) -> String {
    serde_json::to_string(event).unwrap()
}

fn metric(name: &SeriesName, point: Point) -> String {
    text(&Event::Metric(MetricEvent {
        name: name.metric.clone(),
        value: Float(point.value),
        context: name.context.clone(),
        source: name.source,
        step: (point.step != NO_STEP).then_some(point.step),
        epoch: (!point.epoch.is_nan()).then_some(point.epoch),
        time: (point.time != NO_TIME).then_some(point.time),
    }))
}

fn journal_events(journal: &Journal) -> Vec<String> {
    let mut defined = SeriesTable::default();
    let mut events = Vec::new();
    for record in &journal.records {
        match record {
            Record::Series(id, name) => defined.define(*id, name.clone()),
            Record::Points(points) => events.extend(
                points
                    .iter()
                    .map(|point| metric(defined.get(point.series).unwrap(), point)),
            ),
            Record::Event(json) => events.push(text(&serde_json::from_str(json).unwrap())),
        }
    }
    events
}

fn batch_events(batch: &Batch) -> Vec<String> {
    let mut events = Vec::new();
    for item in &batch.items {
        match item {
            Item::Points(points) => events.extend(
                points
                    .iter()
                    .map(|point| metric(&batch.series[point.series as usize], point)),
            ),
            Item::Event(event) => events.push(text(event)),
            Item::Bad(error) => events.push(error.to_string()),
        }
    }
    events
}

#[test]
fn journals_of_the_sdk_read_as_they_were_written() {
    let (all, events) = expected();
    let whole = Journal::decode(&bytes("journal_v1.bin")).unwrap();
    assert_eq!(serde_json::to_value(&whole.header).unwrap(), all["header"]);
    assert_eq!(journal_events(&whole), events);
    assert_eq!(whole.torn_bytes, 0);
    let torn = Journal::decode(&bytes("journal_v1_torn.bin")).unwrap();
    let n_torn = all["torn_events"].as_u64().unwrap() as usize;
    assert_eq!(journal_events(&torn), &events[..n_torn]);
    assert!(torn.torn_bytes > 0);
    let reserved = Journal::decode(&bytes("journal_v1_reserved.bin")).unwrap();
    assert_eq!(journal_events(&reserved), events);
}

#[test]
fn a_journal_cut_anywhere_gives_a_prefix_of_its_events() {
    let (_, events) = expected();
    let whole = bytes("journal_v1.bin");
    let header = 12 + u32::from_le_bytes(whole[8..12].try_into().unwrap()) as usize;
    for end in header..whole.len() {
        let found = journal_events(&Journal::decode(&whole[..end]).unwrap());
        assert_eq!(found, &events[..found.len()], "cut at byte {end}");
    }
}

#[test]
fn batches_of_the_sdk_read_as_they_were_written_binary_and_json() {
    let (all, events) = expected();
    let binary = Batch::decode(&bytes("batch_v1.bin")).unwrap();
    let first = all["batch"]["first_seq"].as_u64().unwrap();
    assert_eq!(binary.first_seq, first);
    assert_eq!(
        binary.writer.as_str(),
        all["batch"]["writer"].as_str().unwrap()
    );
    assert_eq!(batch_events(&binary), &events[first as usize..]);
    let rest = &all["events"].as_array().unwrap()[first as usize..];
    let json = serde_json::json!({"writer": "writer-1", "first_seq": first, "events": rest});
    let json = Batch::decode_json(json.to_string().as_bytes()).unwrap();
    assert_eq!(batch_events(&json), batch_events(&binary));
}

fn points() -> Columns {
    let mut columns = Columns::default();
    for i in 0..1_000_i64 {
        columns.push(Row {
            step: if i % 97 == 0 { NO_STEP } else { 1_000 - i * 3 },
            epoch: if i % 3 == 0 { f64::NAN } else { i as f64 / 7.0 },
            time: 1_700_000_000_000_000 + i * 1_000 + i * i % 13,
            value: match i % 50 {
                11 => f64::NAN,
                12 => f64::INFINITY,
                13 => f64::NEG_INFINITY,
                14 => -0.0,
                _ => (i as f64).sqrt() / 3.0,
            },
        });
    }
    columns
}

fn frame() -> Frame {
    let answer = |metric: &str, y: Vec<f64>| Answer {
        meta: AnswerMeta {
            series: SeriesRef {
                experiment: "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b".parse().unwrap(),
                metric: metric.to_owned(),
                context: "train".to_owned(),
                source: 3,
                after: None,
            },
            found: true,
            sampled: true,
            appended: false,
            indexed: false,
            total: 1_000_000,
            in_range: 4,
            no_x: 1,
            nan: 2,
            infinite: 3,
            hidden: 0,
            next_ordinal: 1_000_000,
        },
        x: vec![-1.0, 0.5, 2.0],
        y,
        smooth_x: vec![0.5],
        smooth_y: vec![0.1],
        marks: vec![
            Mark {
                x: 0.25,
                kind: MarkKind::NotANumber,
            },
            Mark {
                x: 0.5,
                kind: MarkKind::PositiveInfinity,
            },
            Mark {
                x: 1.0,
                kind: MarkKind::NegativeInfinity,
            },
        ],
    };
    let meta = FrameMeta {
        build: "1".to_owned(),
        x: XAxis::Epoch,
        seq: 7,
    };
    let answers = vec![
        answer("α", vec![0.1, -0.0, 3.0]),
        answer("b", vec![0.5, -0.0, 1.0e30]),
    ];
    Frame { meta, answers }
}

#[test]
fn frames_are_written_and_read_as_ever() {
    let golden = bytes("frame_v1.bin");
    assert_eq!(frame().encode().unwrap(), golden);
    assert_eq!(Frame::decode(&golden).unwrap(), frame());
}

#[test]
fn blocks_are_read_as_ever() {
    // Written blocks may change with the compression library; old ones have to stay readable.
    for name in ["block_v1.bin", "block_v2.bin"] {
        assert_eq!(block::decode(&bytes(name)).unwrap(), points(), "{name}");
    }
}

#[test]
fn cut_off_frames_and_blocks_are_errors() {
    for (name, decodes) in [
        (
            "frame_v1.bin",
            (|bytes| Frame::decode(bytes).is_ok()) as fn(&[u8]) -> bool,
        ),
        ("block_v1.bin", |bytes| block::decode(bytes).is_ok()),
        ("block_v2.bin", |bytes| block::decode(bytes).is_ok()),
        ("batch_v1.bin", |bytes| Batch::decode(bytes).is_ok()),
    ] {
        let whole = bytes(name);
        let n_whole = (0..whole.len())
            .filter(|&end| decodes(&whole[..end]))
            .count();
        // A frame or a batch that ends between two sections or records is a shorter one.
        assert!(n_whole < 30, "{name}: {n_whole}");
    }
}

#[test]
#[ignore = "writes the golden files again"]
fn write_golden_files() {
    std::fs::write(path("frame_v1.bin"), frame().encode().unwrap()).unwrap();
    std::fs::write(path("block_v2.bin"), block::encode(&points()).unwrap()).unwrap();
}
