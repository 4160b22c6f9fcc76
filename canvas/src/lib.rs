//! The chart engine on HTML canvases: sizes in device pixels, one call for a whole picture,
//! widths of texts, and the choice of the backend that draws lines.
//!
//! The app and the benchmark page draw through this crate, so what is measured is what is shown.
//! It fetches nothing and knows no panel.

mod choice;
mod draw;
mod text;

pub use choice::{Backend, Timing, time};
pub use draw::{draw, draw_chart, draw_parallel, resize};
pub use text::CanvasText;

/// A canvas element.
pub type Canvas = web_sys::HtmlCanvasElement;

use wasm_bindgen::JsCast as _;

/// The context of a canvas, which is made for this backend when it is first asked for.
fn context(canvas: &Canvas, backend: Backend) -> Option<web_sys::CanvasRenderingContext2d> {
    let options = js_sys::Object::new();
    // Keeps the canvas in ordinary memory, where pixels are copied to.
    let in_memory = (backend == Backend::Raster).into();
    js_sys::Reflect::set(&options, &"willReadFrequently".into(), &in_memory).ok()?;
    let context = canvas.get_context_with_context_options("2d", &options);
    context.ok().flatten()?.dyn_into().ok()
}

/// A canvas that is on no page.
fn new_canvas() -> Option<Canvas> {
    let document = web_sys::window()?.document()?;
    document.create_element("canvas").ok()?.dyn_into().ok()
}
