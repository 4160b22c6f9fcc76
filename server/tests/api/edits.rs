//! Edits: rename a metric, hide points, trim, undo. What was recorded stays.

use serde_json::{Value, json};
use suisei_core::api::{Experiment, MetricSummary};
use suisei_core::edit::Edit;
use suisei_core::table::{MetricName, TablePage};
use suisei_core::wire::frame::Frame;

use crate::support::TestServer;

/// Points with these steps, each with its step as its value.
fn points(name: &str, steps: impl Iterator<Item = i64>) -> Value {
    let steps: Vec<i64> = steps.collect();
    let (series, time) = (vec![0; steps.len()], vec![1_000_000; steps.len()]);
    json!({"kind": "points", "names": [name], "series": series, "value": steps, "step": steps, "time": time})
}

async fn edit(server: &TestServer, key: &str, edit: Value) -> Edit {
    let path = format!("/experiments/{key}/edits");
    server.post(&path, edit).await.status(201).json()
}

async fn undo(server: &TestServer, key: &str, edit: &Edit) {
    let path = format!("/experiments/{key}/edits/{}", edit.id);
    server.delete(&path).await.status(204);
}

async fn metrics(server: &TestServer, key: &str) -> Vec<MetricSummary> {
    let path = format!("/experiments/{key}/metrics");
    server.get(&path).await.status(200).json()
}

async fn names(server: &TestServer, key: &str) -> Vec<String> {
    let all = metrics(server, key).await;
    all.into_iter().map(|one| one.series.metric).collect()
}

async fn steps(server: &TestServer, key: &str, metric: &str) -> Vec<f64> {
    let series = json!([{"experiment": key, "metric": metric}]);
    let frame = server
        .series(json!({"series": series, "width_px": 500}))
        .await;
    frame.answers[0].x.clone()
}

#[tokio::test]
async fn a_renamed_metric_has_its_new_name_everywhere() {
    let server = TestServer::start();
    let experiment = server.start_experiment().await;
    let key = experiment.key.to_string();
    server.log(&key, 0, json!([points("loss", 0..3)])).await;
    let made = edit(
        &server,
        &key,
        json!({"metric": "loss", "kind": "rename", "to": "train loss"}),
    )
    .await;
    assert_eq!((made.metric.as_str(), made.by.as_str()), ("loss", "owner"));
    assert_eq!(names(&server, &key).await, ["train loss"]);
    assert_eq!(steps(&server, &key, "train loss").await, [0.0, 1.0, 2.0]);
    assert!(steps(&server, &key, "loss").await.is_empty());
    // What goes on under the old name goes on under the new one.
    server.log(&key, 3, json!([points("loss", 3..4)])).await;
    assert_eq!(steps(&server, &key, "train loss").await.len(), 4);
    let project = experiment.project.id;
    let all: Vec<MetricName> = server
        .get(&format!("/projects/{project}/metrics"))
        .await
        .json();
    assert_eq!(all[0].name, "train loss");

    undo(&server, &key, &made).await;
    undo(&server, &key, &made).await;
    assert_eq!(names(&server, &key).await, ["loss"]);
    let edits: Vec<Edit> = server
        .get(&format!("/experiments/{key}/edits"))
        .await
        .json();
    assert_eq!(edits.len(), 1, "undone edits stay in the list");
    assert_eq!(edits[0].undone.as_ref().unwrap().by, "owner");
}

#[tokio::test]
async fn two_metrics_never_share_a_name() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let events = json!([points("a", 0..2), points("b", 0..3), points("c", 0..4)]);
    server.log(&key, 0, events).await;
    let path = format!("/experiments/{key}/edits");
    let rename = |metric: &str, to: &str| json!({"metric": metric, "kind": "rename", "to": to});
    server
        .post(&path, rename("a", "b"))
        .await
        .error(422, "invalid");
    server
        .post(&path, rename("a", "a"))
        .await
        .error(422, "invalid");
    let first = edit(&server, &key, rename("a", "x")).await;
    server
        .post(&path, rename("b", "x"))
        .await
        .error(422, "invalid");
    let second = edit(&server, &key, rename("x", "y")).await;
    let other = edit(&server, &key, rename("b", "x")).await;
    let back = format!("{path}/{}", second.id);
    let error = server.delete(&back).await.error(422, "invalid");
    assert!(error.message.contains("`x`"), "{}", error.message);
    undo(&server, &key, &other).await;
    undo(&server, &key, &second).await;
    assert_eq!(names(&server, &key).await, ["b", "c", "x"]);
    // A name that is recorded later belongs to what is recorded.
    server.log(&key, 9, json!([points("x", 0..1)])).await;
    assert_eq!(names(&server, &key).await, ["a", "b", "c", "x"]);
    assert_eq!(steps(&server, &key, "x").await.len(), 1);
    undo(&server, &key, &first).await;
}

