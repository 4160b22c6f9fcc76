//! How many bytes of disk a point takes.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use suisei_tests::TestServer;

use crate::ingest::{METRICS, STEPS, binary};
use crate::report::{Better, Measured};

const EXPERIMENTS: u64 = 20;
/// Batches of a thousand points in each experiment.
const BATCHES: u64 = 500;
/// How long a folder keeps its size before compaction is taken to be over.
const CALM: Duration = Duration::from_secs(4);
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) fn measure() {
    let server = TestServer::start();
    let client = server.client();
    let empty = disk_bytes(server.data());
    let keys: Vec<_> = (0..EXPERIMENTS)
        .map(|number| client.create("bench", &format!("{number}")))
        .collect();
    let batches: Vec<Vec<u8>> = (0..BATCHES)
        .map(|number| binary(number, number * METRICS * STEPS))
        .collect();
    // All experiments run at once, as they do where many people train.
    std::thread::scope(|scope| {
        for key in &keys {
            let (client, batches) = (server.client(), &batches);
            scope.spawn(move || {
                for batch in batches {
                    client.batch(key, batch);
                }
            });
        }
    });
    let points = (EXPERIMENTS * BATCHES * METRICS * STEPS) as f64;
    let per_point = |bytes: u64| bytes as f64 / points;
    let live = disk_bytes(server.data());
    let what = format!(
        "{:.0} M points (32-bit values, step, time), folder in all / points; an empty store has {:.1} MiB",
        points / 1e6,
        empty as f64 / (1 << 20) as f64
    );
    print(
        "bytes_per_point_live",
        per_point(live),
        Some(20.0),
        format!("while they run: {what}"),
    );
    for key in &keys {
        let end = json!({"writer": "end", "events": [{"kind": "status", "state": "finished"}]});
        client.batch_json(key, &end);
    }
    let done = size_at_rest(server.data());
    print(
        "bytes_per_point_compacted",
        per_point(done),
        None,
        format!("after they ended: {what}"),
    );
}

fn print(name: &'static str, value: f64, goal: Option<f64>, note: String) {
    Measured {
        name,
        value,
        unit: "B",
        better: Better::Lower,
        goal,
        note,
    }
    .print();
}

fn size_at_rest(folder: &Path) -> u64 {
    let start = Instant::now();
    let (mut size, mut since) = (disk_bytes(folder), Instant::now());
    while since.elapsed() < CALM && start.elapsed() < LONGEST {
        std::thread::sleep(Duration::from_millis(200));
        let now = disk_bytes(folder);
        if now != size {
            (size, since) = (now, Instant::now());
        }
    }
    size
}

/// What the files of a folder take on the disk, holes left out.
fn disk_bytes(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let size = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.ok()?.path();
        let metadata = path.symlink_metadata().ok()?;
        Some(if metadata.is_dir() {
            disk_bytes(&path)
        } else {
            metadata.blocks() * 512
        })
    };
    entries.filter_map(size).sum()
}
