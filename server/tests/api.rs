//! The HTTP API, asked through the real router with a real store in a temporary folder.
//! One file for each noun; `support.rs` holds what they share.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

#[path = "api/support.rs"]
mod support;

#[path = "api/assets.rs"]
mod assets;
#[path = "api/batches.rs"]
mod batches;
#[path = "api/contract.rs"]
mod contract;
#[path = "api/credentials.rs"]
mod credentials;
#[path = "api/demo.rs"]
mod demo;
#[path = "api/distributions.rs"]
mod distributions;
#[path = "api/edits.rs"]
mod edits;
#[path = "api/experiments.rs"]
mod experiments;
#[path = "api/live.rs"]
mod live;
#[path = "api/points.rs"]
mod points;
#[path = "api/projects.rs"]
mod projects;
#[path = "api/series.rs"]
mod series;
#[path = "api/server.rs"]
mod server;
#[path = "api/trash.rs"]
mod trash;
#[path = "api/web.rs"]
mod web;
