//! How many files and connections the process may have open. Systems begin with few, often 1,024,
//! and let a process raise that by itself. Never lowers it.

use crate::limits::MAX_CONNECTIONS;

/// Open files besides connections: the engine's, assets that are read or written, logs.
const FILES: u64 = 1_024;

/// Raises the limit as far as connections need it and the system allows. Where it does not, fewer
/// connections are open at once and the others wait.
#[cfg(unix)]
pub(super) fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let wanted = MAX_CONNECTIONS as u64 + FILES;
    let allowed = limit.maximum.map_or(wanted, |most| most.min(wanted));
    if limit.current.is_none_or(|current| current >= allowed) {
        return;
    }
    let raised = Rlimit {
        current: Some(allowed),
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!("cannot raise the limit of open files to {allowed}: {error}");
    }
}

/// Raises nothing: there is no such limit.
#[cfg(not(unix))]
pub(super) fn raise_limit() {}
