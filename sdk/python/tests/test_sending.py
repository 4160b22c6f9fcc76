"""From the journal to the server, with every kind of trouble on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Script, journal_events
from fake_server import TOKEN, FakeServer

from suisei import Experiment, cli, config, sender
from suisei.config import Target
from suisei.sender import Sender
from suisei.status import sent_completely, status_of
from suisei.transport import Transport

QUIET: dict[str, Any] = {
    "log_code": False,
    "log_environment": False,
    "capture_output": False,
    "system_metrics_interval": 0,
}


def record(count: int = 1000, **named: Any) -> Experiment:
    experiment = Experiment(**{**QUIET, **named})
    for step in range(count):
        experiment.log_metric("loss", 1.0 / (step + 1), step)
        if step % 100 == 0:
            experiment.log_metrics({"a": step, "b": -step}, step=step)
    return experiment


def check(server: FakeServer, experiment: Experiment, count: int = 1000) -> None:
    """Everything is there, once, as it was recorded."""
    assert server.store.points(experiment.key, "loss") == [
        (step, 1.0 / (step + 1)) for step in range(count)
    ]
    assert experiment.directory
    assert len(server.store.all(experiment.key)) == len(journal_events(experiment.directory))
    states = [event["state"] for event in server.store.all(experiment.key, "status")]
    assert states == ["running", "finished"]


def test_everything_arrives(online: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    experiment = record(project_name="数字", workspace="lab", name="first", tags=["one"])
    assert experiment.log_image(b"GIF89a...", "picture")
    experiment.end()
    check(online, experiment)
    created = online.store.experiments[experiment.key]
    assert created["project"] == "数字" and created["workspace"] == "lab"
    assert b"GIF89a..." in online.store.blobs.values()
    assert online.store.duplicates == 0
    said = capsys.readouterr().err
    assert said.count(f"{online.url}/experiments/{experiment.key}") == 2
    assert said.count("\n") == 2
    assert experiment.directory and sent_completely(experiment.directory)


def test_points_arrive_while_it_runs(online: FakeServer) -> None:
    experiment = record(10)
    online.wait_for(lambda store: len(store.points(experiment.key, "loss")) == 10, 5)
    experiment.log_metric("loss", 5.0, 10)
    online.wait_for(lambda store: len(store.points(experiment.key, "loss")) == 11, 5)
    experiment.end()


@pytest.mark.parametrize(
    "failures",
    [
        ["500", "503"],
        ["429"],
        ["reset"],
        ["reset-after", "reset-after"],
        ["garbage"],
        ["reset-after", "500", "reset", "429"],
    ],
    ids=lambda failures: "+".join(failures),
)
def test_passing_trouble(online: FakeServer, failures: list[str]) -> None:
    online.failures = list(failures)
    experiment = record()
    experiment.end()
    assert not online.failures
    check(online, experiment)


def test_retry_after_is_honoured(online: FakeServer) -> None:
    online.failures = ["429"]
    start = time.monotonic()
    experiment = record(10)
    experiment.end()
    assert 1.0 <= time.monotonic() - start < 5.0
    check(online, experiment, 10)


def test_large_backlog_and_small_limit(online: FakeServer) -> None:
    online.max_batch = 100_000
    experiment = record(20_000)
    experiment.end()
    check(online, experiment, 20_000)


def test_a_slow_server_does_not_slow_the_calls(online: FakeServer) -> None:
    online.delay = 1.0
    start = time.perf_counter()
    experiment = record(5000)
    assert time.perf_counter() - start < 1.0
    experiment.end(timeout=0.1)
    online.delay = 0.0
    online.wait_for(lambda store: len(store.points(experiment.key, "loss")) == 5000)


def test_a_restarted_server(online: FakeServer) -> None:
    experiment = record(500)
    online.wait_for(lambda store: len(store.points(experiment.key, "loss")) > 0)
    online.stop()
    for step in range(500, 1000):
        experiment.log_metric("loss", 1.0 / (step + 1), step)
        if step % 100 == 0:
            experiment.log_metrics({"a": step, "b": -step}, step=step)
    time.sleep(0.5)
    again = FakeServer(online.store, online.port)
    experiment.end()
    check(again, experiment)
    again.stop()


def test_an_emptied_server_gets_everything_again(online: FakeServer) -> None:
    experiment = record(500)
    online.wait_for(lambda store: len(store.points(experiment.key, "loss")) == 500)
    with online.store.lock:
        online.store.experiments.clear()
        online.store.events.clear()
    for step in range(500, 1000):
        experiment.log_metric("loss", 1.0 / (step + 1), step)
    experiment.end()
    assert len(online.store.points(experiment.key, "loss")) == 1000
    assert online.store.points(experiment.key, "loss")[:2] == [(0, 1.0), (1, 0.5)]


def test_the_end_is_bounded_without_a_server(
    online: FakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    online.stop()
    start = time.monotonic()
    experiment = record(exit_timeout=3.0)
    experiment.end()
    assert time.monotonic() - start < 4.0
    said = capsys.readouterr().err
    assert said.count("cannot reach") == 1
    assert "in the background" in said
    again = FakeServer(online.store, online.port)
    again.wait_for(lambda store: store.all(experiment.key, "status")[-1:] != [])
    again.wait_for(lambda store: len(store.all(experiment.key, "status")) == 2)
    check(again, experiment)
    again.stop()


@pytest.mark.parametrize("status", ["401", "404", "410", "422"])
def test_a_refusal_is_told_once(
    online: FakeServer, capsys: pytest.CaptureFixture[str], status: str
) -> None:
    online.always = status
    experiment = record(100)
    start = time.monotonic()
    experiment.end()
    assert time.monotonic() - start < 6.0
    said = capsys.readouterr().err
    assert said.count("refused") == 1 and f"{status}: trouble" in said
    assert str(experiment.directory) in said
    online.always = None
    assert cli.main(["sync"]) == 0
    check(online, experiment, 100)


def test_rejected_events_are_told_and_the_rest_is_kept(
    online: FakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    experiment = record(100)
    experiment.log_metric("rejected", 1.0)
    experiment.end()
    assert "rejected 1 event(s): not this name" in capsys.readouterr().err
    check(online, experiment, 100)


def test_a_killed_sender_is_replaced(online: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suisei.session.RESTART_SECONDS", 0.1)
    experiment = record(500)
    assert experiment._session and experiment._session._sender
    online.wait_for(lambda store: len(store.points(experiment.key, "loss")) > 0)
    online.failures = ["reset-after"]
    for round_ in range(3):
        process = experiment._session._sender
        process.kill()
        process.wait()
        for step in range(500 + round_ * 100, 600 + round_ * 100):
            experiment.log_metric("loss", 1.0 / (step + 1), step)
        deadline = time.monotonic() + 5
        while experiment._session._sender is process and time.monotonic() < deadline:
            time.sleep(0.05)
        online.wait_for(
            lambda store, n=600 + round_ * 100: len(store.points(experiment.key, "loss")) == n
        )
    experiment.end()
    check(online, experiment, 800)


def test_heartbeats(online: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "HEARTBEAT_SECONDS", 0.1)
    experiment = Experiment(mode="offline", **QUIET)
    assert experiment.directory
    following = Sender(experiment.directory, lambda: Target(online.url, TOKEN, "argument"))
    import threading

    thread = threading.Thread(target=following.run)
    thread.start()
    online.wait_for(lambda store: store.heartbeats > 2)
    experiment.end()
    thread.join(5)
    assert not thread.is_alive()


def test_compression(online: FakeServer) -> None:
    transport = Transport(Target(online.url, TOKEN, "argument"), compress=True)
    transport.create({"experiment": "k" * 32})
    experiment = record(2000, mode="offline")
    experiment.end()
    assert experiment.directory
    once = Sender(experiment.directory, lambda: Target(online.url, TOKEN, "argument"), 5.0, False)
    once._transport = transport
    assert once.run()
    assert online.store.compressed > 0
    check(online, experiment, 2000)


def test_offline_then_sync(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    experiments = [record(100) for _ in range(3)]
    for experiment in experiments:
        experiment.end()
    said = capsys.readouterr().err
    assert said.count("no server found") == 3 and "suisei sync" in said
    assert cli.main(["sync"]) == 1
    monkeypatch.setenv("SUISEI_URL", server.url)
    monkeypatch.setenv("SUISEI_API_KEY", TOKEN)
    assert cli.main(["status"]) == 0
    assert capsys.readouterr().out.count("not sent") == 3
    assert cli.main(["sync", str(experiments[0].directory)]) == 0
    assert len(server.store.experiments) == 1
    assert cli.main(["sync"]) == 0
    assert cli.main(["sync"]) == 0
    for experiment in experiments:
        check(server, experiment, 100)
    assert server.store.duplicates == 0
    cli.main(["status"])
    assert capsys.readouterr().out.count(" sent ") == 3


def test_sync_of_a_running_experiment_sends_what_is_there(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = record(100, mode="offline")
    monkeypatch.setenv("SUISEI_URL", server.url)
    monkeypatch.setenv("SUISEI_API_KEY", TOKEN)
    assert cli.main(["sync"]) == 0
    assert len(server.store.points(experiment.key, "loss")) == 100
    assert len(server.store.all(experiment.key, "status")) == 1
    experiment.end()
    assert cli.main(["sync"]) == 0
    check(server, experiment, 100)


def write_server_file(folder: Path, server: FakeServer, token: str, pid: int) -> None:
    path = folder / "run" / "server.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"url": server.url, "pid": pid, "token": token, "store": "s"}))


def test_a_local_server_needs_no_key(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUISEI_DATA", str(tmp_path / "store"))
    write_server_file(tmp_path / "store", server, TOKEN, os.getpid())
    experiment = record(200)
    assert experiment.url == f"{server.url}/experiments/{experiment.key}"
    server.wait_for(lambda store: len(store.points(experiment.key, "loss")) == 200)
    # It starts again, somewhere else, with a new token.
    server.stop()
    again = FakeServer(server.store)
    again.key = "another-token"
    write_server_file(tmp_path / "store", again, "another-token", os.getpid())
    for step in range(200, 300):
        experiment.log_metric("loss", 1.0 / (step + 1), step)
    # And once more at the same place: the old token is refused.
    again.wait_for(lambda store: len(store.points(experiment.key, "loss")) == 300)
    again.key = "third-token"
    experiment.log_metric("loss", 1.0 / 301, 300)
    time.sleep(0.3)
    write_server_file(tmp_path / "store", again, "third-token", os.getpid())
    experiment.end()
    check_points = [(step, 1.0 / (step + 1)) for step in range(301)]
    assert again.store.points(experiment.key, "loss") == check_points
    again.stop()


def test_a_local_server_that_ended_is_not_used(
    server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    monkeypatch.setenv("SUISEI_DATA", str(tmp_path / "store"))
    write_server_file(tmp_path / "store", server, TOKEN, gone.pid)
    experiment = record(1)
    assert experiment.url is None
    experiment.end()


def test_where_settings_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.resolve() is None
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    path = tmp_path / "share" / "suisei" / "run" / "server.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"url": "http://127.0.0.1:5870", "pid": 1, "token": "local"}')
    assert config.resolve() == ("http://127.0.0.1:5870", "local", "local")
    config.write_config({"url": "https://example.org/", "api_key": 'a"b', "project": "p"})
    assert os.stat(config.config_path()).st_mode & 0o777 == 0o600
    assert config.resolve() == ("https://example.org", 'a"b', "config")
    assert config.setting(None, "SUISEI_PROJECT", "project") == "p"
    monkeypatch.setenv("SUISEI_URL", "localhost:1")
    # The key of the config file is for the server in the config file.
    assert config.resolve() == ("http://localhost:1", None, "environment")
    monkeypatch.setenv("SUISEI_API_KEY", "k")
    assert config.resolve() == ("http://localhost:1", "k", "environment")
    assert config.resolve("http://127.0.0.1:5870", "arg") == (
        "http://127.0.0.1:5870",
        "arg",
        "argument",
    )


def test_the_small_toml_reader() -> None:
    text = """
    # comment
    url = "http://a/#b"  # after
    api_key = 'raw\\n'
    number = 3 # three
    [section]
    "x" = "\\u00e9"
    """
    assert config.parse_toml(text) == {
        "url": "http://a/#b",
        "api_key": "raw\\n",
        "number": "3",
        "section.x": "é",
    }


def test_login(server: FakeServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["login", server.url, "--key", "wrong"]) == 1
    assert not config.config_path().exists()
    assert cli.main(["login", server.url + "/", "--key", TOKEN]) == 0
    assert "as tester" in capsys.readouterr().out
    experiment = record(10)
    experiment.end()
    check(server, experiment, 10)


def test_ctrl_c_reaches_neither_sender_nor_recorder(online: FakeServer, script: Script) -> None:
    process = script.start(
        """
        import time
        from suisei import Experiment
        experiment = Experiment()
        for step in range(100):
            experiment.log_metric("loss", step, step)
        print("ready", flush=True)
        time.sleep(30)
        """,
        start_new_session=True,
    )
    assert process.stdout and process.stdout.readline() == b"ready\n"
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(15) != 0
    (key,) = online.store.experiments
    last = online.store.all(key, "status")[-1]
    assert last["state"] == "stopped"
    assert len(online.store.points(key, "loss")) == 100
    output = "".join(e["text"] for e in online.store.all(key, "output"))
    assert "ready" in output and "KeyboardInterrupt" in output
    process.stdout.close()
    assert process.stderr
    process.stderr.close()


def test_old_journals_are_removed_only_when_sent(online: FakeServer) -> None:
    first, second = record(10), record(10, mode="offline")
    first.end()
    second.end()
    assert first.directory and second.directory
    time.sleep(0.2)
    os.utime(first.directory / "sender.json", (1, 1))
    sender.remove_old(first.directory.parent, 7)
    assert not first.directory.exists() and second.directory.exists()
    assert status_of(second.directory) == {}
