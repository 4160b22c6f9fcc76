//! The parts of a chart that were looked at, to go back and forward. Pure.

use super::Zoom;

/// Changes of one kind within this time, in milliseconds, are one step.
const TOGETHER_MS: f64 = 700.0;

/// Steps that are remembered.
const MOST: usize = 50;

/// How the visible part was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// At once: a selection, a reset.
    Once,
    /// By the wheel or by keys that zoom.
    Scale,
    /// By dragging, or by keys that move.
    Pan,
}

/// Parts that were looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct History {
    steps: Vec<Zoom>,
    at: usize,
    last: Option<(Change, f64)>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            steps: vec![Zoom::default()],
            at: 0,
            last: None,
        }
    }
}

impl History {
    /// Remembers what is visible now; `now` in milliseconds. What lay forward is forgotten.
    pub(crate) fn record(&mut self, zoom: Zoom, change: Change, now: f64) {
        let goes_on = change != Change::Once
            && self
                .last
                .is_some_and(|(kind, time)| kind == change && now - time < TOGETHER_MS);
        self.last = Some((change, now));
        self.steps.truncate(self.at + 1);
        if goes_on && self.at > 0 {
            self.steps[self.at] = zoom;
        } else if self.steps[self.at] != zoom {
            self.steps.push(zoom);
            if self.steps.len() > MOST {
                self.steps.remove(0);
            }
            self.at = self.steps.len() - 1;
        }
    }

    /// One step back, if there is one.
    pub(crate) fn back(&mut self) -> Option<Zoom> {
        self.go(self.at.checked_sub(1)?)
    }

    /// One step forward, if there is one.
    pub(crate) fn forward(&mut self) -> Option<Zoom> {
        self.go(self.at + 1)
    }

    /// True when there is a step back.
    pub(crate) fn has_back(&self) -> bool {
        self.at > 0
    }

    /// True when there is a step forward.
    pub(crate) fn has_forward(&self) -> bool {
        self.at + 1 < self.steps.len()
    }

    fn go(&mut self, to: usize) -> Option<Zoom> {
        let zoom = *self.steps.get(to)?;
        self.at = to;
        self.last = None;
        Some(zoom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(low: f64) -> Zoom {
        Zoom {
            x: Some((low, low + 1.0)),
            y: None,
        }
    }

    #[test]
    fn back_and_forward_walk_through_what_was_seen() {
        let mut history = History::default();
        assert!(!history.has_back() && history.back().is_none());
        history.record(part(1.0), Change::Once, 0.0);
        history.record(part(2.0), Change::Once, 1.0);
        assert_eq!(history.back(), Some(part(1.0)));
        assert_eq!(history.forward(), Some(part(2.0)));
        assert_eq!(history.forward(), None);
        assert_eq!(
            (history.back(), history.back()),
            (Some(part(1.0)), Some(Zoom::default()))
        );
        history.record(part(3.0), Change::Once, 2.0);
        assert!(!history.has_forward());
        assert_eq!(history.back(), Some(Zoom::default()));
    }

    #[test]
    fn a_turn_of_the_wheel_is_one_step() {
        let mut history = History::default();
        for (index, time) in [0.0, 100.0, 600.0, 1_200.0].into_iter().enumerate() {
            history.record(part(index as f64), Change::Scale, time);
        }
        assert_eq!(history.back(), Some(Zoom::default()));
        history.forward();
        history.record(part(9.0), Change::Scale, 5_000.0);
        assert_eq!(history.back(), Some(part(3.0)));
    }

    #[test]
    fn old_steps_are_forgotten() {
        let mut history = History::default();
        for step in 0..200 {
            history.record(part(f64::from(step)), Change::Once, 0.0);
        }
        let mut walked = 0;
        while history.back().is_some() {
            walked += 1;
        }
        assert_eq!(walked, MOST - 1);
    }
}
