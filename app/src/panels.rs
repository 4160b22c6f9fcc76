//! Panels: charts on a grid that people arrange. A line panel asks for its series, keeps them up
//! to date and draws them; the grid places panels and lets people drag and resize them.

mod chart;
mod copy;
mod cursor;
mod data;
mod footer;
mod gallery;
mod grid;
mod kinds;
mod legend;
mod line;
mod linked;
mod measure;
mod moment;
mod panel;
mod place;
mod ranges;
mod save;
mod section;
mod series;
mod settings_bar;
mod smoothing;
mod summary;
mod table;
mod tools;
mod tooltip;
mod zoom;

pub(crate) mod experiment_charts;
pub(crate) mod view;

pub(crate) use series::axis_name;
