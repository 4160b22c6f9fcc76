//! Numbers as text that reads back bit by bit. NaN alone loses what no text tells: its payload.

use serde::Serialize;
use suisei_core::series::columns::NO_STEP;

use super::ExportError;

/// Adds a number; a float only where it is finite.
pub(super) fn finite(file: &mut Vec<u8>, number: impl Serialize) -> Result<(), ExportError> {
    Ok(serde_json::to_writer(file, &number)?)
}

/// A step, where there is one.
pub(super) fn step(step: i64) -> Option<i64> {
    (step != NO_STEP).then_some(step)
}

/// An epoch, where there is one.
pub(super) fn epoch(epoch: f64) -> Option<f64> {
    (!epoch.is_nan()).then_some(epoch)
}
