//! Dumps while the store is in use, and stores from dumps.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use suisei_server::store::kv::{Change, Kv};
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::{Store, dump, transfer};

use crate::support::{World, counting, key, series, steps};

/// Loads a dump into memory.
fn image(bytes: &[u8]) -> MemoryKv {
    let kv = MemoryKv::default();
    dump::read(bytes, |change| kv.apply(&[change])).unwrap();
    kv
}

/// Takes a while, so that commits come between.
struct Slow(Vec<u8>, Arc<AtomicBool>);

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.1.store(true, Ordering::SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(20));
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_is_the_store_as_of_its_end_although_commits_go_on() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    for number in 1..40 {
        world.experiment(number).await;
        world
            .send(number, counting("w", "loss", 0..1_500))
            .await
            .unwrap();
        if number % 2 == 0 {
            world.ingest.compact(&key(number)).await.unwrap();
        }
    }
    let (store, begun) = (world.store.clone(), Arc::new(AtomicBool::new(false)));
    let writing = begun.clone();
    let dump = tokio::task::spawn_blocking(move || {
        let mut out = Slow(Vec::new(), writing);
        store.dump(&mut out).unwrap();
        out.0
    });
    let mut at = 1_500;
    while !dump.is_finished() {
        let number = 1 + (at / 10 % 39) as u8;
        world
            .send(number, counting("v", "acc", at..at + 10))
            .await
            .unwrap();
        world.ingest.compact(&key(number)).await.unwrap();
        at += 10;
    }
    assert!(begun.load(Ordering::SeqCst) && at > 1_600);
    let dumped = image(&dump.await.unwrap());
    let copy = World::in_memory().crash(Arc::new(dumped));
    assert!(copy.store.damage().is_empty());
    let all = |world: &World, number, name| -> Vec<i64> {
        steps(
            &world
                .get(number)
                .columns(&series(name), 0)
                .unwrap_or_default(),
        )
    };
    // It is one moment for all experiments: what was sent after it, one by one, is missing whole.
    let mut seen: Vec<i64> = (1..40)
        .flat_map(|number| all(&copy, number, "acc"))
        .collect();
    seen.sort_unstable();
    assert!(seen.len() > 100);
    assert_eq!(
        seen,
        (1_500..1_500 + seen.len() as i64).collect::<Vec<i64>>()
    );
    for number in 1..40 {
        assert_eq!(all(&world, number, "loss"), all(&copy, number, "loss"));
    }
    // The next one is exact, and the tap is closed.
    let mut bytes = Vec::new();
    world.store.dump(&mut bytes).unwrap();
    assert_eq!(image(&bytes).entries(), kv.entries());
}

#[tokio::test]
async fn a_dump_that_cannot_be_written_leaves_no_trace() {
    struct Broken;
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the cable is out"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let world = World::in_memory();
    world.experiment(1).await;
    let error = world.store.dump(Broken).unwrap_err().to_string();
    assert!(error.contains("the cable is out"), "{error}");
    for part in 0..200 {
        let sent = counting("w", "loss", part * 10..part * 10 + 10);
        world.send(1, sent).await.unwrap();
    }
    world.store.dump(Vec::new()).unwrap();
}

#[tokio::test]
async fn a_dump_becomes_a_store_in_an_empty_folder_alone() {
    let world = World::in_memory();
    world.experiment(1).await;
    world
        .send(1, counting("w", "loss", 0..3_000))
        .await
        .unwrap();
    let mut bytes = Vec::new();
    world.store.dump(&mut bytes).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cut = &bytes[..bytes.len() - 1];
    assert!(transfer::load(folder.path(), cut).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(transfer::load(folder.path(), bytes.as_slice()).unwrap() > 5);
    let refused = transfer::load(folder.path(), bytes.as_slice()).unwrap_err();
    assert!(
        refused.to_string().contains("holds a store already"),
        "{refused}"
    );
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.id(), world.store.id());
    let columns = store
        .experiment(&key(1))
        .unwrap()
        .columns(&series("loss"), 0)
        .unwrap();
    assert_eq!(steps(&columns), (0..3_000).collect::<Vec<i64>>());
}

#[test]
fn a_dump_of_something_else_is_refused() {
    let mut writer = dump::DumpWriter::new(Vec::new()).unwrap();
    let entries = MemoryKv::default().entries();
    for (key, value) in entries {
        writer.push(&Change::Put(key, value)).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let error = transfer::load(folder.path(), writer.finish().unwrap().as_slice()).unwrap_err();
    assert!(error.to_string().contains("holds no store"), "{error}");
}
