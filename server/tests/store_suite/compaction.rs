//! Blocks instead of tails: the same answers before, during and after, and after a restart.

use std::sync::Arc;
use std::time::Duration;

use suisei_core::event::{Event, State};
use suisei_core::series::Columns;
use suisei_core::wire::batch::Item;
use suisei_core::wire::points::Points;
use suisei_server::ingest::Options;
use suisei_server::store::Experiment;
use suisei_server::store::memory::MemoryKv;

use crate::support::{BY_HAND, World, batch, counting, difficult, key, series, steps};

const METRICS: [&str; 3] = ["a", "b", "c"];

fn answers(experiment: &Experiment) -> Vec<(Columns, String)> {
    METRICS
        .iter()
        .map(|metric| {
            let (summary, columns) = experiment
                .cut(&series(metric), 0)
                .unwrap()
                .unwrap_or_default();
            assert_eq!(summary.count, columns.len() as u64);
            (columns, format!("{summary:?}"))
        })
        .collect()
}

fn of_metric(points: &Points, metric: u32) -> Columns {
    let mut columns = Columns::default();
    for point in points.iter().filter(|point| point.series == metric) {
        columns.push(suisei_core::series::columns::Row {
            step: point.step,
            epoch: point.epoch,
            time: point.time,
            value: point.value,
        });
    }
    columns
}

#[tokio::test]
async fn nothing_changes_but_the_form() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    let mut seq = 0;
    let mut all = Points::default();
    // Sizes around everything that matters: chunks, merging, full blocks, splitting.
    for (round, n) in [1, 40, 1_700, 1_701, 5_000, 300, 9_000, 17, 30_000]
        .into_iter()
        .enumerate()
    {
        let points = difficult(n, round as u64 * 77);
        points.iter().for_each(|point| all.push(point));
        let items = vec![Item::Points(points)];
        world
            .send(1, batch("w", seq, items, &METRICS))
            .await
            .unwrap();
        seq += n as u64;
        let before = answers(&world.get(1));
        world.ingest.compact(&key(1)).await.unwrap();
        assert_eq!(answers(&world.get(1)), before);
        let crashed = World::in_memory().crash(Arc::new(kv.image()));
        assert_eq!(answers(&crashed.get(1)), before);
        assert!(crashed.store.damage().is_empty());
    }
    for (metric, (columns, _)) in answers(&world.get(1)).iter().enumerate() {
        assert_eq!(*columns, of_metric(&all, metric as u32));
        for after in [
            1,
            4_095,
            4_096,
            8_192,
            columns.len() as u64 - 1,
            columns.len() as u64,
        ] {
            let part = world
                .get(1)
                .columns(&series(METRICS[metric]), after)
                .unwrap();
            assert_eq!(part, columns.slice(after as usize..usize::MAX));
        }
    }
}

#[tokio::test]
async fn blocks_grow_and_tails_go() {
    let kv = Arc::new(MemoryKv::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    let count = |kind: &str| {
        kv.entries()
            .iter()
            .filter(|(key, _)| format!("{key:?}").contains(&format!("/{kind}\\x00")))
            .count()
    };
    let mut most = 0;
    for round in 0..100_u64 {
        world
            .send(1, counting("w", "loss", round * 300..round * 300 + 300))
            .await
            .unwrap();
        world.ingest.compact(&key(1)).await.unwrap();
        assert_eq!(count("t"), 0);
        most = most.max(count("b"));
    }
    assert_eq!(
        steps(&world.get(1).columns(&series("loss"), 0).unwrap()),
        (0..30_000).collect::<Vec<i64>>()
    );
    // 30,000 points: at most one block for 4,096 of them, and a few that still grow.
    assert!(most <= 13, "{most} blocks");
}

#[tokio::test]
async fn a_reader_sees_one_consistent_cut_meanwhile() {
    let kv = Arc::new(MemoryKv::default());
    let options = Options {
        pending_per_series: 50,
        pending: 500,
        idle: Duration::from_millis(1),
    };
    let world = World::with_options(kv, options);
    let experiment = world.experiment(1).await;
    let writer = {
        let ingest = world.ingest.clone();
        tokio::spawn(async move {
            for round in 0..400_u64 {
                let sent = counting("w", "loss", round * 50..round * 50 + 50);
                ingest.batch(&key(1), sent, 100).await.unwrap();
                if round.is_multiple_of(7) {
                    ingest.compact(&key(1)).await.unwrap();
                }
            }
        })
    };
    let mut seen = 0;
    while !writer.is_finished() {
        let reader = experiment.clone();
        let cut = tokio::task::spawn_blocking(move || reader.cut(&series("loss"), 0)).await;
        if let Some((summary, columns)) = cut.unwrap().unwrap() {
            assert_eq!(
                steps(&columns),
                (0..summary.count as i64).collect::<Vec<i64>>()
            );
            assert!(columns.len() >= seen);
            seen = columns.len();
        }
    }
    writer.await.unwrap();
    assert_eq!(experiment.about().points, 20_000);
}

#[tokio::test]
async fn an_end_or_a_pause_compacts() {
    let kv = Arc::new(MemoryKv::default());
    let options = Options {
        idle: Duration::from_millis(10),
        ..BY_HAND
    };
    let world = World::with_options(kv.clone(), options);
    world.experiment(1).await;
    world.experiment(2).await;
    world.send(1, counting("w", "loss", 0..100)).await.unwrap();
    world.send(2, counting("w", "loss", 0..100)).await.unwrap();
    let status = Event::Status {
        state: State::Finished,
        message: None,
        time: None,
    };
    world.events(1, 100, vec![status]).await;
    let tails = || {
        kv.entries()
            .iter()
            .filter(|(key, _)| format!("{key:?}").contains("/t\\x00"))
            .count()
    };
    for _ in 0..100 {
        if tails() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} tail chunks are left", tails());
}

#[tokio::test]
async fn a_crash_between_any_two_writes_loses_and_doubles_nothing() {
    use crate::failure::Recording;
    let kv = Arc::new(Recording::default());
    let world = World::new(kv.clone());
    world.experiment(1).await;
    // Enough series that compaction needs several slices.
    let names: Vec<String> = (0..300).map(|i| format!("m{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (mut seq, mut n_writes) = (0, 0);
    for round in 0..3_u64 {
        let mut points = difficult(110_000, round);
        for (index, series) in points.series.iter_mut().enumerate() {
            *series = (index % 300) as u32;
        }
        world
            .send(1, batch("w", seq, vec![Item::Points(points)], &names))
            .await
            .unwrap();
        seq += 110_000;
        let before: Vec<_> = names
            .iter()
            .map(|name| world.get(1).columns(&series(name), 0).unwrap())
            .collect();
        kv.images.lock().unwrap().clear();
        world.ingest.compact(&key(1)).await.unwrap();
        let images = std::mem::take(&mut *kv.images.lock().unwrap());
        n_writes += images.len();
        for image in images {
            let crashed = World::in_memory().crash(Arc::new(image));
            let experiment = crashed.get(1);
            for (name, expected) in names.iter().zip(&before) {
                assert_eq!(experiment.columns(&series(name), 0).unwrap(), *expected);
            }
            // And it can go on from there.
            crashed.ingest.compact(&key(1)).await.unwrap();
            assert_eq!(experiment.columns(&series(names[7]), 0).unwrap(), before[7]);
        }
    }
    assert!(n_writes >= 8, "{n_writes} writes");
}
