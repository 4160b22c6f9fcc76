//! From grid cells to CSS pixels and back. Pure.

use suisei_core::layout::{COLUMNS, Place, Size};

/// Height of a grid row.
pub(crate) const ROW_PX: f64 = 56.0;

/// Space between panels.
pub(crate) const GAP_PX: f64 = 12.0;

/// A box in CSS pixels within the grid.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct PixelBox {
    /// From the left.
    pub(crate) left: f64,
    /// From the top.
    pub(crate) top: f64,
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
}

/// A grid of a given width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Metrics {
    column: f64,
}

impl Metrics {
    /// For a grid `width` CSS pixels wide.
    pub(crate) fn new(width: f64) -> Self {
        let columns = f64::from(COLUMNS);
        Self {
            column: ((width - GAP_PX * (columns - 1.0)) / columns).max(1.0),
        }
    }

    /// Where a place lies.
    pub(crate) fn pixels(self, place: Place) -> PixelBox {
        let (w, h) = (f64::from(place.size.w), f64::from(place.size.h));
        PixelBox {
            left: f64::from(place.column) * (self.column + GAP_PX),
            top: f64::from(place.row) * (ROW_PX + GAP_PX),
            width: w * self.column + (w - 1.0) * GAP_PX,
            height: h * ROW_PX + (h - 1.0) * GAP_PX,
        }
    }

    /// The cell, in fractions, that a point lies in.
    pub(crate) fn cell(self, left: f64, top: f64) -> (f64, f64) {
        (left / (self.column + GAP_PX), top / (ROW_PX + GAP_PX))
    }

    /// The size that a box of pixels comes nearest to.
    pub(crate) fn size(self, width: f64, height: f64) -> Size {
        let cells = |length: f64, cell: f64| ((length + GAP_PX) / (cell + GAP_PX)).round().max(0.0);
        Size {
            w: cells(width, self.column) as u32,
            h: cells(height, ROW_PX) as u32,
        }
        .clamped()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_and_cells_agree() {
        let metrics = Metrics::new(1_200.0);
        let place = Place {
            column: 4,
            row: 2,
            size: Size { w: 4, h: 5 },
        };
        let pixels = metrics.pixels(place);
        assert_eq!(metrics.cell(pixels.left, pixels.top), (4.0, 2.0));
        assert_eq!(metrics.size(pixels.width, pixels.height), place.size);
    }
}
