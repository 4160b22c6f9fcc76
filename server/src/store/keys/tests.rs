//! What keys promise: their order, and what can be read back out of them.

use super::*;

#[test]
fn keys_of_one_kind_sort_by_their_numbers() {
    let id = ExperimentId(7);
    assert!(id.tail(255) < id.tail(256));
    assert!(id.block(1, u64::MAX) < id.block(2, 0));
    assert_eq!(id.tail(77).last_u64(), 77);
    let range = id.blocks_up_to(3, 9);
    assert!(range.start() <= id.block(3, 9).as_bytes());
    assert!(id.block(3, 9).as_bytes() < range.end());
    assert!(id.block(3, 10).as_bytes() >= range.end());
}

#[test]
fn prefixes_end_before_the_next_id() {
    let range = ExperimentId(u64::MAX).all_tails();
    assert!(ExperimentId(u64::MAX).tail(u64::MAX).as_bytes() < range.end());
}

#[test]
fn no_experiment_lives_in_the_global_part() {
    for id in 0..100_000 {
        assert_ne!(ExperimentId(id).part(), GLOBAL);
    }
}

#[test]
fn texts_come_back_out_of_keys() {
    let id = ExperimentId(1);
    assert_eq!(section_name(&id.section("gît").chunk(3)), "gît");
    assert_eq!(text_after_id(&id.asset("abc")), "abc");
    assert_eq!(
        document_id(&document(DocumentKind::User, "u-1").chunk(0)),
        "u-1"
    );
}
