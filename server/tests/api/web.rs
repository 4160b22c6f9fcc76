//! The app's files and the headers around everything.

use axum::http::Method;

use crate::support::{CAREFUL_HEADERS, TestServer};

#[tokio::test]
async fn pages_need_no_credential_and_are_careful() {
    let server = TestServer::start();
    for path in ["/", "/projects/abc", "/sign-in", "/some/page/of/the/app"] {
        let answer = server.visit(path).send().await;
        // 503 says how to build the app, where this was not done.
        assert!(
            [200, 503].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.status
        );
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        for name in CAREFUL_HEADERS {
            assert!(!answer.header(name.as_str()).is_empty(), "{path}: {name}");
        }
        if answer.status == 200 {
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("script-src 'self' 'wasm-unsafe-eval'"),
                "{policy}"
            );
            assert!(!policy.contains("unsafe-inline"));
            assert_eq!(answer.header("cache-control"), "no-cache");
        }
    }
}

#[tokio::test]
async fn a_missing_file_is_not_a_page() {
    let server = TestServer::start();
    for path in [
        "/suisei-0000000000000000.js",
        "/x.wasm",
        "/index.html.br",
        "/../Cargo.toml.gz",
    ] {
        server.visit(path).send().await.error(404, "not_found");
    }
    server.visit("/build.json").send().await;
    let post = server.call_as_nobody(Method::POST, "//").send().await;
    post.error(405, "method_not_allowed");
}

#[tokio::test]
async fn the_page_knows_its_path() {
    let server = TestServer::start_behind("https://example.org/some/path");
    for path in ["/some/path/", "/some/path/projects/abc", "/projects/abc"] {
        let answer = server.visit(path).send().await;
        if answer.status == 200 {
            assert!(
                answer.text().contains("<base href=\"/some/path/\">"),
                "{}",
                answer.text()
            );
        }
    }
    for path in ["/some/path/api/v1/session", "/api/v1/session"] {
        let call = server.visit(path).header("authorization", &server.key);
        call.send().await.status(200);
        server.visit(path).send().await.error(401, "unauthorized");
    }
    server.visit("/some/path/healthz").send().await.status(200);
}

#[tokio::test]
async fn health_needs_no_credential() {
    let server = TestServer::start();
    for path in ["/healthz", "/readyz"] {
        server.visit(path).send().await.status(200);
    }
}

#[tokio::test]
async fn answers_are_compressed_when_asked() {
    let server = TestServer::start();
    for encoding in ["br", "gzip"] {
        let call = server
            .call(Method::GET, "/openapi.json")
            .header("accept-encoding", encoding);
        let answer = call.send().await.status(200);
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.bytes.len() < 20_000, "{}", answer.bytes.len());
    }
    let plain = server.get("/openapi.json").await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("cache-control"), "no-store");
}

#[tokio::test]
async fn other_methods_and_unknown_routes_are_told_in_json() {
    let server = TestServer::start();
    let answer = server.call(Method::PUT, "/projects").send().await;
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    answer.error(405, "method_not_allowed");
    for path in ["/nothing", "/api/v2/projects", "/api"] {
        server.get(path).await.error(404, "not_found");
    }
}