#[tokio::test]
async fn hidden_points_are_gone_until_the_edit_is_undone() {
    let server = TestServer::start();
    let experiment = server.start_experiment().await;
    let key = experiment.key.to_string();
    let out_of_order = [0, 5, 1, 2, 9, 3, 4].into_iter();
    server
        .log(&key, 0, json!([points("loss", out_of_order)]))
        .await;
    let hidden = edit(
        &server,
        &key,
        json!({"metric": "loss", "kind": "hide", "x": "step", "range": [5, "Infinity"]}),
    )
    .await;
    assert_eq!(hidden.points, 2);
    assert_eq!(
        steps(&server, &key, "loss").await,
        [0.0, 1.0, 2.0, 3.0, 4.0]
    );
    let summary = &metrics(&server, &key).await[0];
    assert_eq!((summary.summary.count, summary.hidden), (5, 2));
    assert_eq!((summary.summary.max.0, summary.summary.last.0), (4.0, 4.0));
    let trimmed = edit(
        &server,
        &key,
        json!({"metric": "loss", "kind": "trim", "range": [1, 3]}),
    )
    .await;
    assert_eq!(
        trimmed.points, 4,
        "0 and 4, and the two that are hidden already"
    );
    assert_eq!(steps(&server, &key, "loss").await, [1.0, 2.0, 3.0]);

    // Later points are not among those that were picked.
    server.log(&key, 7, json!([points("loss", 100..101)])).await;
    assert_eq!(steps(&server, &key, "loss").await, [1.0, 2.0, 3.0, 100.0]);
    let request =
        json!({"columns": [{"kind": "metric", "name": "loss", "statistic": "max"}], "limit": 10});
    let table = format!("/projects/{}/table", experiment.project.id);
    let page: TablePage = server.post(&table, request).await.status(200).json();
    assert!(format!("{:?}", page.rows[0]).contains("100"), "{page:?}");

    // Whoever holds points gets all of them anew, now and after the undo.
    let ask = |after: u64| {
        let series = json!([{"experiment": key, "metric": "loss", "after": after}]);
        server.series(json!({"series": series, "width_px": 500}))
    };
    let frame = ask(6).await;
    assert!(!frame.answers[0].meta.appended);
    assert_eq!(frame.answers[0].meta.hidden, 4);
    undo(&server, &key, &trimmed).await;
    undo(&server, &key, &hidden).await;
    let frame = ask(6).await;
    assert!(!frame.answers[0].meta.appended);
    assert_eq!(frame.answers[0].x.len(), 8);
    assert_eq!(metrics(&server, &key).await[0].hidden, 0);
}

#[tokio::test]
async fn a_hidden_metric_does_not_exist() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let events = json!([points("loss", 0..3), points("acc", 0..3)]);
    server.log(&key, 0, events).await;
    let hide = json!({"metric": "loss", "kind": "hide"});
    let hidden = edit(&server, &key, hide.clone()).await;
    server.log(&key, 6, json!([points("loss", 3..4)])).await;
    assert_eq!(names(&server, &key).await, ["acc"]);
    assert!(steps(&server, &key, "loss").await.is_empty());
    let page: Experiment = server.get(&format!("/experiments/{key}")).await.json();
    assert_eq!(page.counts.metrics, 1);
    let path = format!("/experiments/{key}/edits");
    server.post(&path, hide).await.error(422, "invalid");
    undo(&server, &key, &hidden).await;
    assert_eq!(steps(&server, &key, "loss").await.len(), 4);
}

