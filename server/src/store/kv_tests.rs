//! One suite for every engine: what the store relies on, and nothing more.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::keys::{self, ExperimentId, Key};
use super::kv::{Change, Condition, Direction, Kv, MAX_VALUE_BYTES, for_each};
use super::memory::MemoryKv;
use super::redb::RedbKv;
use super::sled::SledKv;
use super::watch::Seen;
use super::{Store, StoreError};

/// Runs a check on every engine.
fn on_all(check: impl Fn(&mut Engine)) {
    let opens: [Open; 3] = [
        |_| Arc::new(MemoryKv::default()),
        |folder| Arc::new(SledKv::open(&folder.join("db")).unwrap()),
        |folder| Arc::new(RedbKv::open(&folder.join("file")).unwrap()),
    ];
    for open in opens {
        let folder = tempfile::tempdir().unwrap();
        let kv = open(folder.path());
        check(&mut Engine { folder, kv, open });
    }
}

/// Opens an engine in a folder.
type Open = fn(&Path) -> Arc<dyn Kv>;

struct Engine {
    folder: tempfile::TempDir,
    kv: Arc<dyn Kv>,
    open: Open,
}

impl Engine {
    /// As a new process would see it; what is in memory alone stays as it is.
    fn reopen(&mut self) {
        let memory: Arc<dyn Kv> = Arc::new(MemoryKv::default());
        // Let go of the lock first.
        let old = std::mem::replace(&mut self.kv, memory);
        let is_stored = std::fs::read_dir(self.folder.path()).unwrap().count() > 0;
        if !is_stored {
            self.kv = old;
            return;
        }
        drop(old);
        self.kv = (self.open)(self.folder.path());
    }
}

fn put(key: &Key, value: &[u8]) -> Change {
    Change::Put(key.clone(), value.to_vec())
}

#[test]
fn batches_are_applied_in_order_and_survive() {
    on_all(|engine| {
        let (a, b) = (keys::meta("a"), keys::meta("b"));
        engine.kv.apply(&[put(&a, b"1"), put(&b, b"2")]).unwrap();
        engine
            .kv
            .apply(&[Change::Delete(b.clone()), put(&a, b"3"), put(&a, b"")])
            .unwrap();
        engine.reopen();
        assert_eq!(engine.kv.get(&a).unwrap(), Some(Vec::new()));
        assert_eq!(engine.kv.get(&b).unwrap(), None);
        assert_eq!(
            engine.kv.multi_get(&[b, a]).unwrap(),
            [None, Some(Vec::new())]
        );
    });
}

#[test]
fn a_batch_is_applied_only_where_its_conditions_hold() {
    on_all(|engine| {
        let kv = engine.kv.as_ref();
        let (a, b) = (keys::meta("a"), keys::meta("b"));
        let is = |key: &Key, value: &[u8]| Condition {
            key: key.clone(),
            value: Some(value.to_vec()),
        };
        kv.apply_if(&[Condition::absent(a.clone())], &[put(&a, b"1")])
            .unwrap();
        for conditions in [
            vec![Condition::absent(a.clone())],
            vec![is(&a, b"2")],
            vec![is(&a, b"1"), is(&b, b"")],
        ] {
            let changes = [put(&a, b"3"), put(&b, b"3")];
            let refused = kv.apply_if(&conditions, &changes).unwrap_err();
            assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
        }
        assert_eq!(kv.get(&b).unwrap(), None);
        let both = [is(&a, b"1"), Condition::absent(b.clone())];
        kv.apply_if(&both, &[put(&a, b"4"), put(&b, b"4")]).unwrap();
        engine.reopen();
        assert_eq!(engine.kv.get(&a).unwrap(), Some(b"4".to_vec()));
    });
}

