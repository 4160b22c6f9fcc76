//! One started process: what it prints is kept and shown when a test fails; it is stopped by its id.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::wait;

/// Lines that are shown of a process when a test has failed.
const LAST_LINES: usize = 60;

/// A started process.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Program {
    /// Starts a command with stdout and stderr captured.
    pub fn start(name: &str, command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {name} (`{command:?}`): {error}"));
        let lines = Arc::default();
        let stdout = child.stdout.take().unwrap();
        let stderr = child.stderr.take().unwrap();
        let readers = vec![
            collect(stdout, Arc::clone(&lines)),
            collect(stderr, Arc::clone(&lines)),
        ];
        Self {
            name: name.to_owned(),
            child,
            lines,
            readers,
        }
    }

    /// Everything that it had printed when it ended.
    pub fn last_words(&mut self) -> String {
        self.wait(wait::PATIENCE);
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        self.output()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything it has printed, in the order of arrival.
    pub fn output(&self) -> String {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .join("\n")
    }

    /// The first printed line that `choose` finds something in.
    pub fn find_line<T>(&self, choose: impl Fn(&str) -> Option<T>) -> Option<T> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().find_map(|line| choose(line))
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end.
    pub fn wait(&mut self, patience: std::time::Duration) -> ExitStatus {
        let name = self.name.clone();
        wait::wait_within(patience, &format!("the end of {name}"), || self.ended())
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to end, with the signal that service managers send, and waits.
    pub fn terminate(&mut self) -> ExitStatus {
        signal("-TERM", &self.id().to_string());
        self.wait(wait::PATIENCE)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let output = self.output();
            let lines: Vec<&str> = output.lines().collect();
            let start = lines.len().saturating_sub(LAST_LINES);
            eprintln!(
                "--- {} said:\n{}\n---",
                self.name,
                lines[start..].join("\n")
            );
        }
    }
}

/// Sends a signal to one process, or to one group of processes with a minus before its id.
pub fn signal(signal: &str, target: &str) {
    // The process may be gone, which is what the signal is for.
    let _ = Command::new("kill")
        .args([signal, "--", target])
        .stderr(Stdio::null())
        .status();
}

/// Processor time of a process, in seconds.
pub fn cpu_seconds(id: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let ticks: u64 = [11, 12].map(|field| after_name(&stat, field)).iter().sum();
    // The kernel tells hundredths of a second, on every machine that this runs on.
    ticks as f64 / 100.0
}

/// Processor time of a process and of all that descend from it, in seconds.
pub fn cpu_seconds_of_all(id: u32) -> f64 {
    let entries = std::fs::read_dir("/proc").unwrap();
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let parents: Vec<(u32, u32)> = ids
        .map(|id| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            (id, after_name(&stat, 1) as u32)
        })
        .collect();
    let mut family = vec![id];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        let children = parents.iter().filter(|(_, of)| *of == parent);
        family.extend(children.map(|(id, _)| *id));
        at += 1;
    }
    family.into_iter().map(cpu_seconds).sum()
}

/// A number of `/proc/ID/stat`, counted behind the name, which may hold anything.
fn after_name(stat: &str, field: usize) -> u64 {
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let found = fields.split_whitespace().nth(field);
    found.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn collect(pipe: impl Read + Send + 'static, lines: Arc<Mutex<Vec<String>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n') {
            let Ok(line) = line else { return };
            let line = String::from_utf8_lossy(&line).into_owned();
            lines
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
        }
    })
}
