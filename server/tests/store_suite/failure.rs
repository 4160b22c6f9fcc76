//! Engines that fail: nothing half-done is visible, reading goes on, and it comes back by itself.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use suisei_server::ingest::IngestError;
use suisei_server::store::StoreError;
use suisei_server::store::keys::{Key, KeyRange};
use suisei_server::store::kv::{Change, Condition, Direction, Entry, Kv};
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::watch::Commits;

use crate::support::{World, clock, counting, key, series, steps};

/// Keeps an image of every state that a crash could leave.
#[derive(Default)]
pub(crate) struct Recording {
    inner: MemoryKv,
    pub(crate) images: Mutex<Vec<MemoryKv>>,
}

impl Kv for Recording {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, limit: usize, d: Direction) -> Result<Vec<Entry>, StoreError> {
        self.inner.scan(range, limit, d)
    }
    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        self.inner.apply_if(conditions, changes)?;
        self.images.lock().unwrap().push(self.inner.image());
        Ok(())
    }
    fn check_writable(&self, _n_bytes: usize) -> Result<(), StoreError> {
        Ok(())
    }
    fn watch(&self) -> Commits {
        self.inner.watch()
    }

    fn recover(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

const WORKS: u8 = 0;
/// Answers that it cannot write, beforehand.
const FULL: u8 = 1;
/// Fails and has not written.
const FAILS: u8 = 2;
/// Fails and has written all the same.
const LIES: u8 = 3;

/// Panics, as the embedded engine does where it meets damage.
const PANICS: u8 = 4;

#[derive(Default)]
struct Failing {
    inner: MemoryKv,
    mode: AtomicU8,
}

impl Failing {
    fn set(&self, mode: u8) {
        self.mode.store(mode, Ordering::SeqCst);
    }

    fn refusal() -> StoreError {
        StoreError::Unavailable("the disk is full".to_owned())
    }
}

impl Kv for Failing {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, limit: usize, d: Direction) -> Result<Vec<Entry>, StoreError> {
        self.inner.scan(range, limit, d)
    }
    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        match self.mode.load(Ordering::SeqCst) {
            WORKS => self.inner.apply_if(conditions, changes),
            PANICS => panic!("as the test wants it"),
            LIES => {
                self.inner.apply_if(conditions, changes)?;
                Err(Self::refusal())
            }
            _ => Err(Self::refusal()),
        }
    }
    fn check_writable(&self, _n_bytes: usize) -> Result<(), StoreError> {
        match self.mode.load(Ordering::SeqCst) {
            FULL => Err(Self::refusal()),
            _ => Ok(()),
        }
    }
    fn watch(&self) -> Commits {
        self.inner.watch()
    }

    fn recover(&self) -> Result<(), StoreError> {
        match self.mode.load(Ordering::SeqCst) {
            WORKS => Ok(()),
            _ => Err(Self::refusal()),
        }
    }
}

async fn fails_and_comes_back(mode: u8) {
    let kv = Arc::new(Failing::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    world.experiment(2).await;
    world.send(1, counting("w", "loss", 0..10)).await.unwrap();
    kv.set(mode);
    for _ in 0..3 {
        let error = world
            .send(1, counting("w", "loss", 10..20))
            .await
            .unwrap_err();
        let IngestError::Unavailable(message) = error else {
            panic!("{error}")
        };
        assert!(message.contains("write"), "{message}");
    }
    assert!(world.ingest.compact(&key(1)).await.is_err());
    assert!(world.store.create_workspace("second", clock()).is_err());
    assert!(world.store.check_writable().is_err());
    // Readers see what was committed, and nothing else.
    let columns = world.get(1).columns(&series("loss"), 0).unwrap();
    assert_eq!(steps(&columns), (0..10).collect::<Vec<i64>>());
    kv.set(WORKS);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    // What comes first is something else than what failed.
    world.send(1, counting("v", "acc", 0..5)).await.unwrap();
    let ack = world.send(1, counting("w", "loss", 10..25)).await.unwrap();
    assert_eq!(ack.accepted + ack.duplicates, 15);
    assert_eq!(ack.next_seq, 25);
    world.ingest.compact(&key(1)).await.unwrap();
    let crashed = World::in_memory().crash(Arc::new(kv.inner.image()));
    for world in [&world, &crashed] {
        let columns = world.get(1).columns(&series("loss"), 0).unwrap();
        assert_eq!(steps(&columns), (0..25).collect::<Vec<i64>>());
        let columns = world.get(1).columns(&series("acc"), 0).unwrap();
        assert_eq!(steps(&columns), (0..5).collect::<Vec<i64>>());
    }
    assert!(world.store.check_writable().is_ok());
}

#[tokio::test]
async fn a_full_disk_is_refused_beforehand() {
    fails_and_comes_back(FULL).await;
}

#[tokio::test]
async fn a_failed_write_leaves_nothing() {
    fails_and_comes_back(FAILS).await;
}

#[tokio::test]
async fn a_write_that_failed_after_all_was_written_counts_once() {
    fails_and_comes_back(LIES).await;
}

#[tokio::test]
async fn a_panic_in_the_engine_is_survived() {
    let kv = Arc::new(Failing::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    kv.set(PANICS);
    let error = world
        .send(1, counting("w", "loss", 0..10))
        .await
        .unwrap_err();
    assert!(matches!(error, IngestError::Unavailable(_)), "{error}");
    kv.set(WORKS);
    assert!(world.send(1, counting("w", "loss", 0..10)).await.is_err());
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(
        world
            .send(1, counting("w", "loss", 0..10))
            .await
            .unwrap()
            .accepted,
        10
    );
    assert_eq!(world.get(1).about().points, 10);
}

#[tokio::test]
async fn a_creation_that_failed_half_way_is_found_again() {
    let kv = Arc::new(Failing::default());
    let world = World::new(kv.clone());
    let first = world.experiment(1).await;
    kv.set(LIES);
    let new = suisei_server::ingest::CreateExperiment {
        key: key(2),
        project: first.project(),
        name: None,
        created: 7,
    };
    assert!(world.ingest.create(new.clone()).await.is_err());
    kv.set(WORKS);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let (second, is_new) = world.ingest.create(new).await.unwrap();
    // It was on disk: recovery brought it back.
    assert!(!is_new);
    assert_eq!(second.row().head.number, 2);
    assert_eq!(world.experiment(3).await.row().head.number, 3);
}

#[tokio::test]
async fn a_purge_that_failed_half_way_is_all_or_nothing() {
    for (mode, again) in [(LIES, Err(IngestError::Gone)), (FAILS, Ok(()))] {
        let kv = Arc::new(Failing::default());
        let world = World::new(kv.clone());
        world.experiment(1).await;
        world.experiment(2).await;
        world.send(1, counting("w", "loss", 0..10)).await.unwrap();
        world.ingest.trash(&key(1)).await.unwrap();
        kv.set(mode);
        let failed = world.ingest.purge(&key(1)).await;
        assert!(matches!(failed, Err(IngestError::Unavailable(_))));
        kv.set(WORKS);
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        assert_eq!(world.ingest.purge(&key(1)).await, again);
        assert!(world.store.experiment(&key(1)).is_none());
        world.ingest.finish_purges().await.unwrap();
        let entries = kv.inner.entries();
        let heads = entries.iter().filter(|(key, _)| key.as_bytes()[0] == b'r');
        assert_eq!(heads.count(), 1);
        assert_eq!(
            world
                .send(2, counting("w", "loss", 0..10))
                .await
                .unwrap()
                .accepted,
            10
        );
    }
}
