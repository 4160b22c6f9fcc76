//! Console lines out of raw text.

use std::sync::Arc;

use proptest::prelude::*;
use suisei_core::event::{Event, Stream};
use suisei_server::store::memory::MemoryKv;

use crate::support::World;

fn text(stream: Stream, text: &str, time: i64) -> Event {
    Event::Output {
        stream,
        text: text.to_owned(),
        time: Some(time),
    }
}

async fn lines(world: &World) -> Vec<(u64, i64, bool, String)> {
    let page = world.get(1).output(0, 100_000).unwrap();
    assert_eq!(page.total, page.lines.len() as u64);
    page.lines
        .into_iter()
        .map(|line| (line.number, line.time, line.error, line.text))
        .collect()
}

fn line(number: u64, time: i64, error: bool, text: &str) -> (u64, i64, bool, String) {
    (number, time, error, text.to_owned())
}

#[tokio::test]
async fn partial_lines_are_continued_by_their_own_stream() {
    use Stream::{Stderr, Stdout};
    let kv = Arc::new(MemoryKv::default());
    let mut world = World::new(kv.clone());
    world.experiment(1).await;
    world
        .events(
            1,
            0,
            vec![text(Stdout, "epoch 1: ", 10), text(Stderr, "warn", 11)],
        )
        .await;
    world = World::in_memory().crash(Arc::new(kv.image()));
    assert_eq!(
        lines(&world).await,
        [line(0, 10, false, "epoch 1: "), line(1, 11, true, "warn")]
    );
    world
        .events(
            1,
            2,
            vec![
                text(Stdout, "done\n\nnext\n", 12),
                text(Stderr, "ing\n", 13),
            ],
        )
        .await;
    let expected = [
        line(0, 10, false, "epoch 1: done"),
        line(1, 11, true, "warning"),
        line(2, 12, false, ""),
        line(3, 12, false, "next"),
    ];
    assert_eq!(lines(&world).await, expected);
    assert_eq!(world.get(1).about().counts.output_lines, 4);
    assert_eq!(world.get(1).output(2, 1).unwrap().lines[0].number, 2);
    assert!(world.get(1).output(99, 10).unwrap().lines.is_empty());
}

#[tokio::test]
async fn a_line_without_an_end_goes_on_in_the_next() {
    let world = World::in_memory();
    world.experiment(1).await;
    let bar = "\r進捗 50%".repeat(5_000);
    for seq in 0..3 {
        world
            .events(1, seq, vec![text(Stream::Stderr, &bar, 1)])
            .await;
    }
    let found = lines(&world).await;
    assert!(
        found
            .iter()
            .all(|(_, _, error, text)| *error && text.len() <= 8 * 1024)
    );
    let joined: String = found.into_iter().map(|(_, _, _, text)| text).collect();
    assert_eq!(joined, bar.repeat(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn no_text_is_lost_however_it_is_cut(
        pieces in proptest::collection::vec((any::<bool>(), "[a-zé\n\r]{0,30}", 1_usize..400), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let world = World::in_memory();
            world.experiment(1).await;
            let mut written = [String::new(), String::new()];
            for (seq, (error, piece, times)) in pieces.into_iter().enumerate() {
                let stream = if error { Stream::Stderr } else { Stream::Stdout };
                let piece = piece.repeat(times);
                written[usize::from(error)].push_str(&piece);
                world.events(1, seq as u64, vec![text(stream, &piece, seq as i64)]).await;
            }
            let found = lines(&world).await;
            prop_assert!(found.iter().enumerate().all(|(index, line)| line.0 == index as u64));
            for (error, written) in [(false, &written[0]), (true, &written[1])] {
                let mine = found.iter().filter(|line| line.2 == error);
                let seen: String = mine.map(|line| line.3.as_str()).collect();
                prop_assert_eq!(seen, written.replace('\n', ""));
            }
            Ok(())
        })?;
    }
}
