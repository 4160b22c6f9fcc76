//! The store and the ingest together, without HTTP: exactly once, nothing lost, nothing made up.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's helpers fail by panicking"
)]

mod answers;
mod compaction;
mod damage;
mod dormant;
mod failure;
mod ingest;
mod metadata;
mod model;
mod open;
mod output;
mod purge;
mod sealing;
mod support;
mod transfer;
mod upgrade;
