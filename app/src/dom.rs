//! Everything that touches the browser: the only module that names `web_sys`, `js_sys` or
//! `wasm_bindgen`. Knows no domain word and holds no state of the app.

pub(crate) mod canvas;
pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod download;
pub(crate) mod element;
pub(crate) mod events;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod keyboard;
pub(crate) mod location;
pub(crate) mod media;
pub(crate) mod observe;
pub(crate) mod page;
pub(crate) mod pointer;
pub(crate) mod scroll;
pub(crate) mod storage;
