"""Hands stdout and stderr of this process to the recorder process, and takes them back.

Where the descriptors cannot be redirected (a notebook, a replaced `sys.stdout`, a second
experiment at the same time) the Python stream is wrapped instead. Printing must never fail, and
never be lost, because of this module.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable

from . import spawn, terminal
from .journal import LOCK, Journal
from .locks import hold_new
from .recorder import DONE, END, FLUSH
from .source import in_notebook

ANSWER_SECONDS = 2.0
_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031

_redirected = False
"""Whether an experiment of this process has the descriptors."""


class Redirection:
    """Descriptor 1 or 2 while it leads to the recorder."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self._number = number
        self._saved = os.dup(number)
        self.is_terminal = os.isatty(number)
        try:
            self._reading, self._writing = self._open()
        except OSError:
            os.close(self._saved)
            raise
        self._was_line_buffered: bool | None = None

    @property
    def descriptors(self) -> tuple[int, int]:
        """What the recorder needs: the reading end, and where to pass on to."""
        return self._reading, self._saved

    def begin(self) -> None:
        """From here on, what is printed goes to the recorder."""
        stream = getattr(sys, self.name)
        stream.flush()
        os.dup2(self._writing, self._number)
        os.close(self._writing)
        self._writing = -1
        if not getattr(stream, "line_buffering", True) and hasattr(stream, "reconfigure"):
            # A file or a pipe would get blocks; then nothing would be seen while it runs.
            self._was_line_buffered = False
            stream.reconfigure(line_buffering=True)

    def end(self) -> None:
        """Leads the descriptor back to where it went before."""
        if self._saved < 0:
            return
        if self._writing < 0:
            stream = getattr(sys, self.name)
            try:
                stream.flush()
                if self._was_line_buffered is False:
                    stream.reconfigure(line_buffering=False)
            except (OSError, ValueError, AttributeError):
                pass  # Closed or replaced by the program.
            os.dup2(self._saved, self._number)
        else:
            os.close(self._writing)
        os.close(self._saved)
        self._saved = -1

    def rescue(self) -> None:
        """Passes on what is left in the pipe: the recorder is gone."""
        while select.select([self._reading], [], [], 0)[0]:
            try:
                data = os.read(self._reading, _PIPE_BYTES)
            except OSError:
                return
            if not data:
                return
            os.write(self._number, data)

    def forget(self) -> None:
        """Closes the reading end, which is kept so that printing cannot fail."""
        if self._reading >= 0:
            os.close(self._reading)
            self._reading = -1

    def _open(self) -> tuple[int, int]:
        if self.is_terminal:
            return terminal.open_like(self._saved)
        reading, writing = os.pipe()
        if terminal.fcntl is not None:
            try:
                terminal.fcntl.fcntl(writing, _SET_PIPE_SIZE, _PIPE_BYTES)
            except OSError:
                pass  # The usual size will do.
        return reading, writing


