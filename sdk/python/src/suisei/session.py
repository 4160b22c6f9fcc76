"""What runs behind one experiment: journal, recorder, sender, background thread.

`Experiment` decides what to record; this module decides where it goes and who carries it.
It never talks to the network.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

from . import config, environment, output, spawn
from .assets import record_content
from .background import Background
from .collect import Monitor, describe
from .journal import LOCK, Journal, new_writer
from .locks import is_held
from .notices import notice, warn_once
from .source import SourceScanner
from .status import SENDER_LOCK, status_of, writer_is_complete

SCAN_EVERY_TICKS = 30
RESTART_SECONDS = 10.0
BLIP_SECONDS = 3.0
HOPELESS_SECONDS = 2.0
"""How long the end waits when the sender said that the server does not answer."""


class Settings(NamedTuple):
    """What the caller of `Experiment` chose."""

    key: str
    project: str
    workspace: str | None
    mode: str
    root: Path
    url: str | None
    api_key: str | None
    log_code: bool
    log_git: bool
    log_environment: bool
    capture_output: bool
    system_metrics_interval: float


def new_key() -> str:
    """A new experiment key: a UUID of version 7 in hex, so that keys sort by time."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds << 16) | 0x7000 | (random >> 62)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return f"{(high << 64) | low:032x}"


