//! Sealed packs: the same points before, between and after, whatever fails and wherever it stops.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use suisei_core::event::{Event, State};
use suisei_server::store::keys::{Key, KeyRange};
use suisei_server::store::kv::{Change, Condition, Direction, Entry, Kv};
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::objects::Objects;
use suisei_server::store::watch::Commits;
use suisei_server::store::{Experiment, StoreError};

use crate::failure::Recording;
use crate::support::{World, batch, counting, key, series, steps};

fn is_kind(key: &Key, kind: u8) -> bool {
    key.as_bytes().first() == Some(&kind)
}

fn blocks(kv: &MemoryKv) -> usize {
    let entries = kv.entries();
    entries.iter().filter(|(key, _)| is_kind(key, b'b')).count()
}

async fn set_state(world: &World, seq: u64, state: State) {
    let status = Event::Status {
        state,
        message: None,
        time: None,
    };
    let items = vec![suisei_core::wire::batch::Item::Event(status)];
    world
        .send(1, batch("states", seq, items, &[]))
        .await
        .unwrap();
    world.ingest.compact(&key(1)).await.unwrap();
}

#[track_caller]
fn check(experiment: &Experiment, n: u64) {
    let columns = experiment.columns(&series("loss"), 0).unwrap();
    assert_eq!(steps(&columns), (0..n as i64).collect::<Vec<_>>());
    for after in [1, n / 3, n - 1] {
        let rest = experiment.columns(&series("loss"), after).unwrap();
        assert_eq!(steps(&rest), (after as i64..n as i64).collect::<Vec<_>>());
    }
    assert_eq!(
        experiment.summary(&series("loss")).unwrap().unwrap().count,
        n
    );
}

#[tokio::test]
async fn an_experiment_that_ends_leaves_the_engine_and_may_go_on() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    let mut n = 0;
    for round in 0..3 {
        for part in [20_000, 700] {
            world
                .send(1, counting("w", "loss", n..n + part))
                .await
                .unwrap();
            n += part;
            world.ingest.compact(&key(1)).await.unwrap();
            check(&world.get(1), n);
        }
        assert!(blocks(&kv) > 0);
        set_state(&world, n + round * 2, State::Finished).await;
        assert_eq!(blocks(&kv), 0, "everything is in packs");
        check(&world.get(1), n);
        set_state(&world, n + round * 2 + 1, State::Running).await;
    }
    let world = world.crash(Arc::new(kv.image()));
    assert!(world.store.damage().is_empty());
    check(&world.get(1), n);
    world
        .send(1, counting("w", "loss", n..n + 50_000))
        .await
        .unwrap();
    world.ingest.compact(&key(1)).await.unwrap();
    check(&world.get(1), n + 50_000);
}

#[tokio::test]
async fn a_long_experiment_is_sealed_while_it_runs() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    let step = 60_000;
    for n in (0..1_200_000).step_by(step) {
        let batch = counting("w", "loss", n..n + step as u64);
        world.send(1, batch).await.unwrap();
        world.ingest.compact(&key(1)).await.unwrap();
    }
    let packs = kv
        .entries()
        .iter()
        .filter(|(key, _)| is_kind(key, b'k'))
        .count();
    assert!((1..=3).contains(&packs), "{packs}");
    check(&world.get(1), 1_200_000);
}

/// Refuses objects, or keeps them in memory.
#[derive(Default)]
struct Shelf {
    refuses: AtomicBool,
    objects: Mutex<Vec<(String, Vec<u8>)>>,
}

impl Objects for Shelf {
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable("the shelf is full".to_owned()));
        }
        let mut objects = self.objects.lock().unwrap();
        objects.retain(|(found, _)| found != name);
        objects.push((name.to_owned(), bytes.to_vec()));
        Ok(())
    }

    fn read(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let objects = self.objects.lock().unwrap();
        let (_, bytes) = objects.iter().find(|(found, _)| found == name).unwrap();
        Ok(bytes[range.start as usize..range.end as usize].to_vec())
    }

    fn remove_all(&self, folder: &str) -> Result<(), StoreError> {
        let mut objects = self.objects.lock().unwrap();
        objects.retain(|(name, _)| !name.starts_with(folder));
        Ok(())
    }
}

