//! The real server on a folder of its own, which may be killed at any moment and started again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::client::Client;
use crate::process::Program;
use crate::wait;

/// The owner's key of every test server.
pub const OWNER_KEY: &str = "key-of-the-owner-in-tests-0123456789abcdef";

/// A running server; stopped and removed when dropped.
#[derive(Debug)]
pub struct TestServer {
    program: Option<Program>,
    data: TempDir,
    address: String,
    arguments: Vec<String>,
    variables: Vec<(OsString, OsString)>,
}

impl TestServer {
    /// Starts a server on an empty folder and waits until it takes writes.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with more arguments.
    pub fn start_with(arguments: &[&str]) -> Self {
        let mut server = Self::on(empty_folder(), &[]);
        server.arguments = arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect();
        server.launch();
        server
    }

    /// Starts a server on a folder that may hold data, with more environment variables.
    pub fn start_on(data: TempDir, variables: &[(OsString, OsString)]) -> Self {
        let mut server = Self::on(data, variables);
        server.launch();
        server
    }

    /// Starts a server on a folder that may be damaged; where it refuses, what it said.
    pub fn try_start_on(data: TempDir) -> Result<Self, String> {
        let mut server = Self::on(data, &[]);
        server.try_launch()?;
        Ok(server)
    }

    fn on(data: TempDir, variables: &[(OsString, OsString)]) -> Self {
        Self {
            program: None,
            data,
            address: "127.0.0.1:0".to_owned(),
            arguments: Vec::new(),
            variables: variables.to_vec(),
        }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The folder that holds its data.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.program.as_ref().map(Program::id).unwrap()
    }

    /// A client with the owner's key.
    pub fn client(&self) -> Client {
        Client::new(&self.url(), Some(OWNER_KEY))
    }

    /// The one-time link that it printed when it started.
    pub fn printed_link(&self) -> String {
        let program = self.program.as_ref().unwrap();
        let link = |line: &str| {
            line.trim()
                .strip_prefix("Sign in")
                .map(|url| url.trim().to_owned())
        };
        wait::wait_for("the sign-in link", || program.find_line(link))
    }

    /// Kills it, as a crash would: nothing is flushed, nobody is told.
    pub fn kill(&mut self) {
        if let Some(mut program) = self.program.take() {
            program.kill();
        }
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(&mut self) {
        if let Some(mut program) = self.program.take() {
            let status = program.terminate();
            assert!(status.success(), "the server stopped with {status}");
        }
    }

    /// Starts it again on the same folder and the same port. Returns the time until it was ready.
    pub fn restart(&mut self) -> Duration {
        self.kill();
        self.launch()
    }

    fn launch(&mut self) -> Duration {
        let start = Instant::now();
        if let Err(message) = self.try_launch() {
            panic!("{message}");
        }
        start.elapsed()
    }

    fn try_launch(&mut self) -> Result<(), String> {
        let mut command = Command::new(binary());
        command
            .args(["serve", "--listen", &self.address, "--log", "info"])
            .arg("--data")
            .arg(self.data.path())
            .args(&self.arguments)
            .env("SUISEI_OWNER_KEY", OWNER_KEY)
            .envs(self.variables.iter().cloned());
        let mut program = Program::start("the server", &mut command);
        let address = wait::wait_for("the server's address", || {
            if let Some(status) = program.ended() {
                return Some(Err(format!(
                    "the server ended with {status}\n{}",
                    program.last_words()
                )));
            }
            let rest = |line: &str| {
                line.trim()
                    .strip_prefix("Address")
                    .map(|url| url.trim().to_owned())
            };
            program.find_line(rest).map(Ok)
        })?;
        address
            .trim_start_matches("http://")
            .clone_into(&mut self.address);
        self.program = Some(program);
        let client = self.client();
        wait::wait_until("the server to be ready", || {
            client
                .try_get("/readyz")
                .is_ok_and(|reply| reply.status == 200)
        });
        Ok(())
    }

    /// Everything that it has printed.
    pub fn output(&self) -> String {
        self.program
            .as_ref()
            .map(Program::output)
            .unwrap_or_default()
    }
}

/// A folder for a server's data; its path has no links in it.
pub fn empty_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("suisei-test-")
        .tempdir_in(std::env::temp_dir().canonicalize().unwrap())
        .unwrap()
}

/// The server's binary: `SUISEI_BIN`, else the one that was built beside this program.
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("SUISEI_BIN") {
        return PathBuf::from(named);
    }
    let own = std::env::current_exe().unwrap();
    let found = own
        .ancestors()
        .map(|folder| folder.join("suisei"))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "no server beside `{}`: run `cargo build -p suisei-server`, or set SUISEI_BIN",
            own.display()
        )
    })
}

/// Runs another command of the binary; what it printed, or what it complained about.
pub fn run_command(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(binary()).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        Err(text(&output.stderr))
    }
}
