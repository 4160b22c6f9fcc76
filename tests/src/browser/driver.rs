//! The WebDriver protocol as far as it is needed: one chromedriver, one session, JSON over HTTP.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::look::Look;
use crate::client::{Body, Client};
use crate::process::{self, Program};
use crate::wait;

/// Names that Chromium and its relatives go by.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// A headless browser that asks nobody for anything.
const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A chromedriver with one session.
#[derive(Debug)]
pub(super) struct Driver {
    program: Program,
    http: Client,
    session: String,
    _profile: TempDir,
}

impl Driver {
    pub(super) fn start(look: Look) -> Self {
        let mut command = Command::new("chromedriver");
        // A group of its own: whatever the driver starts can be stopped with it, by its id.
        command.arg("--port=0").process_group(0);
        let program = Program::start("chromedriver", &mut command);
        let port = wait::wait_for("chromedriver", || {
            program.find_line(|line| {
                let rest = line.split_once("started successfully on port ")?.1;
                rest.trim_end_matches('.').parse::<u16>().ok()
            })
        });
        let http = Client::new(&format!("http://127.0.0.1:{port}"), None);
        let profile = tempfile::Builder::new()
            .prefix("suisei-test-")
            .tempdir()
            .unwrap();
        let answer = http.post("/session", &capabilities(profile.path(), look));
        let session = answer.json()["value"]["sessionId"]
            .as_str()
            .map(str::to_owned);
        let session = session.unwrap_or_else(|| panic!("no browser: {}", answer.text()));
        Self {
            program,
            http,
            session,
            _profile: profile,
        }
    }

    /// The driver's process id; the browser's processes are below it.
    pub(super) fn id(&self) -> u32 {
        self.program.id()
    }

    /// Sends a command of the session and gives its value.
    pub(super) fn post(&self, command: &str, body: &Value) -> Value {
        let path = format!("/session/{}/{command}", self.session);
        let reply = self.http.post(&path, body);
        assert_eq!(
            reply.status,
            200,
            "the browser refused `{command}`: {}",
            reply.text()
        );
        reply.json()["value"].take()
    }

    pub(super) fn get(&self, command: &str) -> Value {
        let path = format!("/session/{}/{command}", self.session);
        self.http.get(&path).expect_status(200).json()["value"].take()
    }

    pub(super) fn navigate(&self, url: &str) {
        self.post("url", &json!({"url": url}));
    }

    /// A command of the DevTools protocol.
    pub(super) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "goog/cdp/execute",
            &json!({"cmd": command, "params": parameters}),
        )
    }

    /// New entries of one of the browser's logs.
    pub(super) fn log(&self, kind: &str) -> Vec<Value> {
        match self.post("se/log", &json!({"type": kind})) {
            Value::Array(entries) => entries,
            other => panic!("not a log: {other}"),
        }
    }

    /// A picture for a failed test; the browser may be gone.
    pub(super) fn try_screenshot(&self, path: &Path) {
        let command = format!("/session/{}/screenshot", self.session);
        let Ok(reply) = self.http.try_get(&command) else {
            return;
        };
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        if let (Some(picture), Some(folder)) = (body["value"].as_str(), path.parent()) {
            let _ = std::fs::create_dir_all(folder);
            let _ = std::fs::write(path, from_base64(picture));
            eprintln!("the window at that moment: {}", path.display());
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let path = format!("/session/{}", self.session);
        let _ = self.http.try_ask("DELETE", &path, None::<Body<'_>>);
        process::signal("-KILL", &format!("-{}", self.program.id()));
    }
}

fn capabilities(profile: &Path, look: Look) -> Value {
    let mut arguments: Vec<String> = ARGUMENTS.iter().map(|&text| text.to_owned()).collect();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments.extend(look.arguments());
    let mut options = json!({"args": arguments, "perfLoggingPrefs": {"enableNetwork": true}});
    if let Some(browser) = BROWSERS.iter().find_map(|name| on_path(name)) {
        options["binary"] = json!(browser);
    }
    json!({"capabilities": {"alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        "timeouts": {"script": 60_000, "pageLoad": 60_000},
    }}})
}

fn on_path(name: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    found.map(|file| file.display().to_string())
}

/// Bytes from their base64 text; anything else in it is passed over.
pub(super) fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        assert_eq!(from_base64("U3Vpc2Vp"), b"Suisei");
        assert_eq!(from_base64("U3U="), b"Su");
    }
}
