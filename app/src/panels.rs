//! Panels: charts on a grid that people arrange. A line panel asks for its series, keeps them up
//! to date and draws them; the grid places panels and lets people drag and resize them.

mod chart;
mod cursor;
mod data;
mod footer;
mod grid;
mod line;
mod panel;
mod place;
mod section;
mod series;
mod settings_bar;
mod smoothing;
mod tooltip;
mod zoom;

pub(crate) mod experiment_charts;
pub(crate) mod view;

pub(crate) use series::axis_name;
