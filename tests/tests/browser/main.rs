//! The running product in Chromium, told in the verbs of the people who use it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]

mod chart_axes;
mod chart_drawing;
mod chart_figures;
mod chart_large;
mod chart_reading;
mod chart_together;
mod chart_zoom;
mod charts;
mod edits;
mod fixture;
mod hostile_text;
mod kinds;
mod looks;
mod panels;
mod states;
mod table;
mod whole_path;
