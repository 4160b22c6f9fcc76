//! Decides when experiments are compacted, on a thread of its own, off the way of commits. Also
//! writes signs of life down about once a minute. Never holds up a writer.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use suisei_core::event::{Micros, State as RunState};
use tokio::sync::oneshot;

use super::compact::compact;
use super::job::Reply;
use super::{IngestError, Options, limits};
use crate::store::kv::Change;
use crate::store::purge::{Progress, Purger};
use crate::store::state::State;
use crate::store::{Shared, Store, StoreError, codec};
use crate::sync::{lock, read};

/// How often it looks around.
const TICK: Duration = Duration::from_secs(1);
/// How often signs of life are written down.
const WRITE_HEARD: Duration = Duration::from_secs(60);
/// How long it purges before it looks at what else is due.
const PURGE_TURN: Duration = Duration::from_millis(100);
/// How often purges look whether they are still held off.
const WHILE_HELD: Duration = Duration::from_millis(500);
/// How long purges wait for bytes that somebody claimed, or for a disk that is full.
const LOOK_AGAIN: Duration = Duration::from_secs(600);
/// How often it looks for memory to free.
const FREE_MEMORY: Duration = Duration::from_secs(10);

/// What waits for compaction.
pub(super) struct Compactor {
    options: Options,
    /// Bytes of memory that wait.
    n_bytes: AtomicUsize,
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Default)]
struct Waiting {
    dirty: BTreeMap<u64, Dirty>,
    heard: BTreeMap<u64, Arc<Shared>>,
    asked: Vec<(Arc<Shared>, Reply<()>)>,
    /// Somebody wants to know when all purges are done.
    purges: Vec<Reply<()>>,
    /// Something was purged.
    purge: bool,
    stopped: bool,
}

/// When purges go on.
struct Purging {
    purger: Purger,
    next: Instant,
}

impl Purging {
    fn new() -> Self {
        Self {
            purger: Purger::default(),
            next: Instant::now(),
        }
    }

    fn is_time(&self) -> bool {
        self.next <= Instant::now()
    }

    fn is_due(&self, waiting: &Waiting) -> bool {
        waiting.purge || self.is_time()
    }
}

#[derive(Clone)]
struct Dirty {
    shared: Arc<Shared>,
    since: Instant,
    /// What its tail takes in memory.
    n_bytes: usize,
}

impl Compactor {
    /// Begins with what an earlier process left in tails.
    pub(super) fn new(store: &Store, options: Options) -> Self {
        let compactor = Self {
            options,
            n_bytes: AtomicUsize::new(0),
            waiting: Mutex::default(),
            wake: Condvar::new(),
        };
        for shared in read(&store.inner.catalog).experiments.values() {
            let found = shared.peek(|state| state.damage.is_none() && state.has_chunks());
            if found == Some(true) {
                compactor.touch(shared);
            }
        }
        compactor
    }

    /// True when so much waits that nothing more should be taken.
    pub(super) fn is_full(&self) -> bool {
        self.n_bytes.load(Ordering::Relaxed) > limits::TAIL_BYTES
    }

    /// An experiment was committed to.
    pub(super) fn touch(&self, shared: &Arc<Shared>) {
        let dirty = Dirty {
            shared: shared.clone(),
            since: Instant::now(),
            n_bytes: shared.read(State::tail_weight),
        };
        let n_bytes = dirty.n_bytes;
        let before = lock(&self.waiting).dirty.insert(shared.id.0, dirty);
        self.weigh(before.map_or(0, |before| before.n_bytes), n_bytes);
        if self.is_due(shared, Duration::ZERO) {
            self.wake.notify_one();
        }
    }

    fn weigh(&self, before: usize, now: usize) {
        self.n_bytes.fetch_add(now, Ordering::Relaxed);
        self.n_bytes.fetch_sub(before, Ordering::Relaxed);
    }

