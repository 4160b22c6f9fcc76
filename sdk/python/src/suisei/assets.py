"""Records files of an experiment: the content goes beside the journal, the event into it."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any

from . import wire
from .journal import Journal
from .limits import MAX_VALUE_BYTES, check_name
from .notices import warn_once


def record_content(
    journal: Journal, kind: str, name: str, content: bytes, content_type: str | None, **fields: Any
) -> str:
    """Records bytes as an asset; returns its id. `fields` are those of the asset event."""
    check_name(name, "asset")
    digest = journal.blob(content)
    return _record(journal, kind, name, digest, len(content), content_type, fields)


def record_file(
    journal: Journal, kind: str, name: str, path: Path, content_type: str | None, **fields: Any
) -> str:
    """Records a copy of a file, as it is now, as an asset; returns its id."""
    check_name(name, "asset")
    digest, size = journal.blob_file(path)
    return _record(journal, kind, name, digest, size, content_type, fields)


def _record(
    journal: Journal,
    kind: str,
    name: str,
    digest: str,
    size: int,
    content_type: str | None,
    fields: dict[str, Any],
) -> str:
    if len(wire.json_bytes(fields.get("metadata"))) > MAX_VALUE_BYTES:
        warn_once("metadata", f"the metadata of `{name}` is too large; recorded without it")
        fields = {**fields, "metadata": None}
    identity = secrets.token_hex(16)
    event = {
        "kind": "asset",
        "id": identity,
        "type": kind,
        "name": name,
        "sha256": digest,
        "size": size,
        "content_type": content_type,
        **fields,
        "time": time.time_ns() // 1000,
    }
    journal.event({key: value for key, value in event.items() if value is not None})
    return identity
