//! The real binary: how it starts, what it says, how it stops.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A running `suisei serve`; killed when it is dropped.
struct Process {
    child: Child,
    said: String,
}

impl Process {
    /// Starts on a free port and waits until it says how to stop it.
    fn start(data: &Path, more: &[(&str, &str)]) -> Self {
        let mut command = suisei();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data);
        command.envs(more.iter().copied());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = String::new();
        for line in &mut lines {
            let line = line.unwrap();
            said.push_str(&line);
            said.push('\n');
            if line.contains("log_metric") {
                break;
            }
        }
        Self { child, said }
    }

    /// Asks it to end, as a service manager would, and waits.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.child.wait().unwrap().success());
    }

    /// The word after a heading.
    fn told(&self, heading: &str) -> &str {
        let line = self
            .said
            .lines()
            .find(|line| line.trim_start().starts_with(heading))
            .unwrap();
        line.trim_start()
            .trim_start_matches(heading)
            .split_whitespace()
            .next()
            .unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary with a clean environment.
fn suisei() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suisei"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SUISEI_")) {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str], data: &Path, more: &[(&str, &str)]) -> Output {
    let mut command = suisei();
    command
        .args(arguments)
        .env("SUISEI_DATA", data)
        .envs(more.iter().copied());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

#[test]
fn a_server_from_start_to_stop() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path(), &[]);
    let address = process.told("Address").to_owned();
    assert!(
        process
            .told("Sign in")
            .starts_with(&format!("{address}/sign-in#"))
    );
    assert_eq!(process.told("API key").len(), 64);
    let run_file = data.path().join("run").join("server.json");
    let info: Value = serde_json::from_slice(&std::fs::read(&run_file).unwrap()).unwrap();
    assert_eq!(
        (info["url"].as_str(), info["pid"].as_u64()),
        (Some(address.as_str()), Some(process.child.id().into()))
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&run_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    let key = run(&["key", "create", "laptop"], data.path(), &[]);
    assert_eq!(text(&key.stdout).len(), 64, "{}", text(&key.stderr));
    let listed = text(&run(&["key", "list"], data.path(), &[]).stdout);
    let id = listed
        .lines()
        .find(|line| line.ends_with("laptop"))
        .unwrap();
    let id = id.split_whitespace().next().unwrap();
    let remote = [
        ("SUISEI_URL", address.as_str()),
        ("SUISEI_API_KEY", &text(&key.stdout)),
    ];
    assert!(run(&["key", "list"], data.path(), &remote).status.success());
    assert!(
        run(&["key", "revoke", id], data.path(), &[])
            .status
            .success()
    );
    let refused = run(&["key", "list"], data.path(), &remote);
    assert!(!refused.status.success() && text(&refused.stderr).contains("not valid"));
    let link = text(&run(&["user", "link"], data.path(), &[]).stdout);
    assert!(link.starts_with(&format!("{address}/sign-in#")), "{link}");

    // A second server on the same port says which flag helps.
    let port = address.rsplit(':').next().unwrap();
    let other = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{port}");
    let taken = run(&["--listen", &listen], other.path(), &[]);
    assert!(
        !taken.status.success() && text(&taken.stderr).contains("--listen"),
        "{taken:?}"
    );

    process.stop();
    assert!(!run_file.exists());
    let gone = run(&["user", "link"], data.path(), &[]);
    assert!(text(&gone.stderr).contains("no server runs"), "{gone:?}");

    let again = Process::start(data.path(), &[]);
    assert!(
        !again.said.contains("API key"),
        "shown once: {}",
        again.said
    );
    again.stop();
}

#[test]
fn the_owner_brings_a_key() {
    let key = "k".repeat(32);
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path(), &[("SUISEI_OWNER_KEY", &key)]);
    assert!(
        !process.said.contains(&key),
        "what the operator knows is not shown"
    );
    let remote = [
        ("SUISEI_URL", process.told("Address")),
        ("SUISEI_API_KEY", &key),
    ];
    let listed = run(&["key", "list"], data.path(), &remote);
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    process.stop();
}

#[test]
fn unsafe_starts_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let open = ["--listen", "0.0.0.0:0"];
    let refused = run(&open, data.path(), &[]);
    assert!(!refused.status.success());
    assert!(
        text(&refused.stderr).contains("SUISEI_OWNER_KEY"),
        "{}",
        text(&refused.stderr)
    );
    let refused = run(&open, data.path(), &[("SUISEI_OWNER_KEY", "short")]);
    assert!(
        text(&refused.stderr).contains("at least 32"),
        "{}",
        text(&refused.stderr)
    );
    let refused = run(&["--listen", "nowhere"], data.path(), &[]);
    assert!(
        text(&refused.stderr).contains("HOST:PORT"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn secrets_do_not_reach_the_log() {
    let data = tempfile::tempdir().unwrap();
    let mut command = suisei();
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log",
        "trace",
        "--data",
    ]);
    command
        .arg(data.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("log_metric") {
        assert!(out.read_line(&mut said).unwrap() > 0);
    }
    let made = run(&["key", "create", "laptop"], data.path(), &[]);
    let info = std::fs::read(data.path().join("run").join("server.json")).unwrap();
    let info: Value = serde_json::from_slice(&info).unwrap();
    let pid = child.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    let mut log = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    child.wait().unwrap();
    assert!(log.contains("POST /api/v1/keys"), "{log}");
    let link = said
        .split("sign-in#")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap();
    for secret in [
        text(&made.stdout).as_str(),
        info["token"].as_str().unwrap(),
        link,
    ] {
        assert!(secret.len() >= 32 && !log.contains(secret));
    }
}