/// 200,000 points with `hidden` steps left out of one and hidden in the other answer alike.
#[tokio::test]
async fn an_edited_series_answers_like_one_without_the_points() {
    const N: i64 = 200_000;
    let server = TestServer::start();
    let edited = server.start_experiment().await.key;
    let plain = server.start_experiment().await.key;
    let all = [
        (0, 70_000),
        (70_000, 70_001),
        (70_001, 150_000),
        (150_000, N),
    ];
    for (from, to) in all {
        let (a, b) = (edited.to_string(), plain.to_string());
        for start in (from..to).step_by(50_000) {
            let event = json!([points("loss", start..to.min(start + 50_000))]);
            server.log(&a, start as u64, event.clone()).await;
            if !(from == 70_000 || from == 150_000) {
                server.log(&b, start as u64, event).await;
            }
        }
    }
    server.app.ingest.compact(&edited).await.unwrap();
    server.app.ingest.compact(&plain).await.unwrap();
    let key = edited.to_string();
    let ask = |key: String, more: Value| {
        let mut request =
            json!({"series": [{"experiment": key, "metric": "loss"}], "width_px": 300});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        server.series(request)
    };
    let before = ask(key.clone(), json!({})).await;
    assert_eq!(before.answers[0].meta.total, N as u64);
    for range in [[70_000, 70_000], [150_000, N]] {
        let hide = json!({"metric": "loss", "kind": "hide", "range": range});
        edit(&server, &key, hide).await;
    }
    for more in [
        json!({}),
        json!({"range": [69_000, 71_000]}),
        json!({"range": [60_000, 180_000]}),
        json!({"smoothing": {"kind": "exponential", "weight": 0.9}}),
    ] {
        let found = ask(key.clone(), more.clone()).await;
        let wanted = ask(plain.to_string(), more).await;
        same_points(&found, &wanted);
        assert_eq!(found.answers[0].meta.hidden, 50_001);
    }
}

fn same_points(found: &Frame, wanted: &Frame) {
    let (found, wanted) = (&found.answers[0], &wanted.answers[0]);
    assert_eq!(found.x, wanted.x);
    assert_eq!(found.y, wanted.y);
    assert_eq!(found.smooth_y, wanted.smooth_y);
    assert_eq!(found.meta.total, wanted.meta.total);
    assert_eq!(found.meta.in_range, wanted.meta.in_range);
    assert_eq!(found.meta.sampled, wanted.meta.sampled);
}

#[tokio::test]
async fn what_cannot_be_edited_is_refused_with_a_reason() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    server.log(&key, 0, json!([points("loss", 0..3)])).await;
    let path = format!("/experiments/{key}/edits");
    for (body, word) in [
        (json!({"metric": "acc", "kind": "hide"}), "`acc`"),
        (
            json!({"metric": "loss", "context": "val", "kind": "hide"}),
            "`val`",
        ),
        (
            json!({"metric": "loss", "kind": "rename", "to": ""}),
            "`to`",
        ),
        (
            json!({"metric": "loss", "kind": "rename", "to": "a\nb"}),
            "`to`",
        ),
        (
            json!({"metric": "loss", "kind": "hide", "range": [7, 9]}),
            "`range`",
        ),
        (
            json!({"metric": "loss", "kind": "hide", "range": [2, 1]}),
            "`range`",
        ),
        (
            json!({"metric": "loss", "kind": "hide", "range": ["NaN", 1]}),
            "`range`",
        ),
        (
            json!({"metric": "loss", "kind": "trim", "range": [0, 9]}),
            "`range`",
        ),
        (
            json!({"metric": "loss", "kind": "hide", "x": "metric", "range": [0, 9]}),
            "`x`",
        ),
    ] {
        let error = server.post(&path, body.clone()).await.error(422, "invalid");
        assert!(error.message.contains(word), "{body}: {}", error.message);
    }
    let unknown = format!("{path}/0123456789ab");
    server.delete(&unknown).await.error(404, "not_found");
    let edits: Vec<Edit> = server.get(&path).await.json();
    assert!(edits.is_empty());
}
