//! Names in request bodies, checked like names in events.

use suisei_core::ids::check_name;

use crate::error::{Error, Result};

/// Refuses an empty, overlong or unprintable name; the error names the field.
pub(super) fn check(field: &str, name: &str) -> Result<()> {
    check_name(name).map_err(|error| Error::invalid(format!("`{field}`: {error}")))
}

/// Checks a name that may be missing.
pub(super) fn check_if_any(field: &str, name: Option<&String>) -> Result<()> {
    name.map_or(Ok(()), |name| check(field, name))
}
