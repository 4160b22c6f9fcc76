//! Assets: upload, download, parts, and what keeps them harmless.

use axum::http::Method;
use serde_json::json;
use suisei_core::api::Asset;

use crate::support::{TestServer, sha256};

#[tokio::test]
async fn an_asset_from_upload_to_parts() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let blob = format!("{}/blobs/{}", created.url, sha256(&bytes));
    server.call(Method::HEAD, &blob).send().await.status(404);
    let id = "a".repeat(32);
    let asset = json!({"id": id, "type": "image", "name": "plots/彗星.png", "step": 3,
        "content_type": "image/png"});
    server
        .log_asset(created.key.as_str(), 0, asset, &bytes)
        .await;
    server.call(Method::HEAD, &blob).send().await.status(200);
    server
        .call(Method::PUT, &blob)
        .body(bytes.clone())
        .send()
        .await
        .status(200);

    let listed: Vec<Asset> = server
        .get(&format!("{}/assets?type=image", created.url))
        .await
        .status(200)
        .json();
    assert!(listed[0].present && listed[0].step == Some(3));
    let none: Vec<Asset> = server
        .get(&format!("{}/assets?type=file", created.url))
        .await
        .json();
    assert!(none.is_empty());

    let url = format!("{}/assets/{id}", created.url);
    let whole = server.get(&url).await.status(200);
    assert!(whole.bytes == bytes);
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert!(
        whole
            .header("content-disposition")
            .starts_with("inline; filename=\"__.png\"")
    );
    let etag = whole.header("etag").to_owned();
    let again = server
        .call(Method::GET, &url)
        .header("if-none-match", &etag)
        .send()
        .await;
    assert!(again.status(304).bytes.is_empty());

    let part = |range| server.call(Method::GET, &url).header("range", range).send();
    let middle = part("bytes=1000-1999").await.status(206);
    assert_eq!(middle.header("content-range"), "bytes 1000-1999/800000");
    assert_eq!(middle.header("content-length"), "1000");
    assert!(middle.bytes == bytes[1_000..2_000]);
    assert!(part("bytes=-7").await.status(206).bytes == bytes[799_993..]);
    let beyond = part("bytes=800000-").await;
    assert_eq!(beyond.header("content-range"), "bytes */800000");
    beyond.error(416, "range");
    let stale = server.call(Method::GET, &url).header("range", "bytes=0-1");
    assert_eq!(
        stale
            .header("if-range", "\"other\"")
            .send()
            .await
            .status(200)
            .bytes
            .len(),
        800_000
    );
    let head = server.call(Method::HEAD, &url).send().await.status(200);
    assert_eq!(
        (head.header("content-length"), head.bytes.len()),
        ("800000", 0)
    );
}

#[tokio::test]
async fn bytes_that_are_not_what_they_claim_are_refused() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let blob = format!("{}/blobs/{}", created.url, sha256(b"right"));
    let error = server
        .call(Method::PUT, &blob)
        .body("wrong")
        .send()
        .await
        .error(422, "invalid");
    assert!(
        error.message.contains(&sha256(b"wrong")),
        "{}",
        error.message
    );
    server.call(Method::HEAD, &blob).send().await.status(404);
    server
        .call(Method::PUT, &blob)
        .body("right")
        .send()
        .await
        .status(201);
    for bad in ["x", &"A".repeat(64), "..%2F..%2Fsecrets"] {
        let path = format!("{}/blobs/{bad}", created.url);
        server
            .call(Method::PUT, &path)
            .body("x")
            .send()
            .await
            .error(422, "invalid");
    }
}

#[tokio::test]
async fn an_asset_without_bytes_says_so() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let event = json!([{"kind": "asset", "id": "b".repeat(32), "type": "file", "name": "later",
        "sha256": sha256(b"later"), "size": 5}]);
    server.log(created.key.as_str(), 0, event).await;
    let listed: Vec<Asset> = server.get(&format!("{}/assets", created.url)).await.json();
    assert!(!listed[0].present);
    let url = format!("{}/assets/{}", created.url, "b".repeat(32));
    let error = server.get(&url).await.error(404, "not_found");
    assert!(error.hint.unwrap().contains("not arrived"));
    server
        .get(&format!("{}/assets/nothing", created.url))
        .await
        .error(404, "not_found");
}

#[tokio::test]
async fn untrusted_content_stays_inert() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (seq, content_type) in [
        "image/svg+xml",
        "text/html",
        "application/xhtml+xml",
        "text/javascript",
        "x\r\ny: z",
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("{seq:032x}");
        let asset = json!({"id": id, "type": "file", "name": "../../x\"\r\n.svg",
            "content_type": content_type});
        let events = json!([{"kind": "asset", "id": id, "type": "file", "name": "a/../x\".svg",
            "sha256": sha256(script), "size": script.len(), "content_type": content_type}]);
        // A name with control characters does not even get in.
        if seq == 0 {
            let refused = json!([{"kind": "asset", "id": asset["id"], "type": "file",
                "name": asset["name"], "sha256": sha256(script), "size": 1}]);
            assert_eq!(
                server
                    .log(created.key.as_str(), 0, refused)
                    .await
                    .rejected
                    .len(),
                1
            );
            let blob = format!("{}/blobs/{}", created.url, sha256(script));
            server
                .call(Method::PUT, &blob)
                .body(script.to_vec())
                .send()
                .await
                .status(201);
        }
        server
            .log(created.key.as_str(), 1 + seq as u64, events)
            .await;
        let answer = server
            .get(&format!("{}/assets/{id}", created.url))
            .await
            .status(200);
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("sandbox")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let served = answer.header("content-type");
        assert!(
            ["text/plain; charset=utf-8", "application/octet-stream"].contains(&served),
            "{content_type}: {served}"
        );
        let disposition = answer.header("content-disposition");
        assert!(
            disposition.starts_with("attachment; filename=\"x_.svg\""),
            "{disposition}"
        );
    }
}
