//! How many bytes of disk a point takes.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use suisei_tests::TestServer;

use suisei_tests::random::mixed;

use crate::billion::batch;
use crate::report::{Better, Measured};

const EXPERIMENTS: u64 = 20;
/// Batches of about a thousand points in each experiment.
const BATCHES: u64 = 1_500;
/// Two of each kind of [`value`].
const METRICS: u64 = 12;
const STEPS: u64 = 84;
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
        .map(|number| batch(number, METRICS, STEPS))
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
        "{:.0} M points of six kinds (step, time), folder in all / points; an empty store has {:.1} MiB",
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
    let packs = disk_bytes(&server.data().join("blobs"));
    print(
        "bytes_per_point_sealed",
        per_point(packs),
        Some(3.5),
        "blocks and index of the packs alone".to_owned(),
    );
    print(
        "bytes_per_point_ended",
        per_point(done),
        None,
        format!("after they ended: {what}"),
    );
}

fn print(name: &'static str, value: f64, goal: Option<f64>, note: String) {
    Measured {
        name: name.to_owned(),
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
pub(crate) fn disk_bytes(folder: &Path) -> u64 {
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

/// What training logs, each a sixth of all: a loss in 32 bits, a loss in 64, an accuracy that is a
/// share of 512, a learning rate, a constant, a whole number.
pub(crate) fn value(metric: u64, step: u64) -> f64 {
    let random = mixed(metric << 40 | step);
    let noise = (random >> 11) as f64 / (1_u64 << 53) as f64;
    let decay = (-(step as f64) / 20_000.0).exp();
    match metric % 6 {
        0 => f64::from((decay + 0.05 * noise) as f32),
        1 => decay + 0.05 * noise,
        2 => f64::from((400.0 + 100.0 * (1.0 - decay) + 12.0 * noise) as u32) / 512.0,
        3 => f64::from((1e-3 * (0.5 + 0.5 * (step as f64 / 50_000.0).cos())) as f32),
        4 => 64.0,
        _ => (8_000 + random % 4_096) as f64,
    }
}

/// A step every 20 ms, give or take some.
pub(crate) fn time(step: u64) -> i64 {
    1_780_000_000_000_000 + step as i64 * 20_000 + (mixed(step) % 12) as i64 * 1_000
}
