"""The recorder process: passes on and records what a training process prints, and watches it.

It owns the pipes (or pseudo-terminals) that stand for stdout and stderr, so that the output of
child processes and C libraries is caught too. What comes in is passed on at once and unchanged.
It writes a journal of its own. It must never end while somebody may still print.
"""

from __future__ import annotations

import codecs
import errno
import json
import os
import select
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any

from . import terminal
from .collect import Monitor, describe
from .journal import Journal

READ_BYTES = 64 << 10
GATHER_SECONDS = 0.05
MAX_EVENT_CHARACTERS = 32 << 10
AFTERLIFE_SECONDS = 30.0
"""How long output is still recorded when the training process died and its children print on."""
FLUSH = b"F"
END = b"E"
DONE = b"K"


class Stream:
    """One of stdout and stderr: where it comes in, where it goes on to, and what to record."""

    def __init__(self, name: str, source: int, target: int, is_terminal: bool) -> None:
        self.name = name
        self.source = source
        self.open = True
        self._target = target
        self._terminal = is_terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""
        self.since = 0.0

    def receive(self) -> bool:
        """Reads once, passes on, keeps for the journal. False at the end."""
        try:
            data = os.read(self.source, READ_BYTES)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EINTR):
                return True
            data = b""  # EIO: the last user of a pseudo-terminal closed it.
        if not data:
            self.open = False
            return False
        self._pass_on(data)
        self._text += self._decoder.decode(data)
        self.since = self.since or time.monotonic()
        return True

    def take(self) -> list[dict[str, Any]]:
        """The events of what came in since the last call."""
        text, self._text, self.since = self._text, "", 0.0
        now = time.time_ns() // 1000
        parts = range(0, len(text), MAX_EVENT_CHARACTERS)
        return [
            {
                "kind": "output",
                "stream": self.name,
                "text": text[first : first + MAX_EVENT_CHARACTERS],
                "time": now,
            }
            for first in parts
        ]

    def ready(self) -> bool:
        """Whether there is something to read now."""
        return self.open and bool(select.select([self.source], [], [], 0)[0])

    def follow_size(self) -> None:
        """Gives the pseudo-terminal the size of the real one."""
        if self._terminal:
            terminal.copy_size(self._target, self.source)

    def _pass_on(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._target, view) :]
            except BlockingIOError:
                select.select([], [self._target], [])
            except OSError:
                return  # Nobody reads there any more; recording goes on.


class Recorder:
    """The main loop. `setup` is what `output.RecorderProcess` sent."""

    def __init__(self, setup: dict[str, Any], control: socket.socket) -> None:
        self._control = control
        self._journal: Journal | None = Journal(
            Path(setup["folder"]), setup["header"], setup["lock"]
        )
        self._streams = [Stream(*fields) for fields in setup["streams"]]
        self._control_open = True
        self._stop_at: float | None = None
        self._ending: threading.Thread | None = None
        self._monitor: Monitor | None = None
        if setup["interval"] > 0:
            self._monitor = Monitor(self._journal, setup["pid"], setup["interval"])
            self._monitor.start()
        arguments = (self._journal, Path(setup["start"]), setup["paths"], setup["git"])
        self._describing = threading.Thread(target=describe, args=arguments, daemon=True)
        if setup["environment"]:
            self._describing.start()

    def run(self) -> None:
        """Until the training process and everybody who prints for it are gone."""
        while self._control_open or any(stream.open for stream in self._streams):
            self._turn()
            self._flush(GATHER_SECONDS)
            for stream in self._streams:
                stream.follow_size()
            if self._stop_at is not None and time.monotonic() > self._stop_at:
                self._end()
        self._end()
        if self._ending:
            self._ending.join()

    def _turn(self) -> None:
        """Waits for something to come in, and takes it."""
        sources: list[Any] = [stream.source for stream in self._streams if stream.open]
        if self._control_open:
            sources.append(self._control)
        waiting = any(stream.since for stream in self._streams)
        ready, _, _ = select.select(sources, [], [], GATHER_SECONDS if waiting else 1.0)
        for stream in self._streams:
            if stream.source in ready:
                self._receive(stream)
        if self._control in ready:
            self._obey()

    def _receive(self, stream: Stream) -> None:
        for other in self._streams:
            if other is not stream and other.since:
                self._record(other)  # So that lines of both stay in the order they came in.
        stream.receive()

    def _obey(self) -> None:
        try:
            message = self._control.recv(1)
        except OSError:
            message = b""
        if not message:
            self._control_open = False
            self._stop_monitor()
            self._stop_at = time.monotonic() + AFTERLIFE_SECONDS
            return
        for stream in self._streams:
            while stream.ready() and stream.receive():
                pass
        self._flush(0.0)
        if message == END:
            self._end()
        try:
            self._control.sendall(DONE)
        except OSError:
            pass

    def _flush(self, age: float) -> None:
        now = time.monotonic()
        for stream in self._streams:
            if stream.since and (now - stream.since >= age or not stream.open):
                self._record(stream)

    def _record(self, stream: Stream) -> None:
        for event in stream.take():
            if self._journal is not None:
                self._journal.event(event)

    def _stop_monitor(self) -> None:
        if self._monitor:
            self._monitor.stop()

    def _end(self) -> None:
        """Closes the journal. Passing on continues."""
        if self._journal is None:
            return
        self._flush(0.0)
        self._stop_monitor()
        self._stop_at = None
        journal, self._journal = self._journal, None
        self._ending = threading.Thread(target=self._close, args=(journal,))
        self._ending.start()

    def _close(self, journal: Journal) -> None:
        if self._monitor:
            self._monitor.join()
        if self._describing.ident is not None:
            self._describing.join(20.0)
        journal.close()


def _read_setup(control: socket.socket) -> dict[str, Any]:
    """What the training process says first: a length, and JSON of that length."""
    (length,) = struct.unpack("<I", _read_exactly(control, 4))
    return json.loads(_read_exactly(control, length))


def _read_exactly(control: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        part = control.recv(length - len(data))
        if not part:
            raise OSError("the training process left before it said what to record")
        data += part
    return data


def main() -> None:
    """Runs the recorder for the socket named on the command line."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGTSTP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    Recorder(_read_setup(control), control).run()


if __name__ == "__main__":
    main()
