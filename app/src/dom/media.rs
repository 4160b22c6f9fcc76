//! Images and dialogs: what the browser knows of them.

use wasm_bindgen::JsCast;

/// Width and height in pixels of the image that an event came from.
pub(crate) fn image_size(event: &web_sys::Event) -> Option<(u32, u32)> {
    let image = event
        .target()?
        .dyn_into::<web_sys::HtmlImageElement>()
        .ok()?;
    Some((image.natural_width(), image.natural_height()))
}

/// Opens a dialog above everything else; the browser keeps the focus inside and closes it on
/// Escape.
pub(crate) fn show_dialog(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        // Refused only while the dialog is not in the page; then there is nothing to show.
        let _ = dialog.show_modal();
    }
}

/// True when an event hit the element itself, not something inside of it.
pub(crate) fn is_on_itself(event: &web_sys::Event) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}
