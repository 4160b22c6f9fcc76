//! Parameters, tags, status, environment, assets, documents, projects, notices: what is not a point.

use std::sync::Arc;

use serde_json::json;
use suisei_core::api::{ExperimentPatch, ProjectPatch};
use suisei_core::event::{Event, State};
use suisei_core::ids::ContentHash;
use suisei_core::number::{Float, Scalar};
use suisei_server::live::LiveEvent;
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::{DocumentKind, StoreError};

use crate::support::{World, clock, counting, key};

fn event(value: serde_json::Value) -> Event {
    serde_json::from_value(value).unwrap()
}

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn everything() -> Vec<Event> {
    vec![
        event(json!({"kind": "parameter", "name": "lr", "value": 0.30000000000000004})),
        event(json!({"kind": "parameter", "name": "layers", "value": [64, 64]})),
        event(json!({"kind": "parameter", "name": "lr", "value": "Infinity"})),
        event(json!({"kind": "other", "name": "note", "value": null})),
        event(json!({"kind": "tag", "name": "b"})),
        event(json!({"kind": "tag", "name": "a"})),
        event(json!({"kind": "tag", "name": "c"})),
        event(json!({"kind": "untag", "name": "b"})),
        event(json!({"kind": "name", "value": "彗星"})),
        event(json!({"kind": "environment", "section": "git", "value": {"commit": "abc"}})),
        event(json!({"kind": "environment", "section": "packages",
                     "value": vec![["numpy", "2.0"]; 10_000]})),
        event(json!({"kind": "environment", "section": "git", "value": {"commit": "def"}})),
        event(
            json!({"kind": "asset", "id": "0".repeat(32), "type": "image", "name": "../../x.png",
                     "sha256": ABC, "size": 3, "epoch": 0.1, "time": 7}),
        ),
        event(
            json!({"kind": "asset", "id": "1".repeat(32), "type": "code", "name": "train.py",
                     "sha256": "0".repeat(64), "size": 9, "time": 6}),
        ),
        event(json!({"kind": "status", "state": "failed", "message": "ValueError: x", "time": 99})),
    ]
}

#[tokio::test]
async fn all_of_it_survives_a_restart() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    world.events(1, 0, everything()).await;
    let patch = ExperimentPatch {
        notes: Some("# ü".repeat(50_000)),
        ..Default::default()
    };
    world.ingest.patch(&key(1), patch).await.unwrap();
    let crashed = World::in_memory().crash(Arc::new(kv.image()));
    for world in [&world, &crashed] {
        let experiment = world.get(1);
        let row = experiment.row();
        assert_eq!(
            row.parameters.get("lr"),
            Some(&Scalar::Number(Float(f64::INFINITY)))
        );
        assert_eq!(
            row.parameters.get("layers"),
            Some(&Scalar::Text("[64,64]".to_owned()))
        );
        assert_eq!(row.others.get("note"), Some(&Scalar::Null));
        assert_eq!(row.head.tags, ["a", "c"]);
        assert_eq!(row.head.name, "彗星");
        assert_eq!((row.head.state, row.head.ended), (State::Failed, Some(99)));
        assert_eq!(row.head.number, 1);
        let about = experiment.about();
        assert_eq!(about.message.as_deref(), Some("ValueError: x"));
        assert_eq!(about.notes.len(), 200_000);
        assert_eq!(
            (about.counts.assets, about.counts.images, about.counts.code),
            (2, 1, 1)
        );
        let environment = experiment.environment().unwrap();
        assert_eq!(environment["git"], json!({"commit": "def"}));
        assert_eq!(environment["packages"].as_array().unwrap().len(), 10_000);
        let assets = experiment.assets().unwrap();
        assert_eq!(assets[0].name, "train.py");
        assert_eq!((assets[1].epoch, assets[1].present), (Some(0.1), false));
    }
}

#[tokio::test]
async fn a_shorter_section_leaves_no_rest_and_running_resumes() {
    let world = World::in_memory();
    world.experiment(1).await;
    world.events(1, 0, everything()).await;
    let again = vec![
        event(json!({"kind": "environment", "section": "packages", "value": []})),
        event(json!({"kind": "status", "state": "running"})),
        event(
            json!({"kind": "asset", "id": "0".repeat(32), "type": "file", "name": "x",
                     "sha256": ABC, "size": 3}),
        ),
    ];
    world.events(1, 15, again).await;
    assert_eq!(world.get(1).environment().unwrap()["packages"], json!([]));
    let head = world.get(1).row().head.clone();
    assert_eq!((head.state, head.ended), (State::Running, None));
    let counts = world.get(1).about().counts;
    assert_eq!((counts.assets, counts.images, counts.code), (2, 0, 1));
}

