//! The Suisei server: API, ingest, store, live updates.

pub mod ingest;
pub mod live;
pub mod store;

mod sync;
