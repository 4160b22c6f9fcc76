"""The reading side of a journal: follows a file that may still grow and cuts it into batches.

It checks every record and never changes the file, except through `finish`, which the sender calls
for a writer that died.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from . import wire

READ_BYTES = 1 << 20
MAX_EVENTS = 20_000


class Chunk(NamedTuple):
    """Consecutive records, ready to be sent."""

    first_seq: int
    events: int
    body: bytes
    """Series definitions that these records need, then the records as they are in the journal."""
    assets: list[dict[str, Any]]
    """The asset events among them, whose content must be sent first."""


class JournalReader:
    """Reads one journal from its beginning. `seq` is the number of the next event."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: dict[str, Any] = {}
        self.seq = 0
        self.states: list[str] = []
        """The states of the status events read so far."""
        self._offset = 0
        self._series: dict[int, bytes] = {}
        self._descriptor = -1

    def close(self) -> None:
        """Lets go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def open(self) -> bool:
        """Reads the header. False while there is no whole header yet."""
        if self._offset:
            return True
        if self._descriptor < 0:
            try:
                self._descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            except FileNotFoundError:
                return False
        start = wire.read_journal_start(os.pread(self._descriptor, READ_BYTES, 0))
        if start is None:
            return False
        self.header, self._offset = start
        return True

    def rewind(self) -> None:
        """Goes back to the first record."""
        self.close()
        self._offset = self.seq = 0
        self._series.clear()
        self.states.clear()

    def skip_to(self, seq: int) -> None:
        """Goes on to the record that holds event `seq`, or to the end."""
        while self.seq < seq and self.read(until=seq) is not None:
            pass

    def read(
        self, limit: int = READ_BYTES, events: int = MAX_EVENTS, until: int | None = None
    ) -> Chunk | None:
        """The next records; None when no whole one is there yet. With `until`, stops before the
        record that holds that event."""
        if not self.open():
            return None
        data = self._pread(limit)
        view = memoryview(data)
        chunk = _ChunkBuilder(self._series, view)
        first, stop, states = self.seq, 0, []
        for found in wire.records(view):
            count = 1
            if found.kind == wire.SERIES:
                count = 0
                chunk.define(found)
            elif found.kind == wire.POINTS:
                count = wire.point_count(view, found)
            if until is not None and self.seq + count > until:
                break
            if self.seq > first and self.seq + count - first > events:
                break
            if found.kind == wire.POINTS:
                chunk.use(found)
            elif found.kind == wire.EVENT:
                state = chunk.event(found)
                if state:
                    states.append(state)
            self.seq += count
            stop = found.stop
        if stop == 0:
            return None
        self._offset += stop
        self.states += states
        return Chunk(first, self.seq - first, chunk.body(stop), chunk.assets)

    def damage(self) -> str | None:
        """Whether something that is not a torn end follows here; a message that says where."""
        data = os.pread(self._descriptor, READ_BYTES, self._offset)
        after = wire.next_length(data, 0) or min(8, len(data))
        if any(data[after:]):
            return f"`{self.path}` is damaged at byte {self._offset}"
        return None

    def finish(self, event: dict[str, Any]) -> None:
        """Cuts off a torn end and appends a last event. Only for the journal of a dead writer."""
        with open(self.path, "r+b") as file:
            file.truncate(self._offset)
            file.seek(self._offset)
            file.write(wire.event_record(event))
            file.flush()
            os.fsync(file.fileno())

    def _pread(self, limit: int) -> bytes:
        if not any(os.pread(self._descriptor, 8, self._offset)):
            return b""  # Asked often while nothing happens, so this answer must be cheap.
        data = os.pread(self._descriptor, limit, self._offset)
        need = wire.next_length(data, 0)
        if need > len(data) and len(data) == limit:
            data = os.pread(self._descriptor, need, self._offset)
        return data


class _ChunkBuilder:
    """Collects what the records of one chunk define, use and mention."""

    def __init__(self, series: dict[int, bytes], view: memoryview) -> None:
        self._series = series
        self._view = view
        self._defined: set[int] = set()
        self._needed: set[int] = set()
        self.assets: list[dict[str, Any]] = []

    def define(self, found: wire.Record) -> None:
        number = wire.series_number(self._view, found)
        self._defined.add(number)
        self._series[number] = bytes(self._view[found.start : found.stop])

    def use(self, found: wire.Record) -> None:
        self._needed.update(wire.series_used(self._view, found))

    def event(self, found: wire.Record) -> str | None:
        """Notes an asset; returns the state of a status event."""
        payload = bytes(self._view[found.body : found.stop])
        if b'"asset"' not in payload and b'"status"' not in payload:
            return None
        event = json.loads(payload)
        if event.get("kind") == "asset":
            self.assets.append(event)
        return event.get("state") if event.get("kind") == "status" else None

    def body(self, stop: int) -> bytes:
        before = sorted(self._needed - self._defined)
        return b"".join([*(self._series[number] for number in before), self._view[:stop]])
