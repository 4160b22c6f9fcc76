//! Who gets in: keys, sessions, one-time links, and what happens to everybody else.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use axum::http::Method;
use serde_json::{Value, json};
use suisei_core::api::{CreatedKey, KeyInfo, Session};
use suisei_server::router::endpoints;

use crate::support::{TIME_SHIFT, TestServer};

/// Every route with real ids in the place of its parameters, so that nothing but the credential
/// can decide.
async fn all_routes(server: &TestServer) -> Vec<(Method, String)> {
    let experiment = server.start_experiment().await;
    let asset = json!({"id": "a".repeat(32), "type": "file", "name": "x"});
    server
        .log_asset(experiment.key.as_str(), 0, asset, b"x")
        .await;
    let keys: Vec<KeyInfo> = server.get("/keys").await.json();
    let fill = |path: &str| {
        let id = match () {
            () if path.starts_with("/projects") => experiment.project.id.clone(),
            () if path.starts_with("/keys") => keys[0].id.clone(),
            () => "a".repeat(32),
        };
        path.replace("{id}", &id)
            .replace("{key}", experiment.key.as_str())
            .replace("{sha256}", &crate::support::sha256(b"x"))
    };
    endpoints()
        .iter()
        .map(|endpoint| (endpoint.method.clone(), fill(endpoint.path)))
        .collect()
}

