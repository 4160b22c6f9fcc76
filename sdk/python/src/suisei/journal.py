"""The writing side of a journal: every event of this process enters here first.

A journal belongs to one writer and lives in `DIR/<experiment key>/<writer>/`. While the writer
lives it holds a lock on the file `lock` there; the sender reads beside it.
A call that returned is in the file. This module must never talk to the network.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
import time
from pathlib import Path
from typing import Any
from zlib import crc32

from . import wire
from .appendfile import AppendFile
from .limits import check_name
from .locks import hold_new

_pack_head = wire.HEAD.pack
_pack_point = wire.POINT.pack
_pack_step = wire.POINT_STEP.pack
_pack_epoch = wire.POINT_EPOCH.pack
_pack_step_epoch = wire.POINT_STEP_EPOCH.pack
_now = time.time_ns

JOURNAL = "journal"
LOCK = "lock"
BLOBS = "blobs"
SENT = "sent"


def new_writer() -> str:
    """A name for a new writer."""
    return secrets.token_hex(8)


class Journal:
    """Appends events. All methods may be called from any thread."""

    def __init__(
        self, folder: Path, header: dict[str, Any], lock_descriptor: int | None = None
    ) -> None:
        self.folder = folder
        self.writer = folder.name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if lock_descriptor is None:
            lock_descriptor = hold_new(folder / LOCK)
        self._lock_descriptor = lock_descriptor
        self._file = AppendFile(folder / JOURNAL)
        self.append = self._file.append
        self._series: dict[tuple[Any, Any], int] = {}
        self._series_count = 0
        self._define_lock = threading.RLock()
        self._unsynced: list[Path] = []
        self.append(wire.journal_start({**header, "writer": self.writer}))

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._file.size

    def metric(
        self, name: Any, context: Any, value: float, step: int | None, epoch: float | None
    ) -> None:
        """One point, at this moment."""
        try:
            series = self._series[name, context]
        except KeyError:
            series = self._define(name, context)
        now = _now() // 1000
        if step is not None:
            if epoch is None:
                body = _pack_step(2, 1, 1, series, now, value, step)
            else:
                body = _pack_step_epoch(2, 1, 3, series, now, value, step, epoch)
        elif epoch is None:
            body = _pack_point(2, 1, 0, series, now, value)
        else:
            body = _pack_epoch(2, 1, 2, series, now, value, epoch)
        self.append(_pack_head(len(body), crc32(body)) + body)

    def metrics(
        self,
        pairs: list[tuple[Any, float]],
        context: Any,
        step: int | None,
        epoch: float | None,
    ) -> None:
        """Several points that share their time, step and epoch."""
        known = self._series
        now = _now() // 1000
        for first in range(0, len(pairs), wire.MAX_POINTS):
            part = pairs[first : first + wire.MAX_POINTS]
            try:
                numbers = [known[name, context] for name, _ in part]
            except KeyError:
                numbers = [self._define(name, context) for name, _ in part]
            count = len(part)
            self.append(
                wire.points_record(
                    numbers,
                    (now,) * count,
                    [value for _, value in part],
                    None if step is None else (step,) * count,
                    None if epoch is None else (epoch,) * count,
                )
            )

    def event(self, event: dict[str, Any]) -> None:
        """One event other than a point. `kind` comes first in `event`."""
        self.append(wire.event_record(event))

    def blob(self, data: bytes) -> str:
        """Keeps the content of an asset; returns its SHA-256 in hex."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.folder / BLOBS / digest
        if not target.exists():
            temporary = self._temporary_blob()
            temporary.write_bytes(data)
            self._place(temporary, target)
        return digest

    def blob_file(self, source: Path) -> tuple[str, int]:
        """Keeps a copy of a file as it is now; returns its SHA-256 in hex and its size in bytes."""
        temporary = self._temporary_blob()
        try:
            shutil.copyfile(source, temporary)
            digest = hashlib.sha256()
            with temporary.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
            size = temporary.stat().st_size
            self._place(temporary, self.folder / BLOBS / digest.hexdigest())
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return digest.hexdigest(), size

    def sync(self) -> None:
        """Puts on the disk what was recorded. Waits for the disk; for background threads."""
        while self._unsynced:
            try:
                descriptor = os.open(self._unsynced.pop(), os.O_RDONLY)
            except OSError:
                continue  # Sent and removed already.
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._file.sync()

    def close(self) -> None:
        """The writer has nothing more to say."""
        self.sync()
        self._file.close()
        self._release()

    def abandon(self) -> None:
        """Lets go without a word: for a forked child, whose parent goes on writing."""
        self._file.abandon()
        self._release()

    def _release(self) -> None:
        descriptor, self._lock_descriptor = self._lock_descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _define(self, name: Any, context: Any) -> int:
        with self._define_lock:
            known = self._series.get((name, context))
            if known is not None:
                return known
            text = check_name(name, "metric")
            place = check_name(context, "context") if context else None
            number = self._series_count
            self._series_count = number + 1
            self.append(wire.series_record(number, text, place))
            self._series[name, context] = number
            return number

    def _temporary_blob(self) -> Path:
        blobs = self.folder / BLOBS
        blobs.mkdir(mode=0o700, exist_ok=True)
        return blobs / f".{secrets.token_hex(8)}"

    def _place(self, temporary: Path, target: Path) -> None:
        os.replace(temporary, target)
        self._unsynced.append(target)
