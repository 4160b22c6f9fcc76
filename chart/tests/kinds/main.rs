//! Pictures and readings of every kind of chart that is no line chart.

#[expect(dead_code, reason = "other test programs use the rest")]
#[path = "../common/mod.rs"]
mod common;

mod bar;
mod distribution;
mod heat;
mod ridge;
mod curve;
mod parallel;
mod scatter;
mod matrix;
mod spark;
