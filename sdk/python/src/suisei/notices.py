"""One-line messages to the user, on stderr.

They must never raise, and the same warning must never come twice in one process.
"""

from __future__ import annotations

import sys

MOST_WARNINGS = 20
_said: set[str] = set()


def notice(text: str) -> None:
    """Prints one line."""
    try:
        sys.stderr.write(f"suisei: {text}\n")
        sys.stderr.flush()
    except Exception:
        pass  # stderr is closed or gone; there is nobody to tell.


def warn_once(key: str, text: str) -> None:
    """Prints a warning, the first time that `key` comes up."""
    if key in _said or len(_said) >= MOST_WARNINGS:
        return
    _said.add(key)
    notice(f"warning: {text}")
    if len(_said) == MOST_WARNINGS:
        notice("warning: further warnings are not shown")
