//! Rows that exist only while they can be seen, so that ten thousand scroll like ten.
//! The arithmetic is pure; [`VirtualRows`] ties it to an element that scrolls.

use std::ops::Range;

use leptos::prelude::*;

use crate::dom::element;
use crate::dom::observe::SizeObserver;
use crate::dom::page::{self, Tokens};

/// Rows above and below the window that exist too, so that scrolling shows no gap.
const SPARE: usize = 8;

/// The first row moves in steps of so many rows, so that most scroll events change nothing.
const STEP: usize = 4;

/// Where a list is scrolled to, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Scroll {
    /// What lies above the window.
    pub(crate) top: f64,
    /// The height of the window.
    pub(crate) height: f64,
    /// The height of a row.
    pub(crate) row: f64,
}

/// A piece of a list: a row, or an empty space as high as some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Piece {
    /// The row at an index.
    Row(usize),
    /// Rows from an index that are left out, and how many.
    Gap(usize, usize),
}

impl Scroll {
    /// The rows that should exist, of `rows` in all.
    pub(crate) fn visible(self, rows: usize) -> Range<usize> {
        if self.row <= 0.0 || self.height <= 0.0 {
            return 0..rows.min(2 * SPARE);
        }
        let first = (self.top / self.row).floor().max(0.0) as usize;
        let start = first.saturating_sub(SPARE) / STEP * STEP;
        let window = (self.height / self.row).ceil() as usize;
        let end = (first / STEP * STEP + STEP + window + SPARE).min(rows);
        start.min(end)..end
    }

    /// Where to scroll so that a row can be seen; `None` when it can be.
    pub(crate) fn to_show(self, index: usize) -> Option<f64> {
        let top = index as f64 * self.row;
        if top < self.top {
            Some(top)
        } else if top + self.row > self.top + self.height {
            Some((top + self.row - self.height).max(0.0))
        } else {
            None
        }
    }
}

/// The pieces of a list: its visible rows, one that is kept because it has the keyboard focus,
/// and gaps in the places of all others.
pub(crate) fn pieces(visible: Range<usize>, kept: Option<usize>, rows: usize) -> Vec<Piece> {
    let mut shown: Vec<usize> = visible.collect();
    if let Some(kept) = kept.filter(|kept| *kept < rows)
        && let Err(place) = shown.binary_search(&kept)
    {
        shown.insert(place, kept);
    }
    let mut pieces = Vec::with_capacity(shown.len() + 3);
    let mut next = 0;
    for index in shown {
        if index > next {
            pieces.push(Piece::Gap(next, index - next));
        }
        pieces.push(Piece::Row(index));
        next = index + 1;
    }
    if next < rows {
        pieces.push(Piece::Gap(next, rows - next));
    }
    pieces
}

/// The index after a step up or down; the first step goes to the first row.
pub(crate) fn step(current: Option<usize>, by: isize, rows: usize) -> Option<usize> {
    let last = rows.checked_sub(1)?;
    Some(current.map_or(0, |current| current.saturating_add_signed(by).min(last)))
}

/// Puts the keyboard focus on a row as soon as it exists: after what signals have set off, and
/// before the next key press, which would find nothing focused.
pub(crate) fn focus_row(selector: String) {
    leptos::task::spawn_local(async move {
        leptos::task::tick().await;
        element::focus(&selector);
    });
}

/// An element that scrolls rows of one height.
#[derive(Clone, Copy)]
pub(crate) struct VirtualRows {
    scroll: RwSignal<Scroll>,
    width: RwSignal<f64>,
    element: NodeRef<leptos::html::Div>,
    covered: f64,
}

