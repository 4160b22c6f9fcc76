"""The sender process: follows the journals of one experiment and sends them to the server.

    python -m suisei.sender DIR/<experiment key>

It holds `sender.lock`, so that there is one for each experiment, and tells in `sender.json` how it
is doing. It lives beside the training process, outlives it, and may be killed at any moment: the
next one goes on from what the server has. It must never write into the journal of a living writer.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Callable, Optional

from .config import Target, resolve
from .delivery import Outbox
from .journal import JOURNAL, LOCK
from .locks import try_hold
from .status import SENDER_LOCK, STATUS, sent_completely
from .transport import Busy, Refused, Transport, Unreachable

POLL_SECONDS = 0.1
PAUSE_SECONDS = 0.2
"""Between two small batches, so that what comes in between goes together."""
LARGE_BYTES = 256 << 10
HEARTBEAT_SECONDS = 10.0
FIRST_DELAY = 0.25
LONGEST_DELAY = 15.0
REFUSED_DELAY = 15.0
KEY_DELAY = 0.5
LINGER_SECONDS = 3600.0
KEEP_DAYS = 7.0

_WRITER = re.compile(r"[A-Za-z0-9._-]{1,64}")
Resolve = Callable[[], Optional[Target]]


class Sender:
    """Sends the journals in one experiment's folder. `patience` is how many seconds after the end
    of the last writer it goes on trying; with `follow` it waits for what writers still add."""

    def __init__(
        self,
        folder: Path,
        find_target: Resolve = resolve,
        patience: float = LINGER_SECONDS,
        follow: bool = True,
    ) -> None:
        self.folder = folder
        self.state = ""
        self.message = ""
        self._find_target = find_target
        self._patience = patience
        self._follow = follow
        self._outboxes: dict[str, Outbox] = {}
        self._transport: Transport | None = None
        self._created = False
        self._rejected: list[str] = []
        self._unauthorized = 0
        self._since = 0.0

    def run(self) -> bool:
        """Sends until everything is acknowledged; False when it gave up before."""
        delay = FIRST_DELAY
        deadline: float | None = None
        heart = _Heart(self)
        heart.start()
        try:
            while True:
                alive = self._refresh()
                if alive and self._follow:
                    deadline = None
                elif deadline is None:
                    deadline = time.monotonic() + self._patience
                try:
                    sent = self._round()
                except (Unreachable, Busy) as error:
                    wait = self._waiting(error, delay)
                    delay = min(delay * 2, LONGEST_DELAY)
                except Refused as error:
                    if error.status == 401 and self._try_another_key():
                        self._sleep(KEY_DELAY, alive)
                        continue
                    self._say("refused", self._explain(error))
                    if deadline is not None:
                        return False
                    wait = REFUSED_DELAY
                else:
                    delay = FIRST_DELAY
                    self._unauthorized = 0
                    if self._finished(alive, sent):
                        return not any(box.damaged for box in self._outboxes.values())
                    wait = self._pause(alive, sent)
                if deadline is not None and time.monotonic() + wait > deadline:
                    return False
                self._sleep(wait, alive)
        finally:
            heart.stop()
            if self._transport:
                self._transport.close()

    def beat(self, transport: Transport | None) -> Transport | None:
        """Says that the experiment is alive, through a connection of its own."""
        main = next((box for box in list(self._outboxes.values()) if box.running), None)
        current = self._transport
        if not self._created or current is None or main is None or not main.alive:
            return transport
        header = main.header()
        if header:
            if transport is None or transport.target != current.target:
                transport = Transport(current.target, timeout=HEARTBEAT_SECONDS)
            transport.heartbeat(header["experiment"], main.writer)
        return transport

    def _refresh(self) -> bool:
        """Finds new writers; whether any writer lives."""
        for path in sorted(self.folder.iterdir()):
            if path.name in self._outboxes or not _WRITER.fullmatch(path.name):
                continue
            if (path / LOCK).exists() or (path / JOURNAL).exists():
                self._outboxes[path.name] = Outbox(path)
        return any(box.alive for box in self._outboxes.values() if not box.complete)

    def _round(self) -> int:
        """Sends one piece of every journal; returns the bytes sent."""
        waiting = [box for box in self._outboxes.values() if not box.complete and not box.damaged]
        header = next((found for box in waiting if (found := box.header())), None)
        if header and not self._created:
            self._connect().create(header)
            self._created = True
        sent = 0
        for box in waiting:
            if box.header() or not box.alive:
                sent += self._pump(box)
        if sent:
            self._say("sending", "")
        return sent

    def _pump(self, box: Outbox) -> int:
        try:
            sent = box.pump(self._connect())
        except Refused as error:
            if error.status == 404 and self._created:
                # Deleted, or the server's folder is new. Made again once; then it is an error.
                self._created = False
                header = box.header()
                if header:
                    self._connect().create(header)
                    self._created = True
                    return box.pump(self._connect())
            raise
        if box.rejected:
            self._rejected += box.rejected
            box.rejected = []
            self._write_status()
        if box.damaged:
            self._say("refused", box.damaged)
        return sent

    def _connect(self) -> Transport:
        if self._transport is None:
            target = self._find_target()
            if target is None:
                raise Unreachable("no server is known")
            self._transport = Transport(target)
        return self._transport

    def _reconnect(self) -> bool:
        """Looks up the server again: a local one has a new token after each start. Whether
        anything changed."""
        target = self._find_target()
        if target is None or (self._transport and self._transport.target == target):
            return False
        if self._transport:
            self._transport.close()
        self._transport = Transport(target)
        self._created = False
        return True

    def _try_another_key(self) -> bool:
        """Whether a refused key is worth another attempt: a local server that starts again may
        answer a moment before it has written its new token."""
        self._unauthorized += 1
        return self._reconnect() or self._unauthorized <= 2

    def _waiting(self, error: Exception, delay: float) -> float:
        """How long to wait after a failure that may pass."""
        where = self._transport.target.url if self._transport else "the server"
        if isinstance(error, Busy):
            self._say("busy", f"{where} is busy: {error}")
            return error.seconds * random.uniform(1.0, 1.25)
        self._say("waiting", f"cannot reach {where}: {error}")
        self._reconnect()
        return delay * random.uniform(0.5, 1.0)

    def _explain(self, error: Refused) -> str:
        """What a refusal means and what to do about it."""
        where = self._transport.target.url if self._transport else "the server"
        if error.status == 401:
            return (
                f"{where} refused the API key (401: {error}). Everything is kept in "
                f"`{self.folder}`; run `suisei login {where}`, then `suisei sync`"
            )
        what = (
            f"{where} refused this experiment ({error.status}: {error}). Everything is kept in "
            f"`{self.folder}`"
        )
        if error.status == 410:
            return f"{what}, but it was deleted there for good"
        return f"{what}; `suisei sync` sends it again"

    def _finished(self, alive: bool, sent: int) -> bool:
        if sent or (alive and self._follow):
            return False
        boxes = self._outboxes.values()
        if all(box.complete or box.damaged for box in boxes):
            self._say("refused" if any(box.damaged for box in boxes) else "done", self.message)
            return True
        return not self._follow

    def _pause(self, alive: bool, sent: int) -> float:
        if sent >= LARGE_BYTES or (sent and not alive):
            return 0.0
        return PAUSE_SECONDS if sent else POLL_SECONDS

    def _sleep(self, seconds: float, alive: bool) -> None:
        """Waits. When the last writer ends, an attempt is worth while, unless the server asked
        for this pause."""
        stop = time.monotonic() + seconds
        while (rest := stop - time.monotonic()) > 0:
            time.sleep(min(rest, POLL_SECONDS))
            if alive and self.state != "busy" and not self._refresh():
                return

    def _say(self, state: str, message: str) -> None:
        if (state, message) != (self.state, self.message):
            if state != self.state:
                self._since = time.time()
            self.state, self.message = state, message
            if message:
                print(time.strftime("%Y-%m-%d %H:%M:%S"), state, message, file=sys.stderr)
            self._write_status()

    def _write_status(self) -> None:
        status = {"state": self.state, "message": self.message, "pid": os.getpid()}
        status["since"] = self._since
        status["rejected"] = self._rejected[:3]
        status["rejected_count"] = len(self._rejected)
        temporary = self.folder / f".{STATUS}"
        try:
            temporary.write_text(json.dumps(status), encoding="utf-8")
            os.replace(temporary, self.folder / STATUS)
        except OSError as error:
            print(f"cannot write `{temporary}`: {error}", file=sys.stderr)


class _Heart:
    """Sends heartbeats beside the batches, so that a long upload does not look like death."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        transport: Transport | None = None
        while not self._stop.wait(HEARTBEAT_SECONDS):
            try:
                transport = self._sender.beat(transport)
            except (Unreachable, Busy, Refused, OSError):
                pass  # The batches meet the same trouble, and tell about it.


def remove_old(root: Path, days: float) -> None:
    """Removes the journals that were sent completely more than `days` ago."""
    for folder in root.iterdir():
        status = folder / STATUS
        try:
            old = status.stat().st_mtime < time.time() - days * 86400
            if old and sent_completely(folder):
                shutil.rmtree(folder)
        except OSError:
            continue


def main() -> None:
    """Runs the sender for the folder named on the command line."""
    folder = Path(sys.argv[1])
    for _ in range(5):
        if try_hold(folder / SENDER_LOCK) is not None:
            break
        time.sleep(POLL_SECONDS)  # Somebody may just have looked whether it is free.
    else:
        return
    try:
        os.nice(5)
    except (AttributeError, OSError):
        pass
    patience = float(os.environ.get("SUISEI_LINGER") or LINGER_SECONDS)
    Sender(folder, patience=patience).run()
    try:
        remove_old(folder.parent, float(os.environ.get("SUISEI_KEEP_DAYS") or KEEP_DAYS))
    except (OSError, ValueError):
        pass


if __name__ == "__main__":
    main()
