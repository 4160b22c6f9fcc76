"""One journal on its way to the server.

The journal is the truth; `sent` beside it says how far the server has acknowledged it, and may be
behind: what is sent twice counts once. A journal is complete when its writer is gone and
everything is acknowledged.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from . import wire
from .journal import BLOBS, JOURNAL, LOCK, SENT
from .locks import is_held
from .reader import READ_BYTES, Chunk, JournalReader
from .transport import Refused, Transport, Unreachable

DIED = (
    "The process ended without a last word: it was killed, crashed, or left without its exit "
    "handlers."
)


class Outbox:
    """Sends one journal, piece by piece."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer = folder.name
        self.complete = False
        self.damaged: str | None = None
        self.rejected: list[str] = []
        self._reader = JournalReader(folder / JOURNAL)
        self._pending: Chunk | None = None
        self._limit = READ_BYTES
        self._acknowledged = 0
        self._resume()

    @property
    def alive(self) -> bool:
        """Whether the writer's process is there."""
        return is_held(self.folder / LOCK)

    @property
    def running(self) -> bool:
        """Whether this writer began the experiment and has not ended it."""
        return self._reader.states[-1:] == ["running"]

    def header(self) -> dict[str, Any] | None:
        """The journal's header, once it is there."""
        return self._reader.header if self._reader.open() else None

    def pump(self, transport: Transport) -> int:
        """Sends the next piece; returns its size in bytes, 0 when there is nothing to send."""
        if self.complete or self.damaged:
            return 0
        alive = self.alive  # Asked first: what a dead writer wrote is all there.
        try:
            if self._pending is None:
                self._pending = self._reader.read(self._limit)
        except (OSError, wire.WireError) as error:
            self._give_up(f"cannot read `{self._reader.path}`: {error}")
            return 0
        if self._pending is None:
            if not alive:
                self._wind_up()
            return int(not alive and not self.complete)
        chunk = self._pending
        if chunk.events:
            self._send(transport, chunk)
        if self._pending is chunk:
            self._pending = None
        return len(chunk.body)

    def remove_blobs(self) -> None:
        """Frees the space of asset contents, which the server has."""
        blobs = self.folder / BLOBS
        if blobs.is_dir():
            for path in blobs.iterdir():
                path.unlink(missing_ok=True)
            blobs.rmdir()

    def _send(self, transport: Transport, chunk: Chunk) -> None:
        key = self._reader.header["experiment"]
        for asset in chunk.assets:
            path = self.folder / BLOBS / str(asset.get("sha256"))
            if path.exists():
                transport.blob(key, path.name, path)
        try:
            receipt = transport.batch(key, self.writer, chunk.first_seq, chunk.body)
        except Refused as error:
            if error.status == 413 and self._limit > 4096:
                self._limit //= 4
                self._go_back(chunk.first_seq)
                return
            raise
        self.rejected += [str(item.get("message", item)) for item in receipt.rejected]
        if receipt.next_seq < chunk.first_seq + chunk.events:
            self._fall_behind(receipt.next_seq, chunk)
        self._acknowledged = receipt.next_seq
        self._note()

    def _fall_behind(self, next_seq: int, chunk: Chunk) -> None:
        """The server lacks earlier events: it was restored from a backup, or made anew."""
        if chunk.first_seq <= next_seq:
            raise Unreachable(f"the server did not keep event {next_seq}, which it was sent")
        self._go_back(next_seq)

    def _go_back(self, seq: int) -> None:
        self._reader.rewind()
        self._reader.skip_to(seq)
        self._pending = None

    def _wind_up(self) -> None:
        """The writer is gone and everything that it wrote is acknowledged."""
        if self._reader.header:
            damage = self._reader.damage()
            if damage:
                self._give_up(damage)
                return
            if self.running:
                seconds = os.stat(self._reader.path).st_mtime
                died = {"kind": "status", "state": "failed", "message": DIED}
                self._reader.finish({**died, "time": int(seconds * 1e6)})
                return
        self.complete = True
        self._note()
        self._reader.close()
        self.remove_blobs()

    def _give_up(self, message: str) -> None:
        self.damaged = message
        self._reader.close()

    def _resume(self) -> None:
        try:
            sent = json.loads((self.folder / SENT).read_text(encoding="utf-8"))
            self._acknowledged = int(sent["next_seq"])
            self.complete = bool(sent.get("complete")) and not self.alive
        except (OSError, ValueError, KeyError, TypeError):
            return
        if not self.complete:
            try:
                self._reader.skip_to(self._acknowledged)
            except (OSError, wire.WireError) as error:
                self._give_up(f"cannot read `{self._reader.path}`: {error}")

    def _note(self) -> None:
        """Writes `sent` so that it is whole at any moment."""
        text = json.dumps({"next_seq": self._acknowledged, "complete": self.complete})
        temporary = self.folder / f".{SENT}"
        try:
            temporary.write_text(text + "\n", encoding="utf-8")
            os.replace(temporary, self.folder / SENT)
        except OSError:
            pass  # A full disk. It stays behind, and what is sent again counts once.
