//! Canvases: sizes in device pixels, one call to draw a whole picture, measuring of text.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Interprets a command buffer; see `public/draw.js`.
    #[wasm_bindgen(js_name = suiseiDraw)]
    fn draw_commands(
        context: &web_sys::CanvasRenderingContext2d,
        words: &js_sys::Float32Array,
        strings: &str,
    );
}

/// Device pixels per CSS pixel.
pub(crate) fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().max(0.5)
}

fn context(canvas: &web_sys::HtmlCanvasElement) -> Option<web_sys::CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}

/// Gives a canvas as many device pixels as its CSS size needs.
pub(crate) fn resize(canvas: &web_sys::HtmlCanvasElement, width: f64, height: f64, ratio: f64) {
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

/// Draws a picture in one call.
pub(crate) fn draw(canvas: &web_sys::HtmlCanvasElement, words: &[f32], strings: &str) {
    if let Some(context) = context(canvas) {
        draw_commands(&context, &js_sys::Float32Array::from(words), strings);
    }
}

thread_local! {
    static MEASURE: RefCell<Option<web_sys::CanvasRenderingContext2d>> = const { RefCell::new(None) };
    static WIDTHS: RefCell<Widths> = RefCell::new(HashMap::new());
}

/// Widths that were measured, by text, font size in hundredths of a pixel, and weight.
type Widths = HashMap<(String, u32, u16), f64>;

/// The width in CSS pixels of a text; remembered, because the same labels come again and again.
pub(crate) fn text_width(text: &str, family: &str, size: f64, weight: u16) -> Option<f64> {
    const MOST_REMEMBERED: usize = 20_000;
    let key = (text.to_owned(), (size * 100.0) as u32, weight);
    if let Some(width) = WIDTHS.with_borrow(|widths| widths.get(&key).copied()) {
        return Some(width);
    }
    let width = MEASURE.with_borrow_mut(|slot| {
        if slot.is_none() {
            let canvas = document().create_element("canvas").ok()?.dyn_into().ok()?;
            *slot = context(&canvas);
        }
        let context = slot.as_ref()?;
        context.set_font(&format!("{weight} {size}px {family}"));
        context
            .measure_text(text)
            .ok()
            .map(|metrics| metrics.width())
    })?;
    WIDTHS.with_borrow_mut(|widths| {
        if widths.len() >= MOST_REMEMBERED {
            widths.clear();
        }
        widths.insert(key, width);
    });
    Some(width)
}

/// A canvas element.
pub(crate) type Canvas = web_sys::HtmlCanvasElement;

/// Marks a canvas that shows data, for programs that wait for it.
pub(crate) fn mark_painted(canvas: &Canvas) {
    let _ = canvas.set_attribute("data-painted", "1");
}
