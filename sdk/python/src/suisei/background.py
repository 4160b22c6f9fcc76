"""The one thread that an experiment has in the training process.

Once a second it puts the journal on the disk, looks after the helper processes and passes on what
the sender has to say; now and then it looks for newly imported code. It must never raise.
"""

from __future__ import annotations

import threading
from typing import Callable

from .notices import warn_once

TICK_SECONDS = 1.0


class Background:
    """Calls `tick` with a growing number, at once and then every second."""

    def __init__(self, tick: Callable[[int], None]) -> None:
        self._tick = tick
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="suisei", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; waits for a moment, not for a slow disk."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1.0)

    def _run(self) -> None:
        count = 0
        while True:
            try:
                self._tick(count)
            except Exception as error:
                text = f"{type(error).__name__}: {error}"
                warn_once(f"background {text}", f"in the background: {text}")
            if self._stop.wait(TICK_SECONDS):
                return
            count += 1
