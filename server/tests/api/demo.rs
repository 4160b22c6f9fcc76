//! The demo: a project that is worth looking at, and that goes on living.

use std::time::{Duration, Instant};

use serde_json::json;
use suisei_core::api::{Asset, Experiment, MetricSummary};
use suisei_core::event::State;
use suisei_core::table::TablePage;
use suisei_server::demo;

use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_fills_once_and_lives_on() {
    let server = TestServer::start();
    let running = tokio::spawn(demo::run(server.app.clone()));
    let started = Instant::now();
    let page = loop {
        let projects = server.get("/projects").await;
        if projects.text().contains("\"demo\"") {
            let project = server.project("demo").await;
            if project.running == 2 {
                let table = format!("/projects/{}/table", project.id);
                let page: TablePage = server.post(&table, json!({"limit": 100})).await.json();
                break page;
            }
        }
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "the demo takes too long"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    let states: Vec<State> = page.rows.iter().map(|row| row.head.state).collect();
    let count = |state: State| states.iter().filter(|one| **one == state).count();
    assert!(
        count(State::Finished) >= 8 && count(State::Failed) == 2,
        "{states:?}"
    );

    let finished = page
        .rows
        .iter()
        .find(|row| row.head.state == State::Finished)
        .unwrap();
    let url = format!("/experiments/{}", finished.head.key);
    let about: Experiment = server.get(&url).await.json();
    assert!(
        about.counts.images >= 3 && about.counts.code == 1,
        "{:?}",
        about.counts
    );
    assert!(about.counts.output_lines > 20 && about.counts.parameters > 5);
    let assets: Vec<Asset> = server.get(&format!("{url}/assets")).await.json();
    assert!(assets.iter().all(|asset| asset.present));

    let live = page
        .rows
        .iter()
        .find(|row| row.head.state == State::Running)
        .unwrap();
    let metrics = format!("/experiments/{}/metrics", live.head.key);
    let points = async || -> u64 {
        let metrics: Vec<MetricSummary> = server.get(&metrics).await.json();
        metrics.iter().map(|metric| metric.summary.count).sum()
    };
    let before = points().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(points().await > before, "live experiments grow");

    server.app.end_streams();
    running.await.unwrap();
    let about: Experiment = server
        .get(&format!("/experiments/{}", live.head.key))
        .await
        .json();
    assert_eq!(about.head.state, State::Stopped);
}
