//! Files that the page makes itself and hands to the browser to save.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};

/// Bytes that the browser holds.
pub(crate) type Blob = web_sys::Blob;

/// Lets the browser save text under a name.
pub(crate) fn text(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    if let Ok(text) = web_sys::Blob::new_with_str_sequence(&parts) {
        blob(name, &text);
    }
}

/// Lets the browser save bytes under a name.
pub(crate) fn blob(name: &str, blob: &Blob) {
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else {
        return;
    };
    if let Ok(element) = document().create_element("a")
        && let Ok(link) = element.dyn_into::<web_sys::HtmlAnchorElement>()
    {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The click has begun the download, which holds on to the bytes by itself.
    let _ = web_sys::Url::revoke_object_url(&url);
}
