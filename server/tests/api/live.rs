//! Live notices, read as a browser would.

use std::future::pending;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use serde_json::json;
use suisei_core::api::{Changed, Notice};
use suisei_server::listen::{self, Patience};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use crate::support::TestServer;

/// An open stream.
struct Stream {
    body: Body,
    text: String,
}

impl Stream {
    async fn open(server: &TestServer, query: &str, last_event_id: Option<u64>) -> Self {
        let mut request =
            Request::get(format!("/api/v1/live{query}")).header("authorization", &server.key);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = server.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    /// The next event's text, without its end.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = event.to_owned();
                self.text = rest.to_owned();
                return Some(event);
            }
            let frame = tokio::time::timeout(Duration::from_secs(10), self.body.frame());
            let frame = frame.await.expect("no event in time")?;
            self.text
                .push_str(std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap());
        }
    }

    async fn notice(&mut self) -> Notice {
        let event = self.next().await.unwrap();
        assert!(event.contains("event: notice"), "{event}");
        let line = |start: &str| {
            event
                .lines()
                .find_map(|line| line.strip_prefix(start))
                .unwrap()
                .to_owned()
        };
        let notice: Notice = serde_json::from_str(&line("data: ")).unwrap();
        assert_eq!(line("id: "), notice.seq.to_string());
        notice
    }
}

fn point(value: f64) -> serde_json::Value {
    json!([{"kind": "metric", "name": "loss", "value": value}])
}

#[tokio::test]
async fn a_batch_is_told_to_those_who_listen() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let query = format!("?project={}", created.project.id);
    let mut stream = Stream::open(&server, &query, None).await;
    server.log(created.key.as_str(), 0, point(1.0)).await;
    let notice = stream.notice().await;
    assert_eq!(notice.experiment, created.key);
    assert_eq!(notice.changed.metrics, ["loss"]);
    // What the notice tells can be read.
    let series = json!([{"experiment": created.key, "metric": "loss"}]);
    let frame = server
        .series(json!({"series": series, "width_px": 100}))
        .await;
    assert!(frame.meta.seq >= notice.seq && frame.answers[0].x.len() == 1);
}

#[tokio::test]
async fn a_listener_comes_back_to_where_it_was() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let query = format!("?experiment={}", created.key);
    let mut stream = Stream::open(&server, &query, None).await;
    server.log(created.key.as_str(), 0, point(1.0)).await;
    let first = stream.notice().await;
    drop(stream);
    server.log(created.key.as_str(), 1, point(2.0)).await;
    let mut by_header = Stream::open(&server, &query, Some(first.seq)).await;
    let second = by_header.notice().await;
    assert!(second.seq > first.seq);
    let mut by_query = Stream::open(&server, &format!("{query}&after={}", first.seq), None).await;
    assert_eq!(by_query.notice().await, second);
    // Nobody remembers what was before the first start.
    let mut from_long_ago = Stream::open(&server, &query, Some(1)).await;
    assert!(from_long_ago.next().await.unwrap().contains("event: reset"));
}

#[tokio::test]
async fn only_what_was_asked_for_is_told() {
    let server = TestServer::start();
    let (one, other) = (
        server.start_experiment().await,
        server.start_experiment().await,
    );
    let mut stream = Stream::open(&server, &format!("?experiment={}", other.key), None).await;
    server.log(one.key.as_str(), 0, point(1.0)).await;
    server.log(other.key.as_str(), 0, point(1.0)).await;
    assert_eq!(stream.notice().await.experiment, other.key);
    for query in ["?project=nothing", "?experiment=nothing"] {
        server
            .get(&format!("/live{query}"))
            .await
            .error(404, "not_found");
    }
    server.get("/live?after=soon").await.error(422, "invalid");
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let server = TestServer::start();
    let mut stream = Stream::open(&server, "", None).await;
    server.app.end_streams();
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_connection_that_takes_nothing_is_given_up() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let patience = Patience {
        sending: Duration::from_millis(300),
        ..Patience::default()
    };
    let served = listen::serve(listener, server.router.clone(), patience, pending(), || ());
    let served = tokio::spawn(served);
    let mut stuck = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /api/v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        server.key
    );
    stuck.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    stuck.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    assert_eq!(server.app.live.listeners(), 1);
    let notice = Notice {
        seq: 0,
        experiment: created.key,
        project: created.project.id,
        changed: Changed {
            metrics: vec!["loss".repeat(50_000)],
            ..Changed::default()
        },
    };
    // It is more than the network takes for a reader that does not read.
    let given_up = async {
        while server.app.live.listeners() > 0 {
            server.app.live.publish(notice.clone());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), given_up).await;
    assert!(waited.is_ok(), "the listener is still there");
    served.abort();
}
