//! Time and time zone of this browser, and its way of writing numbers.

/// Now, in microseconds since 1970 UTC.
pub(crate) fn now() -> i64 {
    (js_sys::Date::now() * 1000.0) as i64
}

/// Milliseconds since the page was opened, for durations.
pub(crate) fn elapsed_ms() -> f64 {
    leptos::prelude::window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// Seconds to add to UTC to get local time at `micros`.
pub(crate) fn zone_offset_seconds(micros: i64) -> i32 {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(micros as f64 / 1000.0));
    (-date.get_timezone_offset() * 60.0) as i32
}

/// Local date and time, as `2026-11-23 12:39:04`.
pub(crate) fn local(micros: i64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(micros as f64 / 1000.0));
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds(),
    )
}

/// The offset of local time, as `UTC+09:00`.
pub(crate) fn zone(micros: i64) -> String {
    let minutes = zone_offset_seconds(micros) / 60;
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    format!(
        "UTC{sign}{:02}:{:02}",
        minutes.abs() / 60,
        minutes.abs() % 60
    )
}
