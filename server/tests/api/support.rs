//! A server under test, requests in the words of a user, and what their answers must be.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use suisei_core::api::{BatchAck, CreatedExperiment, ErrorBody, ErrorDetail, Project};
use suisei_core::event::Micros;
use suisei_core::wire::frame::Frame;
use suisei_server::app::{App, Opened};
use suisei_server::clock;
use suisei_server::public_url::PublicUrl;
use suisei_server::router::router;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// What tests add to the time. Only grows, and only by tests about expiry.
pub(crate) static TIME_SHIFT: AtomicI64 = AtomicI64::new(0);

fn shifted_clock() -> Micros {
    clock::now() + TIME_SHIFT.load(Ordering::Relaxed)
}

/// A server in a folder of its own.
pub(crate) struct TestServer {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) key: String,
    _folder: TempDir,
}

impl TestServer {
    /// With an empty store.
    pub(crate) fn start() -> Self {
        Self::start_at("http://127.0.0.1:5870", clock::now)
    }

    /// Behind a proxy, under this address.
    pub(crate) fn start_behind(public_url: &str) -> Self {
        Self::start_at(public_url, clock::now)
    }

    /// With a clock that [`TIME_SHIFT`] moves.
    pub(crate) fn start_with_shifted_clock() -> Self {
        Self::start_at("http://127.0.0.1:5870", shifted_clock)
    }

    fn start_at(public_url: &str, clock: fn() -> Micros) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let public_url = PublicUrl::parse(public_url).unwrap();
        let Opened { app, first_key } = App::open(folder.path(), public_url, None, clock).unwrap();
        let key = first_key.unwrap().reveal().to_owned();
        Self {
            router: router(app.clone()),
            app,
            key,
            _folder: folder,
        }
    }

    /// A request as the owner.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        let call = self.call_as_nobody(method, path);
        call.header("authorization", &format!("Bearer {}", self.key))
    }

    /// A request without a credential.
    pub(crate) fn call_as_nobody(&self, method: Method, path: &str) -> Call<'_> {
        let path = match path.starts_with("/api") || path.starts_with("//") {
            true => path.to_owned(),
            false => format!("/api/v1{path}"),
        };
        Call {
            server: self,
            method,
            path,
            headers: HeaderMap::new(),
            body: Body::empty(),
        }
    }

    /// A request for something that is not part of the API.
    pub(crate) fn visit(&self, path: &str) -> Call<'_> {
        Call {
            server: self,
            method: Method::GET,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Body::empty(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path).json(&body).send().await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path).json(&body).send().await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path).json(&body).send().await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path).send().await
    }

    /// Starts an experiment in the project `digits`.
    pub(crate) async fn start_experiment(&self) -> CreatedExperiment {
        let answer = self
            .post("/experiments", json!({"project": "digits"}))
            .await;
        answer.status(201).json()
    }

    /// Sends events as one batch of the writer `w`.
    pub(crate) async fn log(&self, key: &str, first_seq: u64, events: Value) -> BatchAck {
        let batch = json!({"writer": "w", "first_seq": first_seq, "events": events});
        self.post(&format!("/experiments/{key}/batches"), batch)
            .await
            .status(200)
            .json()
    }

    /// Sends an asset's bytes and says which asset they are.
    pub(crate) async fn log_asset(&self, key: &str, seq: u64, asset: Value, bytes: &[u8]) {
        let sha256 = sha256(bytes);
        let mut event = asset;
        event["kind"] = json!("asset");
        event["sha256"] = json!(sha256);
        event["size"] = json!(bytes.len());
        assert_eq!(self.log(key, seq, json!([event])).await.accepted, 1);
        let put = self.call(Method::PUT, &format!("/experiments/{key}/blobs/{sha256}"));
        put.body(bytes.to_vec()).send().await.status(201);
    }

    /// The answer to a series query.
    pub(crate) async fn series(&self, request: Value) -> Frame {
        let answer = self.post("/series", request).await.status(200);
        Frame::decode(&answer.bytes).unwrap()
    }

    pub(crate) async fn project(&self, name: &str) -> Project {
        let projects: Vec<Project> = self.get("/projects").await.status(200).json();
        projects
            .into_iter()
            .find(|project| project.name == name)
            .unwrap()
    }

    /// Signs in with a fresh link; the cookie as a browser would send it.
    pub(crate) async fn sign_in(&self) -> String {
        let link = self
            .app
            .auth
            .create_link(&self.app.auth.owner().id)
            .unwrap();
        let call = self.call_as_nobody(Method::POST, "/session");
        let answer = call
            .json(&json!({"token": link.reveal()}))
            .send()
            .await
            .status(200);
        let cookie = answer.header("set-cookie");
        cookie.split(';').next().unwrap().to_owned()
    }
}

/// A request that is being put together.
#[must_use]
pub(crate) struct Call<'a> {
    server: &'a TestServer,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Body,
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(&self.path);
        *request.headers_mut().unwrap() = self.headers;
        let request = request.body(self.body).unwrap();
        let response = self.server.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            asked: format!("{} {}", self.method, self.path),
            status: parts.status,
            headers: parts.headers,
            bytes: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }
}

/// An answer, read whole.
pub(crate) struct Answer {
    asked: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// Insists on a status.
    #[track_caller]
    pub(crate) fn status(self, expected: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            expected,
            "{}: {}",
            self.asked,
            self.text()
        );
        self
    }

    /// Insists on an error with this status and code, in the envelope that all errors have.
    #[track_caller]
    pub(crate) fn error(self, status: u16, code: &str) -> ErrorDetail {
        let answer = self.status(status);
        assert_eq!(
            answer.header("content-type"),
            "application/json",
            "{}",
            answer.asked
        );
        let body: ErrorBody = answer.json();
        assert_eq!(
            body.error.code, code,
            "{}: {}",
            answer.asked, body.error.message
        );
        assert!(!body.error.message.is_empty());
        body.error
    }

    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The SHA-256 of bytes, in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Bytes as gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes as zstd.
pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Compares with a committed file; `SUISEI_UPDATE_SNAPSHOTS=1` writes it anew.
#[track_caller]
pub(crate) fn assert_snapshot(path: &str, found: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("SUISEI_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == found,
        "`{}` is not up to date; look at the difference after running the tests with \
         SUISEI_UPDATE_SNAPSHOTS=1",
        path.display()
    );
}

/// The names of response headers that every answer has.
pub(crate) const CAREFUL_HEADERS: [header::HeaderName; 3] = [
    header::X_CONTENT_TYPE_OPTIONS,
    header::REFERRER_POLICY,
    header::CONTENT_SECURITY_POLICY,
];
