"""What an experiment is apart from its logging calls: its identity, its beginning and its end.

It deals with threads, forks and exits, so that the calls in `experiment.py` need not.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import config, lifecycle
from .assets import record_content, record_file
from .guard import complain, never_raises
from .journal import Journal
from .limits import check_name
from .notices import notice, warn_once
from .session import Session, Settings, find_target, new_key, say_end
from .values import to_float, to_scalar, to_step

EXIT_SECONDS = 10.0
_KEY = re.compile(r"[0-9A-Za-z]{32,50}")


class BaseExperiment:
    """One run of code, seen from one process."""

    def __init__(self, key: str | None, mode: str | None, exit_timeout: float) -> None:
        """Checks what was asked for. Nothing is recorded before `_start`."""
        self._mode = mode or os.environ.get("SUISEI_MODE") or "online"
        if self._mode not in config.MODES:
            allowed = ", ".join(config.MODES)
            raise ValueError(f"mode must be one of {allowed}, not `{self._mode}`")
        if key is not None and not _KEY.fullmatch(key):
            raise ValueError(f"experiment_key must be 32 to 50 letters and digits, not `{key}`")
        self._key = key or new_key()
        self._url: str | None = None
        self._exit_timeout = exit_timeout
        self._step: int | None = None
        self._epoch: float | None = None
        self._session: Session | None = None
        self._journal: Journal | None = None
        """The session's journal while there is something to record into, for quick access."""
        self._lock = threading.RLock()
        self._forked = False
        self._ended = self._mode == "disabled"

    @property
    def key(self) -> str:
        """The experiment's key."""
        return self._key

    @property
    def id(self) -> str:
        """The experiment's key."""
        return self._key

    @property
    def url(self) -> str | None:
        """The experiment's page; None when it is recorded without a server."""
        return self._url

    @property
    def directory(self) -> Path | None:
        """The folder of the journals; None when nothing is recorded."""
        return self._session.folder if self._session else None

    def __repr__(self) -> str:
        return f"Experiment({self._key!r}, mode={self._mode!r})"

    @never_raises
    def set_step(self, step: int | None) -> None:
        """The step of everything that is logged without one, from here on."""
        self._step = None if step is None else to_step(step)

    @never_raises
    def set_epoch(self, epoch: float | None) -> None:
        """The epoch of everything that is logged without one, from here on."""
        self._epoch = None if epoch is None else to_float(epoch)

    def finish(self, state: str, message: str | None, timeout: float | None = None) -> None:
        """As `end`, with a state (`finished`, `failed` or `stopped`) and what happened."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            session, self._journal = self._session, None
        if session is None:
            return
        lifecycle.unregister(self)
        try:
            if self._forked:
                session.close_child()
                return
            session.close(state, message)
            seconds = self._exit_timeout if timeout is None else timeout
            sent = False
            if self._url is None:
                session.wait_for_recorder(max(0.0, seconds))
            else:
                sent = session.wait(max(0.0, seconds))
            say_end(state, sent, session, self._url)
        except Exception as error:
            complain("end", error)

    def after_fork(self) -> None:
        """This process is a forked child: the parent keeps the journal, we get one when needed."""
        self._lock = threading.RLock()
        self._journal = None
        self._forked = True
        if self._session is not None:
            self._session.abandon()

    def _start(self, settings: Settings, name: str | None, tags: Iterable[str] | None) -> None:
        target = find_target(settings) if settings.mode == "online" else None
        if settings.mode == "online" and target is None:
            settings = settings._replace(mode="offline")
            notice("no server found: recording offline; send it later with `suisei sync`")
        try:
            session = Session(settings)
        except OSError as error:
            warn_once("journal", f"cannot record in `{settings.root}`: {error}; recording is off")
            self._ended = True
            return
        self._session, self._journal = session, session.journal
        if target:
            self._url = f"{target.url}/experiments/{self._key}"
            notice(f"recording · {self._url}")
        self._event({"kind": "status", "state": "running", "time": time.time_ns() // 1000})
        if name is not None:
            self._event({"kind": "name", "value": check_name(name, "experiment")})
        for tag in [tags] if isinstance(tags, str) else tags or ():
            self._event({"kind": "tag", "name": check_name(tag, "tag")})
        lifecycle.register(self)
        session.begin()

    def _current(self) -> Journal | None:
        """The journal when `_journal` is None: in a forked child that logs for the first time."""
        with self._lock:
            if self._journal is not None:
                return self._journal
            if self._ended:
                if self._mode != "disabled":
                    warn_once(f"ended {self._key}", f"`{self._key}` has ended; not recorded")
                return None
            if self._forked and self._session is not None:
                try:
                    self._session = self._session.continue_in_child()
                    self._journal = self._session.journal
                except OSError as error:
                    self._ended = True
                    warn_once("child", f"cannot record in this process: {error}")
            return self._journal

    def _event(self, event: dict[str, Any]) -> None:
        journal = self._journal or self._current()
        if journal is not None:
            journal.event(event)

    def _word(self, kind: str, name: Any, value: Any) -> None:
        try:
            text = check_name(name, kind)
            self._event({"kind": kind, "name": text, "value": to_scalar(value)})
        except Exception as error:
            complain(f"log_{kind} `{str(name)[:40]}`", error)

    def _asset(
        self,
        kind: str,
        name: str,
        content: bytes | Path,
        content_type: str | None,
        step: Any,
        epoch: Any,
        context: str | None,
        metadata: dict[str, Any] | None,
    ) -> str | None:
        journal = self._journal or self._current()
        if journal is None:
            return None
        fields = {
            "step": self._step if step is None else to_step(step),
            "epoch": self._epoch if epoch is None else to_float(epoch),
            "context": context,
            "metadata": metadata or None,
        }
        if isinstance(content, Path):
            return record_file(journal, kind, name, content, content_type, **fields)
        return record_content(journal, kind, name, content, content_type, **fields)
