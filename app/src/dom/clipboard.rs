//! Copying text and pictures. The clipboard API is missing on plain-http addresses other than loopback, so
//! there is a second way for text through a selected text area.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};

/// Copies text; true when it worked.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let has_clipboard =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|api| !api.is_undefined());
    if has_clipboard {
        let promise = navigator.clipboard().write_text(text);
        if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
            return true;
        }
    }
    copy_by_selection(text)
}

/// Copies a PNG picture; true when it worked. There is no second way for pictures.
pub(crate) async fn copy_picture(png: &web_sys::Blob) -> bool {
    let Some(promise) = write_picture(png) else {
        return false;
    };
    wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
}

/// Calls `navigator.clipboard.write([new ClipboardItem({"image/png": png})])`; none where either
/// is missing.
fn write_picture(png: &web_sys::Blob) -> Option<js_sys::Promise> {
    let get = |object: &JsValue, name: &str| {
        let value = js_sys::Reflect::get(object, &name.into()).ok()?;
        (!value.is_undefined()).then_some(value)
    };
    let item: js_sys::Function = get(&window(), "ClipboardItem")?.dyn_into().ok()?;
    let kinds = js_sys::Object::new();
    js_sys::Reflect::set(&kinds, &"image/png".into(), png).ok()?;
    let item = js_sys::Reflect::construct(&item, &js_sys::Array::of1(&kinds)).ok()?;
    let clipboard = get(&window().navigator(), "clipboard")?;
    let write: js_sys::Function = get(&clipboard, "write")?.dyn_into().ok()?;
    let promise = write.call1(&clipboard, &js_sys::Array::of1(&item)).ok()?;
    promise.dyn_into().ok()
}

fn copy_by_selection(text: &str) -> bool {
    let document = document();
    let Some(body) = document.body() else {
        return false;
    };
    let Ok(element) = document.create_element("textarea") else {
        return false;
    };
    let Ok(area) = element.dyn_into::<web_sys::HtmlTextAreaElement>() else {
        return false;
    };
    area.set_value(text);
    area.set_class_name("visually-hidden");
    let _ = body.append_child(&area);
    area.select();
    let copied = document
        .dyn_into::<web_sys::HtmlDocument>()
        .is_ok_and(|document| document.exec_command("copy").unwrap_or(false));
    area.remove();
    copied
}
