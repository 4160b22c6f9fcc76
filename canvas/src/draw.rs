//! Pictures onto canvases, each in one call.

use std::cell::RefCell;

use suisei_chart::parallel::{self, ParallelChart, ParallelPicture};
use suisei_chart::{Commands, LineChart, Picture, Raster, Theme, line};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Backend, Canvas, CanvasText, context};

#[wasm_bindgen]
extern "C" {
    /// Interprets a command buffer; see `public/draw.js`. Words and pixels are read where they
    /// lie in `memory`: their places are byte offsets, their lengths numbers of four bytes.
    #[wasm_bindgen(js_name = suiseiDraw)]
    fn draw_commands(
        context: &web_sys::CanvasRenderingContext2d,
        strings: &str,
        memory: &JsValue,
        words: u32,
        n_words: u32,
        blit: u32,
        pixels: u32,
        n_pixels: u32,
    );
}

thread_local! {
    /// One raster serves all charts of a page.
    static RASTER: RefCell<Raster> = RefCell::new(Raster::new());
}

/// Gives a canvas as many device pixels as its CSS size needs.
pub fn resize(canvas: &Canvas, width: f64, height: f64, ratio: f64) {
    let (w, h) = (
        (width * ratio).round() as u32,
        (height * ratio).round() as u32,
    );
    // Setting a size clears the canvas, so an unchanged one is left alone.
    if canvas.width() != w || canvas.height() != h {
        canvas.set_width(w);
        canvas.set_height(h);
    }
}

/// Draws commands that need no raster, on a canvas that lies over one of this backend.
pub fn draw(canvas: &Canvas, commands: &Commands, backend: Backend) {
    show(canvas, backend, commands, &[]);
}

/// Draws a chart on a canvas of its size and returns the picture that was drawn. A canvas belongs
/// to the backend that drew on it first; for another one, use another canvas.
pub fn draw_chart(
    canvas: &Canvas,
    chart: &LineChart<'_>,
    theme: &Theme,
    backend: Backend,
) -> Picture {
    match backend {
        Backend::Commands => {
            let picture = line::draw(chart, theme, &CanvasText);
            show(canvas, backend, &picture.commands, &[]);
            picture
        }
        Backend::Raster => RASTER.with_borrow_mut(|raster| {
            let picture = line::draw_pixels(raster, chart, theme, &CanvasText);
            show(canvas, backend, &picture.commands, raster.pixels());
            picture
        }),
    }
}

/// Draws parallel coordinates; as [`draw_chart`].
pub fn draw_parallel(
    canvas: &Canvas,
    chart: &ParallelChart<'_>,
    theme: &Theme,
    backend: Backend,
) -> ParallelPicture {
    match backend {
        Backend::Commands => {
            let drawn = parallel::draw(chart, theme, &CanvasText);
            show(canvas, backend, &drawn.picture.commands, &[]);
            drawn
        }
        Backend::Raster => RASTER.with_borrow_mut(|raster| {
            let drawn = parallel::draw_pixels(raster, chart, theme, &CanvasText);
            show(canvas, backend, &drawn.picture.commands, raster.pixels());
            drawn
        }),
    }
}

fn show(canvas: &Canvas, backend: Backend, commands: &Commands, pixels: &[u32]) {
    let Some(context) = context(canvas, backend) else {
        return;
    };
    let words = commands.words();
    draw_commands(
        &context,
        &commands.strings(),
        &wasm_bindgen::memory(),
        words.as_ptr() as u32,
        words.len() as u32,
        commands.last_blit().unwrap_or(0) as u32,
        pixels.as_ptr() as u32,
        pixels.len() as u32,
    );
}
