//! Gives bytes of cargo-fuzz to the target `batch`. Holds no logic.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| suisei_tests::fuzz::batch(bytes));
