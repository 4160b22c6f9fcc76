"""What a server takes: lengths of names and values. Checked here, where the caller can be told."""

from __future__ import annotations

import re
from typing import Any

from .notices import warn_once

MAX_NAME = 1000
MAX_VALUE_BYTES = 16_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def check_name(name: Any, what: str) -> str:
    """The name as text. Raises ValueError for one that the server would reject."""
    text = name if isinstance(name, str) else str(name)
    if not text:
        raise ValueError(f"the {what} name is empty")
    if len(text) > MAX_NAME:
        raise ValueError(
            f"the {what} name has {len(text):,} characters, {MAX_NAME:,} are allowed: "
            f"`{text[:40]}…`"
        )
    if _CONTROL.search(text):
        raise ValueError(f"the {what} name has a control character: {text[:80]!r}")
    return text


def cut_start(text: str) -> str:
    """The start of a text, as much as one value may hold."""
    data = text.encode("utf-8", "replace")
    if len(data) <= MAX_VALUE_BYTES:
        return text
    warn_once("cut", f"a value of {len(data):,} bytes was cut; log_text takes long ones")
    return data[:MAX_VALUE_BYTES].decode("utf-8", "ignore") + "…"


def cut_end(text: str) -> str:
    """The end of a text, as much as one value may hold: of a traceback, the end says most."""
    data = text.encode("utf-8", "replace")
    if len(data) <= MAX_VALUE_BYTES:
        return text
    return "…" + data[-MAX_VALUE_BYTES:].decode("utf-8", "ignore")
