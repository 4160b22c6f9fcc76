//! The commands of the one who runs the server: backup and restore, dump and load, fsck, stats, while
//! the server runs and while it does not.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use suisei_core::ids::ExperimentKey;
use suisei_server::store::check::files_below;
use suisei_tests::client::{Body, sha256};
use suisei_tests::server::{empty_folder, run_command};
use suisei_tests::wait::wait_until;
use suisei_tests::writer::Writer;
use suisei_tests::{Client, TestServer};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A command on a data folder.
fn on(data: &Path, arguments: &[&str]) -> Result<String, String> {
    run_command(&[arguments, &["--data", text(data)]].concat())
}

/// An asset with its bytes.
fn send_asset(client: &Client, key: &ExperimentKey, number: u64) {
    let bytes = vec![number as u8; 10_000];
    let hash = sha256(&bytes);
    let body = Body {
        content_type: "application/octet-stream",
        encoding: "",
        bytes: &bytes,
    };
    let path = format!("/api/v1/experiments/{key}/blobs/{hash}");
    assert!(client.ask("PUT", &path, Some(body)).status < 300);
    let event = json!({"kind": "asset", "id": format!("{number:032x}"), "type": "file", "name": "a", "sha256": hash, "size": 10_000});
    client.batch_json(
        key,
        &json!({"writer": format!("a{number}"), "first_seq": 0, "events": [event]}),
    );
}

fn check_asset(client: &Client, key: &ExperimentKey, number: u64) {
    let reply = client.get(&format!("/api/v1/experiments/{key}/assets/{number:032x}"));
    assert!(reply.expect_status(200).body == vec![number as u8; 10_000]);
}

/// A server with a writer's events and an asset.
fn filled() -> (TestServer, Writer) {
    let server = TestServer::start();
    let client = server.client();
    let mut writer = Writer::new("w", client.create("p", "e"), 1);
    (0..60).for_each(|_| assert!(writer.step(&client)));
    send_asset(&client, writer.experiment(), 1);
    (server, writer)
}

fn a_blob(folder: &Path) -> PathBuf {
    let mut path = folder.join("blobs");
    while path.is_dir() {
        let inner = fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        path = inner
            .filter(|path| !path.ends_with("incoming") && !path.ends_with("packs"))
            .max()
            .unwrap();
    }
    path
}

#[test]
fn a_backup_of_a_busy_server_becomes_a_server() {
    let (server, mut writer) = filled();
    let client = server.client();
    let place = empty_folder();
    let to = place.path().join("backup");
    let (stop, total) = (AtomicBool::new(false), AtomicU64::new(0));
    let before = writer.acknowledged;
    std::thread::scope(|scope| {
        scope.spawn(|| writer.run(&client, &stop, &total));
        let said = on(server.data(), &["backup", "--to", text(&to)]).unwrap();
        assert!(
            said.contains("1 new files of assets, 0 were there"),
            "{said}"
        );
        stop.store(true, Ordering::SeqCst);
    });
    // The next one copies what is new alone.
    send_asset(&client, writer.experiment(), 2);
    let said = on(server.data(), &["backup", "--to", text(&to)]).unwrap();
    assert!(
        said.contains("1 new files of assets, 1 were there"),
        "{said}"
    );
    let restored = empty_folder();
    on(restored.path(), &["restore", "--from", text(&to)]).unwrap();
    let copy = TestServer::start_on(restored, &[]);
    writer.check(&copy.client());
    assert!(writer.acknowledged > before);
    (1..=2).for_each(|number| check_asset(&copy.client(), writer.experiment(), number));
    // It goes on where the backup ended.
    writer.step(&copy.client());
    writer.check(&copy.client());
}

