//! The panel grid: sizes in order → places. Pure, so that a drag can be tried out before it is done.

use serde::{Deserialize, Serialize};

/// Columns of the grid.
pub const COLUMNS: u32 = 12;

/// Smallest panel.
pub const MIN_SIZE: Size = Size { w: 2, h: 3 };

/// Tallest panel, in rows.
pub const MAX_ROWS: u32 = 24;

/// A panel's size in grid cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Size {
    /// Columns.
    pub w: u32,
    /// Rows.
    pub h: u32,
}

/// A panel's place in grid cells, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First column.
    pub column: u32,
    /// First row.
    pub row: u32,
    /// Its size.
    pub size: Size,
}

impl Size {
    /// The nearest size that a panel may have.
    pub fn clamped(self) -> Self {
        Self {
            w: self.w.clamp(MIN_SIZE.w, COLUMNS),
            h: self.h.clamp(MIN_SIZE.h, MAX_ROWS),
        }
    }
}

impl Place {
    fn overlaps(&self, other: &Self) -> bool {
        self.column < other.column + other.size.w
            && other.column < self.column + self.size.w
            && self.row < other.row + other.size.h
            && other.row < self.row + self.size.h
    }
}

/// Places panels in order: each goes to the first free place, reading rows from the left,
/// that does not lie above the row of the panel before it by more than a gap could explain:
/// small panels fill holes that larger ones left.
pub fn flow(sizes: &[Size]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(sizes.len());
    for size in sizes {
        let size = size.clamped();
        let place = first_free(&places, size);
        places.push(place);
    }
    places
}

fn first_free(places: &[Place], size: Size) -> Place {
    let bottom = places
        .iter()
        .map(|place| place.row + place.size.h)
        .max()
        .unwrap_or(0);
    // Holes far above the last panels are left alone: order on screen should follow the list.
    let from = places.last().map_or(0, |last| last.row);
    for row in from..bottom {
        for column in 0..=COLUMNS - size.w {
            let place = Place { column, row, size };
            if !places.iter().rev().any(|other| other.overlaps(&place)) {
                return place;
            }
        }
    }
    Place {
        column: 0,
        row: bottom,
        size,
    }
}

/// The index at which a panel should be put so that it lands nearest to a cell, given the sizes of
/// the others in order and its own size.
pub fn nearest_index(others: &[Size], own: Size, column: f64, row: f64) -> usize {
    let distance = |index: usize| {
        let mut sizes = others.to_vec();
        sizes.insert(index, own);
        let place = flow(&sizes)[index];
        let dx = f64::from(place.column) - column;
        let dy = f64::from(place.row) - row;
        dx * dx + dy * dy
    };
    (0..=others.len())
        .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(others.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sizes() -> impl Strategy<Value = Vec<Size>> {
        proptest::collection::vec(
            (0_u32..20, 0_u32..30).prop_map(|(w, h)| Size { w, h }),
            0..20,
        )
    }

    proptest! {
        #[test]
        fn nothing_overlaps_and_nothing_leaves_the_grid(sizes in sizes()) {
            let places = flow(&sizes);
            for (index, place) in places.iter().enumerate() {
                prop_assert!(place.column + place.size.w <= COLUMNS);
                for other in &places[index + 1..] {
                    prop_assert!(!place.overlaps(other));
                }
            }
        }

        #[test]
        fn dropping_a_panel_on_its_place_keeps_the_order(sizes in sizes(), pick in 0_usize..20) {
            prop_assume!(pick < sizes.len());
            let place = flow(&sizes)[pick];
            let mut others = sizes.clone();
            let own = others.remove(pick);
            let index = nearest_index(&others, own, f64::from(place.column), f64::from(place.row));
            others.insert(index, own);
            prop_assert_eq!(flow(&others)[index], place);
        }
    }

    #[test]
    fn default_panels_stand_three_in_a_row() {
        let places = flow(&[Size { w: 4, h: 4 }; 4]);
        let cells: Vec<_> = places
            .iter()
            .map(|place| (place.column, place.row))
            .collect();
        assert_eq!(cells, [(0, 0), (4, 0), (8, 0), (0, 4)]);
    }
}
