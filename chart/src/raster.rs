//! The backend that turns lines into pixels itself, for machines where a canvas strokes slowly.
//!
//! Every line of a chart runs from left to right, so its stroke covers one unbroken piece of each
//! pixel column. A line is therefore kept as one [`Span`] a column ([`trace`]) and painted column
//! by column ([`paint`]), with the coverage of every pixel worked out from areas. The result is
//! opaque: surface, grid and lines of the plot, to be copied onto the canvas in one call.
//!
//! It allocates nothing once it has seen a chart of the same size, so one raster serves all
//! charts of a page, one after the other. It never draws text.

mod paint;
mod trace;

use crate::ink::{Ink, Pen, Place};
use crate::reduce::Reduced;
use crate::theme::Rgba;

/// A drawn plot, and the memory to draw the next one.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    region: Region,
    pixels: Vec<u32>,
    background: Vec<u32>,
    strokes: Vec<Stroke>,
    spans: Vec<Span>,
    tracer: trace::Tracer,
    strip: paint::Strip,
}

/// The part of a canvas that is drawn, in device pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// What a line covers in one column, in device pixels from the top of the region: the area
/// between a top and a bottom edge, each straight from the left to the right side of the column,
/// and faint margins above and below it, where a wide line reaches over from the next column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) top: [f32; 2],
    pub(crate) bottom: [f32; 2],
    /// Where the margins end; at the edges themselves without one.
    pub(crate) margin: [f32; 2],
}

/// The spans of one run of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stroke {
    /// Column of the first span, counted in parts of a column; may lie left of the region.
    first: i32,
    /// Where its spans are.
    start: usize,
    end: usize,
    /// Parts that a pixel column is divided into.
    parts: u8,
    /// Colour, and its opacity and that of the margins in 256ths.
    colour: u32,
    opacity: u32,
    margin_opacity: u32,
}

impl Raster {
    /// A raster that has drawn nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pixels of the last plot, row by row from the top: red, green, blue and opacity in the
    /// four bytes of each number, red in the lowest.
    pub fn pixels(&self) -> &[u32] {
        &self.pixels
    }

    /// Width and height of the last plot in device pixels.
    pub fn size(&self) -> (usize, usize) {
        (self.region.width, self.region.height)
    }

    /// Where on the canvas the plot belongs.
    pub(crate) fn region(&self) -> Region {
        self.region
    }

    /// Begins a plot on a plain surface.
    pub(crate) fn begin(&mut self, region: Region, surface: Rgba) {
        self.region = region;
        self.strokes.clear();
        self.spans.clear();
        self.background.clear();
        self.background.resize(region.height, packed(surface));
    }

    /// A filled rectangle of the picture behind the lines, as `[x, y, width, height]` in device
    /// pixels of the canvas. Grid lines and axes are as wide as the plot; what is narrower lies
    /// outside of it.
    pub(crate) fn behind(&mut self, rect: [i32; 4], colour: Rgba) {
        let [x, y, width, height] = rect;
        let Region { left, top, .. } = self.region;
        if x > left || x + width < left + self.region.width as i32 {
            return;
        }
        let row = |y: i32| (y - top).clamp(0, self.region.height as i32) as usize;
        let opacity = (colour.alpha * 256.0) as u32;
        for pixel in &mut self.background[row(y)..row(y + height)] {
            *pixel = paint::blend(*pixel, packed(colour), opacity);
        }
    }

    /// Paints everything that was drawn since [`begin`](Self::begin).
    pub(crate) fn finish(&mut self) {
        paint::paint(self);
    }
}

impl Ink for Raster {
    fn line(&mut self, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) {
        trace::line(self, line, place, pen);
    }
}

/// A colour without its opacity, in the order of the bytes of a pixel.
fn packed(colour: Rgba) -> u32 {
    u32::from_le_bytes([colour.red, colour.green, colour.blue, 255])
}
