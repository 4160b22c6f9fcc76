//! The disk is full, read-only, forbidden or broken for a while: writers are told so, readers notice
//! nothing, and the server goes on by itself when the disk does. Nothing acknowledged is lost.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use suisei_tests::batch::line;
use suisei_tests::client::{Body, sha256};
use suisei_tests::obstacle::Obstacle;
use suisei_tests::server::empty_folder;
use suisei_tests::writer::Writer;
use suisei_tests::{Client, TestServer, wait};

const NO_ACCESS: i32 = 13;
const BROKEN: i32 = 5;
const FULL: i32 = 28;
const READ_ONLY: i32 = 30;

#[test]
fn the_server_outlasts_a_failing_disk() {
    let tools = tempfile::tempdir().unwrap();
    let obstacle = Obstacle::build(tools.path());
    let data = empty_folder();
    let variables = obstacle.variables(data.path());
    let mut server = TestServer::start_on(data, &variables);
    let client = server.client();
    let mut writer = Writer::new("w", client.create("p", "e"), 1);
    for error in [FULL, READ_ONLY, BROKEN, NO_ACCESS, FULL] {
        (0..30).for_each(|_| assert!(writer.step(&client)));
        obstacle.set(error);
        is_refused_for_a_while(&client, &writer);
        obstacle.clear();
        goes_on(&client, &mut writer);
    }
    // Also when it is killed while nothing can be written.
    obstacle.set(FULL);
    is_refused_for_a_while(&client, &writer);
    obstacle.clear();
    server.restart();
    writer.check(&server.client());
    goes_on(&server.client(), &mut writer);
    let output = server.output();
    assert!(!output.contains("panicked at"), "{output}");
}

/// Writers get a clear answer, readers are answered.
fn is_refused_for_a_while(client: &Client, writer: &Writer) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(2_500) {
        let sent = line("other", 0, "never/stored", [(1, 1.0)]);
        let reply = client
            .try_batch(writer.experiment(), Body::batch(&sent))
            .unwrap();
        assert!(
            matches!(reply.status, 503 | 507),
            "{} {}",
            reply.status,
            reply.text()
        );
        assert_eq!(reply.code(), "unavailable");
        assert!(reply.text().contains("write"), "{}", reply.text());
    }
    let bytes = b"an asset that does not fit";
    let path = format!(
        "/api/v1/experiments/{}/blobs/{}",
        writer.experiment(),
        sha256(bytes)
    );
    let body = Body {
        content_type: "application/octet-stream",
        encoding: "",
        bytes,
    };
    let reply = client.ask("PUT", &path, Some(body));
    assert!(
        matches!(reply.status, 503 | 507),
        "{} {}",
        reply.status,
        reply.text()
    );
    assert_eq!(client.get("/readyz").status, 503);
    assert_eq!(client.get("/healthz").status, 200);
    // An engine that failed in the middle of a change may not find a key before it is opened again;
    // it never answers wrong.
    for part in ["metrics", "parameters", "output", "environment"] {
        let path = format!("/api/v1/experiments/{}/{part}", writer.experiment());
        let reply = client.get(&path);
        assert!(
            matches!(reply.status, 200 | 503),
            "{} {}",
            reply.status,
            reply.text()
        );
    }
}

/// Nobody has to do anything.
fn goes_on(client: &Client, writer: &mut Writer) {
    wait::wait_until("the server to write again", || writer.step(client));
    wait::wait_until("the server to be ready again", || {
        client.get("/readyz").status == 200
    });
    writer.check(client);
}

/// A real file system that is really full, where this process may mount one.
#[test]
fn a_full_file_system_is_noticed_before_the_engine_is() {
    let data = empty_folder();
    let Some(_mounted) = Mounted::try_mount(data.path()) else {
        eprintln!("no small file system can be mounted here; the other test has to do");
        return;
    };
    let server = TestServer::start_on(empty_folder_in(data.path()), &[]);
    let client = server.client();
    let mut writer = Writer::new("w", client.create("p", "e"), 1);
    (0..10).for_each(|_| assert!(writer.step(&client)));
    let ballast = data.path().join("ballast");
    fs::write(&ballast, vec![1; 60 * 1024 * 1024]).unwrap();
    let sent = line("other", 0, "never/stored", [(1, 1.0)]);
    let reply = client
        .try_batch(writer.experiment(), Body::batch(&sent))
        .unwrap();
    assert_eq!(reply.status, 503);
    assert!(
        reply.text().contains("the disk is full"),
        "{}",
        reply.text()
    );
    writer.check(&client);
    fs::remove_file(&ballast).unwrap();
    goes_on(&client, &mut writer);
}

fn empty_folder_in(folder: &Path) -> tempfile::TempDir {
    tempfile::tempdir_in(folder).unwrap()
}

/// A small file system in memory; gone when dropped.
struct Mounted(std::path::PathBuf);

impl Mounted {
    fn try_mount(folder: &Path) -> Option<Self> {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=120m", "tmpfs"])
            .arg(folder)
            .output();
        let done = mount.is_ok_and(|output| output.status.success());
        done.then(|| Self(folder.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily: the folder of the server inside it may still be on its way out.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
