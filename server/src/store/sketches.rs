//! Sketches of series that were asked for, so that the next question reads no points. Bounded in
//! bytes; what was not used for longest goes first. Points never change, so sketches never do.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use suisei_core::query::{Place, Sketch};

use super::keys::ExperimentId;
use crate::sync::lock;

/// Bytes of sketches that are kept: enough for 64 million points.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A series on an axis, as one state of the experiment's edits shows it.
pub(super) type Name = (ExperimentId, u32, Place, usize);

/// Sketches of a series from its first point on, each with the ordinals that it stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketched {
    pub(super) ordinals: Vec<Range<u64>>,
    pub(super) sketches: Vec<Arc<Sketch>>,
}

impl Sketched {
    /// How many points they stand for.
    pub(super) fn end(&self) -> u64 {
        self.ordinals.last().map_or(0, |ordinals| ordinals.end)
    }

    /// Adds what follows.
    pub(super) fn push(&mut self, ordinals: Range<u64>, sketch: Sketch) {
        self.ordinals.push(ordinals);
        self.sketches.push(Arc::new(sketch));
    }

    /// Drops what begins at `first` or later, where something begins exactly there: a block that
    /// took in smaller ones takes their place here too.
    pub(super) fn make_room(&mut self, first: u64) {
        if let Ok(at) = self
            .ordinals
            .binary_search_by_key(&first, |ordinals| ordinals.start)
        {
            self.ordinals.truncate(at);
            self.sketches.truncate(at);
        }
    }

    fn n_bytes(&self) -> usize {
        let sketches: usize = self.sketches.iter().map(|sketch| sketch.n_bytes()).sum();
        sketches + self.sketches.len() * 40 + 256
    }
}

/// What is kept.
#[derive(Default)]
pub(super) struct Sketches {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    entries: HashMap<Name, Entry>,
    n_bytes: usize,
    uses: u64,
}

struct Entry {
    sketched: Arc<Sketched>,
    n_bytes: usize,
    used: u64,
}

impl Sketches {
    /// What is known of a series; nothing at first.
    pub(super) fn get(&self, name: &Name) -> Arc<Sketched> {
        let mut kept = lock(&self.kept);
        kept.uses += 1;
        let uses = kept.uses;
        kept.entries
            .get_mut(name)
            .map_or_else(Arc::default, |entry| {
                entry.used = uses;
                entry.sketched.clone()
            })
    }

    /// Keeps what is known of a series.
    pub(super) fn put(&self, name: Name, sketched: &Arc<Sketched>) {
        let n_bytes = sketched.n_bytes();
        let mut kept = lock(&self.kept);
        kept.uses += 1;
        let entry = Entry {
            sketched: sketched.clone(),
            n_bytes,
            used: kept.uses,
        };
        kept.n_bytes += n_bytes;
        if let Some(old) = kept.entries.insert(name, entry) {
            kept.n_bytes -= old.n_bytes;
        }
        if kept.n_bytes > MAX_BYTES {
            kept.shrink(MAX_BYTES / 4 * 3);
        }
    }
}

impl Sketches {
    /// Forgets an experiment.
    pub(super) fn forget(&self, id: ExperimentId) {
        let mut kept = lock(&self.kept);
        let Kept {
            entries, n_bytes, ..
        } = &mut *kept;
        entries.retain(|name, entry| {
            let stays = name.0 != id;
            *n_bytes -= if stays { 0 } else { entry.n_bytes };
            stays
        });
    }
}

impl Kept {
    fn shrink(&mut self, goal: usize) {
        let mut by_use: Vec<(u64, Name)> = self
            .entries
            .iter()
            .map(|(name, entry)| (entry.used, *name))
            .collect();
        by_use.sort_unstable_by_key(|&(used, _)| used);
        for (_, name) in by_use {
            if self.n_bytes <= goal {
                return;
            }
            if let Some(entry) = self.entries.remove(&name) {
                self.n_bytes -= entry.n_bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::query::Line;

    use super::*;

    fn sketched(n: u64) -> Arc<Sketched> {
        let x: Vec<f64> = (0..n).map(|x| x as f64).collect();
        let line = Line {
            y: x.clone(),
            x,
            no_x: 0,
        };
        let mut sketched = Sketched::default();
        sketched.push(0..n, Sketch::of(&line));
        Arc::new(sketched)
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let sketches = Sketches::default();
        let one = sketched(200_000);
        let n = (MAX_BYTES / one.n_bytes()) as u64;
        let name = |id| (ExperimentId(id), 0, Place::Step, 0);
        for id in 0..n {
            sketches.put(name(id), &one);
        }
        assert_eq!(sketches.get(&name(0)).end(), 200_000);
        sketches.put(name(n), &one);
        assert_eq!(sketches.get(&name(0)).end(), 200_000, "it was just used");
        assert_eq!(sketches.get(&name(1)).end(), 0);
        assert!(lock(&sketches.kept).n_bytes <= MAX_BYTES);
    }

    #[test]
    fn a_merged_block_takes_the_place_of_smaller_ones() {
        let mut sketched = Sketched::default();
        for start in [0, 100, 200] {
            sketched.push(start..start + 100, Sketch::default());
        }
        sketched.make_room(50);
        assert_eq!(sketched.end(), 300);
        sketched.make_room(100);
        assert_eq!((sketched.end(), sketched.sketches.len()), (100, 1));
    }
}
