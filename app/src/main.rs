//! The single-page app: pages, panels, table, and the data source behind them.
fn main() {}