#[test]
fn edits_outlive_a_kill_and_a_backup_and_hurt_no_recorded_point() {
    let (mut server, writer) = filled();
    let client = server.client();
    let key = writer.experiment();
    let metric = client.metrics(key)[0].series.clone();
    let path = format!("/api/v1/experiments/{key}/edits");
    let edit = |change: Value| {
        let mut body = json!({"metric": metric.metric, "context": metric.context});
        let all = body.as_object_mut().unwrap();
        all.extend(change.as_object().unwrap().clone());
        client.post(&path, &body).expect_status(201);
    };
    edit(json!({"kind": "hide", "x": "wall", "range": ["-Infinity", "Infinity"]}));
    edit(json!({"kind": "rename", "to": "another name"}));
    // Without numbers that are not equal to themselves.
    let seen = |client: &Client| -> Vec<(String, u64, u64)> {
        let all = client.metrics(key).into_iter();
        all.map(|one| (one.series.metric, one.summary.count, one.hidden))
            .collect()
    };
    let before = seen(&client);
    let edited = &before[0];
    assert_eq!((edited.0.as_str(), edited.1), ("another name", 0));
    assert!(edited.2 > 0);
    server.kill();
    server.restart();
    assert_eq!(seen(&server.client()), before);
    server.stop();
    on(server.data(), &["fsck"]).unwrap();
    let place = empty_folder();
    let to = place.path().join("backup");
    on(server.data(), &["backup", "--to", text(&to)]).unwrap();
    let restored = empty_folder();
    on(restored.path(), &["restore", "--from", text(&to)]).unwrap();
    let copy = TestServer::start_on(restored, &[]);
    let client = copy.client();
    assert_eq!(seen(&client), before);
    let edits = client.get(&path).expect_status(200).json();
    for made in edits.as_array().unwrap() {
        let one = format!("{path}/{}", made["id"].as_str().unwrap());
        client.ask("DELETE", &one, None).expect_status(204);
    }
    writer.check(&client);
}

#[test]
fn nothing_is_overwritten_or_mixed() {
    let (mut server, _) = filled();
    let (other, _) = filled();
    let place = empty_folder();
    let to = place.path().join("backup");
    let backup = |server: &TestServer, to: &Path| on(server.data(), &["backup", "--to", text(to)]);
    let complaint = |result: Result<String, String>, words: &str| {
        let message = result.unwrap_err();
        assert!(message.contains(words), "{message}");
    };
    backup(&server, &to).unwrap();
    complaint(backup(&other, &to), "another store");
    complaint(
        backup(&server, &server.data().join("b")),
        "inside the data folder",
    );
    fs::write(place.path().join("letter"), "dear all").unwrap();
    complaint(backup(&server, place.path()), "something else");
    let restore = |data: &Path, from: &Path| on(data, &["restore", "--from", text(from)]);
    complaint(restore(server.data(), &to), "a store already");
    complaint(
        restore(&place.path().join("new"), place.path()),
        "no finished backup",
    );
    complaint(on(&place.path().join("nothing"), &["fsck"]), "no store");
    let file = place.path().join("a.dump");
    on(server.data(), &["dump", "--out", text(&file)]).unwrap();
    complaint(
        on(server.data(), &["dump", "--out", text(&file)]),
        "a file already",
    );
    complaint(
        on(server.data(), &["load", "--in", text(&file)]),
        "a store already",
    );
    // A torn dump makes no store.
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let new = place.path().join("new");
    complaint(on(&new, &["load", "--in", text(&file)]), "cut off");
    complaint(on(&new, &["fsck"]), "no store");
    server.kill();
    backup(&server, &to).unwrap();
}

#[test]
fn a_dump_becomes_a_server_without_files_of_assets() {
    let (mut server, writer) = filled();
    let place = empty_folder();
    for (name, is_running) in [("running", true), ("stopped", false)] {
        if !is_running {
            server.stop();
        }
        let file = place.path().join(name);
        on(server.data(), &["dump", "--out", text(&file)]).unwrap();
        let loaded = empty_folder();
        on(loaded.path(), &["load", "--in", text(&file)]).unwrap();
        let copy = TestServer::start_on(loaded, &[]);
        writer.check(&copy.client());
    }
}

#[test]
fn fsck_names_what_is_damaged() {
    let (mut server, _) = filled();
    let running = on(server.data(), &["fsck"]).unwrap();
    assert!(running.starts_with("no damage"), "{running}");
    let stats = on(server.data(), &["stats"]).unwrap();
    for words in ["files of assets", "recent points", "together", "10000"] {
        assert!(stats.contains(words), "{stats}");
    }
    server.stop();
    assert!(
        on(server.data(), &["fsck"])
            .unwrap()
            .starts_with("no damage")
    );
    let path = a_blob(server.data());
    let mut bytes = fs::read(&path).unwrap();
    bytes[17] ^= 1;
    fs::write(&path, bytes).unwrap();
    let message = on(server.data(), &["fsck"]).unwrap_err();
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(
        message.contains(name) && message.contains("damaged of"),
        "{message}"
    );
}

#[test]
fn everything_is_for_the_own_machine_alone() {
    let server = TestServer::start();
    let reply = server.client().get("/api/v1/dump").expect_status(403);
    assert_eq!(reply.code(), "forbidden");
}

