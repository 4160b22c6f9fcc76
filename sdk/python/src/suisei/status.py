"""What the files in an experiment's folder say about how far it was sent.

Written by the sender, read by the training process and the command line.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .journal import JOURNAL, LOCK, SENT
from .locks import is_held

SENDER_LOCK = "sender.lock"
STATUS = "sender.json"


def status_of(folder: Path) -> dict[str, Any]:
    """What the sender of an experiment says about itself; empty when it never said anything."""
    try:
        found = json.loads((folder / STATUS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def sent_completely(folder: Path) -> bool:
    """Whether the journals in an experiment's folder are closed and acknowledged."""
    writers = [path for path in folder.iterdir() if (path / JOURNAL).exists()]
    return bool(writers) and all(writer_is_complete(path) for path in writers)


def writer_is_complete(folder: Path) -> bool:
    """Whether one journal is closed and acknowledged."""
    try:
        complete = json.loads((folder / SENT).read_text(encoding="utf-8"))["complete"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(complete) and not is_held(folder / LOCK)
