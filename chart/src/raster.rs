//! The backend that turns lines into pixels itself, for machines where a canvas strokes slowly.
//!
//! Every line of a chart runs from left to right, so its stroke covers one unbroken piece of each
//! pixel column. [`trace`] follows the line through the columns, [`cover`] finds the pieces, and
//! [`paint`] covers them, with the share of every
//! pixel worked out from areas. Columns lie one after the other in memory while lines are drawn,
//! so that a piece is painted many pixels at a time, and are turned into rows at the end. The
//! result is opaque: surface, grid and lines of the plot, to be copied onto the canvas in one
//! call.
//!
//! It allocates nothing once it has seen a chart of the same size, so one raster serves all
//! charts of a page, one after the other. It never draws text.

mod area;
mod cover;
mod field;
pub(crate) mod paint;
mod ready;
mod rows;
mod trace;

use crate::area::Area;
use crate::ink::{Ink, Pen, Place};
use crate::reduce::Reduced;
use crate::theme::Rgba;

/// A drawn plot, and the memory to draw the next one.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    region: Region,
    /// The plot while it is drawn.
    field: field::Field,
    /// The plot row by row, when it is done.
    rows: rows::Rows,
    tracer: trace::Tracer,
}

/// The part of a canvas that is drawn, in device pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Raster {
    /// A raster that has drawn nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pixels of the last plot, row by row from the top: red, green, blue and opacity in the
    /// four bytes of each number, red in the lowest.
    pub fn pixels(&self) -> &[u32] {
        self.rows.pixels()
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
        self.field.background.clear();
        let surface = packed(surface);
        self.field.background.resize(region.height, surface);
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
        let share = (colour.alpha * 256.0) as u32;
        for pixel in &mut self.field.background[row(y)..row(y + height)] {
            *pixel = paint::blend(*pixel, packed(colour), share);
        }
    }

    /// Begins the lines: nothing can be put behind them any more.
    pub(crate) fn begin_lines(&mut self) {
        self.field.begin(self.region.width);
    }

    /// Ends the plot.
    pub(crate) fn finish(&mut self) {
        self.field.write_rows(&mut self.rows);
    }
}

impl Ink for Raster {
    fn line(&mut self, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) {
        trace::line(self, line, place, pen);
    }

    fn area(&mut self, area: &Area, place: &Place<'_>, colour: Rgba) {
        area::tint(self, area, place, colour);
    }
}

/// A colour without its opacity, in the order of the bytes of a pixel.
fn packed(colour: Rgba) -> u32 {
    u32::from_le_bytes([colour.red, colour.green, colour.blue, 255])
}

/// The smaller of two numbers. `f32::min` also decides about NaN, which takes a call in the
/// browser; no height is NaN here.
#[inline(always)]
fn least(a: f32, b: f32) -> f32 {
    if b < a { b } else { a }
}

/// The greater of two numbers.
#[inline(always)]
fn greatest(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}
