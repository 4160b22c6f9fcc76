//! What panels of other kinds ask for: distributions of points, histograms over steps, names of
//! assets.

use serde_json::{Value, json};
use suisei_core::api::{AssetName, Histograms};
use suisei_core::query::distribution::Distribution;

use crate::support::TestServer;

#[tokio::test]
async fn every_point_counts_in_a_distribution() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let values: Vec<Value> = (0..20_000)
        .map(|n| json!(f64::from(n % 1_000)))
        .chain([json!(1e6), json!("NaN"), json!("-Infinity")])
        .collect();
    let events = json!([{"kind": "points", "names": ["loss"], "series": vec![0; values.len()],
        "value": values}]);
    server.log(&key, 0, events).await;
    let series = |metric: &str| json!({"experiment": key, "metric": metric});
    let request = json!({"series": [series("loss"), series("none")]});
    let answers: Vec<Distribution> = server
        .post("/series/distributions", request)
        .await
        .status(200)
        .json();
    let all = &answers[0];
    assert_eq!(
        (all.count, all.nan, all.infinite, all.outliers),
        (20_001, 1, 1, 1)
    );
    assert_eq!(all.quartiles.map(|five| five[2].0), Some(500.0));
    assert_eq!(all.single.len(), 1, "the outlier alone");
    assert!(all.density.len() > 10);
    assert_eq!(answers[1], Distribution::default());
}

#[tokio::test]
async fn histograms_of_a_name_come_in_the_order_of_steps() {
    let server = TestServer::start();
    let created = server.start_experiment().await;
    let key = created.key.to_string();
    let contents = [
        (30, r#"{"version":1,"edges":[0,1,2],"counts":[1,2]}"#),
        (10, r#"{"version":1,"edges":[0,1],"counts":[5]}"#),
        (20, "no histogram"),
    ];
    for (seq, (step, content)) in contents.into_iter().enumerate() {
        let asset = json!({"id": format!("{step:032}"), "type": "histogram", "name": "weights",
            "step": step, "content_type": "application/json"});
        server
            .log_asset(&key, seq as u64, asset, content.as_bytes())
            .await;
    }
    let url = format!("{}/histograms?name=", created.url);
    let found: Histograms = server
        .get(&format!("{url}weights"))
        .await
        .status(200)
        .json();
    assert_eq!((found.total, found.unreadable), (3, 1));
    let steps: Vec<Option<i64>> = found.histograms.iter().map(|one| one.step).collect();
    assert_eq!(steps, [Some(10), Some(30)]);
    assert_eq!(found.histograms[1].counts, [1.0, 2.0]);
    let none: Histograms = server.get(&format!("{url}other")).await.status(200).json();
    assert_eq!(none, Histograms::default());
    let without_name = format!("{}/histograms", created.url);
    server.get(&without_name).await.error(422, "invalid");

    let project = server.project("digits").await;
    let names: Vec<AssetName> = server
        .get(&format!("/projects/{}/asset-names", project.id))
        .await
        .status(200)
        .json();
    let kinds: Vec<(&str, &str)> = names
        .iter()
        .map(|asset| (asset.kind.as_str(), asset.name.as_str()))
        .collect();
    assert_eq!(kinds, [("histogram", "weights")]);
}
