//! Words both sides share: ids, wire types, series blocks, queries. No IO, no clock.
