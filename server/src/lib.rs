//! The Suisei server: API, ingest, store, live updates.
//!
//! `store ← ingest, export ← api ← router`: nothing in `store`, `ingest` or `export` knows HTTP, and handlers reach the
//! store through a [`auth::Reader`] or a [`auth::Writer`] only.

pub mod clock;
pub mod config;

pub mod store;

pub mod export;
pub mod ingest;
pub mod live;

pub mod error;
pub mod limits;
pub mod public_url;

pub mod auth;

pub mod app;
pub mod extract;
pub mod trash;

pub mod api;
pub mod openapi;
pub mod router;
pub mod web;

pub mod demo;

pub mod cli;
mod client;
pub mod listen;
mod operations;
pub mod run_file;
pub mod serve;
pub mod telemetry;
mod welcome;

mod sync;
