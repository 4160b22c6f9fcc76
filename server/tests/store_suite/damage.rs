//! A flipped byte: the error names what is damaged, everything else stays readable.

use std::sync::Arc;

use suisei_server::ingest::IngestError;
use suisei_server::store::DocumentKind;
use suisei_server::store::kv::{Change, Kv};
use suisei_server::store::memory::MemoryKv;

use crate::support::{World, counting, key, series};

/// Flips a byte in the middle of the first value whose key is of this kind.
fn flip(kv: &MemoryKv, kind: &str) {
    let (key, mut value) = kv
        .entries()
        .into_iter()
        .find(|(key, _)| format!("{key:?}").contains(&format!("/{kind}\\x00")))
        .unwrap();
    let middle = value.len() / 2;
    value[middle] ^= 0x10;
    kv.apply(&[Change::Put(key, value)]).unwrap();
}

async fn filled(kv: &Arc<MemoryKv>) -> World {
    let world = World::new(kv.clone());
    world.experiment(1).await;
    world
        .send(1, counting("w", "loss", 0..1_000))
        .await
        .unwrap();
    world.send(1, counting("v", "acc", 0..1_000)).await.unwrap();
    world
}

#[tokio::test]
async fn a_damaged_block_names_its_series_and_spares_the_others() {
    let kv = Arc::new(MemoryKv::default());
    let world = filled(&kv).await;
    world.ingest.compact(&key(1)).await.unwrap();
    flip(&kv, "b");
    let error = world
        .get(1)
        .columns(&series("loss"), 0)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`loss`") && error.contains(key(1).as_str()),
        "{error}"
    );
    assert_eq!(
        world.get(1).columns(&series("acc"), 0).unwrap().len(),
        1_000
    );
    assert_eq!(
        world
            .get(1)
            .summary(&series("loss"))
            .unwrap()
            .unwrap()
            .count,
        1_000
    );
    // New points are still taken; only merging with the damaged block stops.
    world
        .send(1, counting("w", "loss", 1_000..1_010))
        .await
        .unwrap();
    assert_eq!(
        world.get(1).columns(&series("loss"), 1_005).unwrap().len(),
        5
    );
}

#[tokio::test]
async fn a_damaged_part_closes_the_experiment_and_no_other() {
    for kind in ["t", "n", "s", "w"] {
        let kv = Arc::new(MemoryKv::default());
        let world = filled(&kv).await;
        world.experiment(2).await;
        world.send(2, counting("w", "loss", 0..10)).await.unwrap();
        if kind == "s" {
            world.ingest.compact(&key(1)).await.unwrap();
        }
        let image = Arc::new(kv.image());
        flip(&image, kind);
        let world = World::in_memory().crash(image);
        let damaged = [1, 2].into_iter().find(|number| {
            let about = world.get(*number).about();
            about.points != if *number == 1 { 2_000 } else { 10 } || about.writers == 0
        });
        assert_eq!(
            world.store.damage().len(),
            1,
            "{kind}: {:?}",
            world.store.damage()
        );
        let number = damaged.unwrap_or(1);
        let other = 3 - number;
        let refused = world.send(number, counting("z", "x", 0..1)).await;
        let Err(IngestError::Unavailable(message)) = refused else {
            panic!("{kind}: {refused:?}")
        };
        assert!(message.contains("is damaged"), "{message}");
        assert_eq!(
            world
                .send(other, counting("z", "x", 0..1))
                .await
                .unwrap()
                .accepted,
            1
        );
    }
}

#[tokio::test]
async fn a_damaged_document_is_named_and_its_neighbours_are_listed() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    let kind = DocumentKind::ApiKey;
    for id in ["a", "b", "c"] {
        world
            .store
            .put_document(kind, id, &id.repeat(70_000))
            .unwrap();
    }
    let (key, mut value) = kv
        .entries()
        .into_iter()
        .find(|(key, _)| format!("{key:?}").contains("/dkb"))
        .unwrap();
    value[1_000] ^= 1;
    kv.apply(&[Change::Put(key, value)]).unwrap();
    let all = world.store.documents::<String>(kind).unwrap();
    let [(_, a), (b, damage), (_, c)] = all.as_slice() else {
        panic!("{} documents", all.len())
    };
    assert_eq!(
        (a.as_ref().unwrap().len(), c.as_ref().unwrap().len()),
        (70_000, 70_000)
    );
    let message = damage.clone().unwrap_err().to_string();
    assert!(message.contains(&format!("`{b}` is damaged")), "{message}");
}

#[tokio::test]
async fn a_newer_format_is_refused() {
    let kv = Arc::new(MemoryKv::default());
    drop(World::new(kv.clone()));
    let (key, mut value) = kv
        .entries()
        .into_iter()
        .find(|(key, _)| format!("{key:?}").ends_with("mformat"))
        .unwrap();
    let body = b"99";
    value.truncate(1);
    value.extend_from_slice(&crc32fast::hash(body).to_le_bytes());
    value.extend_from_slice(body);
    kv.apply(&[Change::Put(key, value)]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = suisei_server::store::Store::with_engine(folder.path(), kv)
        .err()
        .unwrap();
    assert!(error.to_string().contains("its format is 99"), "{error}");
}
