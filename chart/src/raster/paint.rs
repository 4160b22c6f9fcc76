//! Covers pieces of pixel columns with a colour.
//!
//! The loops run over neighbouring pixels without a branch, so that the compiler can handle many
//! at once.

use super::field::Field;
use super::{greatest, least};
use crate::simd::{self, AT_ONCE, Edge};

/// What a line covers in one column, in device pixels from its top: the area between an upper and
/// a lower edge, each straight from the left to the right side of the column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// Height of the upper edge at both sides.
    pub(super) upper: [f32; 2],
    /// Height of the lower edge at both sides.
    pub(super) lower: [f32; 2],
}

/// A colour and its opacity in 256ths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    pub(super) colour: u32,
    pub(super) opacity: f32,
}

/// Edges that rise less than this are level.
const EVEN: f32 = 0.05;
/// Pieces shorter than this are covered in one go.
const SHORT: usize = 32;

impl Piece {
    /// Whether its edges are level, as far as the eye can see.
    fn is_even(&self) -> bool {
        let rise = greatest(
            (self.upper[0] - self.upper[1]).abs(),
            (self.lower[0] - self.lower[1]).abs(),
        );
        rise < EVEN
    }

    /// The rows that it touches, of `height`: one too many at most.
    fn rows(&self, height: usize) -> (usize, usize) {
        let limit = height as f32;
        let first = whole(cut(least(self.upper[0], self.upper[1]) - 0.5, limit)) as usize;
        let end = whole(cut(greatest(self.lower[0], self.lower[1]) + 0.5, limit)) as usize;
        (first, end.max(first))
    }

    /// The rows that it covers wholly, within those that it touches: one too few at most.
    fn inner(&self, (first, end): (usize, usize)) -> (usize, usize) {
        let limit = end as f32;
        let solid = whole(cut(greatest(self.upper[0], self.upper[1]) + 0.5, limit)) as usize;
        let solid_end = whole(cut(least(self.lower[0], self.lower[1]) - 0.5, limit)) as usize;
        (solid.max(first), solid_end.max(first))
    }
}

/// The edge that is straight between these heights at both sides of a column.
fn edge([left, right]: [f32; 2]) -> Edge {
    // An edge that hardly rises still crosses one pixel.
    let extent = greatest((left - right).abs(), 1.0);
    Edge {
        begin: (left + right - extent) * 0.5 - 0.5,
        rate: 1.0 / extent,
    }
}

/// The share of the pixel in `row` that lies below an edge.
#[inline(always)]
fn below(edge: Edge, row: f32) -> f32 {
    cut((row - edge.begin) * edge.rate, 1.0)
}

impl Paint {
    /// Covers a piece of a column.
    pub(super) fn cover(self, field: &mut Field, column: usize, piece: &Piece) {
        if piece.is_even() {
            return self.cover_even(field, column, piece.upper[0], piece.lower[0]);
        }
        let (first, end) = piece.rows(field.height());
        let edges = (edge(piece.upper), edge(piece.lower));
        let (solid, solid_end) = piece.inner((first, end));
        let pixels = field.column(column, first, end);
        if end - first < SHORT || solid_end <= solid {
            return self.partly(pixels, (first, end), edges);
        }
        // What is covered wholly is not covered again by the rest of a vector.
        let solid = first + (solid - first).next_multiple_of(AT_ONCE);
        self.partly(pixels, (first, solid), edges);
        if solid < solid_end {
            self.wholly(&mut pixels[solid..solid_end]);
        }
        self.partly(pixels, (solid.max(solid_end), end), edges);
    }

    /// Covers a piece that was made ready.
    #[inline(always)]
    pub(super) fn cover_ready(
        self,
        field: &mut Field,
        column: usize,
        (first, end): (usize, usize),
        edges: (Edge, Edge),
        piece: impl FnOnce() -> Piece,
    ) {
        if end - first < SHORT {
            // One way for all short ones: which of them are level would be anybody's guess, also
            // for the processor.
            let pixels = field.column(column, first, end);
            self.partly(pixels, (first, end), edges);
        } else {
            self.cover(field, column, &piece());
        }
    }

    /// Covers a column from one height to another.
    pub(super) fn cover_even(self, field: &mut Field, column: usize, top: f32, bottom: f32) {
        let height = field.height();
        let limit = height as f32;
        let (top, bottom) = (cut(top, limit), cut(bottom, limit));
        let (first, last) = (top as usize, bottom as usize);
        let pixels = &mut field.column(column, first, last + 1)[..height];
        if first >= last {
            if let Some(pixel) = pixels.get_mut(first) {
                *pixel = blend(*pixel, self.colour, share(bottom - top, self.opacity));
            }
            return;
        }
        let covered = (first + 1) as f32 - top;
        pixels[first] = blend(pixels[first], self.colour, share(covered, self.opacity));
        self.wholly(&mut pixels[first + 1..last]);
        if let Some(pixel) = pixels.get_mut(last) {
            let covered = bottom - last as f32;
            *pixel = blend(*pixel, self.colour, share(covered, self.opacity));
        }
    }

    /// Covers some rows of a column, several at a time: pixels beyond the edges not at all.
    #[inline(always)]
    fn partly(self, pixels: &mut [u32], (first, end): (usize, usize), edges: (Edge, Edge)) {
        let count = end.saturating_sub(first).next_multiple_of(AT_ONCE);
        let pixels = &mut pixels[first..first + count];
        simd::cover(pixels, first, edges, self.colour, self.opacity);
    }