#[test]
fn of_many_who_count_at_once_none_is_lost() {
    on_all(|engine| {
        let kv = engine.kv.as_ref();
        let key = keys::meta("count");
        kv.apply(&[put(&key, &[0])]).unwrap();
        let count = || {
            for _ in 0..20 {
                loop {
                    let value = kv.get(&key).unwrap().unwrap();
                    let next = put(&key, &[value[0] + 1]);
                    let condition = Condition {
                        key: key.clone(),
                        value: Some(value),
                    };
                    match kv.apply_if(&[condition], &[next]) {
                        Err(StoreError::Conflict(_)) => {}
                        applied => break applied.unwrap(),
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(count);
            }
        });
        assert_eq!(kv.get(&key).unwrap(), Some(vec![80]));
    });
}

#[test]
fn who_watches_sees_every_batch_in_order() {
    on_all(|engine| {
        let kv = engine.kv.as_ref();
        let key = keys::meta("a");
        kv.apply(&[put(&key, b"before")]).unwrap();
        let (first, gone) = (kv.watch(), kv.watch());
        assert_eq!(first.next(), Seen::Nothing);
        drop(gone);
        for n in 0..10 {
            kv.apply(&[put(&key, &[n])]).unwrap();
            let refused = kv.apply_if(&[Condition::absent(key.clone())], &[put(&key, b"no")]);
            assert!(refused.is_err());
        }
        for n in 0..10 {
            assert_eq!(first.next(), Seen::Batch([put(&key, &[n])].into()));
        }
        assert_eq!(first.next(), Seen::Nothing);
    });
}

#[test]
fn parts_do_not_see_each_other() {
    on_all(|engine| {
        let ids: Vec<ExperimentId> = (0..50).map(ExperimentId).collect();
        let changes: Vec<Change> = ids
            .iter()
            .map(|id| put(&id.tail(u64::MAX), &id.0.to_le_bytes()))
            .collect();
        engine.kv.apply(&changes).unwrap();
        for id in ids {
            let found = engine
                .kv
                .scan(&id.all_tails(), 10, Direction::Forward)
                .unwrap();
            assert_eq!(found, [(id.tail(u64::MAX), id.0.to_le_bytes().to_vec())]);
        }
    });
}

#[test]
fn scans_go_both_ways_and_stop() {
    on_all(|engine| {
        let id = ExperimentId(1);
        let changes: Vec<Change> = (0..200).map(|n| put(&id.tail(n), &[n as u8])).collect();
        engine.kv.apply(&changes).unwrap();
        let numbers = |limit, direction| -> Vec<u64> {
            let found = engine.kv.scan(&id.all_tails(), limit, direction).unwrap();
            found.iter().map(|(key, _)| key.last_u64()).collect()
        };
        assert_eq!(numbers(3, Direction::Forward), [0, 1, 2]);
        assert_eq!(numbers(2, Direction::Backward), [199, 198]);
        let mut seen = Vec::new();
        for_each(engine.kv.as_ref(), id.all_tails(), |key, _| {
            seen.push(key.last_u64());
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, (0..200).collect::<Vec<u64>>());
    });
}

#[test]
fn the_longest_value_is_kept_and_a_longer_one_refused_whole() {
    on_all(|engine| {
        let (a, b) = (keys::meta("a"), keys::meta("b"));
        let longest: Vec<u8> = (0..MAX_VALUE_BYTES).map(|i| (i * 7) as u8).collect();
        engine.kv.apply(&[put(&a, &longest)]).unwrap();
        let refused = engine
            .kv
            .apply(&[put(&b, b"b"), put(&a, &[0; MAX_VALUE_BYTES + 1])]);
        assert!(refused.is_err());
        engine.reopen();
        assert_eq!(engine.kv.get(&a).unwrap(), Some(longest));
        assert_eq!(engine.kv.get(&b).unwrap(), None);
    });
}

#[test]
fn recovery_keeps_what_was_applied() {
    on_all(|engine| {
        let key = keys::meta("a");
        engine.kv.apply(&[put(&key, b"1")]).unwrap();
        engine.kv.recover().unwrap();
        assert_eq!(engine.kv.get(&key).unwrap(), Some(b"1".to_vec()));
        engine.kv.apply(&[put(&key, b"2")]).unwrap();
        engine.reopen();
        assert_eq!(engine.kv.get(&key).unwrap(), Some(b"2".to_vec()));
    });
}

#[test]
fn long_values_never_leave_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let kv = SledKv::open(&folder.path().join("db")).unwrap();
    let value: Vec<u8> = (0..MAX_VALUE_BYTES).map(|i| (i * i) as u8).collect();
    for n in 0..100 {
        kv.apply(&[put(&ExperimentId(1).tail(n), &value)]).unwrap();
    }
    let blobs = std::fs::read_dir(folder.path().join("db/blobs"))
        .unwrap()
        .count();
    assert_eq!(blobs, 0);
}

#[test]
fn a_folder_with_blob_files_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(SledKv::open(folder.path()).unwrap());
    std::fs::write(folder.path().join("blobs/123"), b"x").unwrap();
    let error = SledKv::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("restore a backup"), "{error}");
}

#[test]
fn a_second_process_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let _first = SledKv::open(folder.path()).unwrap();
    let error = SledKv::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("another process"), "{error}");
}

