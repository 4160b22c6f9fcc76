//! Purges that are broken off anywhere: the next start goes on, and nobody else loses anything.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use suisei_core::event::Event;
use suisei_server::ingest::IngestError;
use suisei_server::live::LiveEvent;
use suisei_server::store::check::files_below;
use suisei_server::store::kv::Kv;
use suisei_server::store::memory::MemoryKv;

use crate::failure::Recording;
use crate::support::{World, counting, key, series, steps};

const BYTES: [&[u8]; 2] = [b"of both", b"of the first alone"];

async fn fill(world: &World, number: u8) {
    world.experiment(number).await;
    world
        .send(number, counting("w", "loss", 0..3_000))
        .await
        .unwrap();
    world.ingest.compact(&key(number)).await.unwrap();
    world
        .send(number, counting("w", "loss", 3_000..3_100))
        .await
        .unwrap();
    let workspace = world.get(number).workspace().unwrap();
    let mut events = Vec::new();
    for (index, bytes) in BYTES.iter().enumerate().take(3 - usize::from(number)) {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(bytes);
        let sha256: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = sha256.parse().unwrap();
        if !world.store.has_blob(&workspace, &hash) {
            let mut blob = world.store.put_blob(&workspace, &hash).unwrap();
            blob.write(bytes).unwrap();
            blob.commit().unwrap();
        }
        let event = json!({"kind": "asset", "id": format!("{index:032x}"), "type": "file", "name": "f", "sha256": sha256, "size": 1});
        events.push(serde_json::from_value::<Event>(event).unwrap());
    }
    let output = json!({"kind": "output", "stream": "stdout", "text": "x\n".repeat(30_000)});
    events.push(serde_json::from_value(output).unwrap());
    world.events(number, 3_100, events).await;
}

fn copy(from: &Path, to: &Path) {
    for file in files_below(&from.join("blobs")).unwrap() {
        let target = to.join("blobs").join(&file);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(from.join("blobs").join(&file), target).unwrap();
    }
}

/// The other experiment has everything that it had.
fn check(world: &World) {
    assert!(world.store.damage().is_empty());
    let other = world.get(2);
    let columns = other.columns(&series("loss"), 0).unwrap();
    assert_eq!(steps(&columns), (0..3_100).collect::<Vec<i64>>());
    let assets = other.assets().unwrap();
    assert!(assets.len() == 1 && assets[0].present);
    assert_eq!(other.output(29_000, 10).unwrap().lines.len(), 10);
}

#[tokio::test]
async fn a_purge_that_is_broken_off_goes_on_at_the_next_start() {
    let kv = Arc::new(Recording::default());
    let world = World::new(kv.clone());
    fill(&world, 1).await;
    fill(&world, 2).await;
    world.ingest.trash(&key(1)).await.unwrap();
    kv.images.lock().unwrap().clear();
    let mut heard = world.live.subscribe(None);
    world.ingest.purge(&key(1)).await.unwrap();
    let Some(LiveEvent::Notice(notice)) = heard.next().await else {
        panic!("nobody was told");
    };
    assert!(notice.experiment == key(1) && notice.changed.about);
    assert!(world.store.experiment(&key(1)).is_none());
    world.ingest.finish_purges().await.unwrap();
    check(&world);
    let folder = world.folder.path().to_owned();
    let files = files_below(&folder.join("blobs")).unwrap();
    assert_eq!(files.len(), 1);
    let images = std::mem::take(&mut *kv.images.lock().unwrap());
    assert!(images.len() >= 4, "{}", images.len());
    let end = images.last().unwrap().entries();
    for image in images {
        let next = World::in_memory();
        // Files go before what refers to them: those of a later moment are the harder case.
        copy(&folder, next.folder.path());
        let image = Arc::new(image);
        let next = next.crash(image.clone());
        assert!(next.store.experiment(&key(1)).is_none());
        next.ingest.finish_purges().await.unwrap();
        check(&next);
        assert_eq!(image.entries(), end);
        assert_eq!(
            files_below(&next.folder.path().join("blobs")).unwrap(),
            files
        );
        let again = next.new_experiment(1);
        assert_eq!(
            next.ingest.create(again).await.err(),
            Some(IngestError::Gone)
        );
    }
}

#[tokio::test]
async fn what_is_on_its_way_when_a_purge_comes_is_refused() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    fill(&world, 1).await;
    let held = world.get(1);
    world.ingest.trash(&key(1)).await.unwrap();
    let sent = counting("w", "loss", 3_103..3_200);
    let one = key(1);
    let (purged, sent, restored, compacted) = tokio::join!(
        world.ingest.purge(&one),
        world.send(1, sent),
        world.ingest.restore(&one),
        world.ingest.compact(&one),
    );
    assert_eq!(purged, Ok(()));
    assert!(matches!(
        sent,
        Err(IngestError::NotFound | IngestError::Gone)
    ));
    assert_eq!(restored, Err(IngestError::Gone));
    // The purge may be over before anybody asks for compaction.
    assert!(matches!(compacted, Ok(()) | Err(IngestError::Gone)));
    world.ingest.finish_purges().await.unwrap();
    // Whoever still holds it reads nothing wrong.
    let found = held.columns(&series("loss"), 0);
    assert!(found.is_err_and(|error| error.to_string().contains("no such")));
    let kinds: Vec<u8> = kv
        .entries()
        .iter()
        .map(|(key, _)| key.as_bytes()[0])
        .collect();
    assert_eq!(
        kinds.iter().filter(|kind| !b"mgjy".contains(kind)).count(),
        0
    );
    kv.check_writable(0).unwrap();
}
