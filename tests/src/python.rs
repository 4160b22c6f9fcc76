//! Python scripts with the real SDK, as a user runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::process::{self, Program};
use crate::server::{OWNER_KEY, TestServer};
use crate::wait;

/// How long a sender goes on trying after its script has ended, in seconds.
const LINGER_SECONDS: &str = "120";

/// An interpreter with the SDK, set up for one server, with journals of its own.
#[derive(Debug)]
pub struct Python {
    interpreter: PathBuf,
    folder: TempDir,
    url: String,
}

impl Python {
    /// For scripts that record to this server.
    pub fn for_server(server: &TestServer) -> Self {
        let interpreter = std::env::var_os("SUISEI_PYTHON").map_or_else(
            || crate::repository().join("target/venv/bin/python"),
            PathBuf::from,
        );
        assert!(
            interpreter.is_file(),
            "no Python with the SDK: run `cargo xtask test --only python` once, or set SUISEI_PYTHON; \
             looked for `{}`",
            interpreter.display()
        );
        Self {
            interpreter,
            folder: tempfile::Builder::new()
                .prefix("suisei-test-")
                .tempdir()
                .unwrap(),
            url: server.url(),
        }
    }

    /// Where its scripts lie and run.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the journals of its scripts lie.
    pub fn journals(&self) -> PathBuf {
        self.folder.path().join("journals")
    }

    /// Starts a script file.
    pub fn start(&self, script: &Path, arguments: &[&str]) -> Program {
        Program::start("the script", self.command().arg(script).args(arguments))
    }

    /// Starts a script given as text, with a descriptor as its standard input.
    pub fn start_text(&self, name: &str, text: &str, stdin: Stdio) -> Program {
        let script = self.folder.path().join(name);
        std::fs::write(&script, text).unwrap();
        Program::start(name, self.command().arg(script).stdin(stdin))
    }

    /// Sends what journals still hold; whether all of it arrived, and what it said.
    pub fn sync(&self) -> (bool, String) {
        let output = self
            .command()
            .args(["-m", "suisei", "sync"])
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    /// The keys of the experiments that have a journal.
    pub fn experiments(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.journals()) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let mut keys: Vec<String> = names.filter(|name| name.len() >= 32).collect();
        keys.sort();
        keys
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.interpreter);
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env("SUISEI_URL", &self.url)
            .env("SUISEI_API_KEY", OWNER_KEY)
            .env("SUISEI_DIR", self.journals())
            .env("SUISEI_LINGER", LINGER_SECONDS)
            .env("XDG_CONFIG_HOME", self.folder.path())
            .env("PYTHONUNBUFFERED", "1")
            .env_remove("SUISEI_PROJECT");
        command
    }

    /// The process ids of the senders that live.
    fn senders(&self) -> Vec<u32> {
        let status = |key: String| {
            let text = std::fs::read(self.journals().join(key).join("sender.json")).ok()?;
            let status: serde_json::Value = serde_json::from_slice(&text).ok()?;
            u32::try_from(status["pid"].as_u64()?).ok()
        };
        let lives = |id: &u32| {
            let command = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&command).contains("suisei.sender")
        };
        self.experiments()
            .into_iter()
            .filter_map(status)
            .filter(lives)
            .collect()
    }

    /// Kills the senders that live.
    pub fn kill_senders(&self) {
        for id in self.senders() {
            process::signal("-KILL", &id.to_string());
        }
    }

    /// Waits until every sender has said all it has to say.
    pub fn wait_for_senders(&self) {
        wait::wait_until("the senders to end", || self.senders().is_empty());
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        self.kill_senders();
    }
}