#[test]
fn a_torn_settings_file_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let kv = SledKv::open(folder.path()).unwrap();
    kv.apply(&[put(&keys::meta("a"), b"1")]).unwrap();
    drop(kv);
    let conf = folder.path().join("conf");
    let mut bytes = std::fs::read(&conf).unwrap();
    bytes[5] ^= 0xff;
    std::fs::write(&conf, bytes).unwrap();
    let error = SledKv::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("restore a backup"), "{error}");
}

#[test]
fn what_a_crash_left_unfinished_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("db");
    std::fs::create_dir(folder.path().join("db.new")).unwrap();
    std::fs::write(folder.path().join("db.new/conf"), b"half of it").unwrap();
    let key = keys::meta("a");
    let kv = SledKv::open(&place).unwrap();
    kv.apply(&[put(&key, b"1")]).unwrap();
    drop(kv);
    std::fs::write(
        place.join("snap.00000000003F37D3.generating"),
        b"half of it",
    )
    .unwrap();
    let kv = SledKv::open(&place).unwrap();
    assert_eq!(kv.get(&key).unwrap(), Some(b"1".to_vec()));
    assert!(!folder.path().join("db.new").exists());
}

#[test]
fn a_log_that_lost_its_end_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("db");
    let kv = SledKv::open(&place).unwrap();
    for n in 0..100 {
        kv.apply(&[put(&ExperimentId(1).tail(n), &[n as u8; 3_000])])
            .unwrap();
    }
    drop(kv);
    let log = place.join("db");
    let mut bytes = std::fs::read(&log).unwrap();
    let middle = bytes.iter().rposition(|&byte| byte != 0).unwrap() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    let error = SledKv::open(&place).err().unwrap().to_string();
    assert!(
        error.contains("commits are missing") && error.contains("restore"),
        "{error}"
    );
    // Whoever has no backup may go on with the rest.
    std::fs::remove_file(place.join("commits")).unwrap();
    let kv = SledKv::open(&place).unwrap();
    assert!(kv.get(&ExperimentId(1).tail(0)).unwrap().is_some());
}

#[test]
fn a_dump_moves_a_store_from_engine_to_engine() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("first")).unwrap();
    store.create_workspace("default", 1).unwrap();
    for n in 0..300 {
        let value = vec![n as u8; 100 * n as usize];
        let change = put(&ExperimentId(n % 7).tail(n), &super::codec::seal(&value));
        store.inner.kv.apply(&[change]).unwrap();
    }
    let mut bytes = Vec::new();
    store.dump(&mut bytes).unwrap();
    let other = RedbKv::open(&folder.path().join("file")).unwrap();
    super::dump::read(bytes.as_slice(), |change| other.apply(&[change])).unwrap();
    let moved = Store::with_engine(&folder.path().join("second"), Arc::new(other)).unwrap();
    assert_eq!(moved.id(), store.id());
    assert!(moved.workspace_by_name("default").is_some());
    let mut again = Vec::new();
    moved.dump(&mut again).unwrap();
    assert!(again == bytes);
}

#[test]
fn engines_agree_on_random_batches() {
    let folder = tempfile::tempdir().unwrap();
    let stored: [Box<dyn Kv>; 2] = [
        Box::new(SledKv::open(&folder.path().join("db")).unwrap()),
        Box::new(RedbKv::open(&folder.path().join("file")).unwrap()),
    ];
    let memory = MemoryKv::default();
    let change = (0_u64..3, 0_u64..40, proptest::option::of(0_usize..3_000));
    let batches = proptest::collection::vec(change, 1..30);
    let mut runner = TestRunner::new(Config::with_cases(100));
    runner
        .run(&batches, |batch| {
            let changes: Vec<Change> = batch
                .into_iter()
                .map(|(id, n, value)| {
                    let key = ExperimentId(id).tail(n);
                    match value {
                        Some(length) => Change::Put(key, vec![n as u8; length]),
                        None => Change::Delete(key),
                    }
                })
                .collect();
            memory.apply(&changes).unwrap();
            for kv in &stored {
                kv.apply(&changes).unwrap();
            }
            for id in (0..3).map(ExperimentId) {
                for direction in [Direction::Forward, Direction::Backward] {
                    let expected = memory.scan(&id.all_tails(), 25, direction).unwrap();
                    for kv in &stored {
                        let found = kv.scan(&id.all_tails(), 25, direction).unwrap();
                        prop_assert_eq!(&found, &expected);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
