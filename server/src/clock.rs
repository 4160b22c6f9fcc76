//! The one place that reads the time. Never called from `core` or `store`: times are arguments there.

use std::time::{SystemTime, UNIX_EPOCH};

use suisei_core::event::Micros;

/// Microseconds in a second.
pub const SECOND: Micros = 1_000_000;

/// Microseconds since 1970 UTC.
pub fn now() -> Micros {
    // A clock before 1970 reads as 1970; one after the year 294,000 as the last moment there is.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            Micros::try_from(since.as_micros()).unwrap_or(Micros::MAX)
        })
}