impl VirtualRows {
    /// Follows an element. `row_token` names the token that holds the height of a row; `covered`
    /// are the pixels of the element that a head covers.
    pub(crate) fn follow(
        element: NodeRef<leptos::html::Div>,
        row_token: &'static str,
        covered: f64,
    ) -> Self {
        let rows = Self {
            scroll: RwSignal::new(Scroll::default()),
            // Until the element is measured, it is as wide as the window: a guess that is right
            // where it matters, in narrow windows, saves them a second layout.
            width: RwSignal::new(page::width()),
            element,
            covered,
        };
        let observer = StoredValue::new_local(None::<SizeObserver>);
        Effect::new(move |_| {
            if let Some(element) = element.get() {
                let resized = SizeObserver::new(&element, move |width, _| {
                    rows.width.set(width);
                    let row = Tokens::current().number(row_token).unwrap_or_default();
                    rows.scroll.update(|scroll| scroll.row = row);
                    rows.read();
                });
                observer.set_value(Some(resized));
            }
        });
        rows
    }

    /// Takes in where the element is scrolled to; for its `scroll` event.
    pub(crate) fn read(self) {
        if let Some(element) = self.element.get_untracked() {
            let top = element::scroll_top(&element);
            let height = (element::client_height(&element) - self.covered).max(0.0);
            let now = Scroll {
                top,
                height,
                ..self.scroll.get_untracked()
            };
            if self.scroll.get_untracked() != now {
                self.scroll.set(now);
            }
        }
    }

    /// The rows that should exist; reactive.
    pub(crate) fn visible(self, rows: usize) -> Range<usize> {
        self.scroll.get().visible(rows)
    }

    /// The height of so many rows; reactive.
    pub(crate) fn height_of(self, rows: usize) -> String {
        format!("{}px", self.scroll.with(|scroll| scroll.row) * rows as f64)
    }

    /// The width of the element; reactive.
    pub(crate) fn width(self) -> f64 {
        self.width.get()
    }

    /// Scrolls until a row can be seen.
    pub(crate) fn show(self, index: usize) {
        if let Some(top) = self.scroll.get_untracked().to_show(index) {
            self.scroll_to(top);
        }
    }

    /// Scrolls to the first row.
    pub(crate) fn to_top(self) {
        self.scroll_to(0.0);
    }

    fn scroll_to(self, top: f64) {
        if let Some(element) = self.element.get_untracked() {
            element::set_scroll_top(&element, top);
            self.read();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_can_be_seen_exists(
            rows in 0_usize..20_000, top in 0.0_f64..600_000.0, height in 1.0_f64..3_000.0,
        ) {
            let scroll = Scroll { top, height, row: 28.0 };
            let visible = scroll.visible(rows);
            prop_assert!(visible.end <= rows);
            for y in [top, top + height / 2.0, top + height] {
                let index = (y / 28.0) as usize;
                prop_assert!(index >= rows || visible.contains(&index));
            }
            prop_assert!(visible.len() <= (height / 28.0) as usize + 1 + 2 * (SPARE + STEP));
        }

        #[test]
        fn pieces_cover_every_row_once(
            rows in 0_usize..500, start in 0_usize..500, length in 0_usize..60,
            kept in proptest::option::of(0_usize..600),
        ) {
            let start = start.min(rows);
            let visible = start..(start + length).min(rows);
            let mut next = 0;
            for piece in pieces(visible.clone(), kept, rows) {
                let (first, count) = match piece {
                    Piece::Row(index) => (index, 1),
                    Piece::Gap(first, count) => (first, count),
                };
                prop_assert_eq!(first, next);
                next += count;
            }
            prop_assert_eq!(next, rows);
        }
    }

    #[test]
    fn scrolling_shows_a_row_with_the_least_movement() {
        let scroll = Scroll {
            top: 280.0,
            height: 100.0,
            row: 28.0,
        };
        assert_eq!(scroll.to_show(11), None);
        assert_eq!(scroll.to_show(2), Some(56.0));
        assert_eq!(scroll.to_show(20), Some(488.0));
    }

    #[test]
    fn steps_stay_inside() {
        assert_eq!(step(None, 1, 3), Some(0));
        assert_eq!(step(Some(2), 1, 3), Some(2));
        assert_eq!(step(Some(0), -1, 3), Some(0));
        assert_eq!(step(Some(5), 0, 3), Some(2));
        assert_eq!(step(None, 1, 0), None);
    }
}
