//! The experiment table.