#[tokio::test]
async fn no_route_answers_without_a_credential() {
    let server = TestServer::start();
    let mut routes = all_routes(&server).await;
    for unknown in [
        "/",
        "/nothing",
        "/experiments/x/y/z",
        "/api",
        "/api/v2/projects",
    ] {
        routes.push((Method::GET, unknown.to_owned()));
    }
    routes.push((Method::PUT, "/projects".to_owned()));
    let cookie = server.app.auth.cookie_name();
    for (method, path) in routes {
        let bad: [(&'static str, String); 6] = [
            ("x-nothing", "1".to_owned()),
            ("authorization", format!("Bearer {}", "0".repeat(64))),
            ("authorization", "wrong".to_owned()),
            ("authorization", String::new()),
            ("authorization", "Basic b3duZXI6b3duZXI=".to_owned()),
            ("cookie", format!("{cookie}={}", "0".repeat(64))),
        ];
        for (name, value) in bad {
            let call = server.call_as_nobody(method.clone(), &path);
            let answer = call
                .header(name, &value)
                .header("x-suisei", "1")
                .send()
                .await;
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            if method == Method::HEAD {
                answer.status(401);
            } else {
                answer.error(401, "unauthorized");
            }
        }
    }
}

#[tokio::test]
async fn things_of_others_do_not_exist() {
    let server = TestServer::start();
    let routes = all_routes(&server).await;
    let stranger = server
        .app
        .auth
        .add_user("stranger", BTreeSet::new())
        .unwrap();
    let key = server
        .app
        .auth
        .create_key(&stranger.id, "theirs")
        .unwrap()
        .key;
    for (method, path) in routes {
        let names_a_thing = path.matches('/').count() > 1 && !path.starts_with("/series/");
        if !names_a_thing {
            continue;
        }
        let asked = if path.ends_with("/histograms") {
            format!("{path}?name=weights")
        } else {
            path
        };
        let call = server
            .call_as_nobody(method.clone(), &asked)
            .header("authorization", &key);
        let body = json!({"version": 1, "limit": 1, "metric": "loss", "kind": "hide"});
        let answer = call.json(&body).send().await;
        if method == Method::HEAD {
            answer.status(404);
        } else {
            answer.error(404, "not_found");
        }
    }
    let call = |path: &str| {
        server
            .call_as_nobody(Method::GET, path)
            .header("authorization", &key)
    };
    for path in ["/projects", "/workspaces"] {
        let seen: Vec<Value> = call(path).send().await.status(200).json();
        assert!(seen.is_empty(), "{path}: {seen:?}");
    }
    let keys: Vec<KeyInfo> = call("/keys").send().await.json();
    assert_eq!(keys.len(), 1, "only their own");
    let hidden = server.start_experiment().await.key.to_string();
    let point = json!([{"kind": "metric", "name": "loss", "value": 1.0}]);
    server.log(&hidden, 0, point).await;
    let series = json!({"series": [{"experiment": hidden, "metric": "loss"}]});
    let answers: Vec<Value> = server
        .call_as_nobody(Method::POST, "/series/statistics")
        .header("authorization", &key)
        .json(&series)
        .send()
        .await
        .status(200)
        .json();
    assert_eq!(answers[0]["found"], false);
    let answers: Vec<Value> = server
        .call_as_nobody(Method::POST, "/series/distributions")
        .header("authorization", &key)
        .json(&series)
        .send()
        .await
        .status(200)
        .json();
    assert_eq!(answers[0]["count"], 0);
    let project = server.project("digits").await;
    call(&format!("/live?project={}", project.id))
        .send()
        .await
        .error(404, "not_found");
}

#[tokio::test]
async fn a_stranger_cannot_take_over_an_experiment_by_its_key() {
    let server = TestServer::start();
    let experiment = server.start_experiment().await;
    let workspace = server.app.store.create_workspace("theirs", 0).unwrap();
    let stranger = server
        .app
        .auth
        .add_user("stranger", [workspace.id].into())
        .unwrap();
    let key = server
        .app
        .auth
        .create_key(&stranger.id, "theirs")
        .unwrap()
        .key;
    let call = server
        .call_as_nobody(Method::POST, "/experiments")
        .header("authorization", &key);
    let body = json!({"key": experiment.key, "workspace": "theirs"});
    call.json(&body).send().await.error(404, "not_found");
}

#[tokio::test]
async fn keys_are_shown_once_listed_and_revoked() {
    let server = TestServer::start();
    let created: CreatedKey = server
        .post("/keys", json!({"name": "laptop"}))
        .await
        .status(201)
        .json();
    assert!(created.key.starts_with(&created.info.prefix));
    let ask = async || {
        let call = server.call_as_nobody(Method::GET, "/session");
        call.header("authorization", &created.key).send().await
    };
    let session: Session = ask().await.status(200).json();
    assert_eq!(session.user.name, "owner");
    let listed = server.get("/keys").await;
    assert!(!listed.text().contains(&created.key));
    let listed: Vec<KeyInfo> = listed.json();
    assert_eq!(listed.len(), 2);
    server
        .delete(&format!("/keys/{}", created.info.id))
        .await
        .status(204);
    ask().await.error(401, "unauthorized");
    server
        .delete(&format!("/keys/{}", created.info.id))
        .await
        .error(404, "not_found");
}

#[tokio::test]
async fn the_use_of_a_key_is_noted() {
    let server = TestServer::start();
    for _ in 0..50 {
        let keys: Vec<KeyInfo> = server.get("/keys").await.json();
        if keys[0].used.is_some() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the use was never noted");
}

#[tokio::test]
async fn a_link_works_once() {
    let server = TestServer::start();
    let link = server
        .app
        .auth
        .create_link(&server.app.auth.owner().id)
        .unwrap();
    let body = json!({"token": link.reveal()});
    let sign_in = async || {
        server
            .call_as_nobody(Method::POST, "/session")
            .json(&body)
            .send()
            .await
    };
    let (one, other) = tokio::join!(sign_in(), sign_in());
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    sign_in().await.error(401, "unauthorized");
    for bad in [json!({}), json!({"token": "x"}), json!([])] {
        let call = server.call_as_nobody(Method::POST, "/session").json(&bad);
        call.send().await.error(401, "unauthorized");
    }
}

#[tokio::test]
async fn a_session_reads_and_writes_with_care() {
    let server = TestServer::start();
    let cookie = server.sign_in().await;
    let call = |method, path| {
        server
            .call_as_nobody(method, path)
            .header("cookie", &cookie)
    };
    let session: Session = call(Method::GET, "/session")
        .send()
        .await
        .status(200)
        .json();
    assert_eq!(session.workspaces[0].name, "default");
    let new = json!({"name": "mine"});
    // Another site can send the cookie along, but not the header.
    call(Method::POST, "/projects")
        .json(&new)
        .send()
        .await
        .error(403, "csrf");
    for wrong in ["0", "true", ""] {
        let call = call(Method::POST, "/projects").header("x-suisei", wrong);
        call.json(&new).send().await.error(403, "csrf");
    }
    call(Method::DELETE, "/session")
        .send()
        .await
        .error(403, "csrf");
    call(Method::POST, "/projects")
        .header("x-suisei", "1")
        .json(&new)
        .send()
        .await
        .status(201);
    let signed_out = call(Method::DELETE, "/session")
        .header("x-suisei", "1")
        .send()
        .await;
    assert!(
        signed_out
            .status(204)
            .header("set-cookie")
            .contains("Max-Age=0")
    );
    call(Method::GET, "/session")
        .send()
        .await
        .error(401, "unauthorized");
}

#[tokio::test]
async fn the_cookie_is_hard_to_steal() {
    let server = TestServer::start_behind("https://example.org/suisei");
    let link = server
        .app
        .auth
        .create_link(&server.app.auth.owner().id)
        .unwrap();
    let call = server.call_as_nobody(Method::POST, "/session");
    let answer = call
        .json(&json!({"token": link.reveal()}))
        .send()
        .await
        .status(200);
    let cookie = answer.header("set-cookie");
    for part in [
        "HttpOnly",
        "SameSite=Lax",
        "Path=/",
        "Secure",
        "Max-Age=2592000",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(cookie.starts_with(&format!("suisei_{}=", server.app.store.id())));
}

#[tokio::test]
async fn sessions_end() {
    let server = TestServer::start_with_shifted_clock();
    let cookie = server.sign_in().await;
    let ask = || {
        server
            .call_as_nobody(Method::GET, "/session")
            .header("cookie", &cookie)
            .send()
    };
    ask().await.status(200);
    TIME_SHIFT.store(31 * 24 * 3_600 * 1_000_000, Ordering::Relaxed);
    ask().await.error(401, "unauthorized");
}

#[tokio::test]
async fn a_wrong_key_is_not_saved_by_a_good_cookie() {
    let server = TestServer::start();
    let cookie = server.sign_in().await;
    let call = server
        .call_as_nobody(Method::GET, "/session")
        .header("cookie", &cookie);
    call.header("authorization", "Bearer wrong")
        .send()
        .await
        .error(401, "unauthorized");
}

#[tokio::test]
async fn the_local_token_and_bare_keys_work() {
    let server = TestServer::start();
    let local = server.app.auth.local_token().reveal().to_owned();
    for value in [
        format!("Bearer {local}"),
        server.key.clone(),
        format!("bearer  {}", server.key),
    ] {
        let call = server
            .call_as_nobody(Method::GET, "/session")
            .header("authorization", &value);
        call.send().await.status(200);
    }
    let link: Value = server.post("/links", json!({})).await.status(201).json();
    let url = link["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:5870/sign-in#"), "{url}");
}
