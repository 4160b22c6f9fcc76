"""An append-only file that a training loop can fill without waiting.

Space is reserved ahead and mapped, so that `append` is one copy into memory that the kernel owns:
it survives the death of the process, makes no system call and lets no other thread run in between.
The unused rest is zeros until `close` cuts it off. Where mapping is not possible, plain writes.
It must never raise into the caller: without disk space, data waits in memory and goes in later.
"""

from __future__ import annotations

import errno
import mmap
import os
import threading
import time
from pathlib import Path

from .notices import warn_once

FIRST_WINDOW = 256 << 10
WINDOW = 1 << 20
MAX_BACKLOG = 64 << 20
RETRY_SECONDS = 1.0
_POPULATE_WRITE = 23
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class AppendFile:
    """Bytes go to the end, whole, in the order of the calls. For any thread and signal handler."""

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
        self._fd = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
        self._path = path
        self._lock = threading.RLock()
        self._busy = False
        self._late: list[bytes] = []
        self._backlog: list[bytes] = []
        self._backlog_bytes = 0
        self._retry_at = 0.0
        self._stopped = False
        self._mapped = hasattr(os, "posix_fallocate")
        self._map: mmap.mmap | None = None
        self._base = 0
        self._end = 0
        self._limit = 0
        self._synced = 0

    @property
    def size(self) -> int:
        """Bytes written so far, in the file."""
        return self._base + self._end

    def append(self, data: bytes) -> None:
        """Puts `data` at the end. When this returns, the data outlives the process."""
        with self._lock:
            if self._busy:
                # A signal handler came in between the two lines below, in the same thread.
                self._late.append(data)
                return
            self._busy = True
            try:
                end = self._end
                stop = end + len(data)
                if stop <= self._limit:
                    self._map[end:stop] = data  # type: ignore[index]
                    self._end = stop
                else:
                    self._append_slowly(data)
            finally:
                self._busy = False
            while self._late:
                self.append(self._late.pop(0))

    def sync(self) -> None:
        """Puts on the disk what was appended. Waits for the disk; for background threads."""
        size = self.size
        if self._backlog:
            self.append(b"")
        if size != self._synced and self._fd >= 0:
            try:
                os.fsync(self._fd)
                self._synced = size
            except OSError as error:
                warn_once(f"fsync {self._path}", f"cannot flush `{self._path}`: {error}")

    def close(self) -> None:
        """Cuts off the unused space and closes. Later appends are ignored."""
        with self._lock:
            if self._fd < 0:
                return
            if self._backlog:
                self._retry_at = 0.0
                self._flush_backlog()
            try:
                while self._late:  # A signal handler ends what an append had begun.
                    self._put(self._late.pop(0))
                os.ftruncate(self._fd, self.size)
                os.fsync(self._fd)
            except OSError as error:
                warn_once(f"close {self._path}", f"cannot close `{self._path}`: {error}")
            self.abandon()

    def abandon(self) -> None:
        """Lets go of the file and changes nothing in it: for a forked child."""
        self._stopped = True
        self._base, self._end, self._limit = self.size, 0, 0
        self._map = None
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _append_slowly(self, data: bytes) -> None:
        if self._stopped:
            return
        if self._backlog:
            self._keep(data)
            self._flush_backlog()
            return
        try:
            self._put(data)
        except OSError as error:
            warn_once(
                f"write {self._path}",
                f"cannot write `{self._path}`: {error}; keeping data in memory until it can",
            )
            self._keep(data)
            self._wait_for_space()

    def _wait_for_space(self) -> None:
        self._retry_at = time.monotonic() + RETRY_SECONDS
        self._limit = -1  # Nothing may overtake what waits in memory.

    def _keep(self, data: bytes) -> None:
        if self._backlog_bytes + len(data) > MAX_BACKLOG:
            # A gap would make what follows unreadable, so nothing more is taken.
            self._stopped = True
            warn_once(f"full {self._path}", f"recording stopped: no space for `{self._path}`")
            return
        if data:
            self._backlog.append(data)
            self._backlog_bytes += len(data)

    def _flush_backlog(self) -> None:
        if time.monotonic() < self._retry_at:
            return
        try:
            while self._backlog:
                self._put(self._backlog[0])
                self._backlog_bytes -= len(self._backlog.pop(0))
        except OSError:
            self._wait_for_space()

    def _put(self, data: bytes) -> None:
        if self._mapped and self._end + len(data) > self._limit:
            self._open_window(len(data))
        if self._mapped and self._map is not None:
            stop = self._end + len(data)
            self._map[self._end : stop] = data
            self._end = stop
            return
        self._write(data)

    def _open_window(self, need: int) -> None:
        """Reserves and maps the next stretch. Reserving first is what keeps a full disk an error
        here instead of a fatal signal at the copy."""
        size = self.size
        base = size - size % mmap.ALLOCATIONGRANULARITY
        length = max(WINDOW if size else FIRST_WINDOW, size - base + need)
        length += -length % mmap.ALLOCATIONGRANULARITY
        try:
            os.posix_fallocate(self._fd, base, length)
            window = mmap.mmap(self._fd, length, offset=base)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in _NO_SPACE:
                raise
            self._mapped = False
            self._map = None
            self._base, self._end, self._limit = size, 0, 0
            os.ftruncate(self._fd, size)
            return
        try:
            window.madvise(_POPULATE_WRITE)
        except (OSError, ValueError, AttributeError):
            pass  # An older kernel: the pages come one by one, at their first use.
        self._map, self._base, self._end, self._limit = window, base, size - base, length

    def _write(self, data: bytes) -> None:
        offset = self.size
        view = memoryview(data)
        try:
            while view:
                os.lseek(self._fd, offset + len(data) - len(view), os.SEEK_SET)
                view = view[os.write(self._fd, view) :]
        except OSError:
            os.ftruncate(self._fd, offset)
            raise
        self._base += len(data)
