//! The handlers, one file for each resource. Each reads as: who asks, what about, do it, answer.
//!
//! Handlers that change nothing take a [`crate::auth::Reader`], the others a
//! [`crate::auth::Writer`]; none reaches the store past them. `router.rs` lists the routes.

pub mod asset_names;
pub mod assets;
pub mod batches;
pub mod blobs;
pub mod check;
pub mod describe;
pub mod details;
pub mod dump;
pub mod edits;
pub mod experiments;
pub mod health;
pub mod histograms;
pub mod keys;
pub mod links;
pub mod live;
pub mod names;
pub mod output;
pub mod points;
pub mod projects;
pub mod series;
pub mod session;
pub mod spark;
pub mod tables;
pub mod trash;
pub mod views;
pub mod workspaces;