    /// An experiment was compacted as far as it went; `is_done` unless it has to be tried again.
    fn settle(&self, shared: &Shared, is_done: bool) {
        let mut waiting = lock(&self.waiting);
        let (is_empty, now) = shared.read(|state| (state.pending == 0, state.tail_weight()));
        let is_out = is_done && (is_empty || shared.read(|state| state.damage.is_some()));
        if let Some(dirty) = waiting.dirty.get_mut(&shared.id.0) {
            let before = std::mem::replace(&mut dirty.n_bytes, now);
            self.weigh(before, now);
            if is_out {
                waiting.dirty.remove(&shared.id.0);
                self.weigh(now, 0);
            }
        }
    }

    /// An experiment gave a sign of life that no commit wrote down.
    pub(super) fn heard(&self, shared: &Arc<Shared>) {
        lock(&self.waiting)
            .heard
            .insert(shared.id.0, shared.clone());
    }

    /// Asks for an experiment to be compacted now.
    pub(super) fn ask(&self, shared: &Arc<Shared>) -> oneshot::Receiver<Result<(), IngestError>> {
        let (reply, answer) = oneshot::channel();
        let mut waiting = lock(&self.waiting);
        // When it has stopped, the dropped reply says so.
        if !waiting.stopped {
            waiting.asked.push((shared.clone(), reply));
            self.wake.notify_one();
        }
        answer
    }

    /// Something was purged.
    pub(super) fn purge(&self) {
        lock(&self.waiting).purge = true;
        self.wake.notify_one();
    }

    /// Asks for all purges to be done.
    pub(super) fn ask_for_purges(&self) -> oneshot::Receiver<Result<(), IngestError>> {
        let (reply, answer) = oneshot::channel();
        let mut waiting = lock(&self.waiting);
        if !waiting.stopped {
            waiting.purges.push(reply);
            waiting.purge = true;
            self.wake.notify_one();
        }
        answer
    }

    /// Ends the thread after what it is doing.
    pub(super) fn stop(&self) {
        lock(&self.waiting).stopped = true;
        self.wake.notify_all();
    }

    fn is_due(&self, shared: &Shared, idle: Duration) -> bool {
        shared.is_gone()
            || shared.read(|state| {
                let enough = self.options.pending_per_series * state.pending_series.max(1);
                state.pending >= enough.min(self.options.pending)
                    || (state.has_chunks() && idle >= self.options.idle)
                    || (state.head.state != RunState::Running
                        && (state.has_chunks() || state.unsealed != Some(0)))
            })
    }

    /// Works until it is stopped.
    pub(super) fn run(&self, store: &Store, clock: fn() -> Micros) {
        let mut heard_written = Instant::now();
        let mut freed = Instant::now();
        let mut purging = Purging::new();
        loop {
            let (dirty, asked, stopped) = {
                let mut waiting = lock(&self.waiting);
                if !waiting.stopped && waiting.asked.is_empty() && !purging.is_due(&waiting) {
                    waiting = self
                        .wake
                        .wait_timeout(waiting, TICK)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0;
                }
                let asked = std::mem::take(&mut waiting.asked);
                (waiting.dirty.clone(), asked, waiting.stopped)
            };
            for (shared, reply) in asked {
                let result = self.compact(store, &shared).map_err(IngestError::from);
                // Whoever asked may be gone.
                let _ = reply.send(result);
            }
            if stopped {
                lock(&self.waiting).purges.clear();
                // Without an answer to give; the next start asks again.
                let _ = self.write_heard(store);
                return;
            }
            // Where nothing more is taken, what is not due has to make room too.
            let is_full = self.is_full();
            let due = dirty
                .into_values()
                .filter(|d| is_full || self.is_due(&d.shared, d.since.elapsed()));
            for dirty in due {
                // A store that cannot write now will be tried again at the next tick.
                if self.compact(store, &dirty.shared).is_err() {
                    break;
                }
                free_memory(store, &mut freed);
            }
            self.go_on_purging(store, clock, &mut purging);
            free_memory(store, &mut freed);
            if heard_written.elapsed() >= WRITE_HEARD && self.write_heard(store).is_ok() {
                heard_written = Instant::now();
            }
        }
    }