class RecorderProcess:
    """The recorder of one experiment, seen from the training process."""

    def __init__(self, folder: Path, header: dict[str, Any], setup: dict[str, Any]) -> None:
        """Starts it. Raises OSError when it cannot; then nothing is redirected."""
        self.folder = folder
        self.captured: tuple[str, ...] = ()
        self._redirections: list[Redirection] = []
        folder.mkdir(mode=0o700, parents=True)
        lock = hold_new(folder / LOCK)
        self._control, theirs = socket.socketpair()
        try:
            if setup.pop("output"):
                self._redirections = _redirections()
            streams = [[one.name, *one.descriptors, one.is_terminal] for one in self._redirections]
            setup.update(folder=str(folder), header=header, lock=lock, streams=streams)
            descriptors = [lock, theirs.fileno()]
            for one in self._redirections:
                descriptors += one.descriptors
            self._process: subprocess.Popen[bytes] | None = spawn.start(
                "recorder",
                [str(theirs.fileno())],
                folder.parent / "recorder.log",
                descriptors=descriptors,
            )
            text = json.dumps(setup).encode("utf-8", "replace")
            self._control.sendall(struct.pack("<I", len(text)) + text)
        except OSError:
            self._release()
            self._control.close()
            raise
        finally:
            theirs.close()
            os.close(lock)
        for one in self._redirections:
            one.begin()
        self.captured = tuple(one.name for one in self._redirections)

    def check(self) -> None:
        """Takes the output back when the recorder died."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
            redirections = list(self._redirections)
            for one in redirections:
                one.end()
                one.rescue()
            self._release()

    def end(self) -> None:
        """Takes the output back; the recorder writes down what it has and ends."""
        _flush_c_streams()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass  # Closed or replaced by the program.
        if self._redirections:
            self._ask(FLUSH)
        for one in self._redirections:
            one.end()
        self.check()
        self._ask(END)
        self._release()
        self._control.close()
        spawn.let_go(self._process)

    def abandon(self) -> None:
        """Closes what only the parent of a forked child should hold."""
        global _redirected
        self._control.close()
        for one in self._redirections:
            one.forget()
        self._redirections = []
        spawn.let_go(self._process)
        _redirected = False

    def _ask(self, request: bytes) -> None:
        """Sends a request and waits for the answer, within limits."""
        try:
            self._control.settimeout(ANSWER_SECONDS)
            self._control.sendall(request)
            while self._control.recv(1) not in (DONE, b""):
                pass
        except OSError:
            pass

    def _release(self) -> None:
        global _redirected
        if self._redirections:
            _redirected = False
        for one in self._redirections:
            one.end()
            one.forget()
        self._redirections = []


def _redirections() -> list[Redirection]:
    """Stdout and stderr, as far as they are the real ones and free."""
    global _redirected
    if _redirected or in_notebook() or os.name != "posix":
        return []
    found: list[Redirection] = []
    for name, number in (("stdout", 1), ("stderr", 2)):
        try:
            if getattr(sys, name).fileno() == number:
                found.append(Redirection(name, number))
        except (OSError, ValueError, AttributeError):
            continue  # Replaced, closed or missing.
    _redirected = bool(found)
    return found


def _flush_c_streams() -> None:
    """Flushes what C libraries have printed, when there may be some in this process."""
    ctypes = sys.modules.get("ctypes")
    if ctypes is not None and os.name == "posix":
        try:
            ctypes.CDLL(None).fflush(None)
        except (OSError, AttributeError):
            pass


class WrappedStream:
    """Stands for `sys.stdout` or `sys.stderr` and writes to both the stream and the journal."""

    def __init__(self, name: str, journal: Callable[[], Journal | None]) -> None:
        self._suisei_name = name
        self._suisei_stream = getattr(sys, name)
        self._suisei_journal = journal
        self._suisei_text = ""

    def write(self, text: str) -> Any:
        """Writes, and records whole lines."""
        count = self._suisei_stream.write(text)
        try:
            self._suisei_text += text
            if "\n" in text or len(self._suisei_text) > 1024:
                self.suisei_record()
        except Exception:
            pass  # Printing must go on.
        return count

    def suisei_record(self) -> None:
        """Records what was written since the last time."""
        text, self._suisei_text = self._suisei_text, ""
        journal = self._suisei_journal()
        if text and journal is not None:
            now = time.time_ns() // 1000
            stream = self._suisei_name
            journal.event({"kind": "output", "stream": stream, "text": text, "time": now})

    def suisei_end(self) -> None:
        """Records the rest and puts the stream back, unless somebody replaced it since."""
        self.suisei_record()
        if getattr(sys, self._suisei_name) is self:
            setattr(sys, self._suisei_name, self._suisei_stream)
        self._suisei_journal = _no_journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._suisei_stream, name)

    def __iter__(self) -> Any:
        return iter(self._suisei_stream)


def _no_journal() -> Journal | None:
    return None


def wrap(captured: tuple[str, ...], journal: Callable[[], Journal | None]) -> list[WrappedStream]:
    """Wraps the streams that are not captured already."""
    wrapped = []
    for name in ("stdout", "stderr"):
        if name not in captured and getattr(sys, name) is not None:
            stream = WrappedStream(name, journal)
            setattr(sys, name, stream)
            wrapped.append(stream)
    return wrapped
