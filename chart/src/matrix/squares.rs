//! Where the cells of a matrix stand, in whole device pixels.

use std::ops::Range;

use crate::layout::Rect;

/// Cells at least this many device pixels long all have the same length.
const EVEN: f64 = 6.0;
/// Cells at least this many CSS pixels long stand apart.
const APART: f64 = 6.0;

/// A square of square cells, or of blocks of cells where a cell would be less than a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Squares {
    /// Classes along a side.
    pub(super) classes: usize,
    /// Left and top edge in device pixels.
    pub(super) corner: (f64, f64),
    /// Length of a side in device pixels.
    pub(super) side: usize,
    /// Between two cells, in device pixels.
    pub(super) gap: usize,
}

impl Squares {
    /// As large as fits into `room` (CSS pixels), in its middle and at its top.
    pub(super) fn within(classes: usize, room: &Rect, ratio: f64) -> Self {
        let device = |css: f64| (css * ratio).round();
        let (left, top) = (device(room.left), device(room.top));
        let (width, height) = (device(room.right) - left, device(room.bottom) - top);
        let most = width.min(height).max(1.0);
        let pitch = most / classes.max(1) as f64;
        let side = if pitch >= EVEN {
            pitch.floor() * classes.max(1) as f64
        } else {
            most.floor()
        };
        let corner = (left + ((width - side) / 2.0).max(0.0).floor(), top);
        Self {
            classes,
            corner,
            side: side as usize,
            gap: gap(classes, side, ratio),
        }
    }

    /// The squares of a plot that was drawn.
    pub(super) fn of_rect(classes: usize, plot: &Rect, ratio: f64) -> Option<Self> {
        let side = (plot.width() * ratio).round();
        (classes > 0).then(|| Self {
            classes,
            corner: (plot.left * ratio, plot.top * ratio),
            side: side as usize,
            gap: gap(classes, side, ratio),
        })
    }

    /// The square in CSS pixels.
    pub(super) fn rect(&self, ratio: f64) -> Rect {
        let side = self.side as f64;
        let (left, top) = self.corner;
        Rect {
            left: left / ratio,
            top: top / ratio,
            right: (left + side) / ratio,
            bottom: (top + side) / ratio,
        }
    }

    /// Length of a cell with its gap, in device pixels.
    pub(super) fn pitch(&self) -> f64 {
        self.side as f64 / self.classes.max(1) as f64
    }

    /// Blocks along a side: one for each class, or one for each pixel if there are fewer.
    pub(super) fn blocks(&self) -> usize {
        self.classes.min(self.side)
    }

    /// The block of a class.
    pub(super) fn block_of(&self, class: usize) -> usize {
        class * self.blocks() / self.classes.max(1)
    }

    /// The classes of a block.
    pub(super) fn classes_of(&self, block: usize) -> Range<usize> {
        let blocks = self.blocks().max(1);
        let first = |block: usize| (block * self.classes).div_ceil(blocks);
        first(block)..first(block + 1)
    }

    /// Where a block begins and ends, in device pixels from the edge of the square.
    pub(super) fn span(&self, block: usize) -> (usize, usize) {
        let edge = |block: usize| block * self.side / self.blocks().max(1);
        (edge(block), edge(block + 1))
    }

    /// The block at a distance from the edge, in device pixels.
    pub(super) fn block_at(&self, distance: f64) -> Option<usize> {
        let inside = (0.0..self.side as f64).contains(&distance);
        // The last block that begins at or before this pixel.
        let pixel = distance as usize;
        let blocks = self.blocks().max(1);
        let block = ((pixel + 1) * blocks).div_ceil(self.side.max(1)) - 1;
        inside.then(|| block.min(blocks - 1))
    }
}

fn gap(classes: usize, side: f64, ratio: f64) -> usize {
    let apart = side / classes.max(1) as f64 >= APART * ratio;
    if apart {
        (ratio.round() as usize).max(1)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::Squares;
    use crate::layout::Rect;

    #[test]
    fn blocks_classes_and_pixels_agree() {
        for classes in [1, 2, 3, 7, 10, 99, 100, 101, 333, 1000] {
            for length in [1.0, 2.0, 50.0, 100.0, 150.0, 401.0] {
                let room = Rect {
                    left: 10.0,
                    top: 5.0,
                    right: 10.0 + length,
                    bottom: 900.0,
                };
                let squares = Squares::within(classes, &room, 1.0);
                assert!(squares.side as f64 <= length);
                let mut next = 0;
                for block in 0..squares.blocks() {
                    for class in squares.classes_of(block) {
                        assert_eq!((class, squares.block_of(class)), (next, block));
                        next += 1;
                    }
                    let (start, end) = squares.span(block);
                    assert!(start < end);
                    for pixel in start..end {
                        assert_eq!(squares.block_at(pixel as f64 + 0.5), Some(block));
                    }
                }
                assert_eq!(next, classes);
                assert_eq!(squares.block_at(squares.side as f64), None);
                assert_eq!(squares.block_at(-0.5), None);
            }
        }
    }
}
