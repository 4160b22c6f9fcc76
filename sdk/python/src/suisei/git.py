"""The state of the git work tree that an experiment ran from.

Calls the `git` program and only reads. Credentials in the remote's address are removed.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

MAX_PATCH_BYTES = 16 << 20
_TIMEOUT_SECONDS = 20
_USER = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/@]*@", re.IGNORECASE)


def find_root(start: Path) -> Path | None:
    """The top of the work tree that holds `start`; looks at folders only."""
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return folder
    return None


def describe(start: Path) -> dict[str, Any] | None:
    """Commit, branch, remote and whether there are uncommitted changes; None outside of git."""
    root = find_root(start)
    if root is None:
        return None
    status = _git(root, "status", "--porcelain", "--untracked-files=no")
    if status is None:
        return None
    found: dict[str, Any] = {"root": str(root), "dirty": bool(status.strip())}
    log = _git(root, "log", "-1", "--format=%H%n%an <%ae>%n%s")
    if log:
        commit, author, message = (log.decode("utf-8", "replace").rstrip("\n") + "\n\n").split(
            "\n", 2
        )
        found.update(commit=commit, author=author, message=message.strip())
    branch = _text(root, "symbolic-ref", "--short", "--quiet", "HEAD")
    if branch:
        found["branch"] = branch
    remote = _text(root, "remote", "get-url", "origin")
    if remote:
        found["remote"] = without_credentials(remote)
    return found


def patch(start: Path) -> bytes | None:
    """The uncommitted changes of tracked files, as `git apply` takes them; None without any."""
    root = find_root(start)
    if root is None:
        return None
    difference = _git(root, "diff", "HEAD", "--binary", "--no-color", "--no-ext-diff")
    if not difference or len(difference) > MAX_PATCH_BYTES:
        return None
    return difference


def without_credentials(remote: str) -> str:
    """An address without the user and the password in it."""
    return _USER.sub(r"\1", remote)


def _text(root: Path, *arguments: str) -> str | None:
    output = _git(root, *arguments)
    return output.decode("utf-8", "replace").strip() if output else None


def _git(root: Path, *arguments: str) -> bytes | None:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        return subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            check=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
