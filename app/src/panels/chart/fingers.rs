//! What fingers on a chart mean: a tap, a long press that reads, a slide, a pinch that zooms and
//! moves. Pure; a finger that moves up or down is left to the page, which scrolls.

/// A place in CSS pixels of the chart.
pub(super) type Place = (f64, f64);

/// A finger that rests for so long reads, in milliseconds.
pub(super) const LONG_PRESS_MS: f64 = 350.0;

/// A finger that moves farther is no tap and no long press.
const SLOP_PX: f64 = 10.0;

/// Two taps within this time, in milliseconds, and this distance are a double tap.
pub(super) const DOUBLE_MS: f64 = 320.0;
const DOUBLE_PX: f64 = 32.0;

/// Fingers that lie closer than this along an axis do not zoom it.
const SPREAD_PX: f64 = 48.0;

/// What to do after an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Act {
    /// Nothing.
    None,
    /// Read at a place.
    Read(Place),
    /// Read at a place, and keep that unless a second tap follows.
    Tap(Place),
    /// Read at a place and keep that.
    Pin(Place),
    /// Show everything.
    Reset,
    /// A finger slides sideways from the first place to the second: it has just begun to.
    SlideBegins(Place, Place),
    /// It goes on.
    Slide(Place, Place),
    /// Two fingers went down here: what they do counts from now on.
    PinchBegins,
    /// Two fingers moved.
    Pinch(Pinch),
}

/// Two fingers: where they began and where they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pinch {
    /// Where they went down.
    pub(super) from: [Place; 2],
    /// Where they are.
    pub(super) to: [Place; 2],
}

impl Pinch {
    /// What becomes visible along one axis that is `length` pixels long from `start`, in shares
    /// of what was: the middle of the fingers keeps what lay under it.
    pub(super) fn share(self, axis: fn(Place) -> f64, start: f64, length: f64) -> (f64, f64) {
        let at = |place: Place| (axis(place) - start) / length;
        let middle = |pair: [Place; 2]| (at(pair[0]) + at(pair[1])) / 2.0;
        let spread = |pair: [Place; 2]| (axis(pair[0]) - axis(pair[1])).abs();
        let factor = if spread(self.from) < SPREAD_PX {
            1.0
        } else {
            spread(self.from) / spread(self.to).max(SPREAD_PX / 2.0)
        };
        let (before, now) = (middle(self.from), middle(self.to));
        (before - now * factor, before + (1.0 - now) * factor)
    }

