//! The real engine in a real folder: restarts, locks, and how long opening takes.

use std::time::Instant;

use suisei_core::wire::batch::Item;
use suisei_core::wire::points::{Point, Points};
use suisei_server::ingest::{CreateExperiment, Ingest};
use suisei_server::live::Live;
use suisei_server::store::Store;

use crate::support::{batch, clock, counting, key, series, steps};

async fn fill(store: &Store, ingest: &Ingest, n: u64) {
    let workspace = store.create_workspace("default", clock()).unwrap();
    let project = store
        .create_project(&workspace.id, "many", clock())
        .unwrap();
    let names: Vec<String> = (0..10).map(|i| format!("metric/{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut tasks = Vec::new();
    for number in 0..n {
        let (ingest, project) = (ingest.clone(), project.id.clone());
        let mut points = Points::default();
        for step in 0..20 {
            for series in 0..10 {
                let value = f64::from(step) / f64::from(series + 1);
                let step = i64::from(step);
                points.push(Point {
                    series,
                    time: step,
                    value,
                    step,
                    epoch: f64::NAN,
                });
            }
        }
        let sent = batch("w", 0, vec![Item::Points(points)], &names);
        tasks.push(tokio::spawn(async move {
            let key = format!("{number:032}").parse().unwrap();
            let new = CreateExperiment {
                key,
                project,
                name: None,
                created: 1,
            };
            let (experiment, _) = ingest.create(new).await.unwrap();
            ingest.batch(experiment.key(), sent, 8_000).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_store_with_two_thousand_experiments_opens_quickly() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let id = store.id().to_owned();
    let ingest = Ingest::start(store.clone(), Live::new(), clock);
    fill(&store, &ingest, 2_000).await;
    ingest.stop().await;
    let project = store.projects(&store.workspaces()[0].id)[0].id.clone();
    drop((store, ingest));
    let start = Instant::now();
    let store = Store::open(folder.path()).unwrap();
    println!(
        "opened 2,000 experiments with tails in {:?}",
        start.elapsed()
    );
    assert_eq!(store.id(), id);
    assert_eq!(store.experiments(&project).len(), 2_000);
    assert!(
        store
            .experiments(&project)
            .iter()
            .all(|found| found.about().points == 200)
    );
    assert!(start.elapsed().as_secs() < 30);
}

#[tokio::test]
async fn a_restart_loses_nothing_and_a_second_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5_u64 {
        let store = Store::open(folder.path()).unwrap();
        assert!(
            Store::open(folder.path())
                .err()
                .unwrap()
                .to_string()
                .contains("another process")
        );
        let ingest = Ingest::start(store.clone(), Live::new(), clock);
        if round == 0 {
            let workspace = store.create_workspace("default", clock()).unwrap();
            let project = store.create_project(&workspace.id, "p", clock()).unwrap();
            let new = CreateExperiment {
                key: key(1),
                project: project.id,
                name: None,
                created: 1,
            };
            ingest.create(new).await.unwrap();
        }
        let experiment = store.experiment(&key(1)).unwrap();
        let have = (0..round as i64 * 5_000).collect::<Vec<i64>>();
        assert_eq!(
            steps(&experiment.columns(&series("loss"), 0).unwrap()),
            have
        );
        for part in 0..50 {
            // Half of every batch was sent before.
            let first = round * 5_000 + part * 100;
            let sent = counting("w", "loss", first.saturating_sub(100)..first + 100);
            ingest.batch(&key(1), sent, 100).await.unwrap();
        }
        if round.is_multiple_of(2) {
            ingest.compact(&key(1)).await.unwrap();
        }
        ingest.stop().await;
    }
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    let error = Store::open(&file).err().unwrap().to_string();
    assert!(error.starts_with("cannot open the store in"), "{error}");
}
