//! Canvases: sizes in device pixels, one call to draw a whole picture, measuring of text.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::prelude::{document, window};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// Interprets a command buffer; see `public/draw.js`.
    #[wasm_bindgen(js_name = suiseiDraw)]
    fn draw_commands(
        context: &web_sys::CanvasRenderingContext2d,
        words: &js_sys::Float32Array,
        strings: &js_sys::Array,
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
    let (w, h) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
    // Setting a size clears the canvas, so an unchanged one is left alone.
    if canvas.width() != w || canvas.height() != h {
        canvas.set_width(w);
        canvas.set_height(h);
    }
}

/// Draws a picture in one call.
pub(crate) fn draw(canvas: &web_sys::HtmlCanvasElement, words: &[f32], strings: &[String]) {
    if let Some(context) = context(canvas) {
        let strings: js_sys::Array = strings.iter().map(|text| JsValue::from_str(text)).collect();
        draw_commands(&context, &js_sys::Float32Array::from(words), &strings);
    }
}

thread_local! {
    static MEASURE: RefCell<Option<web_sys::CanvasRenderingContext2d>> = const { RefCell::new(None) };
    static WIDTHS: RefCell<HashMap<(String, u32), f64>> = RefCell::new(HashMap::new());
}

/// The width in CSS pixels of `text` in a font such as `500 11px system-ui`; remembered, because
/// the same tick labels come again and again.
pub(crate) fn text_width(text: &str, font: &str, font_id: u32) -> Option<f64> {
    const MOST_REMEMBERED: usize = 20_000;
    let key = (text.to_owned(), font_id);
    if let Some(width) = WIDTHS.with_borrow(|widths| widths.get(&key).copied()) {
        return Some(width);
    }
    let width = MEASURE.with_borrow_mut(|slot| {
        if slot.is_none() {
            let canvas = document().create_element("canvas").ok()?.dyn_into().ok()?;
            *slot = context(&canvas);
        }
        let context = slot.as_ref()?;
        context.set_font(font);
        context.measure_text(text).ok().map(|metrics| metrics.width())
    })?;
    WIDTHS.with_borrow_mut(|widths| {
        if widths.len() >= MOST_REMEMBERED {
            widths.clear();
        }
        widths.insert(key, width);
    });
    Some(width)
}
