//! Projects, their tables and views.

use serde_json::{Value, json};
use suisei_core::api::Project;
use suisei_core::table::{ColumnInfo, MetricName, TablePage};
use suisei_core::view::ViewSpec;

use crate::support::TestServer;

#[tokio::test]
async fn a_project_from_beginning_to_end() {
    let server = TestServer::start();
    let made: Project = server
        .post("/projects", json!({"name": "digits"}))
        .await
        .status(201)
        .json();
    assert_eq!((made.experiments, made.running), (0, 0));
    server
        .post("/projects", json!({"name": "digits"}))
        .await
        .error(409, "conflict");
    let url = format!("/projects/{}", made.id);
    let patch = json!({"name": "numbers", "description": "# About"});
    let patched: Project = server.patch(&url, patch).await.status(200).json();
    assert_eq!(
        (patched.name.as_str(), patched.description.as_str()),
        ("numbers", "# About")
    );
    let created: Value = server
        .post("/experiments", json!({"project": "numbers"}))
        .await
        .status(201)
        .json();
    assert_eq!(created["project"]["id"], made.id);
    let seen: Project = server.get(&url).await.json();
    assert_eq!((seen.experiments, seen.running), (1, 1));
    server.delete(&url).await.error(409, "conflict");
    server
        .delete(created["url"].as_str().unwrap())
        .await
        .status(204);
    server.delete(&url).await.status(204);
    server.get(&url).await.error(404, "not_found");
}

#[tokio::test]
async fn cards_show_a_telling_curve() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let values: Vec<f64> = (0..1_000).map(|step| f64::from(step) / 1_000.0).collect();
    let zeros = vec![0; values.len()];
    server
        .log(
            &key,
            0,
            json!([
                {"kind": "points", "names": ["sys.cpu"], "series": zeros, "value": values},
                {"kind": "points", "names": ["train/loss"], "series": zeros, "value": values},
                {"kind": "points", "names": ["val/accuracy"], "series": zeros, "value": values},
                {"kind": "metric", "name": "val/accuracy", "value": "NaN"},
            ]),
        )
        .await;
    let spark = server.project("digits").await.spark.unwrap();
    assert_eq!(
        (spark.metric.as_str(), spark.values.len()),
        ("val/accuracy", 48)
    );
    assert_eq!(*spark.values.last().unwrap(), 0.999);
}

#[tokio::test]
async fn the_table_sorts_searches_and_pages() {
    let server = TestServer::start();
    let mut project = String::new();
    for (name, lr) in [("one", 0.3), ("two", 0.1), ("three", 0.2)] {
        let created = server.start_experiment().await;
        project = created.project.id;
        let events = json!([
            {"kind": "name", "value": name},
            {"kind": "parameter", "name": "lr", "value": lr},
            {"kind": "metric", "name": "loss", "value": lr * 2.0, "step": 1},
        ]);
        server.log(created.key.as_str(), 0, events).await;
    }
    let lr = json!({"kind": "parameter", "name": "lr"});
    let table = format!("/projects/{project}/table");
    let request = json!({"columns": [lr, {"kind": "metric", "name": "loss", "statistic": "last"}],
        "sort": [{"column": lr, "descending": true}], "limit": 2});
    let page: TablePage = server.post(&table, request).await.status(200).json();
    let names: Vec<&str> = page.rows.iter().map(|row| row.head.name.as_str()).collect();
    assert_eq!(
        (names, page.matched, page.total),
        (vec!["one", "three"], 3, 3)
    );
    assert_eq!(page.rows[0].cells[1].as_f64(), Some(0.6));
    let page: TablePage = server
        .post(&table, json!({"search": "TWO", "limit": 10}))
        .await
        .json();
    assert_eq!((page.rows.len(), page.matched), (1, 1));
    server
        .post(&table, json!({"limit": 1_000_000}))
        .await
        .error(422, "invalid");
    server
        .post(&table, json!({"limit": -1}))
        .await
        .error(422, "invalid");
    let columns: Vec<ColumnInfo> = server
        .get(&format!("/projects/{project}/columns"))
        .await
        .status(200)
        .json();
    assert_eq!(columns.len(), 2);
    let metrics: Vec<MetricName> = server
        .get(&format!("/projects/{project}/metrics"))
        .await
        .status(200)
        .json();
    assert_eq!(metrics[0].name, "loss");
}

#[tokio::test]
async fn a_view_comes_back_as_it_was_put() {
    let server = TestServer::start();
    let project = server.start_experiment().await.project.id;
    let url = format!("/projects/{project}/view");
    let fresh: ViewSpec = server.get(&url).await.status(200).json();
    assert_eq!(fresh, ViewSpec::default());
    let panel = json!({"kind": {"kind": "line", "metric": "val/損失"}, "size": {"w": 6, "h": 5}});
    let view = json!({
        "version": 1,
        "settings": {"x": "epoch", "scale": "log", "smoothing": 0.6},
        "sections": [{"name": "val", "collapsed": true, "panels": [panel]}],
    });
    let put: ViewSpec = server.put(&url, view).await.status(200).json();
    let seen: ViewSpec = server.get(&url).await.status(200).json();
    assert_eq!(put, seen);
    assert_eq!(seen.sections[0].panels.len(), 1);
    // A large view is kept as well as a small one.
    let panels: Vec<Value> = (0..3_000)
        .map(|n| json!({"kind": {"kind": "line", "metric": format!("a/metric number {n}")}}))
        .collect();
    let large = json!({"version": 1, "sections": [{"name": "a", "panels": panels}]});
    server.put(&url, large).await.status(200);
    let seen: ViewSpec = server.get(&url).await.json();
    assert_eq!(seen.sections[0].panels.len(), 3_000);
    server
        .put(&url, json!({"version": 99}))
        .await
        .error(422, "invalid");
    server
        .put(&url, json!({"version": 1, "sections": 3}))
        .await
        .error(422, "invalid");
}
