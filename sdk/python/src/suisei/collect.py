"""Collects what takes a while: packages, host, git, and the machine's load over time.

It runs in threads of the recorder process, so that training does not wait for it; without a
recorder process it runs in threads of the training process.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable

from . import environment, git, system
from .assets import record_content
from .journal import Journal
from .notices import warn_once

FIRST_SAMPLE_SECONDS = 0.4


def describe(journal: Journal, start: Path, paths: Sequence[str], with_git: bool) -> None:
    """Records host, packages and git. What cannot be found out is left out."""

    def section(name: str, value: Any | None) -> None:
        if value:
            journal.event({"kind": "environment", "section": name, "value": value})

    def repository() -> None:
        section("git", git.describe(start))
        difference = git.patch(start)
        if difference:
            record_content(journal, "git-patch", "git.patch", difference, "text/x-diff")

    steps: list[Callable[[], None]] = [lambda: section("host", environment.host())]
    if with_git:
        steps.append(repository)
    steps.append(lambda: section("packages", environment.packages(paths)))
    for step in steps:
        try:
            step()
        except Exception as error:
            text = f"cannot describe the environment: {type(error).__name__}: {error}"
            warn_once(text, text)


class Monitor:
    """Records the machine's load every `interval` seconds until it is stopped."""

    def __init__(self, journal: Journal, pid: int, interval: float) -> None:
        self._journal = journal
        self._sampler = system.Sampler(pid)
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="suisei-monitor", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread. A process that was too short for a sample gets one now."""
        self._stop.set()

    def join(self) -> None:
        """Waits until the thread has recorded its last sample."""
        self._thread.join(5.0)

    def _run(self) -> None:
        self._sampler.sample()  # Rates need a first reading.
        stopped = self._stop.wait(min(FIRST_SAMPLE_SECONDS, self._interval))
        self._record()
        while not stopped and not self._stop.wait(self._interval):
            self._record()

    def _record(self) -> None:
        for measure in (self._sampler.sample, system.gpu_metrics):  # The GPU is slow to ask.
            metrics = sorted(measure().items())
            if metrics:
                self._journal.metrics(metrics, None, None, None)
