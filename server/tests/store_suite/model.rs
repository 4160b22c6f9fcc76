//! A model of staging and committing: many writers with retries, repeats and overlaps, an engine that
//! fails, lies, panics or crashes at moments that a seed decides, and what must hold at every moment:
//! what was acknowledged is there, and nothing is there twice.
//!
//! The engine holds every commit until the test says what becomes of it. So the test decides which
//! batches wait meanwhile and are committed together, and a seed repeats that. `SUISEI_SEED` sets it.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use suisei_core::api::BatchAck;
use suisei_server::ingest::IngestError;
use suisei_server::store::StoreError;
use suisei_server::store::keys::{Key, KeyRange};
use suisei_server::store::kv::{Change, Condition, Direction, Entry, Kv};
use suisei_server::store::memory::MemoryKv;
use suisei_server::store::watch::Commits;
use tokio::task::JoinHandle;

use crate::support::{World, counting, key, series, steps};

/// Seeds that are tried at the same time; most of each is waiting for recoveries.
const SEEDS: u64 = 24;
const ROUNDS: usize = 40;
/// After each the store leaves the engine alone for a second.
const MOST_FAULTS: usize = 5;
const WRITERS: usize = 6;
const EXPERIMENTS: usize = 3;

/// What becomes of a commit.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Work,
    /// Fails and has not written.
    Fail,
    /// Fails and has written all the same.
    Lie,
    /// Panics, as the embedded engine does where it meets damage.
    Panic,
}

/// Holds every commit until there is a verdict; without a test that listens, commits pass.
struct Held {
    inner: Arc<MemoryKv>,
    arrived: Mutex<Sender<()>>,
    verdicts: Mutex<Receiver<Verdict>>,
}

