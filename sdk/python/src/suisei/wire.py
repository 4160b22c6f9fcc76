"""The byte formats of journals and batches, as `docs/wire.md` describes them.

Everything that turns events into bytes, or finds records in bytes, is here and nowhere else.
It must never touch files, processes or the clock.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

JOURNAL_MAGIC = b"SUIJ"
BATCH_MAGIC = b"SUIB"
VERSION = 1

SERIES = 1
POINTS = 2
EVENT = 3

WITH_STEP = 1
WITH_EPOCH = 2
MISSING = -(1 << 63)
"""The step or the time of a point that has none."""

MAX_RECORD = 16 << 20
MAX_POINTS = 4096
"""Points in one record; larger groups are cut, so that batches can be cut too."""

HEAD = struct.Struct("<II")
_COUNT = struct.Struct("<I")
_JOURNAL_HEAD = struct.Struct("<4sHHI")
_BATCH_HEAD = struct.Struct("<4sHHQ")

POINT = struct.Struct("<BIBIqd")
POINT_STEP = struct.Struct("<BIBIqdq")
POINT_EPOCH = struct.Struct("<BIBIqdd")
POINT_STEP_EPOCH = struct.Struct("<BIBIqdqd")


class WireError(Exception):
    """Bytes that are not what the format says; the message names the byte offset."""


class Record(NamedTuple):
    """One whole record: `data[start:stop]`, of which `body` is where the payload begins."""

    start: int
    body: int
    stop: int
    kind: int


def plain(value: Any) -> Any:
    """The value as JSON can hold it: non-finite floats become strings, unknown objects text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return str(value)


def json_bytes(value: Any) -> bytes:
    """Compact UTF-8 JSON. Characters that UTF-8 cannot hold become question marks."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        text = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def record(kind: int, payload: bytes) -> bytes:
    """One record: length, checksum, kind, payload."""
    body = bytes((kind,)) + payload
    return HEAD.pack(len(body), zlib.crc32(body)) + body


def series_record(
    number: int, name: str, context: str | None = None, source: int | None = None
) -> bytes:
    """Gives `number` to a series; points refer to it from here on."""
    description: dict[str, Any] = {"name": name}
    if context:
        description["context"] = context
    if source:
        description["source"] = source
    return record(SERIES, _COUNT.pack(number) + json_bytes(description))


def event_record(event: dict[str, Any]) -> bytes:
    """One event as JSON."""
    return record(EVENT, json_bytes(event))


def points_record(
    series: Sequence[int],
    times: Sequence[int],
    values: Sequence[float],
    steps: Sequence[int] | None = None,
    epochs: Sequence[float] | None = None,
) -> bytes:
    """Points as columns. Times are microseconds since 1970; `MISSING` stands for no time or step,
    NaN for no epoch."""
    count = len(series)
    layout = f"<BIB{count}I{count}q{count}d"
    columns: list[int | float] = [*series, *times, *values]
    flags = 0
    if steps is not None:
        flags |= WITH_STEP
        layout += f"{count}q"
        columns += steps
    if epochs is not None:
        flags |= WITH_EPOCH
        layout += f"{count}d"
        columns += epochs
    body = struct.pack(layout, POINTS, count, flags, *columns)
    return HEAD.pack(len(body), zlib.crc32(body)) + body


def journal_start(header: dict[str, Any]) -> bytes:
    """What a journal begins with."""
    text = json_bytes(header)
    return _JOURNAL_HEAD.pack(JOURNAL_MAGIC, VERSION, 0, len(text)) + text


def read_journal_start(data: bytes) -> tuple[dict[str, Any], int] | None:
    """The header and the offset of the first record; None while the header is not whole yet."""
    if len(data) < _JOURNAL_HEAD.size or not any(data[: _JOURNAL_HEAD.size]):
        return None
    magic, version, _, length = _JOURNAL_HEAD.unpack_from(data)
    if magic != JOURNAL_MAGIC:
        raise WireError("byte 0 does not begin a Suisei journal")
    if version != VERSION:
        raise WireError(f"byte 4: this version of the journal format is not known: `{version}`")
    stop = _JOURNAL_HEAD.size + length
    if len(data) < stop:
        return None
    try:
        header = json.loads(data[_JOURNAL_HEAD.size : stop])
    except ValueError:
        return None
    return header, stop


def batch_start(writer: str, first_seq: int) -> bytes:
    """What a batch begins with."""
    name = writer.encode("ascii")
    return _BATCH_HEAD.pack(BATCH_MAGIC, VERSION, len(name), first_seq) + name


def records(data: bytes | memoryview, offset: int = 0) -> Iterator[Record]:
    """The whole records from `offset` on. Ends quietly before the first one that is torn,
    unfinished or zero; the caller compares where it ended with where the data ends."""
    view = memoryview(data)
    size = len(view)
    while offset + 9 <= size:
        length, checksum = HEAD.unpack_from(view, offset)
        body = offset + 8
        stop = body + length
        if length == 0 or stop > size or zlib.crc32(view[body:stop]) != checksum:
            return
        yield Record(offset, body + 1, stop, view[body])
        offset = stop


def next_length(data: bytes | memoryview, offset: int) -> int:
    """The whole size of the record at `offset` as it claims, or 0 where nothing begins."""
    if offset + 8 > len(data):
        return 0
    (length, _) = HEAD.unpack_from(data, offset)
    return length + 8 if 0 < length <= MAX_RECORD else 0


def point_count(view: memoryview, found: Record) -> int:
    """How many points a points record holds."""
    return _COUNT.unpack_from(view, found.body)[0]


def series_number(view: memoryview, found: Record) -> int:
    """The number that a series record gives."""
    return _COUNT.unpack_from(view, found.body)[0]


def series_used(view: memoryview, found: Record) -> tuple[int, ...]:
    """The series numbers of a points record."""
    count = point_count(view, found)
    return struct.unpack_from(f"<{count}I", view, found.body + 5)
