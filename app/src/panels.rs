//! Panels: charts on a grid that people arrange.
