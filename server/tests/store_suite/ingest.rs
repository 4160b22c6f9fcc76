//! Exactly once: random batches, re-cut, doubled and reordered, by several writers, with restarts.

use std::sync::Arc;

use proptest::prelude::*;
use suisei_core::series::Columns;
use suisei_core::series::columns::Row;
use suisei_core::wire::batch::Item;
use suisei_core::wire::points::{Point, Points};
use suisei_server::ingest::IngestError;
use suisei_server::store::memory::MemoryKv;

use crate::support::{World, batch, clock, counting, difficult, key, series, steps};

const METRICS: [&str; 3] = ["loss", "acc", "sys.cpu"];

/// What one writer recorded: its event number `seq` is a point of metric `seq % 3`.
fn recorded(writer: u64, seqs: std::ops::Range<u64>) -> Points {
    let all = difficult(seqs.end as usize, writer * 1_000);
    let mut points = Points::default();
    for (seq, point) in all.iter().enumerate().skip(seqs.start as usize) {
        // The time tells which event it was, so that the test can see the order.
        let time = (writer * 1_000_000 + seq as u64) as i64;
        points.push(Point {
            series: seq as u32 % 3,
            time,
            ..point
        });
    }
    points
}

fn expect(
    columns: &Columns,
    writer: u64,
    metric: u32,
    received: &[bool],
) -> Result<(), TestCaseError> {
    let of_writer = |row: &Row| row.time / 1_000_000 == writer as i64;
    let mut found: Vec<Row> = columns.rows().filter(of_writer).collect();
    let all = recorded(writer, 0..received.len() as u64);
    let mut expected: Vec<Row> = all
        .iter()
        .enumerate()
        .filter(|(seq, point)| received[*seq] && point.series == metric)
        .map(|(_, point)| Row {
            step: point.step,
            epoch: point.epoch,
            time: point.time,
            value: point.value,
        })
        .collect();
    found.sort_by_key(|row| row.time);
    expected.sort_by_key(|row| row.time);
    prop_assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(&expected) {
        prop_assert_eq!((a.step, a.time), (b.step, b.time));
        prop_assert_eq!(a.value.to_bits(), b.value.to_bits());
        prop_assert_eq!(a.epoch.to_bits(), b.epoch.to_bits());
    }
    Ok(())
}

