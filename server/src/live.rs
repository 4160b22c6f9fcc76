//! Live notices: what was committed, told to everybody who listens. Memory is bounded: whoever falls
//! behind is told to ask again for everything. Never waits for a listener.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use suisei_core::api::Notice;
use tokio::sync::watch;

use crate::sync::lock;

/// Notices that are kept for listeners that lag behind or come back.
const KEPT: usize = 4_096;

/// Bytes that these may take.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Where notices are published; clones share it.
#[derive(Clone)]
pub struct Live {
    recent: Arc<Mutex<Recent>>,
    /// The number of the last notice, for those who wait.
    published: Arc<watch::Sender<u64>>,
}

/// The notices that are kept. Listeners hold none of their own, so this is all that there is.
#[derive(Default)]
struct Recent {
    notices: VecDeque<Arc<Notice>>,
    n_bytes: usize,
    /// Number of the last notice.
    seq: u64,
    /// Everything after this number is in `notices`.
    complete_after: u64,
}

/// What a listener gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveEvent {
    /// Something was committed.
    Notice(Arc<Notice>),
    /// Some notices are gone: ask again for everything. Later notices follow.
    Reset,
}

/// One listener.
pub struct Subscription {
    recent: Arc<Mutex<Recent>>,
    published: watch::Receiver<u64>,
    /// The notice that it was told last.
    seen: u64,
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// Without any notices.
    pub fn new() -> Self {
        Self {
            recent: Arc::default(),
            published: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Begins to count after `seq`, so that numbers of an earlier process are not used again.
    pub(crate) fn start_after(&self, seq: u64) {
        let mut recent = lock(&self.recent);
        if recent.seq < seq {
            *recent = Recent {
                seq,
                complete_after: seq,
                ..Recent::default()
            };
        }
    }

    /// Number of the last notice. Whoever reads it and then the store sees everything up to it.
    pub fn seq(&self) -> u64 {
        lock(&self.recent).seq
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.published.receiver_count()
    }

    /// Publishes a notice about something that is committed and visible. Its number is set here.
    pub fn publish(&self, mut notice: Notice) {
        let mut recent = lock(&self.recent);
        recent.seq += 1;
        notice.seq = recent.seq;
        recent.n_bytes += weight(&notice);
        recent.notices.push_back(Arc::new(notice));
        while recent.notices.len() > KEPT || recent.n_bytes > KEPT_BYTES {
            let Some(oldest) = recent.notices.pop_front() else {
                break;
            };
            recent.n_bytes -= weight(&oldest);
            recent.complete_after = oldest.seq;
        }
        self.published.send_replace(recent.seq);
    }

    /// Listens; with `after`, first to what was published since that number.
    pub fn subscribe(&self, after: Option<u64>) -> Subscription {
        let seq = self.seq();
        Subscription {
            recent: self.recent.clone(),
            published: self.published.subscribe(),
            seen: after.unwrap_or(seq),
        }
    }
}

impl Recent {
    /// What comes after a number, and the number to go on from.
    fn after(&self, seen: u64) -> Option<(LiveEvent, u64)> {
        if seen == self.seq {
            return None;
        }
        // A number that was never given comes from another life of the store.
        if seen < self.complete_after || seen > self.seq {
            return Some((LiveEvent::Reset, self.seq));
        }
        let place = usize::try_from(seen - self.complete_after).ok()?;
        let notice = self.notices.get(place)?;
        Some((LiveEvent::Notice(notice.clone()), notice.seq))
    }
}

/// About what a notice takes in memory.
fn weight(notice: &Notice) -> usize {
    let names = notice.changed.metrics.iter();
    size_of::<Notice>()
        + names
            .map(|name| size_of::<String>() + name.len())
            .sum::<usize>()
}

impl Subscription {
    /// The next event; none when nothing will be published any more. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            let next = lock(&self.recent).after(self.seen);
            if let Some((event, seen)) = next {
                self.seen = seen;
                return Some(event);
            }
            self.published.changed().await.ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::api::Changed;

    use super::*;

    fn notice(metric: &str) -> Notice {
        Notice {
            seq: 0,
            experiment: "0".repeat(32).parse().unwrap(),
            project: "p".to_owned(),
            changed: Changed {
                metrics: vec![metric.to_owned()],
                ..Changed::default()
            },
        }
    }

    fn seqs(events: &[LiveEvent]) -> Vec<u64> {
        events
            .iter()
            .map(|event| match event {
                LiveEvent::Notice(notice) => notice.seq,
                LiveEvent::Reset => 0,
            })
            .collect()
    }

    async fn take(subscription: &mut Subscription, n: usize) -> Vec<u64> {
        let mut events = Vec::new();
        for _ in 0..n {
            events.push(subscription.next().await.unwrap());
        }
        seqs(&events)
    }

    #[tokio::test]
    async fn resumes_without_gap_or_repeat() {
        let live = Live::new();
        live.start_after(100);
        for _ in 0..5 {
            live.publish(notice("loss"));
        }
        let mut resumed = live.subscribe(Some(102));
        live.publish(notice("acc"));
        assert_eq!(take(&mut resumed, 4).await, [103, 104, 105, 106]);
        assert_eq!(live.seq(), 106);
    }

    #[tokio::test]
    async fn whoever_is_too_late_is_reset() {
        let live = Live::new();
        live.start_after(100);
        assert_eq!(take(&mut live.subscribe(Some(99)), 1).await, [0]);
        assert_eq!(take(&mut live.subscribe(Some(101)), 1).await, [0]);
        let mut slow = live.subscribe(None);
        for _ in 0..KEPT + 10 {
            live.publish(notice("loss"));
        }
        assert_eq!(take(&mut slow, 1).await, [0]);
        assert_eq!(take(&mut live.subscribe(Some(105)), 1).await, [0]);
        assert_eq!(take(&mut live.subscribe(Some(110)), 1).await, [111]);
    }

    #[tokio::test]
    async fn long_names_do_not_pile_up() {
        let live = Live::new();
        let mut stuck = live.subscribe(None);
        for _ in 0..100 {
            live.publish(notice(&"m".repeat(KEPT_BYTES / 10)));
        }
        assert!(lock(&live.recent).n_bytes <= KEPT_BYTES);
        assert_eq!(take(&mut stuck, 1).await, [0]);
        // One that is too long for all is told as lost.
        live.publish(notice(&"m".repeat(KEPT_BYTES)));
        assert_eq!(lock(&live.recent).notices.len(), 0);
        assert_eq!(take(&mut stuck, 1).await, [0]);
        live.publish(notice("loss"));
        assert_eq!(take(&mut stuck, 1).await, [102]);
    }
}
