//! The list of experiments beside panels and table.