#[derive(Debug, Clone)]
enum Move {
    Send { writer: u64, first: u64, n: u64 },
    Compact,
    Crash,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let send = (1_u64..3, 0_u64..90, 1_u64..40).prop_map(|(writer, first, n)| Move::Send {
        writer,
        first,
        n,
    });
    let one = prop_oneof![8 => send, 1 => Just(Move::Compact), 1 => Just(Move::Crash)];
    proptest::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn every_event_counts_once(moves in moves()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let mut kv = Arc::new(MemoryKv::default());
            let mut world = World::new(kv.clone());
            world.experiment(1).await;
            let mut received = vec![vec![false; 200]; 3];
            for step in moves {
                match step {
                    Move::Send { writer, first, n } => {
                        let items = vec![Item::Points(recorded(writer, first..first + n))];
                        let sent = batch(&format!("w{writer}"), first, items, &METRICS);
                        let ack = world.send(1, sent).await.unwrap();
                        let seen = &mut received[writer as usize];
                        let new = (first..first + n).filter(|seq| !seen[*seq as usize]).count();
                        for seq in first..first + n {
                            seen[seq as usize] = true;
                        }
                        prop_assert_eq!(ack.accepted, new as u64);
                        prop_assert_eq!(ack.duplicates, n - new as u64);
                        let next = seen.iter().position(|seen| !seen).unwrap() as u64;
                        prop_assert_eq!(ack.next_seq, next);
                    }
                    Move::Compact => world.ingest.compact(&key(1)).await.unwrap(),
                    Move::Crash => {
                        kv = Arc::new(kv.image());
                        world = world.crash(kv.clone());
                    }
                }
            }
            let experiment = world.get(1);
            for (index, metric) in METRICS.iter().enumerate() {
                let columns = experiment.columns(&series(metric), 0).unwrap();
                for writer in 1..3_u64 {
                    expect(&columns, writer, index as u32, &received[writer as usize])?;
                }
                let summary = experiment.summary(&series(metric)).unwrap().unwrap_or_default();
                prop_assert_eq!(summary.count, columns.len() as u64);
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn arrival_order_is_kept_for_each_writer() {
    let world = World::in_memory();
    world.experiment(1).await;
    world.send(1, counting("w", "loss", 10..20)).await.unwrap();
    world.send(1, counting("w", "loss", 0..15)).await.unwrap();
    let columns = world.get(1).columns(&series("loss"), 0).unwrap();
    let expected: Vec<i64> = (10..20).chain(0..10).collect();
    assert_eq!(steps(&columns), expected);
    assert_eq!(
        steps(&world.get(1).columns(&series("loss"), 7).unwrap()),
        &expected[7..]
    );
    assert!(
        world
            .get(1)
            .columns(&series("loss"), 99)
            .unwrap()
            .is_empty()
    );
    assert!(world.get(1).columns(&series("acc"), 0).unwrap().is_empty());
}

#[tokio::test]
async fn many_senders_at_once_share_commits() {
    let world = World::in_memory();
    let mut tasks = Vec::new();
    for number in 1..=5_u8 {
        world.experiment(number).await;
        for writer in 0..4 {
            let ingest = world.ingest.clone();
            tasks.push(tokio::spawn(async move {
                for round in 0..20_u64 {
                    let sent = counting(&format!("w{writer}"), "loss", round * 10..round * 10 + 10);
                    let ack = ingest.batch(&key(number), sent, 400).await.unwrap();
                    assert_eq!((ack.accepted, ack.next_seq), (10, round * 10 + 10));
                }
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    for number in 1..=5 {
        assert_eq!(world.get(number).about().points, 800);
        assert_eq!(world.get(number).about().writers, 4);
    }
}

#[tokio::test]
async fn missing_times_are_those_of_arrival() {
    let world = World::in_memory();
    world.experiment(1).await;
    let before = clock();
    let json = br#"{"writer": "w", "events": [
        {"kind": "metric", "name": "loss", "value": "NaN"},
        {"kind": "metric", "name": "loss", "value": 1, "time": 5}]}"#;
    let sent = suisei_core::wire::batch::Batch::decode_json(json).unwrap();
    world.send(1, sent).await.unwrap();
    let columns = world.get(1).columns(&series("loss"), 0).unwrap();
    assert!(columns.time[0] > before && columns.time[0] < clock());
    assert_eq!(columns.time[1], 5);
    assert!(columns.value[0].is_nan());
}

#[tokio::test]
async fn bad_events_are_reported_once_and_their_neighbours_kept() {
    let world = World::in_memory();
    world.experiment(1).await;
    let long = "x".repeat(10_000);
    let json = format!(
        r#"{{"writer": "w", "events": [
        {{"kind": "parameter", "name": "lr", "value": 0.1}},
        {{"kind": "parameter", "name": "{long}", "value": 1}},
        {{"kind": "metric", "name": "", "value": 1}},
        {{"kind": "nonsense"}},
        {{"kind": "metric", "name": "loss", "value": 1}}]}}"#
    );
    let sent = suisei_core::wire::batch::Batch::decode_json(json.as_bytes()).unwrap();
    let ack = world.send(1, sent.clone()).await.unwrap();
    let codes: Vec<(u64, &str)> = ack
        .rejected
        .iter()
        .map(|refused| (refused.seq, refused.code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            (1, "name_too_long"),
            (2, "bad_name"),
            (3, "malformed_event")
        ]
    );
    assert_eq!((ack.accepted, ack.duplicates, ack.next_seq), (2, 0, 5));
    let again = world.send(1, sent).await.unwrap();
    assert_eq!(
        (again.accepted, again.duplicates, again.rejected.len()),
        (0, 5, 0)
    );
    assert_eq!(world.get(1).about().rejected, 3);
    assert_eq!(world.get(1).row().parameters.len(), 1);
}

#[tokio::test]
async fn unknown_and_trashed_experiments_take_nothing() {
    let world = World::in_memory();
    assert_eq!(
        world.send(9, counting("w", "loss", 0..1)).await,
        Err(IngestError::NotFound)
    );
    let experiment = world.experiment(1).await;
    world.ingest.trash(&key(1)).await.unwrap();
    assert_eq!(
        world.send(1, counting("w", "loss", 0..1)).await,
        Err(IngestError::NotFound)
    );
    assert!(world.store.experiments(&experiment.project()).is_empty());
    assert_eq!(world.store.trashed(&experiment.project()).len(), 1);
    world.ingest.restore(&key(1)).await.unwrap();
    assert_eq!(
        world
            .send(1, counting("w", "loss", 0..1))
            .await
            .unwrap()
            .accepted,
        1
    );
}

#[tokio::test]
async fn endless_gaps_are_refused_before_they_cannot_be_stored() {
    let world = World::in_memory();
    world.experiment(1).await;
    let mut refused = None;
    for n in 0..4_000 {
        if let Err(error) = world
            .send(1, counting("w", "loss", n * 2 + 1..n * 2 + 2))
            .await
        {
            refused = Some((n, error));
            break;
        }
    }
    let (n, error) = refused.unwrap();
    assert!(
        n >= 3_500 && matches!(error, IngestError::Invalid(_)),
        "{n}: {error}"
    );
    assert_eq!(
        world
            .send(1, counting("w", "loss", 0..7_000))
            .await
            .unwrap()
            .next_seq,
        7_000
    );
}