    fn wholly(self, pixels: &mut [u32]) {
        if self.opacity >= 256.0 {
            return pixels.fill(self.colour);
        }
        let share = share(1.0, self.opacity);
        for pixel in pixels {
            *pixel = blend(*pixel, self.colour, share);
        }
    }

    /// Covers pieces that are equal parts of one column, side by side. `coverage` has a zero for
    /// each row, and has them again afterwards.
    pub(super) fn cover_parts(
        self,
        field: &mut Field,
        column: usize,
        pieces: impl ExactSizeIterator<Item = Piece>,
        parts: f32,
        coverage: &mut [f32],
    ) {
        let height = field.height();
        let (mut begin, mut until) = (height, 0);
        for piece in pieces {
            let (first, end) = piece.rows(height);
            (begin, until) = (begin.min(first), until.max(end));
            let (upper, lower) = (edge(piece.upper), edge(piece.lower));
            for (index, covered) in coverage[first..end].iter_mut().enumerate() {
                let row = (first + index) as f32;
                *covered += below(upper, row) - below(lower, row);
            }
        }
        if begin >= until {
            return;
        }
        let opacity = self.opacity / parts;
        let pixels = &mut field.column(column, begin, until)[begin..until];
        for (pixel, covered) in pixels.iter_mut().zip(&mut coverage[begin..until]) {
            *pixel = blend(*pixel, self.colour, share(*covered, opacity));
            *covered = 0.0;
        }
    }
}

/// Cut to 0…`most`. Plain comparisons become vector instructions, where `clamp` does not.
#[inline(always)]
pub(super) fn cut(value: f32, most: f32) -> f32 {
    least(greatest(value, 0.0), most)
}

/// The whole number nearest to a small one: added to 2²³, it stands in the lowest bits of the sum.
/// The usual conversion looks after numbers that are too large, which takes longer.
#[inline(always)]
pub(super) fn whole(value: f32) -> u32 {
    (value + 8_388_608.0).to_bits() & 0x007f_ffff
}

/// In 256ths, rounded.
#[inline(always)]
fn share(covered: f32, opacity: f32) -> u32 {
    whole(cut(covered * opacity, 256.0))
}

/// `share` 256ths of `colour` over an opaque pixel: red and blue in one multiplication. What the
/// difference of one borrows from the other is given back by the sum.
#[inline(always)]
pub(crate) fn blend(pixel: u32, colour: u32, share: u32) -> u32 {
    const RED_BLUE: u32 = 0x00ff_00ff;
    let (red_blue, green) = (pixel & RED_BLUE, (pixel >> 8) & 0xff);
    let (over_red_blue, over_green) = (colour & RED_BLUE, (colour >> 8) & 0xff);
    let step = over_red_blue.wrapping_sub(red_blue).wrapping_mul(share) >> 8;
    let red_blue = red_blue.wrapping_add(step) & RED_BLUE;
    let step = over_green.wrapping_sub(green).wrapping_mul(share) >> 8;
    let green = green.wrapping_add(step) & 0xff;
    0xff00_0000 | red_blue | (green << 8)
}

#[cfg(test)]
mod tests {
    use super::{Field, Paint, Piece, below, blend};

    #[test]
    fn coverage_is_the_area_below_an_edge() {
        for (edge, row, expected) in [
            ([0.0, 0.0], 0.0, 1.0),
            ([0.5, 0.5], 0.0, 0.5),
            ([0.0, 1.0], 0.0, 0.5),
            ([1.0, 0.0], 0.0, 0.5),
            ([0.0, 2.0], 0.0, 0.25),
            ([0.0, 2.0], 1.0, 0.75),
            ([5.0, 9.0], 0.0, 0.0),
            ([-9.0, -5.0], 0.0, 1.0),
        ] {
            let found = below(super::edge(edge), row);
            assert!((found - expected).abs() < 1e-6, "{edge:?} {row}: {found}");
        }
    }

    #[test]
    fn blending_ends_at_both_colours_exactly() {
        for (under, over) in [(0xff00_0000, 0xffff_ffff), (0xff12_3456, 0xfffe_dcba)] {
            assert_eq!(blend(under, over, 0), under);
            assert_eq!(blend(under, over, 256), over);
        }
    }

    #[test]
    fn a_long_piece_is_solid_inside() {
        let paint = Paint {
            colour: 0xffff_ffff,
            opacity: 256.0,
        };
        let piece = Piece {
            upper: [2.5, 2.5],
            lower: [37.25, 37.25],
        };
        // The edges of the second one rise a little, which takes the other way.
        let steep = Piece {
            upper: [2.4, 2.6],
            ..piece
        };
        for piece in [piece, steep] {
            let mut field = Field::default();
            field.background = vec![0xff00_0000; 40];
            field.begin(1);
            paint.cover(&mut field, 0, &piece);
            let mut rows = crate::raster::rows::Rows::default();
            field.write_rows(&mut rows);
            let column = rows.pixels();
            assert_eq!(column[1], 0xff00_0000);
            assert_eq!(column[2], 0xff7f_7f7f);
            assert!(column[3..37].iter().all(|&pixel| pixel == 0xffff_ffff));
            assert_eq!(column[37], 0xff3f_3f3f);
            assert_eq!(column[38], 0xff00_0000);
        }
    }
}
