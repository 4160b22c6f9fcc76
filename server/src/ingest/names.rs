//! Names for experiments that nobody named: two friendly words and the experiment's number.
//! The words follow from the key, so that the same experiment always gets the same ones.

use suisei_core::ids::ExperimentKey;

const MOODS: [&str; 32] = [
    "amber", "bold", "brave", "bright", "calm", "clear", "crisp", "curious", "eager", "early",
    "fair", "gentle", "golden", "happy", "keen", "kind", "lively", "lucid", "mellow", "merry",
    "misty", "noble", "patient", "proud", "quick", "quiet", "silver", "steady", "sunny", "swift",
    "vivid", "warm",
];

const THINGS: [&str; 32] = [
    "aurora", "beacon", "breeze", "brook", "canyon", "cedar", "cloud", "comet", "coral", "crater",
    "dawn", "delta", "ember", "falcon", "fern", "galaxy", "harbor", "heron", "island", "lantern",
    "maple", "meadow", "meteor", "moon", "nebula", "orbit", "otter", "pine", "planet", "river",
    "star", "willow",
];

/// Such as `quiet-comet-12`.
pub(super) fn made_name(key: &ExperimentKey, number: u32) -> String {
    let hash = crc32fast::hash(key.as_str().as_bytes()) as usize;
    let mood = MOODS[hash % MOODS.len()];
    let thing = THINGS[hash / MOODS.len() % THINGS.len()];
    format!("{mood}-{thing}-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_two_words_and_the_number() {
        let key = "0193a0b0c0d07000800000000000000f".parse().unwrap();
        let name = made_name(&key, 12);
        assert_eq!(name.split('-').count(), 3);
        assert!(name.ends_with("-12"));
        assert_eq!(name, made_name(&key, 12));
    }
}
