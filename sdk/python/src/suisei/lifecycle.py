"""Notices how the process ends, and that it forks, and tells the experiments.

An uncaught exception means failed, Ctrl-C and SIGTERM mean stopped, anything else finished.
Hooks that were there before are still called, and a signal still ends the process as before.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import traceback
from types import FrameType, TracebackType
from typing import Protocol

from .limits import cut_end

SIGNAL_SECONDS = 3.0


class Recording(Protocol):
    """What an experiment offers to this module."""

    def finish(self, state: str, message: str | None, timeout: float | None = None) -> None:
        """Ends the experiment."""

    def after_fork(self) -> None:
        """This process is a forked child."""


_live: list[Recording] = []
_outcome: tuple[str, str | None] = ("finished", None)
_process = 0
_in_hook = False
_previous_hook = sys.excepthook


def register(experiment: Recording) -> None:
    """From now on the experiment hears how the process ends."""
    global _process, _previous_hook
    if _process == 0:
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_after_fork)
        atexit.register(_at_exit)
    _process = os.getpid()
    if sys.excepthook is not _on_exception:
        _previous_hook = sys.excepthook
        sys.excepthook = _on_exception
    _live.append(experiment)
    _take_signal()


def unregister(experiment: Recording) -> None:
    """The experiment has ended."""
    if experiment in _live:
        _live.remove(experiment)
    if not _live:
        if sys.excepthook is _on_exception:
            sys.excepthook = _previous_hook
        _give_signal_back()


def outcome_of(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> tuple[str, str | None]:
    """State and message for an exception that ends an experiment."""
    if kind is None:
        return "finished", None
    if issubclass(kind, KeyboardInterrupt):
        return "stopped", "KeyboardInterrupt"
    if issubclass(kind, SystemExit):
        code = getattr(error, "code", None)
        if code in (None, 0):
            return "finished", None
        return "failed", cut_end(f"the program left with the exit code `{code}`")
    try:
        text = "".join(traceback.format_exception(kind, error, trace))
    except Exception:
        text = kind.__name__
    return "failed", cut_end(text)


def _on_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    global _outcome, _in_hook
    if _in_hook:
        # A hook that was set over ours calls us again: the circle ends here.
        sys.__excepthook__(kind, error, trace)
        return
    _in_hook = True
    try:
        if os.getpid() == _process and not hasattr(sys, "ps1"):
            _outcome = outcome_of(kind, error, trace)
        _previous_hook(kind, error, trace)
    finally:
        _in_hook = False


def _at_exit() -> None:
    for experiment in reversed(list(_live)):
        experiment.finish(*_outcome)


def _after_fork() -> None:
    for experiment in list(_live):
        experiment.after_fork()


def _take_signal() -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _on_signal)
    except (ValueError, OSError):
        pass  # An embedded interpreter: signals are somebody else's.


def _give_signal_back() -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    try:
        if signal.getsignal(signal.SIGTERM) is _on_signal:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
    except (ValueError, OSError):
        pass


def _on_signal(number: int, frame: FrameType | None) -> None:
    """Ends the experiments, then the process, the way the signal would have."""
    signal.signal(number, signal.SIG_DFL)
    if os.getpid() == _process:
        for experiment in reversed(list(_live)):
            experiment.finish("stopped", signal.Signals(number).name, SIGNAL_SECONDS)
    os.kill(os.getpid(), number)
