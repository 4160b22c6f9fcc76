//! Every decoder that reads bytes from outside, as functions of arbitrary bytes that must neither
//! panic nor hang. `fuzz/` gives them to cargo-fuzz, `tests/fuzz.rs` runs them with stable Rust.
//!
//! Checksums would keep a fuzzer out of what lies behind them: each target also tries the bytes with
//! their checksums put right.

use suisei_core::event::Event;
use suisei_core::ids::{ContentHash, ExperimentKey, WriterId, check_name};
use suisei_core::query::SeriesRequest;
use suisei_core::series::{Columns, Summary, block};
use suisei_core::table::{self, TableRequest};
use suisei_core::view::ViewSpec;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::cursor::Cursor;
use suisei_core::wire::frame::Frame;
use suisei_core::wire::journal::Journal;
use suisei_core::wire::points::Points;
use suisei_core::wire::record::Record;
use suisei_server::store::dump::{self, DumpWriter};

/// A name and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 10] = [
    ("batch", batch),
    ("batch_json", batch_json),
    ("record", record),
    ("points", points),
    ("journal", journal),
    ("frame", frame),
    ("block", block_bytes),
    ("dump", dump_bytes),
    ("requests", requests),
    ("names", names),
];

/// A binary batch. What was read can be counted without overflow.
pub fn batch(bytes: &[u8]) {
    let header = bytes.get(6..8).map_or(0, |length| {
        16 + usize::from(u16::from_le_bytes([length[0], length[1]]))
    });
    for bytes in with_checksums(bytes, header) {
        if let Ok(batch) = Batch::decode(&bytes) {
            assert_eq!(
                batch.n_events(),
                batch
                    .items
                    .iter()
                    .map(suisei_core::wire::batch::Item::n_events)
                    .sum::<u64>()
            );
            assert!(batch.first_seq.checked_add(batch.n_events()).is_some());
        }
    }
}

/// A batch as JSON, events and blocks of points.
pub fn batch_json(bytes: &[u8]) {
    if let Ok(batch) = Batch::decode_json(bytes) {
        assert!(batch.first_seq.checked_add(batch.n_events()).is_some());
    }
    // An event that was read is written and read again as the same.
    if let Ok(event) = serde_json::from_slice::<Event>(bytes) {
        let record = Record::from_event(&event).unwrap();
        let mut out = Vec::new();
        record.encode(&mut out);
        assert_eq!(
            Record::decode(&mut Cursor::new(&out)).unwrap(),
            Some(record)
        );
    }
}

/// Records one after the other.
pub fn record(bytes: &[u8]) {
    for bytes in with_checksums(bytes, 0) {
        let mut cursor = Cursor::new(&bytes);
        while let Ok(Some(record)) = Record::decode(&mut cursor) {
            let mut out = Vec::new();
            record.encode(&mut out);
            let again = Record::decode(&mut Cursor::new(&out)).unwrap().unwrap();
            assert_eq!(again.n_events(), record.n_events());
        }
    }
}

/// Columns of points.
pub fn points(bytes: &[u8]) {
    if let Ok(points) = Points::decode(&mut Cursor::new(bytes)) {
        assert_eq!(points.iter().count(), points.len());
        let mut out = Vec::new();
        points.encode(&mut out);
        assert_eq!(
            Points::decode(&mut Cursor::new(&out)).unwrap().len(),
            points.len()
        );
    }
}

/// A journal, torn or whole.
pub fn journal(bytes: &[u8]) {
    let header = bytes.get(8..12).map_or(0, |length| {
        12 + u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize
    });
    for bytes in with_checksums(bytes, header) {
        if let Ok(journal) = Journal::decode(&bytes) {
            assert!(journal.torn_bytes <= bytes.len());
        }
    }
}

