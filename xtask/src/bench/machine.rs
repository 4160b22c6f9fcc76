//! What was measured, and on what.

use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// The commit of the checkout, with a plus sign where files differ from it.
pub(super) fn commit(workspace: &Workspace) -> String {
    let git = |arguments: &[&str]| {
        process::capture(
            Command::new("git")
                .current_dir(&workspace.root)
                .args(arguments),
        )
    };
    let Ok(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else {
        return "unknown".to_owned();
    };
    let is_changed = git(&["status", "--porcelain"]).is_ok_and(|list| !list.is_empty());
    if is_changed {
        format!("{commit}+")
    } else {
        commit
    }
}

/// Processor, cores and system.
pub(super) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model
        .and_then(|rest| rest.split_once(": "))
        .map_or("processor", |(_, name)| name);
    format!(
        "{model}, {cores} cores, {} {}",
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}
