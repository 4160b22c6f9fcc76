//! Stores of older formats: they open and answer as ever, what they were is kept, and an upgrade that
//! is broken off goes on. `golden/store_v1` was written by the last build of format 1.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use suisei_server::store::keys::{Key, KeyRange};
use suisei_server::store::kv::{Change, Condition, Direction, Entry, Kv};
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::sled::SledKv;
use suisei_server::store::watch::Commits;
use suisei_server::store::{Experiment, Store, StoreError, dump, transfer};

use crate::failure::Recording;
use crate::support::{World, counting, key};

const DUMP: &[u8] = include_bytes!("../golden/store_v1/store.dump");
const ANSWERS: &str = include_str!("../golden/store_v1/answers.json");
const COPY: &str = "before-upgrade-v1.dump";

/// Everything that an experiment answers, in words that do not depend on how it is kept.
fn answers(experiment: &Experiment) -> Value {
    let row = experiment.row();
    let about = experiment.about();
    let series = experiment.series().unwrap();
    let series = series.iter().map(|found| {
        let columns = experiment.columns(&found.series, 0).unwrap();
        let bits = |cells: &[f64]| cells.iter().map(|cell| cell.to_bits()).collect::<Vec<_>>();
        json!({
            "metric": found.series.metric,
            "context": found.series.context,
            "source": found.series.source,
            "summary": found.summary,
            "value": bits(&columns.value),
            "epoch": bits(&columns.epoch),
            "step": columns.step,
            "time": columns.time,
        })
    });
    let assets = experiment.assets().unwrap();
    let assets = assets
        .iter()
        .map(|asset| json!([asset.id, asset.name, asset.sha256]));
    let output = experiment.output(0, 1_000).unwrap();
    json!({
        "key": experiment.key(),
        "name": row.head.name,
        "number": row.head.number,
        "state": row.head.state,
        "created": row.head.created,
        "ended": row.head.ended,
        "heard": row.head.heard,
        "tags": row.head.tags,
        "parameters": row.parameters.to_map(),
        "others": row.others.to_map(),
        "notes": about.notes,
        "points": about.points,
        "writers": about.writers,
        "trashed": about.trashed,
        "series": series.collect::<Vec<_>>(),
        "environment": experiment.environment().unwrap(),
        "assets": assets.collect::<Vec<_>>(),
        "output": output.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>(),
    })
}

#[track_caller]
fn check(store: &Store) {
    assert_eq!(store.damage(), [""; 0]);
    let found: Vec<Value> = store.all_experiments().iter().map(answers).collect();
    let expected: Vec<Value> = serde_json::from_str(ANSWERS).unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    let trash: Vec<_> = store.trash().unwrap();
    assert_eq!(trash.len(), 1);
    assert!(trash[0].key == key(3) && trash[0].workspace.is_some());
}

/// Puts the old store into an engine as it was.
fn fill(kv: &dyn Kv) {
    let mut changes = Vec::new();
    dump::read(DUMP, |change| {
        changes.push(change);
        Ok(())
    })
    .unwrap();
    kv.apply(&changes).unwrap();
}

fn old() -> MemoryKv {
    let kv = MemoryKv::default();
    fill(&kv);
    kv
}

/// What the copy in a folder holds.
fn copied(folder: &Path) -> Vec<Entry> {
    let bytes = std::fs::read(folder.join(COPY)).unwrap();
    let kv = MemoryKv::default();
    dump::read(bytes.as_slice(), |change| kv.apply(&[change])).unwrap();
    kv.entries()
}

#[test]
fn an_old_data_folder_opens_and_keeps_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    fill(&SledKv::open(&folder.path().join("db")).unwrap());
    let store = Store::open(folder.path()).unwrap();
    check(&store);
    let id = store.id().to_owned();
    drop(store);
    assert_eq!(copied(folder.path()), old().entries());
    // The second start has nothing to upgrade, with the copy or without.
    std::fs::remove_file(folder.path().join(COPY)).unwrap();
    let store = Store::open(folder.path()).unwrap();
    check(&store);
    assert_eq!(store.id(), id);
    assert!(!folder.path().join(COPY).exists());
    // The way back, or to another engine, is the copy.
    let loaded = tempfile::tempdir().unwrap();
    transfer::load(loaded.path(), DUMP).unwrap();
    let loaded_store = Store::open(loaded.path()).unwrap();
    check(&loaded_store);
    assert!(!loaded.path().join(COPY).exists());
}