#[test]
fn a_backup_that_was_broken_off_goes_on() {
    let (server, _) = filled();
    let place: TempDir = empty_folder();
    let to = place.path().join("backup");
    on(server.data(), &["backup", "--to", text(&to)]).unwrap();
    fs::remove_file(to.join("backup.json")).unwrap();
    fs::write(to.join("store.dump.unfinished"), "half").unwrap();
    on(server.data(), &["backup", "--to", text(&to)]).unwrap();
    assert!(!to.join("store.dump.unfinished").exists());
    let restored = empty_folder();
    on(restored.path(), &["restore", "--from", text(&to)]).unwrap();
}

#[test]
fn a_damaged_backup_is_restored_as_far_as_it_goes_and_says_so() {
    let (server, writer) = filled();
    let place = empty_folder();
    let to = place.path().join("backup");
    on(server.data(), &["backup", "--to", text(&to)]).unwrap();
    let path = a_blob(&to);
    let mut bytes = fs::read(&path).unwrap();
    bytes[17] ^= 1;
    fs::write(&path, bytes).unwrap();
    let restored = empty_folder();
    let message = on(restored.path(), &["restore", "--from", text(&to)]).unwrap_err();
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(
        message.contains(name) && message.contains("damage"),
        "{message}"
    );
    let copy = TestServer::start_on(restored, &[]);
    writer.check(&copy.client());
}

fn in_trash(client: &Client, key: &ExperimentKey) {
    let path = format!("/api/v1/experiments/{key}");
    client.ask("DELETE", &path, None).expect_status(204);
}

fn purge(client: &Client, key: &ExperimentKey) {
    let path = format!("/api/v1/experiments/{key}/purge");
    client.ask("POST", &path, None).expect_status(202);
}

fn check_gone(client: &Client, key: &ExperimentKey) {
    let reply = client.get(&format!("/api/v1/experiments/{key}"));
    assert_eq!(reply.expect_status(410).code(), "gone");
}

fn blobs(data: &Path) -> Vec<PathBuf> {
    let folder = data.join("blobs");
    let files = files_below(&folder).unwrap();
    files.into_iter().map(|file| folder.join(file)).collect()
}

/// As if all assets had come two hours ago.
fn let_claims_end(data: &Path) {
    for file in blobs(data) {
        let before = SystemTime::now() - Duration::from_secs(7_200);
        // One that was purged meanwhile is gone.
        if let Ok(file) = fs::File::open(file) {
            file.set_modified(before).unwrap();
        }
    }
}

#[test]
fn the_trash_is_emptied_with_and_without_a_server() {
    let (mut server, writer) = filled();
    let client = server.client();
    let empty = "nothing in the trash is that old\n";
    assert_eq!(on(server.data(), &["purge"]).unwrap(), empty);
    let other = client.create("p", "other");
    send_asset(&client, &other, 1);
    for number in 2..4 {
        let key = client.create("p", "more");
        send_asset(&client, &key, number);
        in_trash(&client, &key);
    }
    in_trash(&client, writer.experiment());
    let old = ["purge", "--older-than", "1h", "--yes"];
    assert_eq!(on(server.data(), &old).unwrap(), empty);
    let told = on(server.data(), &["purge"]).unwrap();
    assert!(told.contains(writer.experiment().as_str()), "{told}");
    assert!(told.contains("3 experiments; `--yes`"), "{told}");
    server.stop();
    let_claims_end(server.data());
    assert_eq!(on(server.data(), &old).unwrap(), empty);
    let told = on(server.data(), &["purge"]).unwrap();
    assert!(told.contains("3 experiments; `--yes`"), "{told}");
    let done = on(server.data(), &["purge", "--yes"]).unwrap();
    assert!(done.contains("3 experiments are deleted"), "{done}");
    assert_eq!(blobs(server.data()).len(), 1);
    let checked = on(server.data(), &["fsck"]).unwrap();
    assert!(checked.starts_with("no damage"), "{checked}");
    server.restart();
    let client = server.client();
    check_asset(&client, &other, 1);
    check_gone(&client, writer.experiment());
    in_trash(&client, &other);
    let done = on(server.data(), &["purge", "--yes"]).unwrap();
    assert!(done.contains("1 experiments are deleted"), "{done}");
    check_gone(&client, &other);
}