/// The answer to a series query.
pub fn frame(bytes: &[u8]) {
    if let Ok(frame) = Frame::decode(bytes) {
        for answer in &frame.answers {
            assert_eq!(answer.x.len(), answer.y.len());
        }
        let again = frame.encode().unwrap();
        assert_eq!(
            Frame::decode(&again).unwrap().answers.len(),
            frame.answers.len()
        );
    }
}

/// A block of points.
pub fn block_bytes(bytes: &[u8]) {
    let mut mended = bytes.to_vec();
    if mended.len() >= 10 {
        let mut crc = crc32fast::Hasher::new();
        if mended[0] > 1 {
            crc.update(&mended[..6]);
        }
        crc.update(&mended[10..]);
        mended[6..10].copy_from_slice(&crc.finalize().to_le_bytes());
    }
    for bytes in [bytes, &mended] {
        if let Ok(columns) = block::decode(bytes) {
            assert_eq!(block::count(bytes).unwrap(), columns.len());
            let again = block::decode(&block::encode(&columns).unwrap()).unwrap();
            assert_eq!(Summary::of(&again).count, columns.len() as u64);
            assert!(is_whole(&columns) && is_whole(&again));
        }
    }
}

fn is_whole(columns: &Columns) -> bool {
    let n = columns.len();
    columns.step.len() == n && columns.time.len() == n && columns.epoch.len() == n
}

/// A dump of a store.
pub fn dump_bytes(bytes: &[u8]) {
    for bytes in with_checksums(bytes, 8) {
        let mut changes = Vec::new();
        let read = dump::read(bytes.as_slice(), |change| {
            changes.push(change);
            Ok(())
        });
        if read.is_ok() {
            let mut writer = DumpWriter::new(Vec::new()).unwrap();
            changes
                .iter()
                .for_each(|change| writer.push(change).unwrap());
            let again = writer.finish().unwrap();
            assert_eq!(
                dump::read(again.as_slice(), |_| Ok(())).unwrap(),
                changes.len() as u64
            );
        }
    }
}

/// Bodies of requests in JSON, and what is done with them before a store is asked.
pub fn requests(bytes: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<TableRequest>(bytes) {
        let page = table::query(std::iter::empty(), &request, 0);
        assert!(page.rows.is_empty());
    }
    if let Ok(view) = serde_json::from_slice::<ViewSpec>(bytes)
        && let Ok(view) = view.upgraded()
    {
        drop(view.arrange(&[]));
        let text = serde_json::to_vec(&view).unwrap();
        drop(serde_json::from_slice::<ViewSpec>(&text).unwrap());
    }
    if let Ok(request) = serde_json::from_slice::<SeriesRequest>(bytes) {
        let text = serde_json::to_vec(&request).unwrap();
        drop(serde_json::from_slice::<SeriesRequest>(&text).unwrap());
    }
}

/// Names and ids as they stand in addresses and records.
pub fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = check_name(&text);
    drop(table::search_words(&text));
    drop(suisei_core::view::section_of(&text));
    if let Ok(key) = text.parse::<ExperimentKey>() {
        assert_eq!(key.as_str().parse::<ExperimentKey>().unwrap(), key);
    }
    if let Ok(writer) = text.parse::<WriterId>() {
        assert!(writer.as_str().len() <= 64);
    }
    if let Ok(hash) = text.parse::<ContentHash>() {
        assert_eq!(hash.as_str().len(), 64);
    }
}

/// The bytes, and the bytes with the checksums of all records from `start` on put right. A record is
/// `length u32 | crc u32 | bytes`.
fn with_checksums(bytes: &[u8], start: usize) -> [Vec<u8>; 2] {
    let mut mended = bytes.to_vec();
    let mut at = start;
    while let Some(head) = mended.get(at..at.saturating_add(8)) {
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = (at + 8).saturating_add(length);
        let Some(body) = mended.get(at + 8..end) else {
            break;
        };
        let crc = crc32fast::hash(body);
        mended[at + 4..at + 8].copy_from_slice(&crc.to_le_bytes());
        at = end;
    }
    [bytes.to_vec(), mended]
}
