"""Starts the helper processes: the sender and the recorder.

They run in a session of their own, so that they outlive the training process and see none of its
signals. Secrets go through the environment, never through the command line.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = str(Path(__file__).absolute().parent.parent)


def start(
    module: str,
    arguments: Sequence[str],
    log: Path,
    environment: dict[str, str] | None = None,
    descriptors: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Starts `suisei.<module>` with this Python. Raises OSError when it cannot."""
    if not sys.executable or getattr(sys, "frozen", False):
        raise OSError("there is no Python executable to start")
    # Without site packages and user settings: the helpers need the standard library alone.
    code = f"import sys; sys.path.insert(0, {_ROOT!r}); from suisei.{module} import main; main()"
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", code, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=output,
            env={**os.environ, **(environment or {})},
            pass_fds=tuple(descriptors),
            start_new_session=True,
        )


def let_go(process: subprocess.Popen[bytes] | None) -> None:
    """Forgets a process that is meant to go on by itself."""
    if process is not None and process.poll() is None:
        process.returncode = 0
