//! The app's files: embedded in release builds, read from `target/web` in development.
//!
//! Any path that is neither a file nor part of the API is a page of the app. Files whose names carry
//! a hash are kept by browsers for ever; the page itself is asked for anew each time. Needs no
//! credential: nothing here is about anybody's data.

use std::borrow::Cow;
use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::app::App;
use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "../target/web"]
#[allow_missing = true]
struct Files;

/// The page.
const PAGE: &str = "index.html";

/// Says which build the files are of; for the server, not for browsers.
const MANIFEST: &str = "build.json";

/// What the page's base is before the server knows its own path.
const BASE: &str = "<base href=\"/\">";

/// What pages of the app may do. Nothing inline, nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; \
     base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

/// Compressed twins that the build leaves beside a file, the better one first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Endings of files that no page of the app has: asking for a missing one is a mistake.
const FILE_ENDINGS: [&str; 8] = ["js", "css", "wasm", "svg", "png", "ico", "br", "gz"];

/// Any `GET` outside the API.
pub async fn serve(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Error::method_not_allowed(method.as_str()).into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending)
        .unwrap_or_default();
    let is_hidden = path.is_empty() || [PAGE, MANIFEST].contains(&path);
    let is_twin = ENCODINGS.iter().any(|(_, suffix)| path.ends_with(suffix));
    match Files::get(path).filter(|_| !is_hidden && !is_twin) {
        Some(file) => static_file(path, &file, &headers),
        None if FILE_ENDINGS.contains(&ending) => Error::not_found("file", path).into_response(),
        None => page(app.public_url.path(), &headers),
    }
}

/// Which build of the app is served; a page of another build is old.
pub fn build_id() -> String {
    static ID: OnceLock<String> = OnceLock::new();
    if cfg!(debug_assertions) {
        // In development the files may change while the server runs.
        read_build_id()
    } else {
        ID.get_or_init(read_build_id).clone()
    }
}

fn read_build_id() -> String {
    Files::get(MANIFEST)
        .and_then(|file| serde_json::from_slice::<serde_json::Value>(&file.data).ok())
        .and_then(|manifest| manifest["build"].as_str().map(str::to_owned))
        .unwrap_or_else(|| "none".to_owned())
}

fn page(public_path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Files::get(PAGE) else {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            NOT_BUILT,
        )
            .into_response();
    };
    let html = String::from_utf8_lossy(&file.data).replacen(
        BASE,
        &format!("<base href=\"{public_path}/\">"),
        1,
    );
    let etag = format!("\"{}-{}\"", short_hash(&file), public_path.len());
    let mut response = if has_etag(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
    };
    let policy = HeaderValue::from_static(PAGE_POLICY);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    cached(&mut response, "no-cache", &etag);
    response
}

fn static_file(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let twin = ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(headers, encoding))
        .find_map(|(encoding, suffix)| Some((*encoding, Files::get(&format!("{path}{suffix}"))?)));
    let encoding = twin.as_ref().map(|(encoding, _)| *encoding);
    let etag = format!("\"{}{}\"", short_hash(file), encoding.unwrap_or_default());
    let mut response = if has_etag(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let data: &Cow<'static, [u8]> = twin.as_ref().map_or(&file.data, |(_, twin)| &twin.data);
        ([(header::CONTENT_TYPE, media_type(path))], data.clone()).into_response()
    };
    if let Some(encoding) = encoding {
        let encoding = HeaderValue::from_static(encoding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
    }
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let policy = if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    cached(&mut response, policy, &etag);
    response
}

fn cached(response: &mut Response, policy: &'static str, etag: &str) {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(policy));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
}

fn has_etag(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim() == etag))
}

fn short_hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whether a client takes a content encoding.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let (name, quality) = one.split_once(';').unwrap_or((one, ""));
            let is_refused = quality.replace(' ', "").trim_start_matches("q=").parse() == Ok(0.0);
            name.trim().eq_ignore_ascii_case(encoding) && !is_refused
        })
}

/// Whether a name carries a hash of the content, as in `suisei-0123456789abcdef.js`.
fn is_hashed(path: &str) -> bool {
    let stem = path
        .rsplit_once('.')
        .map(|(stem, _)| stem)
        .unwrap_or_default();
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn media_type(path: &str) -> &'static str {
    match path
        .rsplit_once('.')
        .map(|(_, ending)| ending)
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Shown while there is no app to show.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>Suisei</title>\
    <p>The server runs, but the app has not been built into it.\
    <p>Run <code>cargo xtask build</code>, then start the server again.</html>\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("suisei-0123456789abcdef.wasm"));
        assert!(!is_hashed("favicon.svg"));
        assert!(!is_hashed("some-name.svg"));
    }

    #[test]
    fn refused_encodings_are_not_used() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("gzip;q=0, br ; q=0.9"),
        );
        assert!(accepts(&headers, "br"));
        assert!(!accepts(&headers, "gzip"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
