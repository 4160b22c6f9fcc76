//! A blocking HTTP client for the API, with the key of a user or without one.

use std::time::Duration;

use serde_json::{Value, json};
use suisei_core::api::{BatchAck, CreatedExperiment, Experiment, MetricSummary};
use suisei_core::ids::ExperimentKey;
use suisei_core::query::{SeriesRef, SeriesRequest, XAxis};
use suisei_core::table::{TablePage, TableRequest};
use suisei_core::wire::batch::CONTENT_TYPE;
use suisei_core::wire::frame::Frame;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Speaks to one server.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    key: Option<String>,
    agent: ureq::Agent,
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// As it came.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "not JSON ({error}), status {}: `{}`",
                self.status,
                self.text()
            )
        })
    }

    /// The body as a type of the API.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!(
                "unexpected ({error}), status {}: `{}`",
                self.status,
                self.text()
            )
        })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The word of an error, such as `not_found`; empty for anything else.
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        body["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The answer, when it has this status.
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "`{}`", self.text());
        self
    }
}

/// A body to send.
#[derive(Debug, Clone, Copy)]
pub struct Body<'a> {
    /// Its media type.
    pub content_type: &'a str,
    /// Such as `gzip`; none when empty.
    pub encoding: &'a str,
    /// As it is sent.
    pub bytes: &'a [u8],
}

impl<'a> Body<'a> {
    /// A binary batch.
    pub fn batch(bytes: &'a [u8]) -> Self {
        Self {
            content_type: CONTENT_TYPE,
            encoding: "",
            bytes,
        }
    }

    /// JSON text.
    pub fn json(bytes: &'a [u8]) -> Self {
        Self {
            content_type: "application/json",
            encoding: "",
            bytes,
        }
    }
}

impl Client {
    /// A client of the server at `base`.
    pub fn new(base: &str, key: Option<&str>) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_idle_connections_per_host(1)
            .build();
        Self {
            base: base.trim_end_matches('/').to_owned(),
            key: key.map(str::to_owned),
            agent: config.into(),
        }
    }

    /// The same server with another key, or without one.
    pub fn with_key(&self, key: Option<&str>) -> Self {
        Self::new(&self.base, key)
    }

    /// Asks and gives what the network said; `path` begins with a slash.
    pub fn try_ask(
        &self,
        method: &str,
        path: &str,
        body: Option<Body<'_>>,
    ) -> Result<Reply, String> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let answer = match body {
            None => self.agent.run(request.body(()).unwrap()),
            Some(body) => {
                request = request.header("content-type", body.content_type);
                if !body.encoding.is_empty() {
                    request = request.header("content-encoding", body.encoding);
                }
                self.agent.run(request.body(body.bytes).unwrap())
            }
        };
        let mut answer = answer.map_err(|error| error.to_string())?;
        let headers = answer.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec();
        Ok(Reply {
            status,
            headers,
            body: body.map_err(|error| error.to_string())?,
        })
    }

    /// Asks; stops the test when there is no answer.
    pub fn ask(&self, method: &str, path: &str, body: Option<Body<'_>>) -> Reply {
        self.try_ask(method, path, body)
            .unwrap_or_else(|error| panic!("no answer to {method} {path}: {error}"))
    }

    /// `GET`, giving what the network said.
    pub fn try_get(&self, path: &str) -> Result<Reply, String> {
        self.try_ask("GET", path, None)
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, None)
    }

    /// `POST` of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.ask("POST", path, Some(Body::json(body.to_string().as_bytes())))
    }

    /// Creates an experiment in a project.
    pub fn create(&self, project: &str, name: &str) -> ExperimentKey {
        let reply = self.post(
            "/api/v1/experiments",
            &json!({"project": project, "name": name}),
        );
        reply.expect_status(201).read::<CreatedExperiment>().key
    }

    /// Creates an experiment that started at a time in microseconds.
    pub fn create_at(&self, project: &str, name: &str, time: u64) -> ExperimentKey {
        let body = json!({"project": project, "name": name, "created": time});
        let reply = self.post("/api/v1/experiments", &body);
        reply.expect_status(201).read::<CreatedExperiment>().key
    }

    /// An experiment.
    pub fn experiment(&self, key: &ExperimentKey) -> Experiment {
        self.get(&format!("/api/v1/experiments/{key}"))
            .expect_status(200)
            .read()
    }

    /// The id of a project, by its name.
    pub fn project_id(&self, name: &str) -> Option<String> {
        let projects = self.get("/api/v1/projects").expect_status(200).json();
        let found = projects
            .as_array()?
            .iter()
            .find(|project| project["name"] == name)?;
        found["id"].as_str().map(str::to_owned)
    }

    /// Sends a body to an experiment's batches.
    pub fn try_batch(&self, key: &ExperimentKey, body: Body<'_>) -> Result<Reply, String> {
        self.try_ask(
            "POST",
            &format!("/api/v1/experiments/{key}/batches"),
            Some(body),
        )
    }

    /// Sends a binary batch that must be taken.
    pub fn batch(&self, key: &ExperimentKey, bytes: &[u8]) -> BatchAck {
        let path = format!("/api/v1/experiments/{key}/batches");
        self.ask("POST", &path, Some(Body::batch(bytes)))
            .expect_status(200)
            .read()
    }

    /// Sends a JSON batch that must be taken.
    pub fn batch_json(&self, key: &ExperimentKey, batch: &Value) -> BatchAck {
        self.post(&format!("/api/v1/experiments/{key}/batches"), batch)
            .expect_status(200)
            .read()
    }

    /// The series of an experiment with their summaries.
    pub fn metrics(&self, key: &ExperimentKey) -> Vec<MetricSummary> {
        self.get(&format!("/api/v1/experiments/{key}/metrics"))
            .expect_status(200)
            .read()
    }

    /// Asks for series.
    pub fn series(&self, request: &SeriesRequest) -> Frame {
        let bytes = serde_json::to_vec(request).unwrap();
        let reply = self
            .ask("POST", "/api/v1/series", Some(Body::json(&bytes)))
            .expect_status(200);
        Frame::decode(&reply.body).unwrap()
    }

    /// All points of one series, which may hold as many as are sent unsampled.
    pub fn points(&self, key: &ExperimentKey, metric: &str, x: XAxis) -> (Vec<f64>, Vec<f64>) {
        let frame = self.series(&SeriesRequest {
            series: vec![series(key, metric)],
            x,
            width_px: 1_000,
            ..SeriesRequest::default()
        });
        let answer = frame.answers.into_iter().next().unwrap();
        assert!(
            !answer.meta.sampled,
            "`{metric}` holds too many points to be compared"
        );
        (answer.x, answer.y)
    }

    /// A page of a project's table.
    pub fn table(&self, project: &str, request: &TableRequest) -> TablePage {
        let path = format!("/api/v1/projects/{project}/table");
        self.post(&path, &serde_json::to_value(request).unwrap())
            .expect_status(200)
            .read()
    }
}

/// Names a series without context.
pub fn series(key: &ExperimentKey, metric: &str) -> SeriesRef {
    SeriesRef {
        experiment: key.clone(),
        metric: metric.to_owned(),
        context: String::new(),
        source: 0,
        after: None,
    }
}

/// The hash by which bytes of assets are named.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
