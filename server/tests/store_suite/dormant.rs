//! Many experiments: they are read when somebody looks, and forgotten again, and nobody can tell.

use std::sync::Arc;

use suisei_core::table::MetricName;
use suisei_server::ingest::IngestError;
use suisei_server::store::kv::{Change, Kv};
use suisei_server::store::memory::MemoryKv;

use crate::support::{World, counting, key, series};

/// More than are read at the start.
const MANY: u8 = 255;

async fn many(kv: &Arc<MemoryKv>) -> World {
    let world = World::new(kv.clone());
    for number in 0..=MANY {
        world.experiment(number).await;
        let n = 10 + u64::from(number);
        world
            .send(number, counting("w", "loss", 0..n))
            .await
            .unwrap();
        world.ingest.compact(&key(number)).await.unwrap();
    }
    // One more than are read at the start.
    let mut new = world.new_experiment(0);
    new.key = "f".repeat(32).parse().unwrap();
    world.ingest.create(new).await.unwrap();
    world
}

fn check(world: &World, number: u8) {
    let n = 10 + u64::from(number);
    assert_eq!(world.get(number).about().points, n);
    let columns = world.get(number).columns(&series("loss"), 0).unwrap();
    assert_eq!(columns.len() as u64, n);
}

#[tokio::test]
async fn what_lies_on_disk_is_there_when_somebody_looks() {
    let kv = Arc::new(MemoryKv::default());
    let world = many(&kv).await;
    let world = world.crash(Arc::new(kv.image()));
    assert!(world.store.damage().is_empty());
    // Events that were received before the restart count once.
    let ack = world.send(7, counting("w", "loss", 0..20)).await.unwrap();
    assert_eq!((ack.accepted, ack.duplicates), (3, 17));
    for number in (0..=MANY).filter(|&number| number != 7) {
        check(&world, number);
    }
    assert_eq!(world.get(7).about().points, 20);
}

#[tokio::test]
async fn what_nobody_looks_at_is_forgotten_and_read_again() {
    let kv = Arc::new(MemoryKv::default());
    let world = many(&kv).await;
    let held = world.get(5);
    world.send(4, counting("w", "loss", 14..20)).await.unwrap();
    for _ in 0..2 {
        // The first time only notes who was looked at.
        world.store.forget_idle(0);
    }
    assert_eq!(
        world.get(4).about().points,
        20,
        "its tail is in memory alone"
    );
    assert_eq!(held.about().points, 15);
    for number in (0..=MANY).filter(|&number| number != 4) {
        check(&world, number);
    }
    world.store.forget_idle(0);
    world.store.forget_idle(0);
    let ack = world.send(9, counting("w", "loss", 0..30)).await.unwrap();
    assert_eq!((ack.accepted, ack.duplicates), (11, 19));
    assert_eq!(world.get(9).about().points, 30);
}

#[tokio::test]
async fn a_row_is_never_older_than_what_it_shows() {
    let kv = Arc::new(MemoryKv::default());
    let world = many(&kv).await;
    let world = world.crash(Arc::new(kv.image()));
    let metric = MetricName {
        name: "loss".to_owned(),
        context: String::new(),
    };
    let count = |number: u8| {
        world
            .get(number)
            .row()
            .metrics
            .get(&metric)
            .map(|m| m.count)
    };
    // Rows of what lies on disk, then of what changed, then of what was forgotten again.
    assert_eq!((count(7), count(8)), (Some(17), Some(18)));
    let (row, other) = (world.get(7).row(), world.get(8).row());
    assert!(Arc::ptr_eq(row.metrics.keys(), other.metrics.keys()));
    let before = world.get(7).glance();
    let mut later = counting("w", "loss", 17..20);
    later.writer = "v".parse().unwrap();
    world.send(7, later).await.unwrap();
    assert_eq!(count(7), Some(20));
    assert!(world.get(7).glance().heard >= before.heard);
    world.ingest.compact(&key(7)).await.unwrap();
    world.store.forget_idle(0);
    world.store.forget_idle(0);
    assert_eq!((count(7), count(8)), (Some(20), Some(18)));
    let glance = world.get(7).glance();
    assert_eq!(world.get(7).about().points, 20);
    assert_eq!(world.get(7).glance(), glance);
}

#[tokio::test]
async fn a_damaged_head_of_one_of_many_closes_that_one() {
    let kv = Arc::new(MemoryKv::default());
    let world = many(&kv).await;
    let image = Arc::new(kv.image());
    let is_head = |bytes: &[u8]| bytes[0] == b'r' && bytes[8] == 3;
    let entries = image.entries();
    let (head, mut value) = entries
        .into_iter()
        .find(|(key, _)| is_head(key.as_bytes()))
        .unwrap();
    value[9] ^= 1;
    image.apply(&[Change::Put(head, value)]).unwrap();
    let world = world.crash(image);
    let refused = world.send(3, counting("w", "loss", 20..30)).await;
    let Err(IngestError::Unavailable(message)) = refused else {
        panic!("{refused:?}")
    };
    assert!(message.contains("is damaged"), "{message}");
    assert_eq!(world.get(3).row().head.name, key(3).to_string());
    check(&world, 2);
}