#[tokio::test]
async fn blobs_are_checked_and_never_named_by_clients() {
    let world = World::in_memory();
    let experiment = world.experiment(1).await;
    world.events(1, 0, everything()).await;
    let workspace = experiment.workspace().unwrap();
    let hash: ContentHash = ABC.parse().unwrap();
    let mut wrong = world.store.put_blob(&workspace, &hash).unwrap();
    wrong.write(b"abd").unwrap();
    assert!(matches!(
        wrong.commit(),
        Err(StoreError::HashMismatch { .. })
    ));
    assert!(!world.store.has_blob(&workspace, &hash));
    let mut cut = world.store.put_blob(&workspace, &hash).unwrap();
    cut.write(b"a").unwrap();
    drop(cut);
    let mut right = world.store.put_blob(&workspace, &hash).unwrap();
    right.write(b"a").unwrap();
    right.write(b"bc").unwrap();
    right.commit().unwrap();
    let mut file = world.store.open_blob(&workspace, &hash).unwrap().unwrap();
    let mut bytes = String::new();
    std::io::Read::read_to_string(&mut file, &mut bytes).unwrap();
    assert_eq!(bytes, "abc");
    assert!(experiment.asset(&"0".repeat(32)).unwrap().unwrap().present);
    assert!(experiment.asset("../secret").unwrap().is_none());
    let left = std::fs::read_dir(world.folder.path().join("blobs/incoming"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
    let other = world.store.create_workspace("other", clock()).unwrap();
    assert!(!world.store.has_blob(&other.id, &hash));
}

#[tokio::test]
async fn documents_of_any_length_come_back() {
    let world = World::in_memory();
    let (view, long) = (DocumentKind::View, "v".repeat(300_000));
    world.store.put_document(view, "p1", &long).unwrap();
    world.store.put_document(view, "p2", &"short").unwrap();
    world
        .store
        .put_document(DocumentKind::User, "p1", &"user")
        .unwrap();
    assert_eq!(
        world.store.document::<String>(view, "p1").unwrap(),
        Some(long)
    );
    world.store.put_document(view, "p1", &"v").unwrap();
    let all = world.store.documents::<String>(view).unwrap();
    let expected = [("p1", "v"), ("p2", "short")];
    assert_eq!(
        all,
        expected.map(|(id, text)| (id.to_owned(), Ok(text.to_owned())))
    );
    world.store.delete_document(view, "p1").unwrap();
    world.store.delete_document(view, "p1").unwrap();
    assert_eq!(world.store.document::<String>(view, "p1").unwrap(), None);
    assert_eq!(
        world
            .store
            .documents::<String>(DocumentKind::User)
            .unwrap()
            .len(),
        1
    );
    assert!(world.store.put_document(view, "a\0b", &1).is_err());
}

#[tokio::test]
async fn projects_have_unique_names_and_count_their_experiments() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    let first = world.experiment(1).await;
    let second = world.experiment(2).await;
    assert_eq!((first.row().head.number, second.row().head.number), (1, 2));
    assert!(first.row().head.name.ends_with("-1"));
    let workspace = first.workspace().unwrap();
    let exists = world.store.create_project(&workspace, "digits", 0);
    assert!(matches!(exists, Err(StoreError::Exists(_))));
    let other = world.store.create_project(&workspace, "other", 0).unwrap();
    let rename = ProjectPatch {
        name: Some("digits".to_owned()),
        description: None,
    };
    assert!(matches!(
        world.store.patch_project(&other.id, &rename),
        Err(StoreError::Exists(_))
    ));
    let describe = ProjectPatch {
        name: None,
        description: Some("d".repeat(200_000)),
    };
    world.store.patch_project(&other.id, &describe).unwrap();
    assert_eq!(
        world.store.delete_project(&first.project()),
        Err(StoreError::NotEmpty(2))
    );
    world.store.delete_project(&other.id).unwrap();
    assert!(world.store.project(&other.id).is_none());
    let crashed = World::in_memory().crash(Arc::new(kv.image()));
    assert_eq!(crashed.store.projects(&workspace).len(), 1);
    let numbers: Vec<u32> = crashed
        .store
        .experiments(&first.project())
        .iter()
        .map(|experiment| experiment.row().head.number)
        .collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(crashed.experiment(3).await.row().head.number, 3);
}

#[tokio::test]
async fn notices_follow_the_commit() {
    let world = World::in_memory();
    let mut listener = world.live.subscribe(None);
    let experiment = world.experiment(1).await;
    world.send(1, counting("w", "loss", 0..3)).await.unwrap();
    let LiveEvent::Notice(created) = listener.next().await.unwrap() else {
        panic!()
    };
    assert!(created.changed.created && created.experiment == key(1));
    assert_eq!(created.project, experiment.project().as_str());
    let LiveEvent::Notice(grown) = listener.next().await.unwrap() else {
        panic!()
    };
    assert_eq!(grown.changed.metrics, ["loss"]);
    assert!(!grown.changed.about && grown.seq == created.seq + 1);
    assert_eq!(world.live.seq(), grown.seq);
}

#[tokio::test]
async fn signs_of_life_are_seen_and_kept() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    let experiment = world.experiment(1).await;
    world.send(1, counting("w", "loss", 0..3)).await.unwrap();
    let batch = experiment.glance().heard;
    let crashed = World::in_memory().crash(Arc::new(kv.image()));
    assert_eq!(crashed.get(1).glance().heard, batch);
    world.ingest.heard(&key(1));
    let heard = experiment.row().head.heard;
    assert!(heard > batch);
    world.ingest.stop().await;
    let crashed = World::in_memory().crash(Arc::new(kv.image()));
    assert_eq!(crashed.get(1).glance().heard, heard);
    assert!(world.send(1, counting("w", "loss", 3..4)).await.is_err());
}
