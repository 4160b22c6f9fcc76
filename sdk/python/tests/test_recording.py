"""What is recorded without being asked, from real scripts in processes of their own."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import SOURCE, Script
from fake_server import FakeServer

from suisei import git


def only(server: FakeServer) -> str:
    (key,) = server.store.experiments
    return key


def section(server: FakeServer, name: str) -> Any:
    found = [
        event["value"]
        for event in server.store.all(only(server), "environment")
        if event["section"] == name
    ]
    return found[-1] if found else None


def output(server: FakeServer, stream: str) -> str:
    events = server.store.all(only(server), "output")
    return "".join(event["text"] for event in events if event["stream"] == stream)


def assets(server: FakeServer, kind: str) -> dict[str, bytes]:
    found = server.store.all(only(server), "asset")
    blobs = server.store.blobs
    return {event["name"]: blobs[event["sha256"]] for event in found if event["type"] == kind}


def status(server: FakeServer) -> dict[str, Any]:
    return server.store.all(only(server), "status")[-1]


def run_git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def test_the_simplest_script(online: FakeServer, script: Script) -> None:
    run_git(script.folder, "init", "-b", "trunk")
    script.path("FACTOR = 2\n", "helper.py")
    run_git(script.folder, "add", ".")
    run_git(script.folder, "commit", "-m", "Begin here")
    run_git(script.folder, "remote", "add", "origin", "https://me:secret@example.org/a/b.git")
    script.path("FACTOR = 3\n", "helper.py")
    process = script.run(
        """
        import helper
        import time
        from suisei import Experiment
        experiment = Experiment()
        for step in range(5):
            experiment.log_metric("loss", helper.FACTOR / (step + 1), step)
        time.sleep(0.6)
        experiment.log_metric('test accuracy', 0.97)
        print("done äöü")
        """,
        env={"SECRET_TOKEN": "hush", "CUDA_VISIBLE_DEVICES": "0"},
    )
    assert process.returncode == 0, process.err
    assert process.out == "done äöü\n"
    assert online.store.points(only(online), "test accuracy") == [(None, 0.97)]
    assert output(online, "stdout") == "done äöü\n"
    code = assets(online, "code")
    assert set(code) == {"train.py", "helper.py"}
    assert b"test accuracy" in code["train.py"] and code["helper.py"] == b"FACTOR = 3\n"
    found = section(online, "git")
    assert found["branch"] == "trunk" and found["dirty"] is True
    assert found["remote"] == "https://example.org/a/b.git"
    assert found["message"] == "Begin here" and found["author"].startswith("Tester <")
    assert len(found["commit"]) == 40
    patch = assets(online, "git-patch")["git.patch"]
    assert b"-FACTOR = 2\n+FACTOR = 3\n" in patch
    command = section(online, "command")
    assert command["script"] == str(script.folder / "train.py")
    assert command["argv"][-1] == command["script"] and command["cwd"] == str(script.folder)
    assert section(online, "python")["version"] == sys.version.split()[0]
    host = section(online, "host")
    assert host["hostname"] and host["cpu_count"] > 0 and host["memory_bytes"] > 0
    assert "pytest" in dict(section(online, "packages"))
    assert section(online, "variables") == {"CUDA_VISIBLE_DEVICES": "0"}
    everything = repr(online.store.all(only(online)))
    assert "hush" not in everything and "secret@" not in everything
    names = {event["name"] for event in online.store.all(only(online), "metric")}
    assert {"sys.cpu.percent", "sys.memory.percent", "sys.process.memory_bytes"} <= names
    assert status(online)["state"] == "finished"


def test_output_of_children_and_c_code(online: FakeServer, script: Script) -> None:
    process = script.run(
        """
        import ctypes, os, subprocess, sys
        print("before")
        from suisei import Experiment
        experiment = Experiment()
        print("python")
        print("error", file=sys.stderr)
        subprocess.run(["sh", "-c", "echo child; echo child error >&2"])
        os.write(1, b"descriptor\\n")
        ctypes.CDLL(None).puts(b"from c")
        ctypes.CDLL(None).fflush(None)
        print("\\x1b[32mgreen\\x1b[0m\\r100%", end="")
        for number in range(2000):
            print("line", number)
        experiment.end()
        print("after")
        """
    )
    lines = "".join(f"line {number}\n" for number in range(2000))
    inside = f"python\nchild\ndescriptor\nfrom c\n\x1b[32mgreen\x1b[0m\r100%{lines}"
    assert process.out == f"before\n{inside}after\n"
    assert output(online, "stdout") == inside
    assert output(online, "stderr") == "error\nchild error\n"
    assert "error\nchild error\n" in process.err


def test_output_appears_while_it_runs(online: FakeServer, script: Script) -> None:
    process = script.start(
        """
        import time
        from suisei import Experiment
        experiment = Experiment()
        print("first line")
        time.sleep(30)
        """
    )
    online.wait_for(lambda store: store.experiments and output(online, "stdout"), 10)
    assert output(online, "stdout") == "first line\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)
    assert process.returncode == -signal.SIGTERM
    online.wait_for(lambda store: status(online)["state"] == "stopped")
    assert status(online)["message"] == "SIGTERM"


def test_a_terminal_stays_a_terminal(online: FakeServer, script: Script) -> None:
    reading, writing = pty.openpty()
    process = script.start(
        """
        import os, subprocess, sys
        from suisei import Experiment
        experiment = Experiment()
        print(sys.stdout.isatty(), os.isatty(2))
        subprocess.run(["sh", "-c", "test -t 1 && echo child sees a terminal"])
        """,
        stdout=writing,
        stderr=writing,
    )
    assert process.wait(20) == 0
    os.close(writing)
    shown = b""
    while True:
        try:
            shown += os.read(reading, 4096)
        except OSError:
            break
    os.close(reading)
    assert b"True True\r\nchild sees a terminal\r\n" in shown
    assert output(online, "stdout") == "True True\nchild sees a terminal\n"


@pytest.mark.parametrize(
    ("end", "state", "message"),
    [
        ("raise RuntimeError('no luck')", "failed", "RuntimeError: no luck"),
        ("raise KeyboardInterrupt", "stopped", "KeyboardInterrupt"),
        ("pass", "finished", None),
    ],
)
def test_how_it_ends(
    online: FakeServer, script: Script, end: str, state: str, message: str | None
) -> None:
    process = script.run(
        f"""
        from suisei import Experiment
        experiment = Experiment()
        def train():
            {end}
        train()
        """
    )
    assert (process.returncode == 0) == (state == "finished")
    last = status(online)
    assert last["state"] == state
    if message is None:
        assert "message" not in last
    else:
        assert message in last["message"]
    if state == "failed":
        assert "in train" in last["message"]
        assert "RuntimeError: no luck" in output(online, "stderr")


def test_context_manager(online: FakeServer, script: Script) -> None:
    process = script.run(
        """
        from suisei import Experiment
        try:
            with Experiment() as experiment:
                experiment.log_metric("a", 1)
                raise ValueError("inside")
        except ValueError:
            print("caught")
        """
    )
    assert process.returncode == 0 and process.out == "caught\n"
    assert "ValueError: inside" in status(online)["message"]


def test_forked_children_and_threads(online: FakeServer, script: Script) -> None:
    process = script.run(
        """
        import multiprocessing, os, threading
        from suisei import Experiment
        experiment = Experiment()
        stop = threading.Event()
        def spin():
            while not stop.is_set():
                experiment.log_metric("thread", 1.0)
        thread = threading.Thread(target=spin)
        thread.start()
        def work(number):
            for step in range(200):
                experiment.log_metric(f"child {number}", step, step)
            print("child", number, flush=True)
        context = multiprocessing.get_context("fork")
        children = [context.Process(target=work, args=(n,)) for n in range(4)]
        for child in children: child.start()
        for child in children: child.join()
        silent = os.fork()
        if silent == 0:
            raise SystemExit(3)
        os.waitpid(silent, 0)
        stop.set()
        thread.join()
        experiment.log_metric("parent", 1)
        """
    )
    assert process.returncode == 0, process.err
    key = only(online)
    online.wait_for(lambda store: len(store.points(key, "child 3")) == 200)
    for number in range(4):
        points = online.store.points(key, f"child {number}")
        assert points == [(step, float(step)) for step in range(200)]
        assert f"child {number}\n" in output(online, "stdout")
    assert online.store.points(key, "parent") == [(None, 1.0)]
    assert [event["state"] for event in online.store.all(key, "status")] == [
        "running",
        "finished",
    ]


def test_several_experiments_one_after_another(online: FakeServer, script: Script) -> None:
    process = script.run(
        """
        from suisei import Experiment
        for number in range(3):
            experiment = Experiment(name=f"run {number}")
            print("inside", number)
            experiment.log_metric("a", number)
            experiment.end()
        print("outside")
        """
    )
    assert process.out == "inside 0\ninside 1\ninside 2\noutside\n"
    texts = set()
    for key in online.store.experiments:
        texts.add("".join(event["text"] for event in online.store.all(key, "output")))
    assert texts == {"inside 0\n", "inside 1\n", "inside 2\n"}


def test_two_experiments_at_once(online: FakeServer, script: Script) -> None:
    process = script.run(
        """
        from suisei import Experiment
        one = Experiment(name="one")
        two = Experiment(name="two")
        print("both")
        one.end()
        print("second")
        two.end()
        print("none")
        """
    )
    assert process.out == "both\nsecond\nnone\n", process.err
    texts = {}
    for key in online.store.experiments:
        (name,) = online.store.all(key, "name")
        events = online.store.all(key, "output")
        text = "".join(event["text"] for event in events if event["stream"] == "stdout")
        texts[name["value"]] = text
    assert texts["one"] == "both\n" and texts["two"] == "both\nsecond\n"


def test_a_dead_recorder_does_not_stop_the_output(online: FakeServer, script: Script) -> None:
    process = script.run(
        """
        import os, signal, time
        from suisei import Experiment
        experiment = Experiment()
        print("one")
        time.sleep(0.5)
        recorder = experiment._session._recorder._process.pid
        os.kill(recorder, signal.SIGKILL)
        for number in range(100_000):
            print("filler", number)
        print("two")
        experiment.log_metric("a", 1)
        """
    )
    assert process.returncode == 0, process.err
    lines = process.out.splitlines()
    assert lines[0] == "one" and lines[-1] == "two" and len(lines) == 100_002
    assert online.store.points(only(online), "a") == [(None, 1.0)]


def test_inline_code_and_a_replaced_stdout(online: FakeServer, tmp_path: Path) -> None:
    code = (
        "import io, sys; sys.stdout = io.StringIO()\n"
        "from suisei import Experiment; e = Experiment(); print('caught')\n"
        "e.end(); sys.stderr.write(repr(sys.stdout.getvalue()))"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert b"'caught\\n'" in done.stderr
    assert output(online, "stdout") == "caught\n"
    if sys.version_info >= (3, 10):
        assert assets(online, "code") == {"-c": code.encode()}


def test_the_first_system_metrics_come_within_a_second(online: FakeServer, script: Script) -> None:
    process = script.start(
        """
        import time
        from suisei import Experiment
        experiment = Experiment()
        experiment.log_metric("start", 1)
        time.sleep(30)
        """
    )
    online.wait_for(lambda store: store.experiments)
    key = only(online)
    online.wait_for(lambda store: store.points(key, "sys.cpu.percent"))
    events = online.store.all(key, "metric")
    times = {event["name"]: event["time"] for event in reversed(events)}
    assert times["sys.cpu.percent"] - times["start"] < 3_000_000  # Of a busy machine.
    process.kill()
    process.communicate()
    online.wait_for(lambda store: status(online)["state"] == "failed")


def test_credentials_in_remotes() -> None:
    clean = git.without_credentials
    assert clean("https://user:token@example.org/x.git") == "https://example.org/x.git"
    assert clean("https://token@example.org/x.git") == "https://example.org/x.git"
    assert clean("git@example.org:x/y.git") == "git@example.org:x/y.git"
    assert clean("/local/path@here") == "/local/path@here"


def test_notebook_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    import types

    from suisei import source

    shell = types.SimpleNamespace(user_ns={"In": ["", "a = 1", "print(a)"]})
    module = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", module)
    scanner = source.SourceScanner()
    found = {file.name: file.data for file in scanner.scan()}
    assert found["notebook.py"] == b"# In [1]\na = 1\n\n# In [2]\nprint(a)"
    assert "notebook.py" not in {file.name for file in scanner.scan()}
    shell.user_ns["In"].append("b = 2")
    assert "notebook.py" in {file.name for file in scanner.scan()}


def test_exit_is_quick(online: FakeServer, script: Script) -> None:
    start = time.monotonic()
    process = script.run(
        """
        from suisei import Experiment
        experiment = Experiment()
        experiment.log_metric("a", 1)
        """
    )
    assert process.returncode == 0
    assert time.monotonic() - start < 5.0