    fn compact(&self, store: &Store, shared: &Arc<Shared>) -> Result<(), StoreError> {
        store.inner.ready()?;
        if shared.is_gone() {
            self.forget(shared);
            return Ok(());
        }
        // The engine keeps whole pages in memory, and those that hold blocks are large.
        let n_dirty = lock(&self.waiting).dirty.len().max(1);
        let room = limits::BLOCK_BYTES / n_dirty as u64;
        let result = catch_unwind(AssertUnwindSafe(|| compact(&store.inner, shared, room)))
            .unwrap_or_else(|_| {
                store.inner.distrust(std::slice::from_ref(shared));
                Err(StoreError::Unavailable("the engine failed".to_owned()))
            });
        let result = match result {
            Err(error @ StoreError::Damaged { .. }) => {
                shared.write(|state| state.damage = Some(error.to_string()));
                Ok(())
            }
            other => other,
        };
        self.settle(shared, result.is_ok());
        result
    }

    /// Forgets an experiment that was purged.
    fn forget(&self, shared: &Shared) {
        let mut waiting = lock(&self.waiting);
        waiting.heard.remove(&shared.id.0);
        if let Some(dirty) = waiting.dirty.remove(&shared.id.0) {
            self.weigh(dirty.n_bytes, 0);
        }
    }

    /// Removes what purged experiments have left, for a moment. On this thread, so that nothing is
    /// compacted meanwhile that is being removed.
    fn go_on_purging(&self, store: &Store, clock: fn() -> Micros, purging: &mut Purging) {
        let begun = Instant::now();
        let (mut asked, was_purged) = {
            let mut waiting = lock(&self.waiting);
            let was_purged = std::mem::take(&mut waiting.purge);
            (std::mem::take(&mut waiting.purges), was_purged)
        };
        if !was_purged && !purging.is_time() {
            return;
        }
        while begun.elapsed() < PURGE_TURN {
            let step = || purging.purger.step(&store.inner, clock());
            let ready = store.inner.ready().map_err(IngestError::from);
            let result = ready.and_then(|()| {
                catch_unwind(AssertUnwindSafe(step))
                    .unwrap_or_else(|_| {
                        store.inner.distrust(&[]);
                        Err(StoreError::Unavailable("the engine failed".to_owned()))
                    })
                    .map_err(IngestError::from)
            });
            let pause = match &result {
                Ok(Progress::More) => continue,
                Ok(Progress::Held) => WHILE_HELD,
                Ok(Progress::Done) => LOOK_AGAIN,
                Err(error) => {
                    tracing::error!("a purge goes on later: {error}");
                    LOOK_AGAIN
                }
            };
            purging.next = Instant::now() + pause;
            for reply in asked.drain(..) {
                // Whoever asked may be gone.
                let _ = reply.send(result.clone().map(drop));
            }
            return;
        }
        purging.next = Instant::now();
        lock(&self.waiting).purges.append(&mut asked);
    }

    fn write_heard(&self, store: &Store) -> Result<(), StoreError> {
        let heard = lock(&self.waiting).heard.clone();
        store.inner.ready()?;
        let changes: Vec<Change> = heard
            .values()
            .filter(|shared| !shared.is_gone())
            .map(|shared| {
                let heard = shared.read(|state| state.heard);
                Change::Put(shared.id.heard(), codec::seal(&heard.to_le_bytes()))
            })
            .collect();
        store.inner.commit(&changes, &[], || ())?;
        lock(&self.waiting)
            .heard
            .retain(|id, _| !heard.contains_key(id));
        Ok(())
    }
}

fn free_memory(store: &Store, last: &mut Instant) {
    if last.elapsed() >= FREE_MEMORY {
        store.forget_idle(limits::EXPERIMENT_BYTES);
        *last = Instant::now();
    }
}
