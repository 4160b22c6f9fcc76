//! Debian's packages: which are there, which this process may add. Nothing is removed or upgraded.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::process;
use crate::progress::say;

/// Whether this system takes Debian's packages.
pub(crate) fn is_debian() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| names_debian(&text))
}

/// Whether this process may install packages here.
pub(crate) fn can_install() -> bool {
    is_debian() && process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Whether a package is installed.
pub(crate) fn has_package(name: &str) -> bool {
    process::capture(Command::new("dpkg-query").args(["-W", "-f=${Status}", name]))
        .is_ok_and(|status| status == "install ok installed")
}

/// Installs those packages that are missing; where that is not allowed, an error names the
/// command that would do it.
pub(crate) fn install(names: &[&str]) -> Result<()> {
    let missing: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !has_package(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!(
        "apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    );
    ensure!(
        can_install(),
        "missing on this machine: run `{line}` as root"
    );
    say(&format!("setup: {line}"));
    process::run(apt().args(["update", "-qq"])).context("the package lists are out of reach")?;
    let mut install = apt();
    install
        .args(["install", "-qq", "-y", "--no-install-recommends"])
        .args(&missing);
    process::run(&mut install).with_context(|| format!("run `{line}` as root"))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn names_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| {
        matches!(line.split_once('='), Some(("ID" | "ID_LIKE", ids))
            if ids.trim_matches('"').split(' ').any(|id| id == "debian"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_children_are_told_from_others() {
        assert!(names_debian("NAME=\"Debian\"\nID=debian\n"));
        assert!(names_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(names_debian("ID=mint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!names_debian("ID=fedora\nNAME=debian\n"));
    }
}
