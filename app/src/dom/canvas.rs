//! Canvases: what the app draws its charts on.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;

pub(crate) use suisei_canvas::{Backend, Canvas, draw, draw_chart, resize, time};

/// Device pixels per CSS pixel.
pub(crate) fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().max(0.5)
}

/// Marks a canvas that shows data, for programs that wait for it.
pub(crate) fn mark_painted(canvas: &Canvas) {
    let _ = canvas.set_attribute("data-painted", "1");
}

/// A canvas that is in no page, so many device pixels wide and high.
pub(crate) fn off_screen(width: f64, height: f64) -> Option<Canvas> {
    let canvas: Canvas = document().create_element("canvas").ok()?.dyn_into().ok()?;
    resize(&canvas, width, height, 1.0);
    Some(canvas)
}

/// Copies a canvas onto another one, so many device pixels below its top.
pub(crate) fn lay_onto(canvas: &Canvas, above: &Canvas, top: f64) {
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|context| context.dyn_into().ok());
    let context: Option<web_sys::CanvasRenderingContext2d> = context;
    if let Some(context) = context {
        // Refused only for a canvas without pixels, of which nothing is missed.
        let _ = context.draw_image_with_html_canvas_element(above, 0.0, top);
    }
}

/// Turns a canvas into a PNG file and hands it over; none where the browser cannot.
pub(crate) fn to_png(canvas: &Canvas, then: impl FnOnce(Option<web_sys::Blob>) + 'static) {
    let taken = wasm_bindgen::closure::Closure::once_into_js(move |blob: wasm_bindgen::JsValue| {
        then(blob.dyn_into().ok());
    });
    // Refused for pictures from elsewhere, which these are not.
    let _ = canvas.to_blob(taken.unchecked_ref());
}
