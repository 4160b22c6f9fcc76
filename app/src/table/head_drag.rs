//! Drags in the head: a column to another place, an edge to another width.

use leptos::prelude::*;
use suisei_core::table::Column;

use super::state::TableState;
use crate::dom::element;
use crate::dom::pointer::{DragEvent, drag, position};
use crate::ui::virtual_rows::focus_row;

/// A drag of a column.
#[derive(Clone, Copy)]
pub(super) struct ColumnDrag {
    /// The place where the column would be put in.
    pub(super) drop: RwSignal<Option<usize>>,
    /// True from a drag until the click that ends it, which sorts nothing.
    dragged: StoredValue<bool>,
}

impl ColumnDrag {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            drop: RwSignal::new(None),
            dragged: StoredValue::new(false),
        }
    }

    /// Whether a click only ends a drag.
    pub(super) fn takes_click(self) -> bool {
        self.dragged
            .try_update_value(std::mem::take)
            .unwrap_or_default()
    }
}

/// Follows a drag of a column.
pub(super) fn on_move(
    state: TableState,
    index: usize,
    column: ColumnDrag,
    event: &leptos::ev::PointerEvent,
) {
    let ColumnDrag { drop, dragged } = column;
    dragged.set_value(false);
    drag(event, move |what| match what {
        DragEvent::Move(at) => {
            dragged.try_set_value(true);
            drop.try_set(Some(target(state, at.x)));
        }
        DragEvent::Drop(at) => {
            drop.try_set(None);
            let before = target(state, at.x);
            if before != index && before != index + 1 {
                state.move_column(index, before);
            }
        }
        DragEvent::Click(_) | DragEvent::Cancel => {
            drop.try_set(None);
        }
    });
}

/// The place among the columns that lies under the pointer.
fn target(state: TableState, x: f64) -> usize {
    let Some(scroller) = state.scroller.get_untracked() else {
        return 0;
    };
    let cells = element::rects(&scroller, "th[data-column]");
    place_at(cells.iter().map(|cell| cell.x + cell.width / 2.0), x)
}

/// How many middles lie to the left of `x`.
fn place_at(middles: impl Iterator<Item = f64>, x: f64) -> usize {
    middles.filter(|middle| *middle < x).count()
}

/// Keeps the keyboard focus on a column that a key moved.
pub(super) fn keep_focus(from: usize, before: usize) {
    let to = if before > from { before - 1 } else { before };
    focus_row(format!("th[data-column=\"{to}\"] .head-button"));
}

/// Follows a drag of a column's right edge.
pub(super) fn on_resize(state: TableState, column: &Column, event: &leptos::ev::PointerEvent) {
    event.prevent_default();
    event.stop_propagation();
    let column = column.clone();
    let (from, before) = (position(event).x, untrack(|| state.widths.of(&column, 0.0)));
    drag(event, move |what| match what {
        DragEvent::Move(at) => state.widths.set(&column, before + at.x - from),
        DragEvent::Drop(_) => state.widths.remember(),
        DragEvent::Click(_) => {}
        DragEvent::Cancel => state.widths.set(&column, before),
    });
}

#[cfg(test)]
mod tests {
    use super::place_at;

    #[test]
    fn a_column_lands_on_the_nearer_side() {
        let middles = [50.0, 150.0, 250.0];
        let at = |x| place_at(middles.into_iter(), x);
        assert_eq!((at(10.0), at(149.0), at(151.0), at(900.0)), (0, 1, 2, 3));
    }
}