class Session:
    """The running parts of one experiment in one process."""

    def __init__(self, settings: Settings) -> None:
        """Makes the journal and starts everything. Raises OSError when there can be no journal."""
        self.settings = settings
        self.folder = settings.root / settings.key
        self._header: dict[str, Any] = {
            "experiment": settings.key,
            "created": time.time_ns() // 1000,
            "project": settings.project,
        }
        if settings.workspace:
            self._header["workspace"] = settings.workspace
        self._process = os.getpid()
        writer = new_writer()
        self.journal = Journal(self.folder / writer, self._header)
        self._recorder: output.RecorderProcess | None = None
        self._monitor: Monitor | None = None
        self._wrapped: list[output.WrappedStream] = []
        self._sender: subprocess.Popen[bytes] | None = None
        self._sender_at = 0.0
        self._closed = False
        self._scanner = SourceScanner() if settings.log_code else None
        self._scan_lock = threading.Lock()

    def begin(self) -> None:
        """Starts recording and sending."""
        if self.settings.log_environment:
            self._section("python", environment.python())
            self._section("command", environment.command())
            self._section("variables", environment.variables())
        if self.settings.mode == "online":
            self.start_sender()
        self._start_recorder()
        self._background = Background(self._tick)

    def continue_in_child(self) -> Session:
        """The session of a forked child that logs: a writer of its own."""
        child = Session.__new__(Session)
        child.__dict__.update(self.__dict__)
        child._process = os.getpid()
        child._recorder = child._monitor = child._scanner = child._sender = None
        child._wrapped = []
        child._closed = False
        child.journal = Journal(self.folder / new_writer(), self._header)
        if self.settings.mode == "online" and not is_held(self.folder / SENDER_LOCK):
            child.start_sender()
        child._background = Background(child._tick)
        return child

    def abandon(self) -> None:
        """In a forked child: leaves everything to the parent."""
        self._closed = True
        self.journal.abandon()
        if self._recorder:
            self._recorder.abandon()
        for stream in self._wrapped:
            stream.suisei_end()
        spawn.let_go(self._sender)

    def close(self, state: str, message: str | None) -> None:
        """Records how it ended and closes the journals."""
        self._closed = True
        self._background.stop()
        if self._scanner:
            self._scan()
        if self._monitor:
            self._monitor.stop()
            self._monitor.join()
        for stream in self._wrapped:
            stream.suisei_end()
        if self._recorder:
            self._recorder.end()
        event: dict[str, Any] = {"kind": "status", "state": state, "message": message}
        event["time"] = time.time_ns() // 1000
        self.journal.event({key: value for key, value in event.items() if value is not None})
        self.journal.close()

    def close_child(self) -> None:
        """Closes the journal of a forked child; its parent says how the experiment ended."""
        self._closed = True
        self._background.stop()
        self.journal.close()

    def wait(self, seconds: float) -> bool:
        """Waits until the server has everything; False when that takes longer than `seconds`."""
        start = time.monotonic()
        writers = [self.journal.folder]
        if self._recorder:
            writers.append(self._recorder.folder)
        try:
            while not all(writer_is_complete(folder) for folder in writers):
                self._tell()
                hopeless = status_of(self.folder).get("state") in ("waiting", "refused")
                limit = min(seconds, HOPELESS_SECONDS) if hopeless else seconds
                if time.monotonic() - start > limit:
                    self._tell(0.0)
                    return False
                time.sleep(0.02)
            self._tell()
            return True
        finally:
            spawn.let_go(self._sender)

    def wait_for_recorder(self, seconds: float) -> None:
        """Waits until the recorder has closed its journal, so that a sync finds everything."""
        stop = time.monotonic() + seconds
        lock = self._recorder.folder / LOCK if self._recorder else None
        while lock and is_held(lock) and time.monotonic() < stop:
            time.sleep(0.02)

    def start_sender(self) -> None:
        """Starts a sender. When one is there already, the new one ends at once."""
        secrets_ = {"SUISEI_URL": self.settings.url, "SUISEI_API_KEY": self.settings.api_key}
        self._sender_at = time.monotonic()
        try:
            self._sender = spawn.start(
                "sender",
                [str(self.folder)],
                self.folder / "sender.log",
                {name: value for name, value in secrets_.items() if value},
            )
        except OSError as error:
            self._sender = None
            warn_once("sender", f"cannot start the sender ({error}); send with `suisei sync`")

    def _start_recorder(self) -> None:
        chosen = self.settings
        interval = chosen.system_metrics_interval
        if not (chosen.capture_output or chosen.log_environment or interval > 0):
            return
        script = environment.script_path()
        setup = {
            "pid": os.getpid(),
            "interval": interval,
            "start": str(script.parent if script else Path.cwd()),
            "paths": [path or os.getcwd() for path in sys.path],
            "git": chosen.log_git,
            "environment": chosen.log_environment,
            "output": chosen.capture_output,
        }
        folder = self.folder / f"{self.journal.writer}.recorder"
        captured: tuple[str, ...] = ()
        try:
            self._recorder = output.RecorderProcess(folder, self._header, dict(setup))
            captured = self._recorder.captured
        except OSError as error:
            warn_once("recorder", f"no recorder process ({error}); recording in threads instead")
            self._record_in_threads(setup)
        if chosen.capture_output:
            self._wrapped = output.wrap(captured, self._open_journal)

    def _record_in_threads(self, setup: dict[str, Any]) -> None:
        if setup["interval"] > 0:
            self._monitor = Monitor(self.journal, setup["pid"], setup["interval"])
            self._monitor.start()
        if setup["environment"]:
            arguments = (self.journal, Path(setup["start"]), setup["paths"], setup["git"])
            threading.Thread(target=describe, args=arguments, daemon=True).start()

    def _open_journal(self) -> Journal | None:
        return None if self._closed else self.journal

    def _section(self, name: str, value: Any) -> None:
        if value:
            self.journal.event({"kind": "environment", "section": name, "value": value})

    def _tick(self, count: int) -> None:
        if self._scanner and count % SCAN_EVERY_TICKS == 0:
            self._scan()
        self.journal.sync()
        for stream in self._wrapped:
            stream.suisei_record()
        if self._recorder:
            self._recorder.check()
        self._tell()
        if self._sender and self._sender.poll() is not None and not self._closed:
            lost = not is_held(self.folder / SENDER_LOCK)
            if lost and time.monotonic() - self._sender_at > RESTART_SECONDS:
                self.start_sender()

    def _scan(self) -> None:
        with self._scan_lock:
            for file in self._scanner.scan() if self._scanner else ():
                kind = "text/x-python" if file.name.endswith((".py", "-c")) else "text/plain"
                metadata = {"entry": True} if file.entry else None
                record_content(self.journal, "code", file.name, file.data, kind, metadata=metadata)

    def _tell(self, patience: float = BLIP_SECONDS) -> None:
        """Says once what the sender cannot say itself, as it has no terminal. Trouble that passes
        within `patience` seconds is not worth a word."""
        if self._sender is None or os.getpid() != self._process:
            return
        status = status_of(self.folder)
        trouble = status.get("state") in ("waiting", "refused")
        if trouble and time.time() - float(status.get("since") or 0.0) >= patience:
            text = str(status.get("message"))
            if status["state"] == "waiting":
                text += "; recording goes on, and is sent as soon as it answers"
            warn_once(f"{status['state']} {self.settings.key}", text)
        rejected = status.get("rejected") or []
        if rejected:
            count = status.get("rejected_count", len(rejected))
            warn_once(
                f"rejected {self.settings.key}",
                f"the server rejected {count} event(s): {rejected[0]}",
            )


def find_target(settings: Settings) -> config.Target | None:
    """The server of these settings; None when there is none, or only one that has ended."""
    target = config.resolve(settings.url, settings.api_key)
    if target is not None and target.origin == "local" and not config.local_server_lives():
        return None
    return target


def say_end(state: str, sent: bool, session: Session, url: str | None) -> None:
    """The one line at the end."""
    if url and sent:
        notice(f"{state} · {url}")
    elif url:
        notice(
            f"{state} · what the server does not have yet is kept in `{session.folder}` "
            "and sent in the background"
        )
    else:
        notice(f"{state} · recorded in `{session.folder}`; send it with `suisei sync`")
