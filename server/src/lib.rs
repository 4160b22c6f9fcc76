//! The Suisei server: API, ingest, store, live updates.
