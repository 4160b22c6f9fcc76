//! Time zones as tables of offsets, handed in: this crate has no clock and no zone database.

/// A moment from which on a clock shows another offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetChange {
    /// Microseconds since 1970 UTC.
    pub at: i64,
    /// Seconds to add to UTC from then on.
    pub offset_seconds: i32,
}

/// The offset of local time from UTC as a function of time: daylight saving comes and goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    first: i32,
    changes: Vec<OffsetChange>,
}

/// How far apart [`Zone::probe`] asks before it looks closer: no rule lasts for a shorter time.
const PROBE_STEP: i64 = 7 * 86_400 * 1_000_000;
/// Spans longer than this many steps (about four hundred years) are asked less densely.
const MOST_PROBES: i64 = 20_000;
/// Changes fall on whole seconds.
const SECOND: i64 = 1_000_000;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: &'static Self = &Self {
        first: 0,
        changes: Vec::new(),
    };

    /// A clock that is always `offset_seconds` ahead of UTC.
    pub fn fixed(offset_seconds: i32) -> Self {
        Self::with_changes(offset_seconds, [])
    }

    /// A clock that is `first` seconds ahead of UTC until the first of `changes`.
    pub fn with_changes(first: i32, changes: impl IntoIterator<Item = OffsetChange>) -> Self {
        let mut changes: Vec<OffsetChange> = changes.into_iter().collect();
        changes.sort_by_key(|change| change.at);
        Self { first, changes }
    }

    /// The zone between two moments (microseconds since 1970 UTC) as a function knows it: it is
    /// asked for the offset in seconds at one moment a week, and closer where the answer changes.
    pub fn probe(from: i64, to: i64, offset_at: impl Fn(i64) -> i32) -> Self {
        let span = to.saturating_sub(from).max(0);
        let step = PROBE_STEP.max(span / MOST_PROBES);
        let first = offset_at(from);
        let (mut changes, mut at, mut offset) = (Vec::new(), from, first);
        while at < to {
            let next = at.saturating_add(step).min(to);
            let (mut before, mut after) = (at, next);
            let there = offset_at(next);
            while there != offset && after - before > 1 {
                let middle = before + (after - before) / 2;
                if offset_at(middle) == offset {
                    before = middle;
                } else {
                    after = middle;
                }
            }
            if there != offset {
                let at = after.div_euclid(SECOND) * SECOND;
                changes.push(OffsetChange {
                    at,
                    offset_seconds: there,
                });
            }
            (at, offset) = (next, there);
        }
        Self { first, changes }
    }

    /// Seconds that local time is ahead of UTC at a moment in microseconds since 1970 UTC.
    pub fn offset_at(&self, microseconds: f64) -> i32 {
        let passed = self
            .changes
            .partition_point(|change| change.at as f64 <= microseconds);
        match passed.checked_sub(1) {
            Some(last) => self.changes[last].offset_seconds,
            None => self.first,
        }
    }

    /// All offsets between two moments, each once or more.
    fn offsets(&self, from: f64, to: f64) -> impl Iterator<Item = i32> {
        let within = self
            .changes
            .iter()
            .filter(move |change| (from..=to).contains(&(change.at as f64)));
        std::iter::once(self.offset_at(from)).chain(within.map(|change| change.offset_seconds))
    }

    /// The local times that show between two moments of UTC, as microseconds on the local clock.
    pub(crate) fn local_span(&self, from: f64, to: f64) -> (f64, f64) {
        let (mut least, mut most) = (i32::MAX, i32::MIN);
        for offset in self.offsets(from, to) {
            (least, most) = (least.min(offset), most.max(offset));
        }
        (from + seconds(least), to + seconds(most))
    }

    /// The moments at which the local clock shows `local`: none where it was put forward over it,
    /// two where it was put back. Ascending.
    pub(crate) fn moments(&self, local: f64) -> Vec<f64> {
        const DAY: f64 = 86_400e6;
        let mut found: Vec<f64> = self
            .offsets(local - 2.0 * DAY, local + 2.0 * DAY)
            .map(|offset| (local - seconds(offset), offset))
            .filter(|&(moment, offset)| self.offset_at(moment) == offset)
            .map(|(moment, _)| moment)
            .collect();
        found.sort_by(f64::total_cmp);
        found.dedup();
        found
    }
}

fn seconds(offset: i32) -> f64 {
    f64::from(offset) * 1e6
}

#[cfg(test)]
mod tests {
    use super::{OffsetChange, Zone};

    const HOUR: i64 = 3_600_000_000;
    /// 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC, when Central Europe changes its clocks.
    const SPRING: i64 = 1_774_746_000_000_000;
    const AUTUMN: i64 = 1_792_890_000_000_000;

    fn berlin() -> Zone {
        let change = |at, offset_seconds| OffsetChange { at, offset_seconds };
        Zone::with_changes(3600, [change(AUTUMN, 3600), change(SPRING, 7200)])
    }

    #[test]
    fn offsets_follow_the_table() {
        let zone = berlin();
        assert_eq!(zone.offset_at((SPRING - 1) as f64), 3600);
        assert_eq!(zone.offset_at(SPRING as f64), 7200);
        assert_eq!(zone.offset_at(AUTUMN as f64), 3600);
        assert_eq!(Zone::UTC.offset_at(f64::NAN), 0);
    }

    #[test]
    fn hours_that_are_left_out_or_come_twice() {
        let zone = berlin();
        let half_past_two = |midnight: i64| (midnight + HOUR * 5 / 2) as f64;
        // The local midnights of both days, as times on the local clock.
        assert_eq!(
            zone.moments(half_past_two(SPRING - HOUR)),
            Vec::<f64>::new()
        );
        let twice = zone.moments(half_past_two(AUTUMN - HOUR));
        let first = (AUTUMN - HOUR / 2) as f64;
        assert_eq!(twice, [first, first + HOUR as f64]);
        assert_eq!(zone.moments(half_past_two(AUTUMN + 20 * HOUR)).len(), 1);
    }

    #[test]
    fn a_zone_is_found_by_asking() {
        let known = berlin();
        let (from, to) = (SPRING - 5000 * HOUR, AUTUMN + 5000 * HOUR);
        let found = Zone::probe(from, to, |at| known.offset_at(at as f64));
        assert_eq!(found, known);
        assert_eq!(Zone::probe(5, 5, |_| 60), Zone::fixed(60));
        assert_eq!(Zone::probe(i64::MIN, i64::MAX, |_| 0), *Zone::UTC);
    }
}