#[test]
fn a_killed_server_goes_on_purging() {
    let (mut server, writer) = filled();
    let client = server.client();
    let make = |number: u64| {
        let key = client.create("p", "more");
        send_asset(&client, &key, number % 7 + 1);
        in_trash(&client, &key);
        key
    };
    let keys: Vec<ExperimentKey> = (0..24).map(make).collect();
    let_claims_end(server.data());
    for part in keys.chunks(6) {
        let client = server.client();
        part.iter().for_each(|key| purge(&client, key));
        server.restart();
    }
    let client = server.client();
    keys.iter().for_each(|key| check_gone(&client, key));
    wait_until("the end of all purges", || {
        let stats = on(server.data(), &["stats"]).unwrap();
        let count = |line: &str| line.split_whitespace().next().map(str::to_owned);
        let heads = stats
            .lines()
            .find(|line| line.ends_with(" heads of experiments"));
        heads.and_then(count).is_some_and(|n| n == "1") && !stats.contains("in the trash")
    });
    assert_eq!(blobs(server.data()).len(), 1, "the other one's alone");
    check_asset(&client, writer.experiment(), 1);
    server.stop();
    let checked = on(server.data(), &["fsck"]).unwrap();
    assert!(checked.starts_with("no damage"), "{checked}");
}

#[test]
fn a_backup_beside_purges_is_whole() {
    let (server, writer) = filled();
    let client = server.client();
    let place = empty_folder();
    let to = place.path().join("backup");
    let stop = AtomicBool::new(false);
    let purged = AtomicU64::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::SeqCst) {
                let key = client.create("p", "more");
                send_asset(&client, &key, purged.fetch_add(1, Ordering::SeqCst) + 2);
                let_claims_end(server.data());
                in_trash(&client, &key);
                purge(&client, &key);
            }
        });
        for _ in 0..5 {
            on(server.data(), &["backup", "--to", text(&to)]).unwrap();
        }
        stop.store(true, Ordering::SeqCst);
    });
    assert!(purged.load(Ordering::SeqCst) > 5);
    let restored = empty_folder();
    on(restored.path(), &["restore", "--from", text(&to)]).unwrap();
    let copy = TestServer::start_on(restored, &[]);
    writer.check(&copy.client());
    check_asset(&copy.client(), writer.experiment(), 1);
}

/// Ends an experiment that is long enough for a pack of its own.
fn send_pack(server: &TestServer, key: &ExperimentKey) -> PathBuf {
    let noise = |step: u64| suisei_tests::random::mixed(step) as f64;
    let mut events: Vec<_> = (0..9_000)
        .map(|step| json!({"kind": "metric", "name": "noise", "value": noise(step), "step": step}))
        .collect();
    events.push(json!({"kind": "status", "state": "finished"}));
    let batch = json!({"writer": "noise", "first_seq": 0, "events": events});
    server.client().batch_json(key, &batch);
    let packs = server.data().join("blobs").join("packs");
    wait_until("a pack", || packs.is_dir());
    let pack = || {
        blobs(server.data())
            .into_iter()
            .find(|file| file.starts_with(&packs))
    };
    wait_until("a whole pack", || pack().is_some());
    pack().unwrap()
}

#[test]
fn fsck_finds_what_is_missing_also_beside_a_server() {
    let (mut server, writer) = filled();
    let pack = send_pack(&server, writer.experiment());
    let place = empty_folder();
    let to = place.path().join("backup");
    on(server.data(), &["backup", "--to", text(&to)]).unwrap();
    let check_backup = || run_command(&["fsck", "--backup", text(&to)]);
    let whole = check_backup().unwrap();
    assert!(whole.starts_with("no damage"), "{whole}");
    fs::remove_file(&pack).unwrap();
    let within = pack.strip_prefix(server.data()).unwrap();
    fs::remove_file(to.join(within)).unwrap();
    let missing = |found: Result<String, String>| {
        let message = found.unwrap_err();
        assert!(message.contains("1 damaged of"), "{message}");
        assert!(message.contains(text(within)), "{message}");
    };
    missing(on(server.data(), &["fsck"]));
    missing(check_backup());
    server.stop();
    missing(on(server.data(), &["fsck"]));
    // A backup with damage in its dump is still looked through.
    let dump = to.join("store.dump");
    let mut bytes = fs::read(&dump).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&dump, bytes).unwrap();
    let message = check_backup().unwrap_err();
    assert!(message.contains("the dump is damaged"), "{message}");
    let nothing = run_command(&["fsck", "--backup", text(place.path())]).unwrap_err();
    assert!(nothing.contains("no finished backup"), "{nothing}");
}
