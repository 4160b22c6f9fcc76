//! From spans to pixels.
//!
//! The plot is painted in strips of 16 columns that stay in the cache while every line passes
//! over them. The coverage of a pixel is the exact area of the span inside it.

use super::{Raster, Span, Stroke};

/// Columns of a strip.
const WIDTH: usize = 16;

/// Rows of a strip.
pub(super) type Row = [u32; WIDTH];

/// A strip and the coverage of one of its columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Strip {
    rows: Vec<Row>,
    coverage: Vec<f32>,
}

/// Paints all strokes over the background.
pub(super) fn paint(raster: &mut Raster) {
    let Raster {
        region,
        pixels,
        background,
        strokes,
        spans,
        strip,
        ..
    } = raster;
    let (width, height) = (region.width, region.height);
    pixels.resize(width * height, 0);
    if width == 0 {
        return;
    }
    strip.coverage.clear();
    strip.coverage.resize(height + 1, 0.0);
    for left in (0..width).step_by(WIDTH) {
        let columns = WIDTH.min(width - left);
        strip.rows.clear();
        strip
            .rows
            .extend(background.iter().map(|&pixel| [pixel; WIDTH]));
        for stroke in strokes.iter() {
            strip.stroke(stroke, &spans[stroke.start..stroke.end], left, columns);
        }
        for (row, target) in strip.rows.iter().zip(pixels.chunks_exact_mut(width)) {
            target[left..left + columns].copy_from_slice(&row[..columns]);
        }
    }
}

impl Strip {
    fn stroke(&mut self, stroke: &Stroke, spans: &[Span], left: usize, columns: usize) {
        let parts = i32::from(stroke.parts);
        let begin = (left as i32 * parts).max(stroke.first);
        let end = ((left + columns) as i32 * parts).min(stroke.first + spans.len() as i32);
        if begin >= end {
            return;
        }
        let spans = &spans[(begin - stroke.first) as usize..(end - stroke.first) as usize];
        if parts == 1 {
            let offset = begin as usize - left;
            for (index, span) in spans.iter().enumerate() {
                self.whole_column((offset + index) % WIDTH, span, stroke);
            }
            return;
        }
        let mut spans = spans;
        let mut at = begin;
        while !spans.is_empty() {
            let column = at / parts;
            let count = (((column + 1) * parts - at) as usize).min(spans.len());
            let (now, rest) = spans.split_at(count);
            self.divided_column((column as usize - left) % WIDTH, now, stroke);
            spans = rest;
            at += count as i32;
        }
    }

    /// Paints a span that is as wide as the column.
    fn whole_column(&mut self, column: usize, span: &Span, stroke: &Stroke) {
        let Span {
            top,
            bottom,
            margin,
        } = *span;
        let (first, full) = ends(top);
        let (empty, last) = ends(bottom);
        if margin[0] < first {
            self.box_of(
                column,
                margin[0],
                first,
                stroke.colour,
                stroke.margin_opacity,
            );
        }
        if margin[1] > last {
            self.box_of(
                column,
                last,
                margin[1],
                stroke.colour,
                stroke.margin_opacity,
            );
        }
        let height = self.rows.len() as f32;
        let begin = first.floor().clamp(0.0, height) as usize;
        let end = last.ceil().clamp(0.0, height) as usize;
        let solid = full.ceil().clamp(0.0, height) as usize;
        let solid_end = empty.floor().clamp(0.0, height) as usize;
        if solid < solid_end {
            for (row, y) in self.rows[begin..solid].iter_mut().zip(begin..) {
                let covered = below(top, y as f32);
                shade(&mut row[column], stroke.colour, covered, stroke.opacity);
            }
            fill(&mut self.rows[solid..solid_end], column, stroke);
            for (row, y) in self.rows[solid_end..end].iter_mut().zip(solid_end..) {
                let covered = 1.0 - below(bottom, y as f32);
                shade(&mut row[column], stroke.colour, covered, stroke.opacity);
            }
        } else if begin < end {
            for (row, y) in self.rows[begin..end].iter_mut().zip(begin..) {
                let covered = below(top, y as f32) - below(bottom, y as f32);
                shade(&mut row[column], stroke.colour, covered, stroke.opacity);
            }
        }
    }

    /// Paints a rectangle over the width of a column.
    fn box_of(&mut self, column: usize, top: f32, bottom: f32, colour: u32, opacity: u32) {
        let height = self.rows.len() as f32;
        let begin = top.floor().clamp(0.0, height) as usize;
        let end = bottom.ceil().clamp(0.0, height) as usize;
        for (row, y) in self.rows[begin..end].iter_mut().zip(begin..) {
            let covered = bottom.min(y as f32 + 1.0) - top.max(y as f32);
            shade(&mut row[column], colour, covered, opacity);
        }
    }