impl Kv for Held {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, limit: usize, d: Direction) -> Result<Vec<Entry>, StoreError> {
        self.inner.scan(range, limit, d)
    }
    fn apply_if(&self, conditions: &[Condition], changes: &[Change]) -> Result<(), StoreError> {
        let failed = || StoreError::Unavailable("as the test wants it".to_owned());
        let verdict = match self.arrived.lock().unwrap().send(()) {
            Ok(()) => self
                .verdicts
                .lock()
                .unwrap()
                .recv()
                .unwrap_or(Verdict::Fail),
            Err(_) => Verdict::Fail,
        };
        match verdict {
            Verdict::Work => self.inner.apply_if(conditions, changes),
            Verdict::Fail => Err(failed()),
            Verdict::Lie => self.inner.apply_if(conditions, changes).and(Err(failed())),
            Verdict::Panic => std::panic::resume_unwind(Box::new("as the test wants it")),
        }
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

/// The test's end of [`Held`].
struct Control {
    inner: Arc<MemoryKv>,
    arrived: Receiver<()>,
    verdicts: Sender<Verdict>,
}

impl Control {
    fn new(inner: MemoryKv) -> (Self, Arc<Held>) {
        let inner = Arc::new(inner);
        let (arrived_sender, arrived) = channel();
        let (verdicts, verdicts_receiver) = channel();
        let held = Held {
            inner: inner.clone(),
            arrived: Mutex::new(arrived_sender),
            verdicts: Mutex::new(verdicts_receiver),
        };
        let control = Self {
            inner,
            arrived,
            verdicts,
        };
        (control, Arc::new(held))
    }

    /// Whether a commit waits, soon.
    fn waits(&self) -> bool {
        self.arrived.recv_timeout(Duration::from_millis(50)).is_ok()
    }

    fn decide(&self, verdict: Verdict) {
        self.verdicts.send(verdict).unwrap();
    }
}

/// A sending process, and what it knows.
#[derive(Default, Clone)]
struct Sent {
    /// Numbers before this one were sent at least once.
    sent: u64,
    acknowledged: BTreeSet<u64>,
    /// How many events answers called new.
    accepted: u64,
}

type Waiting = Vec<(
    usize,
    std::ops::Range<u64>,
    JoinHandle<Result<BatchAck, IngestError>>,
)>;

struct Model {
    random: u64,
    world: World,
    control: Control,
    writers: Vec<Sent>,
    waiting: Waiting,
    faults: usize,
}

impl Model {
    async fn new(seed: u64) -> Self {
        // Made on an engine that lets everything pass.
        let plain = Arc::new(MemoryKv::default());
        let world = World::new(plain.clone());
        for number in 0..EXPERIMENTS {
            world.experiment(number as u8 + 1).await;
        }
        let (control, held) = Control::new(plain.image());
        Self {
            random: seed,
            world: world.crash(held),
            control,
            writers: vec![Sent::default(); WRITERS],
            waiting: Vec::new(),
            faults: 0,
        }
    }

    fn within(&mut self, n: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    /// A batch of some writer: the next events, or some again, or both, or some ahead of others.
    async fn submit(&mut self) {
        let index = self.within(WRITERS as u64) as usize;
        let sent = self.writers[index].sent;
        let (back, ahead) = match self.within(4) {
            0 => (self.within(60), 0),
            1 => (0, self.within(10)),
            _ => (0, 0),
        };
        let first = sent.saturating_sub(back) + ahead;
        let range = first..first + 1 + self.within(30);
        self.send(index, range).await;
    }

    async fn send(&mut self, index: usize, range: std::ops::Range<u64>) {
        let writer = &mut self.writers[index];
        writer.sent = writer.sent.max(range.end);
        let name = format!("w{index}");
        let batch = counting(&name, &name, range.clone());
        let (ingest, key) = (
            self.world.ingest.clone(),
            key((index % EXPERIMENTS) as u8 + 1),
        );
        let task = tokio::spawn(async move { ingest.batch(&key, batch, 100).await });
        self.waiting.push((index, range, task));
        // On this one thread the task runs now, up to where it waits for its answer.
        tokio::task::yield_now().await;
    }

    /// Takes the answers in.
    async fn answers(&mut self) {
        for (index, range, task) in std::mem::take(&mut self.waiting) {
            while !task.is_finished() {
                // A slow machine may bring a commit after nobody waited for one any more.
                if self.control.arrived.try_recv().is_ok() {
                    self.control.decide(Verdict::Work);
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            match task.await.unwrap() {
                Ok(ack) => {
                    let n = range.end - range.start;
                    assert_eq!((ack.accepted + ack.duplicates, ack.rejected.len()), (n, 0));
                    let writer = &mut self.writers[index];
                    writer.accepted += ack.accepted;
                    writer.acknowledged.extend(range);
                    assert!((0..ack.next_seq).all(|seq| seq < writer.sent));
                }
                Err(IngestError::Unavailable(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }

    /// A group of batches that wait behind a first one, and what becomes of both commits.
    async fn round(&mut self) {
        self.submit().await;
        if !self.control.waits() {
            // Everything in it was known already, or the store is recovering.
            return self.answers().await;
        }
        for _ in 0..self.within(8) {
            self.submit().await;
        }
        let verdict = self.verdict();
        if self.faults < MOST_FAULTS && self.within(12) == 0 {
            return self.crash(verdict).await;
        }
        self.control.decide(verdict);
        while self.control.waits() {
            let verdict = self.verdict();
            self.control.decide(verdict);
        }
        self.answers().await;
        if verdict != Verdict::Work {
            tokio::time::sleep(Duration::from_millis(1_050)).await;
        }
    }

    fn verdict(&mut self) -> Verdict {
        let fault = [Verdict::Fail, Verdict::Lie, Verdict::Panic];
        match self.within(8) {
            0 if self.faults < MOST_FAULTS => {
                self.faults += 1;
                fault[self.within(3) as usize]
            }
            _ => Verdict::Work,
        }
    }

    /// The process ends while a commit is under way, which is on disk or not.
    async fn crash(&mut self, verdict: Verdict) {
        self.faults += 1;
        let before = self.control.inner.image();
        self.control.decide(verdict);
        let more = self.control.waits();
        let image = match self.within(2) {
            0 => before,
            _ => self.control.inner.image(),
        };
        // The answers of a process that is gone reach nobody when its disk is the older one.
        if more {
            self.control.decide(Verdict::Fail);
        }
        for (_, _, task) in std::mem::take(&mut self.waiting) {
            task.abort();
        }
        self.reopen(image);
    }

    fn reopen(&mut self, image: MemoryKv) {
        let (control, held) = Control::new(image);
        let spare = World::in_memory();
        let old = std::mem::replace(&mut self.world, spare);
        self.control = control;
        self.world = old.crash(held);
    }

    /// What must hold at every moment.
    fn check(&self) {
        for (index, writer) in self.writers.iter().enumerate() {
            let experiment = self.world.get((index % EXPERIMENTS) as u8 + 1);
            let columns = experiment
                .columns(&series(&format!("w{index}")), 0)
                .unwrap_or_default();
            let stored = steps(&columns);
            let once: BTreeSet<u64> = stored.iter().map(|&step| step as u64).collect();
            assert_eq!(
                once.len(),
                stored.len(),
                "w{index}: something is stored twice"
            );
            assert!(
                once.is_superset(&writer.acknowledged),
                "w{index}: something is lost"
            );
            assert!(
                once.iter().all(|&seq| seq < writer.sent),
                "w{index}: something is made up"
            );
            assert!(
                writer.accepted <= stored.len() as u64,
                "w{index}: counted twice"
            );
        }
    }

    /// In the end everything arrives, once.
    async fn finish(&mut self) {
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        self.faults = usize::MAX;
        for index in 0..WRITERS {
            let all = 0..self.writers[index].sent;
            self.send(index, all).await;
            while self.control.waits() {
                self.control.decide(Verdict::Work);
            }
            self.answers().await;
            assert_eq!(
                self.writers[index].acknowledged.len() as u64,
                self.writers[index].sent
            );
        }
        self.check();
        let image = self.control.inner.image();
        self.reopen(image);
        self.check();
    }
}

async fn run(seed: u64) {
    let mut model = Model::new(seed).await;
    for _ in 0..ROUNDS {
        model.round().await;
        model.check();
    }
    model.finish().await;
}

#[test]
fn every_event_counts_once_whatever_the_engine_does() {
    let given = std::env::var("SUISEI_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let seeds: Vec<u64> = given.map_or_else(|| (0..SEEDS).collect(), |seed| vec![seed]);
    std::thread::scope(|scope| {
        for seed in seeds {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                let work = std::panic::AssertUnwindSafe(|| runtime.unwrap().block_on(run(seed)));
                if let Err(why) = std::panic::catch_unwind(work) {
                    println!("run again with SUISEI_SEED={seed}");
                    std::panic::resume_unwind(why);
                }
            });
        }
    });
}