    /// True when the fingers lie more above each other than beside each other.
    pub(super) fn is_upright(self) -> bool {
        let [a, b] = self.from;
        (a.1 - b.1).abs() > (a.0 - b.0).abs() && (a.1 - b.1).abs() >= SPREAD_PX
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Finger {
    id: i32,
    from: Place,
    at: Place,
}

impl Finger {
    fn slides(&self) -> bool {
        let (right, down) = (self.at.0 - self.from.0, self.at.1 - self.from.1);
        right.abs() > SLOP_PX && right.abs() > down.abs()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Mode {
    /// Nobody knows yet, or the page scrolls.
    #[default]
    Open,
    /// A finger rested and reads now.
    Reading,
    /// A finger slides sideways.
    Sliding,
    /// Two fingers zoom.
    Pinching,
    /// What remains of a pinch until all fingers are up.
    Spent,
}

/// The fingers that are down.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fingers {
    down: Vec<Finger>,
    mode: Mode,
    pressed: f64,
    last_tap: Option<(f64, Place)>,
}

impl Fingers {
    /// A finger went down; times in milliseconds.
    pub(super) fn down(&mut self, id: i32, at: Place, now: f64) -> Act {
        self.down.retain(|finger| finger.id != id);
        self.down.push(Finger { id, from: at, at });
        match self.down.len() {
            1 => {
                self.mode = Mode::Open;
                self.pressed = now;
                Act::None
            }
            2 => {
                self.mode = Mode::Pinching;
                for finger in &mut self.down {
                    finger.from = finger.at;
                }
                Act::PinchBegins
            }
            _ => Act::None,
        }
    }

    /// A finger moved.
    pub(super) fn moved(&mut self, id: i32, at: Place) -> Act {
        if let Some(finger) = self.down.iter_mut().find(|finger| finger.id == id) {
            finger.at = at;
        }
        match (self.mode, self.down.as_slice()) {
            (Mode::Reading, [finger]) => Act::Read(finger.at),
            (Mode::Open, [finger]) if finger.slides() => {
                let (from, to) = (finger.from, finger.at);
                self.mode = Mode::Sliding;
                Act::SlideBegins(from, to)
            }
            (Mode::Sliding, [finger]) => Act::Slide(finger.from, finger.at),
            (Mode::Pinching, [a, b, ..]) => Act::Pinch(Pinch {
                from: [a.from, b.from],
                to: [a.at, b.at],
            }),
            _ => Act::None,
        }
    }

    /// So much time has passed since a finger went down that it may be a long press.
    pub(super) fn waited(&mut self, now: f64) -> Act {
        match (self.mode, self.down.as_slice()) {
            (Mode::Open, [finger])
                if now - self.pressed >= LONG_PRESS_MS
                    && distance(finger.from, finger.at) <= SLOP_PX =>
            {
                self.mode = Mode::Reading;
                Act::Read(finger.at)
            }
            _ => Act::None,
        }
    }

    /// A finger went up.
    pub(super) fn up(&mut self, id: i32, now: f64) -> Act {
        let Some(index) = self.down.iter().position(|finger| finger.id == id) else {
            return Act::None;
        };
        let finger = self.down.remove(index);
        let mode = self.mode;
        if self.down.is_empty() {
            self.mode = Mode::Open;
        } else if mode == Mode::Pinching {
            self.mode = Mode::Spent;
        }
        match mode {
            Mode::Reading => Act::Pin(finger.at),
            Mode::Open if distance(finger.from, finger.at) <= SLOP_PX => self.tap(finger.at, now),
            _ => Act::None,
        }
    }

    /// So much time has passed since a tap that no second one can follow.
    pub(super) fn settled(&mut self, now: f64) -> Act {
        match self.last_tap {
            Some((time, at)) if now - time >= DOUBLE_MS && self.down.is_empty() => {
                self.last_tap = None;
                Act::Pin(at)
            }
            _ => Act::None,
        }
    }

    /// The browser has taken the fingers, to scroll.
    pub(super) fn cancel(&mut self) {
        self.down.clear();
        self.mode = Mode::Open;
    }

    /// True while the page must not scroll.
    pub(super) fn hold_page(&self) -> bool {
        self.mode != Mode::Open || self.down.len() > 1
    }

    fn tap(&mut self, at: Place, now: f64) -> Act {
        let double = self
            .last_tap
            .is_some_and(|(time, place)| now - time < DOUBLE_MS && distance(place, at) < DOUBLE_PX);
        self.last_tap = (!double).then_some((now, at));
        if double { Act::Reset } else { Act::Tap(at) }
    }
}

fn distance(a: Place, b: Place) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_pin_and_double_taps_reset() {
        let mut fingers = Fingers::default();
        fingers.down(1, (50.0, 50.0), 0.0);
        assert_eq!(fingers.up(1, 80.0), Act::Tap((50.0, 50.0)));
        assert_eq!(fingers.settled(90.0), Act::None);
        fingers.down(1, (52.0, 50.0), 200.0);
        assert_eq!(fingers.up(1, 260.0), Act::Reset);
        fingers.down(1, (52.0, 50.0), 400.0);
        assert_eq!(fingers.up(1, 450.0), Act::Tap((52.0, 50.0)));
        assert_eq!(fingers.settled(780.0), Act::Pin((52.0, 50.0)));
        assert_eq!(fingers.settled(800.0), Act::None);
    }

    #[test]
    fn a_finger_that_rests_reads_and_one_that_moves_scrolls() {
        let mut fingers = Fingers::default();
        fingers.down(1, (50.0, 50.0), 0.0);
        assert_eq!(fingers.waited(100.0), Act::None);
        assert!(!fingers.hold_page());
        assert_eq!(fingers.waited(400.0), Act::Read((50.0, 50.0)));
        assert!(fingers.hold_page());
        assert_eq!(fingers.moved(1, (80.0, 60.0)), Act::Read((80.0, 60.0)));
        assert_eq!(fingers.up(1, 900.0), Act::Pin((80.0, 60.0)));

        fingers.down(2, (50.0, 50.0), 2_000.0);
        fingers.moved(2, (50.0, 90.0));
        assert_eq!(fingers.waited(2_400.0), Act::None);
        fingers.cancel();
        assert!(!fingers.hold_page());
    }

    #[test]
    fn a_finger_that_moves_sideways_slides() {
        let mut fingers = Fingers::default();
        fingers.down(1, (50.0, 50.0), 0.0);
        assert_eq!(fingers.moved(1, (58.0, 50.0)), Act::None);
        let (from, to) = ((50.0, 50.0), (90.0, 60.0));
        assert_eq!(fingers.moved(1, to), Act::SlideBegins(from, to));
        assert_eq!(
            fingers.moved(1, (99.0, 61.0)),
            Act::Slide(from, (99.0, 61.0))
        );
        assert_eq!(fingers.waited(900.0), Act::None);
        assert_eq!(fingers.up(1, 950.0), Act::None);
    }

    #[test]
    fn two_fingers_zoom_around_their_middle_and_move() {
        let mut fingers = Fingers::default();
        fingers.down(1, (100.0, 50.0), 0.0);
        assert_eq!(fingers.down(2, (200.0, 50.0), 10.0), Act::PinchBegins);
        fingers.moved(1, (50.0, 50.0));
        let Act::Pinch(pinch) = fingers.moved(2, (250.0, 50.0)) else {
            panic!("no pinch");
        };
        // Twice as far apart: half as much is visible, the middle stays.
        assert_eq!(pinch.share(|place| place.0, 0.0, 300.0), (0.25, 0.75));
        // Beside each other they do not zoom the vertical axis.
        assert_eq!(pinch.share(|place| place.1, 0.0, 300.0), (0.0, 1.0));
        assert!(!pinch.is_upright());
        fingers.up(1, 500.0);
        assert!(fingers.hold_page());
        assert_eq!(fingers.up(2, 510.0), Act::None);
        assert!(!fingers.hold_page());
    }
}
