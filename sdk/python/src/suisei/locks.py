"""File locks that end with the process that holds them.

A lock is how one process knows whether another still lives, whatever way it ended.
"""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be removed there, which serves as a lock.
    fcntl = None  # type: ignore[assignment]


def hold_new(path: Path) -> int:
    """Makes a lock that nobody had before. It appears under its name already taken, so that
    nobody can see it free. Returns the descriptor that keeps it."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if fcntl is None:
            os.close(descriptor)
            os.replace(temporary, path)
            return os.open(path, os.O_RDWR)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.rename(temporary, path)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def try_hold(path: Path) -> int | None:
    """Takes the lock and returns the descriptor that keeps it, or None when it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if fcntl is None:
        return descriptor
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def is_held(path: Path) -> bool:
    """Whether a living process has the lock."""
    if not path.exists():
        return False
    if fcntl is None:
        try:
            path.unlink()
        except PermissionError:
            return True
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # Two who look do not meet.
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
