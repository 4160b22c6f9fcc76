"""Shared fixtures: a fake server, a clean environment, and scripts that run as users run them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import TOKEN, FakeServer, decode_journal

SOURCE = Path(__file__).parent.parent / "src"


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's settings, a local server or another test's journals."""
    for name in list(os.environ):
        if name.startswith("SUISEI_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("SUISEI_DIR", str(tmp_path / "journals"))
    monkeypatch.setenv("SUISEI_LINGER", "20")  # Senders of failed tests do not stay for long.
    monkeypatch.setattr("suisei.notices._said", set())


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A running fake server."""
    running = FakeServer()
    yield running
    running.stop()


@pytest.fixture
def online(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    """A running fake server that the environment names."""
    monkeypatch.setenv("SUISEI_URL", server.url)
    monkeypatch.setenv("SUISEI_API_KEY", TOKEN)
    return server


class Script:
    """Runs Python programs in a process of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, code: str, name: str = "train.py") -> Path:
        target = self.folder / name
        target.write_text(textwrap.dedent(code), encoding="utf-8")
        return target

    def start(self, code: str, name: str = "train.py", **options: Any) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), **options.pop("env", {})}
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("cwd", self.folder)
        # A shell starts background jobs with Ctrl-C ignored, and children inherit that.
        options.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        path = self.path(code, name)
        return subprocess.Popen([sys.executable, str(path)], env=environment, **options)

    def run(self, code: str, name: str = "train.py", **options: Any) -> Any:
        """Runs to the end; returns the process with `out`, `err` and `returncode`."""
        process = self.start(code, name, **options)
        out, err = process.communicate(timeout=40)
        process.out = (out or b"").decode()  # type: ignore[attr-defined]
        process.err = (err or b"").decode()  # type: ignore[attr-defined]
        return process


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Runs scripts in a folder of the test's own."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Script(folder)


def journal_events(folder: Path) -> list[dict[str, Any]]:
    """The events in all journals of an experiment's folder."""
    found = []
    for path in sorted(folder.glob("*/journal")):
        found += decode_journal(path.read_bytes())[1]
    return found
