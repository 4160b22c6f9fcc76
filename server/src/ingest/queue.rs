//! The waiting line in front of the writer, bounded by bytes. What a job weighs counts until it is
//! done, so that memory is bounded too. Never drops a job that it took.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::sync::lock;

/// A waiting line of jobs with weights.
pub(super) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    wake: Condvar,
    limit: usize,
}

struct Waiting<T> {
    jobs: VecDeque<(T, usize)>,
    n_bytes: usize,
    closed: bool,
}

/// Why a job was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too many bytes wait already.
    Full,
    /// The writer has ended.
    Closed,
}

impl<T> Queue<T> {
    /// With room for `limit` bytes; a job that weighs more is taken when nothing else waits.
    pub(super) fn new(limit: usize) -> Self {
        let waiting = Waiting {
            jobs: VecDeque::new(),
            n_bytes: 0,
            closed: false,
        };
        Self {
            waiting: Mutex::new(waiting),
            wake: Condvar::new(),
            limit,
        }
    }

    /// Puts a job at the end.
    pub(super) fn push(&self, job: T, n_bytes: usize) -> Result<(), Refusal> {
        let mut waiting = lock(&self.waiting);
        if waiting.closed {
            return Err(Refusal::Closed);
        }
        if waiting.n_bytes > 0 && waiting.n_bytes + n_bytes > self.limit {
            return Err(Refusal::Full);
        }
        waiting.n_bytes += n_bytes;
        waiting.jobs.push_back((job, n_bytes));
        self.wake.notify_one();
        Ok(())
    }

    /// Waits for jobs and takes all that wait, up to `most` bytes and at least one; none when the
    /// line is closed and empty. Call [`Self::done`] with the returned weight afterwards.
    pub(super) fn take(&self, most: usize) -> Option<(Vec<T>, usize)> {
        let mut waiting = lock(&self.waiting);
        while waiting.jobs.is_empty() {
            if waiting.closed {
                return None;
            }
            waiting = self
                .wake
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let mut taken = Vec::new();
        let mut n_bytes = 0;
        while let Some((_, weight)) = waiting.jobs.front() {
            if !taken.is_empty() && n_bytes + weight > most {
                break;
            }
            if let Some((job, weight)) = waiting.jobs.pop_front() {
                taken.push(job);
                n_bytes += weight;
            }
        }
        Some((taken, n_bytes))
    }

    /// Frees the room that taken jobs held.
    pub(super) fn done(&self, n_bytes: usize) {
        let mut waiting = lock(&self.waiting);
        waiting.n_bytes = waiting.n_bytes.saturating_sub(n_bytes);
    }

    /// Takes no more jobs; those that wait are still done.
    pub(super) fn close(&self) {
        lock(&self.waiting).closed = true;
        self.wake.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_bounded_by_bytes_until_they_are_done() {
        let queue = Queue::new(100);
        queue.push('a', 60).unwrap();
        assert_eq!(queue.push('b', 60), Err(Refusal::Full));
        queue.push('c', 40).unwrap();
        let (jobs, n_bytes) = queue.take(50).unwrap();
        assert_eq!((jobs, n_bytes), (vec!['a'], 60));
        assert_eq!(queue.push('d', 10), Err(Refusal::Full));
        queue.done(60);
        queue.push('d', 10).unwrap();
        assert_eq!(queue.take(50).unwrap().0, ['c', 'd']);
    }

    #[test]
    fn a_heavy_job_gets_through_alone() {
        let queue = Queue::new(100);
        queue.push('a', 1_000).unwrap();
        assert_eq!(queue.push('b', 1), Err(Refusal::Full));
        assert_eq!(queue.take(10).unwrap().0, ['a']);
    }

    #[test]
    fn a_closed_line_is_emptied_first() {
        let queue = Queue::new(100);
        queue.push('a', 1).unwrap();
        queue.close();
        assert_eq!(queue.push('b', 1), Err(Refusal::Closed));
        assert_eq!(queue.take(10).unwrap().0, ['a']);
        assert!(queue.take(10).is_none());
    }
}
