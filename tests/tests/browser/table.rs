//! The table: sorting, choosing columns, searching.
