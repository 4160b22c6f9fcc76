"""The fixed sequence of events behind the golden files, and the bytes that they become.

    python sdk/python/tests/golden.py FOLDER

writes the files. They are shared with the Rust reader: a change of their bytes is a change of the
format, and needs a new version of it.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from suisei import wire

KEY = "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"
WRITER = "writer-1"
START = 1_700_000_000_000_000
HEADER = {
    "experiment": KEY,
    "writer": WRITER,
    "created": START,
    "project": "golden",
    "workspace": "default",
}
NAN, INFINITY = float("nan"), float("inf")
DIGEST = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

# (number, name, context, source)
SERIES = [
    (0, "loss", "train", None),
    (1, "val/accuracy", None, None),
    (2, "勾配ノルム 🌟", None, 3),
]

EVENTS_BEFORE: list[dict[str, Any]] = [
    {"kind": "status", "state": "running", "time": START},
    {"kind": "name", "value": "golden α"},
    {"kind": "tag", "name": "first"},
    {"kind": "tag", "name": "second"},
    {"kind": "untag", "name": "second"},
    {"kind": "parameter", "name": "learning_rate", "value": 0.001},
    {"kind": "parameter", "name": "layers", "value": 3},
    {"kind": "parameter", "name": "bias", "value": True},
    {"kind": "parameter", "name": "seed", "value": None},
    {"kind": "parameter", "name": "optimizer.name", "value": "adam"},
    {"kind": "parameter", "name": "clip", "value": "Infinity"},
    {"kind": "other", "name": "note", "value": 'two\nlines, "quoted"'},
    {"kind": "environment", "section": "packages", "value": [["numpy", "2.0.0"]]},
]

EVENTS_AFTER: list[dict[str, Any]] = [
    {
        "kind": "output",
        "stream": "stdout",
        "text": "epoch 1\r\u001b[32mepoch 2\u001b[0m\n",
        "time": START + 5_000_000,
    },
    {"kind": "output", "stream": "stderr", "text": "警告\n", "time": START + 5_000_001},
    {
        "kind": "asset",
        "id": "00112233445566778899aabbccddeeff",
        "type": "image",
        "name": "samples/first.png",
        "sha256": DIGEST,
        "size": 3,
        "content_type": "image/png",
        "step": -2,
        "epoch": 0.5,
        "context": "train",
        "metadata": {"width": 8, "height": 8},
        "time": START + 6_000_000,
    },
    {"kind": "status", "state": "finished", "message": "done", "time": START + 7_000_000},
]

# Blocks of points: (series, times, values, steps, epochs); None in a column = missing.
POINTS: list[tuple[list[int], list[Any], list[float], Any, Any]] = [
    ([0], [START + 1], [0.5], [0], None),
    ([0], [START + 2], [0.25], None, None),
    ([0], [START + 3], [0.125], None, [1.5]),
    ([0], [START + 4], [0.1], [3], [2.0]),
    (
        [0, 1, 2, 0, 1],
        [START + 5, None, START + 7, START + 8, START + 9],
        [NAN, INFINITY, -INFINITY, -0.0, 5e-324],
        [10, None, -10, 9, 9_007_199_254_740_993],
        [None, 0.25, None, 3.0, -1.0],
    ),
]


def points(block: tuple[Any, ...]) -> bytes:
    """One block as a record."""
    series, times, values, steps, epochs = block
    return wire.points_record(
        series,
        [wire.MISSING if time is None else time for time in times],
        values,
        steps and [wire.MISSING if step is None else step for step in steps],
        epochs and [NAN if epoch is None else epoch for epoch in epochs],
    )


def number(value: float) -> Any:
    """A value as JSON writes it."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def metric_events(block: tuple[Any, ...]) -> list[dict[str, Any]]:
    """One block as events."""
    series, times, values, steps, epochs = block
    found = []
    for at, index in enumerate(series):
        _, name, context, source = SERIES[index]
        event: dict[str, Any] = {"kind": "metric", "name": name, "value": number(values[at])}
        optional = {
            "context": context,
            "source": source,
            "step": steps[at] if steps else None,
            "epoch": epochs[at] if epochs else None,
            "time": times[at],
        }
        event.update({key: item for key, item in optional.items() if item is not None})
        found.append(event)
    return found


def journal() -> bytes:
    """The whole journal."""
    parts = [wire.journal_start(HEADER)]
    parts += [wire.event_record(event) for event in EVENTS_BEFORE]
    parts += [wire.series_record(*SERIES[0])]
    parts += [points(block) for block in POINTS[:4]]
    parts += [wire.series_record(*series) for series in SERIES[1:]]
    parts += [points(POINTS[4])]
    parts += [wire.event_record(event) for event in EVENTS_AFTER]
    return b"".join(parts)


def events() -> list[dict[str, Any]]:
    """All events of the journal in their order."""
    middle = [event for block in POINTS for event in metric_events(block)]
    return [*EVENTS_BEFORE, *middle, *EVENTS_AFTER]


BATCH_FIRST = len(EVENTS_BEFORE) + 3


def batch() -> bytes:
    """A batch of the last single point, the block, and what follows."""
    parts = [wire.batch_start(WRITER, BATCH_FIRST)]
    parts += [wire.series_record(*SERIES[0])]  # Defined before this batch, so it comes again.
    parts += [points(POINTS[3])]
    parts += [wire.series_record(*series) for series in SERIES[1:]]
    parts += [points(POINTS[4])]
    parts += [wire.event_record(event) for event in EVENTS_AFTER]
    return b"".join(parts)


def files() -> dict[str, bytes]:
    """The golden files by name."""
    whole = journal()
    torn = whole[:-20]
    described = {
        "header": HEADER,
        "events": events(),
        "series": [
            {"number": number, "name": name, "context": context, "source": source}
            for number, name, context, source in SERIES
        ],
        "batch": {"writer": WRITER, "first_seq": BATCH_FIRST},
        "torn_events": len(events()) - 1,
        "journal_bytes": len(whole),
    }
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    return {
        "journal_v1.bin": whole,
        "journal_v1_torn.bin": torn,
        "journal_v1_reserved.bin": whole + bytes(300),
        "batch_v1.bin": batch(),
        "events_v1.json": text.encode("utf-8"),
    }


if __name__ == "__main__":
    for name, content in files().items():
        (Path(sys.argv[1]) / name).write_bytes(content)