#[tokio::test]
async fn a_store_of_objects_that_fails_loses_nothing() {
    let kv = Arc::new(MemoryKv::default());
    let shelf = Arc::new(Shelf::default());
    let world = World::with_objects(kv.clone(), shelf.clone());
    world.experiment(1).await;
    let n = 30_000;
    world.send(1, counting("w", "loss", 0..n)).await.unwrap();
    shelf.refuses.store(true, Ordering::Relaxed);
    let status = Event::Status {
        state: State::Finished,
        message: None,
        time: None,
    };
    world.events(1, n, vec![status]).await;
    assert!(world.ingest.compact(&key(1)).await.is_err());
    check(&world.get(1), n);
    assert!(blocks(&kv) > 0);
    // Another process comes back to it by itself.
    shelf.refuses.store(false, Ordering::Relaxed);
    let image = Arc::new(kv.image());
    let world = World::with_objects(image.clone(), shelf);
    for _ in 0..200 {
        if blocks(&image) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(blocks(&image), 0);
    check(&world.get(1), n);
}

/// Checks at every write that whatever the engine lets go is in an object already.
struct Watching {
    inner: Recording,
    shelf: Arc<Shelf>,
    sealed: AtomicBool,
}

impl Kv for Watching {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, limit: usize, d: Direction) -> Result<Vec<Entry>, StoreError> {
        self.inner.scan(range, limit, d)
    }
    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        if changes.iter().any(|change| is_kind(change.key(), b'k')) {
            assert!(!self.shelf.objects.lock().unwrap().is_empty());
            let gone = |change: &Change| matches!(change, Change::Delete(_));
            assert!(changes.iter().any(gone), "blocks go in the same write");
            self.sealed.store(true, Ordering::Relaxed);
        }
        self.inner.apply_if(conditions, changes)
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

#[tokio::test]
async fn a_crash_at_any_moment_of_sealing_leaves_every_point() {
    let shelf = Arc::new(Shelf::default());
    let kv = Arc::new(Watching {
        inner: Recording::default(),
        shelf: shelf.clone(),
        sealed: AtomicBool::default(),
    });
    let world = World::with_objects(kv.clone(), shelf.clone());
    world.experiment(1).await;
    let n = 25_000;
    world.send(1, counting("w", "loss", 0..n)).await.unwrap();
    let acknowledged = kv.inner.images.lock().unwrap().len();
    set_state(&world, n, State::Finished).await;
    assert!(kv.sealed.load(Ordering::Relaxed));
    let images: Vec<MemoryKv> = std::mem::take(&mut *kv.inner.images.lock().unwrap());
    assert!(images.len() > acknowledged + 2);
    for image in images.into_iter().skip(acknowledged - 1) {
        let crashed = World::with_objects(Arc::new(image), shelf.clone());
        assert!(crashed.store.damage().is_empty());
        check(&crashed.get(1), n);
    }
}

#[tokio::test]
async fn one_bad_byte_of_a_pack_costs_one_series() {
    let kv = Arc::new(MemoryKv::default());
    let shelf = Arc::new(Shelf::default());
    let world = World::with_objects(kv.clone(), shelf.clone());
    world.experiment(1).await;
    let n = 30_000;
    world.send(1, counting("w", "loss", 0..n)).await.unwrap();
    world.send(1, counting("v", "other", 0..n)).await.unwrap();
    set_state(&world, 0, State::Finished).await;
    assert_eq!(blocks(&kv), 0);
    // Within the first block, which belongs to the first series.
    shelf.objects.lock().unwrap()[0].1[100] ^= 1;
    let error = world.get(1).columns(&series("loss"), 0).unwrap_err();
    assert!(error.to_string().contains("metric `loss`"), "{error}");
    let other = world.get(1).columns(&series("other"), 0).unwrap();
    assert_eq!(other.len() as u64, n);
}
