"""The user's code: the script, the local modules that it imported, the cells of a notebook.

Only files below the project's root are taken, never installed packages; sizes are limited.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .environment import script_path
from .git import find_root

MAX_FILE_BYTES = 1 << 20
MAX_TOTAL_BYTES = 20 << 20
MAX_FILES = 500
_PACKAGE = str(Path(__file__).absolute().parent) + os.sep
_INSTALLED = ("site-packages", "dist-packages", "node_modules")


class SourceFile(NamedTuple):
    """One piece of code as it is now."""

    name: str
    """The path below the project's root, with slashes."""
    data: bytes
    entry: bool
    """Whether the program started here."""


def project_root() -> Path:
    """The git work tree around the script, or the script's folder."""
    script = script_path()
    start = script.parent if script else Path.cwd()
    return find_root(start) or start


class SourceScanner:
    """Finds code that is new since the last scan."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._bytes = 0
        self._cells = 0
        try:
            self._root = project_root()
        except OSError:
            self._root = Path("/nonexistent")
        self._below = str(self._root) + os.sep

    def scan(self) -> list[SourceFile]:
        """The script and the imported local modules that were not returned before."""
        script = script_path()
        found = [file for path in self._paths(script) if (file := self._read(path, script))]
        inline = _inline_code()
        if inline and "" not in self._seen:
            self._seen.add("")
            found.append(SourceFile("-c", inline, True))
        cells = self._notebook()
        return [*found, cells] if cells else found

    def _paths(self, script: Path | None) -> Iterator[Path]:
        if script:
            yield script
        for module in list(sys.modules.values()):
            # Through `__dict__`: asking a lazy module for anything else may load it.
            name = getattr(module, "__dict__", {}).get("__file__")
            if not isinstance(name, str) or not name.startswith(self._below):
                continue  # Thousands of installed modules end here, quickly.
            if not name.endswith(".py") or name.startswith(_PACKAGE):
                continue
            path = Path(name).absolute()
            if self._is_local(path):
                yield path

    def _is_local(self, path: Path) -> bool:
        try:
            below = path.relative_to(self._root)
        except ValueError:
            return False
        if any(part in _INSTALLED for part in below.parts):
            return False
        prefix = Path(sys.prefix)
        return prefix == self._root or prefix not in path.parents

    def _read(self, path: Path, script: Path | None) -> SourceFile | None:
        if str(path) in self._seen or len(self._seen) >= MAX_FILES:
            return None
        try:
            if path.stat().st_size > min(MAX_FILE_BYTES, MAX_TOTAL_BYTES - self._bytes):
                return None
            data = path.read_bytes()
        except OSError:
            return None
        self._seen.add(str(path))
        self._bytes += len(data)
        try:
            name = path.relative_to(self._root).as_posix()
        except ValueError:
            name = path.name
        return SourceFile(name, data, path == script)

    def _notebook(self) -> SourceFile | None:
        """All cells run so far, when there are new ones."""
        cells = notebook_cells()
        if len(cells) <= self._cells:
            return None
        self._cells = len(cells)
        text = "\n\n".join(f"# In [{number}]\n{cell}" for number, cell in cells)
        return SourceFile("notebook.py", text.encode("utf-8", "replace"), True)


def in_notebook() -> bool:
    """Whether IPython runs this code, in a notebook or a terminal."""
    return _ipython() is not None


def notebook_cells() -> list[tuple[int, str]]:
    """Numbers and sources of the IPython cells run so far."""
    shell = _ipython()
    if shell is None:
        return []
    history = getattr(shell, "user_ns", {}).get("In") or []
    return [(number, str(cell)) for number, cell in enumerate(history) if number and cell]


def _ipython() -> Any:
    module = sys.modules.get("IPython")
    try:
        return module.get_ipython() if module else None
    except Exception:
        return None


def _inline_code() -> bytes | None:
    """The program of `python -c`."""
    arguments = getattr(sys, "orig_argv", [])
    if sys.argv[:1] == ["-c"] and "-c" in arguments[:-1]:
        return arguments[arguments.index("-c") + 1].encode("utf-8", "replace")
    return None
