//! A store with an ingest on an engine of the test's choice, and shortcuts to talk to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use suisei_core::api::BatchAck;
use suisei_core::event::{Event, Micros};
use suisei_core::ids::{ExperimentKey, WriterId};
use suisei_core::series::Columns;
use suisei_core::wire::batch::{Batch, Item};
use suisei_core::wire::points::{NO_STEP, Point, Points};
use suisei_core::wire::record::SeriesName;
use suisei_server::ingest::{CreateExperiment, Ingest, IngestError, Options};
use suisei_server::live::Live;
use suisei_server::store::kv::Kv;
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::objects::Objects;
use suisei_server::store::{Experiment, Store};

static NOW: AtomicI64 = AtomicI64::new(1_000_000);

/// A clock that moves on by a microsecond at every look.
pub(crate) fn clock() -> Micros {
    NOW.fetch_add(1, Ordering::Relaxed)
}

/// Never compacts by itself.
pub(crate) const BY_HAND: Options = Options {
    pending_per_series: usize::MAX / 1_000_000,
    pending: usize::MAX,
    idle: Duration::from_secs(1_000_000),
};

/// A running store.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) live: Live,
    pub(crate) ingest: Ingest,
    options: Options,
}

impl World {
    pub(crate) fn new(kv: Arc<dyn Kv>) -> Self {
        Self::with_options(kv, BY_HAND)
    }

    pub(crate) fn with_options(kv: Arc<dyn Kv>, options: Options) -> Self {
        Self::at(tempfile::tempdir().unwrap(), kv, options)
    }

    pub(crate) fn in_memory() -> Self {
        Self::new(Arc::new(MemoryKv::default()))
    }

    fn at(folder: tempfile::TempDir, kv: Arc<dyn Kv>, options: Options) -> Self {
        let store = Store::with_engine(folder.path(), kv).unwrap();
        Self::with_store(folder, store, options)
    }

    fn with_store(folder: tempfile::TempDir, store: Store, options: Options) -> Self {
        let live = Live::new();
        let ingest = Ingest::start_with(store.clone(), live.clone(), clock, options);
        Self {
            folder,
            store,
            live,
            ingest,
            options,
        }
    }

    /// With packs in `objects`; compacts by itself only what an earlier process left.
    pub(crate) fn with_objects(kv: Arc<dyn Kv>, objects: Arc<dyn Objects>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::with_parts(folder.path(), kv, |_| objects).unwrap();
        Self::with_store(folder, store, BY_HAND)
    }

    /// What a new process finds in `kv`, after this one is gone without a word.
    pub(crate) fn crash(self, kv: Arc<dyn Kv>) -> Self {
        Self::at(self.folder, kv, self.options)
    }

    pub(crate) async fn experiment(&self, number: u8) -> Experiment {
        let new = self.new_experiment(number);
        self.ingest.create(new).await.unwrap().0
    }

    pub(crate) fn new_experiment(&self, number: u8) -> CreateExperiment {
        let workspace = match self.store.workspace_by_name("default") {
            Some(found) => found,
            None => self.store.create_workspace("default", clock()).unwrap(),
        };
        let project = match self.store.project_by_name(&workspace.id, "digits") {
            Some(found) => found,
            None => self
                .store
                .create_project(&workspace.id, "digits", clock())
                .unwrap(),
        };
        CreateExperiment {
            key: key(number),
            project: project.id,
            name: None,
            created: clock(),
        }
    }

    pub(crate) fn get(&self, number: u8) -> Experiment {
        self.store.experiment(&key(number)).unwrap()
    }

    pub(crate) async fn send(&self, number: u8, batch: Batch) -> Result<BatchAck, IngestError> {
        self.ingest.batch(&key(number), batch, 100).await
    }

    pub(crate) async fn events(&self, number: u8, first_seq: u64, events: Vec<Event>) -> BatchAck {
        let items = events.into_iter().map(Item::Event).collect();
        self.send(number, batch("w", first_seq, items, &[]))
            .await
            .unwrap()
    }
}

pub(crate) fn key(number: u8) -> ExperimentKey {
    format!("{number:032x}").parse().unwrap()
}

pub(crate) fn series(metric: &str) -> SeriesName {
    SeriesName {
        metric: metric.to_owned(),
        context: String::new(),
        source: 0,
    }
}

pub(crate) fn batch(writer: &str, first_seq: u64, items: Vec<Item>, metrics: &[&str]) -> Batch {
    let writer: WriterId = writer.parse().unwrap();
    Batch {
        writer,
        first_seq,
        items,
        series: metrics.iter().map(|name| series(name)).collect(),
    }
}

/// A batch of points of one metric whose steps are the sequence numbers.
pub(crate) fn counting(writer: &str, metric: &str, seqs: std::ops::Range<u64>) -> Batch {
    let mut points = Points::default();
    for seq in seqs.clone() {
        points.push(Point {
            series: 0,
            time: seq as i64 * 10,
            value: (seq as f64 * 0.37).sin() as f32 as f64,
            step: seq as i64,
            epoch: f64::NAN,
        });
    }
    batch(writer, seqs.start, vec![Item::Points(points)], &[metric])
}

/// Every kind of difficult point.
pub(crate) fn difficult(n: usize, salt: u64) -> Points {
    let mut points = Points::default();
    for i in 0..n {
        let mix = (i as u64 + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        points.push(Point {
            series: (mix >> 60) as u32 % 3,
            time: (mix >> 20) as i64 % 1_000_000,
            value: match mix % 7 {
                0 => f64::NAN,
                1 => f64::from_bits(0x7ff8_0000_dead_beef),
                2 => f64::INFINITY,
                3 => f64::NEG_INFINITY,
                4 => -0.0,
                _ => f64::from_bits(mix),
            },
            step: if mix.is_multiple_of(5) {
                NO_STEP
            } else {
                (mix >> 40) as i64 - 4_000_000
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

pub(crate) fn steps(columns: &Columns) -> Vec<i64> {
    columns.step.clone()
}