    /// Paints spans that are parts of one column.
    fn divided_column(&mut self, column: usize, spans: &[Span], stroke: &Stroke) {
        let height = self.rows.len();
        let limit = height as f32;
        let share = 1.0 / f32::from(stroke.parts);
        let (mut begin, mut end) = (height, 0);
        for span in spans {
            let first = ends(span.top).0.floor().clamp(0.0, limit) as usize;
            let last = ends(span.bottom).1.ceil().clamp(0.0, limit) as usize;
            (begin, end) = (begin.min(first), end.max(last));
            for (covered, y) in self.coverage[first..last.max(first)]
                .iter_mut()
                .zip(first..)
            {
                *covered += (below(span.top, y as f32) - below(span.bottom, y as f32)) * share;
            }
        }
        if begin >= end {
            return;
        }
        let rows = self.rows[begin..end].iter_mut();
        for (row, covered) in rows.zip(&mut self.coverage[begin..end]) {
            shade(&mut row[column], stroke.colour, *covered, stroke.opacity);
            *covered = 0.0;
        }
    }
}

/// The smaller and the greater of two.
fn ends(edge: [f32; 2]) -> (f32, f32) {
    (edge[0].min(edge[1]), edge[0].max(edge[1]))
}

/// The share of the pixel between `y` and `y + 1` that lies below a straight edge.
fn below(edge: [f32; 2], y: f32) -> f32 {
    let (high, low) = (y + 1.0 - edge[0], y + 1.0 - edge[1]);
    let slope = high - low;
    if slope.abs() < 1e-3 {
        return ((high + low) * 0.5).clamp(0.0, 1.0);
    }
    (area(high) - area(low)) / slope
}

/// The integral of a value that is cut to 0…1, up to `value`.
fn area(value: f32) -> f32 {
    let inside = value.clamp(0.0, 1.0);
    inside * inside * 0.5 + (value - 1.0).max(0.0)
}

fn shade(pixel: &mut u32, colour: u32, covered: f32, opacity: u32) {
    let share = (covered * opacity as f32 + 0.5).clamp(0.0, 256.0) as u32;
    *pixel = blend(*pixel, colour, share);
}

fn fill(rows: &mut [Row], column: usize, stroke: &Stroke) {
    if stroke.opacity >= 256 {
        for row in rows {
            row[column] = stroke.colour;
        }
    } else {
        for row in rows {
            row[column] = blend(row[column], stroke.colour, stroke.opacity);
        }
    }
}

/// `share` 256ths of `colour` over an opaque pixel: red and blue in one multiplication.
#[inline]
pub(super) fn blend(pixel: u32, colour: u32, share: u32) -> u32 {
    const RED_BLUE: u32 = 0x00ff_00ff;
    const GREEN: u32 = 0x0000_ff00;
    const HALF: u32 = 0x0080_0080;
    let rest = 256 - share;
    let red_blue = ((pixel & RED_BLUE) * rest + (colour & RED_BLUE) * share + HALF) >> 8;
    let green = (((pixel & GREEN) >> 8) * rest + ((colour & GREEN) >> 8) * share + 128) & GREEN;
    0xff00_0000 | (red_blue & RED_BLUE) | green
}

#[cfg(test)]
mod tests {
    use super::{below, blend};

    #[test]
    fn coverage_is_the_area_below_an_edge() {
        for (edge, y, expected) in [
            ([0.0, 0.0], 0.0, 1.0),
            ([0.5, 0.5], 0.0, 0.5),
            ([0.0, 1.0], 0.0, 0.5),
            ([1.0, 0.0], 0.0, 0.5),
            ([0.0, 2.0], 0.0, 0.25),
            ([0.0, 2.0], 1.0, 0.75),
            ([5.0, 9.0], 0.0, 0.0),
            ([-9.0, -5.0], 0.0, 1.0),
        ] {
            assert!((below(edge, y) - expected).abs() < 1e-6, "{edge:?} {y}");
        }
    }

    #[test]
    fn blending_ends_at_both_colours_exactly() {
        for (under, over) in [(0xff00_0000, 0xffff_ffff), (0xff12_3456, 0xfffe_dcba)] {
            assert_eq!(blend(under, over, 0), under);
            assert_eq!(blend(under, over, 256), over);
        }
    }
}