#[tokio::test]
async fn an_upgraded_store_goes_on() {
    let world = World::new(Arc::new(old()));
    check(&world.store);
    world.ingest.restore(&key(3)).await.unwrap();
    assert!(world.store.trash().unwrap().is_empty());
    for (number, writer, first, name) in [(4, "v", 0, "a"), (5, "w", 12, "x"), (3, "w", 10, "loss")]
    {
        let before = world.get(number).about().points;
        let sent = counting(writer, name, first..first + 5_000);
        world.send(number, sent).await.unwrap();
        world.ingest.compact(&key(number)).await.unwrap();
        assert_eq!(world.get(number).about().points, before + 5_000);
    }
    let purged = key(1);
    world.ingest.trash(&purged).await.unwrap();
    world.ingest.purge(&purged).await.unwrap();
    world.ingest.finish_purges().await.unwrap();
    assert!(world.store.damage().is_empty());
}

#[tokio::test]
async fn trash_of_unknown_age_counts_from_the_upgrade() {
    let world = World::new(Arc::new(old()));
    assert!(world.store.trash().unwrap()[0].since > 0);
}

/// Fails after so many writes, whatever they are.
struct Stops {
    inner: MemoryKv,
    left: AtomicUsize,
}

impl Kv for Stops {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, limit: usize, d: Direction) -> Result<Vec<Entry>, StoreError> {
        self.inner.scan(range, limit, d)
    }
    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        self.check_writable(0)?;
        self.left.fetch_sub(1, Ordering::SeqCst);
        self.inner.apply_if(conditions, changes)
    }
    fn watch(&self) -> Commits {
        self.inner.watch()
    }
    fn check_writable(&self, _n_bytes: usize) -> Result<(), StoreError> {
        match self.left.load(Ordering::SeqCst) {
            0 => Err(StoreError::Unavailable("the disk is full".to_owned())),
            _ => Ok(()),
        }
    }
    fn recover(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[test]
fn an_upgrade_goes_on_where_it_stopped() {
    let recording = Arc::new(Recording::default());
    fill(recording.as_ref());
    recording.images.lock().unwrap().clear();
    let folder = tempfile::tempdir().unwrap();
    drop(Store::with_engine(folder.path(), recording.clone()).unwrap());
    let images = std::mem::take(&mut *recording.images.lock().unwrap());
    assert!(images.len() >= 2);
    for image in images {
        let copy = std::fs::read(folder.path().join(COPY)).unwrap();
        let store = Store::with_engine(folder.path(), Arc::new(image)).unwrap();
        check(&store);
        // It is of the store as it was, not of one that is half upgraded.
        assert_eq!(std::fs::read(folder.path().join(COPY)).unwrap(), copy);
    }
    assert_eq!(copied(folder.path()), old().entries());
}

#[test]
fn without_room_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |kv: Arc<dyn Kv>| {
        Store::with_engine(folder.path(), kv)
            .err()
            .unwrap()
            .to_string()
    };
    for left in 0..2 {
        let kv = Arc::new(Stops {
            inner: old(),
            left: AtomicUsize::new(left),
        });
        let message = refusal(kv.clone());
        assert!(message.contains("the disk is full"), "{message}");
        if left == 0 {
            assert_eq!(kv.inner.entries(), old().entries());
            assert!(!folder.path().join(COPY).exists());
        } else {
            assert!(message.contains("goes on at the next start"), "{message}");
            assert!(message.contains(COPY), "{message}");
        }
        // There is room again.
        kv.left.store(usize::MAX, Ordering::SeqCst);
        check(&Store::with_engine(folder.path(), kv).unwrap());
    }
    // Something is in the way of the copy.
    std::fs::create_dir(folder.path().join("before-upgrade-v1.unfinished")).unwrap();
    let kv = Arc::new(old());
    let message = refusal(kv.clone());
    assert!(message.contains("nothing has changed"), "{message}");
    assert_eq!(kv.entries(), old().entries());
}

#[test]
fn a_newer_store_is_refused() {
    for format in ["3", "2 to 3", "x"] {
        let kv = Arc::new(old());
        let mut entries = kv.entries().into_iter();
        let (format_key, _) = entries
            .find(|(key, _)| key.as_bytes() == b"mformat")
            .unwrap();
        let mut value = vec![1];
        value.extend_from_slice(&crc32fast::hash(format.as_bytes()).to_le_bytes());
        value.extend_from_slice(format.as_bytes());
        kv.apply(&[Change::Put(format_key, value)]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let opened = Store::with_engine(folder.path(), kv.clone());
        assert!(opened.err().unwrap().to_string().contains("update it"));
        let mut bytes = Vec::new();
        let mut writer = dump::DumpWriter::new(&mut bytes).unwrap();
        for (key, value) in kv.entries() {
            writer.push(&Change::Put(key, value)).unwrap();
        }
        writer.finish().unwrap();
        let message = transfer::load(folder.path(), bytes.as_slice()).unwrap_err();
        assert!(message.to_string().contains("update it"), "{message}");
    }
}
