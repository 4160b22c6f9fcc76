//! Live notices: what was committed, told to everybody who listens. Memory is bounded: whoever falls
//! behind is told to ask again for everything. Never waits for a listener.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use suisei_core::api::Notice;
use tokio::sync::broadcast;

use crate::sync::lock;

/// Notices that a listener may lag behind.
const LAG: usize = 1_024;
/// Notices that are kept for listeners that come back.
const KEPT: usize = 4_096;
/// Bytes of names in them.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Where notices are published; clones share it.
#[derive(Clone)]
pub struct Live {
    sender: broadcast::Sender<Arc<Notice>>,
    recent: Arc<Mutex<Recent>>,
}

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
    missed: VecDeque<LiveEvent>,
    seen: u64,
    receiver: broadcast::Receiver<Arc<Notice>>,
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
            sender: broadcast::channel(LAG).0,
            recent: Arc::default(),
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

    /// Publishes a notice about something that is committed and visible. Its number is set here.
    pub fn publish(&self, mut notice: Notice) {
        let mut recent = lock(&self.recent);
        recent.seq += 1;
        notice.seq = recent.seq;
        let notice = Arc::new(notice);
        recent.n_bytes += weight(&notice);
        recent.notices.push_back(notice.clone());
        while recent.notices.len() > KEPT || recent.n_bytes > KEPT_BYTES {
            let Some(oldest) = recent.notices.pop_front() else {
                break;
            };
            recent.n_bytes -= weight(&oldest);
            recent.complete_after = oldest.seq;
        }
        // Sent under the lock, so that a new subscription neither misses nor doubles it. Nobody
        // listening is no error.
        let _ = self.sender.send(notice);
    }

    /// Listens; with `after`, first to what was published since that number.
    pub fn subscribe(&self, after: Option<u64>) -> Subscription {
        let recent = lock(&self.recent);
        let missed = match after {
            None => VecDeque::new(),
            Some(after) if after < recent.complete_after || after > recent.seq => {
                VecDeque::from([LiveEvent::Reset])
            }
            Some(after) => recent
                .notices
                .iter()
                .filter(|notice| notice.seq > after)
                .map(|notice| LiveEvent::Notice(notice.clone()))
                .collect(),
        };
        Subscription {
            missed,
            seen: recent.seq,
            receiver: self.sender.subscribe(),
        }
    }
}

fn weight(notice: &Notice) -> usize {
    notice.changed.metrics.iter().map(String::len).sum()
}

impl Subscription {
    /// The next event; none when nothing will be published any more. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        if let Some(event) = self.missed.pop_front() {
            return Some(event);
        }
        loop {
            match self.receiver.recv().await {
                Ok(notice) if notice.seq <= self.seen => {}
                Ok(notice) => return Some(LiveEvent::Notice(notice)),
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(LiveEvent::Reset),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
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

    #[test]
    fn long_names_do_not_pile_up() {
        let live = Live::new();
        for _ in 0..100 {
            live.publish(notice(&"m".repeat(KEPT_BYTES / 10)));
        }
        assert!(lock(&live.recent).n_bytes <= KEPT_BYTES);
    }
}
