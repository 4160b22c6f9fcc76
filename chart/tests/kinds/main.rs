//! Pictures and readings of every kind of chart that is no line chart.

#[expect(dead_code, reason = "other test programs use the rest")]
#[path = "../common/mod.rs"]
mod common;

mod bar;
mod curve;
mod distribution;
mod heat;
mod matrix;
mod parallel;
mod ridge;
mod scatter;
mod spark;
