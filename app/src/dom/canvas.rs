//! Canvases: what the app draws its charts on.

use leptos::prelude::window;

pub(crate) use suisei_canvas::{Backend, Canvas, draw, draw_chart, resize, time};

/// Device pixels per CSS pixel.
pub(crate) fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().max(0.5)
}

/// Marks a canvas that shows data, for programs that wait for it.
pub(crate) fn mark_painted(canvas: &Canvas) {
    let _ = canvas.set_attribute("data-painted", "1");
}
