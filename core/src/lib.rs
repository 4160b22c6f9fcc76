//! Words that the server and the app share: names and keys, events and their wire forms,
//! series blocks, the series query, table queries, view specs and the JSON of the API.
//!
//! This crate does no IO, reads no clock, starts no threads and never panics on outside input.
//! Read in the order of the modules below.

#![forbid(unsafe_code)]

pub mod ids;
pub mod number;

pub mod event;
pub mod wire;

pub mod series;
pub mod smooth;

pub mod distribution;
pub mod histogram;

pub mod query;

pub mod edit;

pub mod confusion;
pub mod curve;

pub mod table;

pub mod layout;
pub mod view;

pub mod api;
