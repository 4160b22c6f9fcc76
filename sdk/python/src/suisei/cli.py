"""The command `suisei`: sign in, send what was left behind, say how things stand.

It prints for people, and ends with 0 when all is well, with 1 when something is not.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import __version__, config
from .journal import JOURNAL, LOCK
from .locks import is_held, try_hold
from .reader import JournalReader
from .sender import Sender
from .status import SENDER_LOCK, sent_completely, status_of
from .transport import Busy, Refused, Transport, Unreachable
from .wire import WireError

SYNC_PATIENCE_SECONDS = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="suisei", description="Records experiments.")
    parser.add_argument("--version", action="version", version=f"suisei {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    login = commands.add_parser("login", help="remember a server and its API key")
    login.add_argument("url", metavar="URL", help="such as http://127.0.0.1:5870")
    login.add_argument("--key", help="the API key; asked for when it is not given")
    sync = commands.add_parser("sync", help="send journals that were left behind")
    sync.add_argument("folders", metavar="DIR", nargs="*", type=Path, help="instead of all")
    status = commands.add_parser("status", help="show the server and the journals")
    status.add_argument("folders", metavar="DIR", nargs="*", type=Path, help="instead of all")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "login":
            return _login(chosen.url, chosen.key)
        if chosen.command == "sync":
            return _sync(chosen.folders)
        return _status(chosen.folders)
    except KeyboardInterrupt:
        return 130


def _login(url: str, key: str | None) -> int:
    url = config.clean_url(url)
    key = key or getpass.getpass(f"API key for {url}: ").strip()
    try:
        session = Transport(config.Target(url, key, "argument")).session()
    except (Refused, Unreachable, Busy) as error:
        print(f"suisei: {url} did not accept this: {error}", file=sys.stderr)
        return 1
    path = config.write_config({**config.read_config(), "url": url, "api_key": key})
    user = session.get("user")
    name = user.get("name") if isinstance(user, dict) else user
    print(f"signed in to {url}" + (f" as {name}" if name else "") + f"; kept in {path}")
    return 0


def _sync(folders: Sequence[Path]) -> int:
    target = config.resolve()
    if target is None:
        print("suisei: no server is known; run `suisei login URL` first", file=sys.stderr)
        return 1
    failed = 0
    found = list(_experiments(folders))
    for folder in found:
        if sent_completely(folder):
            continue
        failed += not _send(folder)
    if not found:
        print("no journals found")
    elif not failed:
        print(f"everything is at {target.url}")
    return 1 if failed else 0


def _send(folder: Path) -> bool:
    lock = try_hold(folder / SENDER_LOCK)
    if lock is None:
        print(f"{folder.name}  is being sent already")
        return True
    sender = Sender(folder, patience=SYNC_PATIENCE_SECONDS, follow=False)
    try:
        done = sender.run()
    finally:
        os.close(lock)
    print(f"{folder.name}  {'sent' if done else 'not sent: ' + sender.message}")
    return done


def _status(folders: Sequence[Path]) -> int:
    target = config.resolve()
    print(f"server    {target.url if target else 'none known; run `suisei login URL`'}")
    print(f"journals  {config.journals_folder()}")
    for folder in _experiments(folders):
        project = ""
        for path in sorted(folder.glob(f"*/{JOURNAL}")):
            reader = JournalReader(path)
            try:
                if reader.open():
                    project = str(reader.header.get("project", ""))
            except (WireError, OSError) as error:
                project = f"({error})"
            reader.close()
        print(f"{folder.name}  {_state(folder):10}  {project}")
    return 0


def _state(folder: Path) -> str:
    if sent_completely(folder):
        return "sent"
    if any(is_held(path) for path in folder.glob(f"*/{LOCK}")):
        return "recording"
    if is_held(folder / SENDER_LOCK):
        return str(status_of(folder).get("state") or "sending")
    return "not sent"


def _experiments(folders: Sequence[Path]) -> Iterator[Path]:
    """The experiments' folders at, in or around the given ones."""
    for folder in folders or [config.journals_folder()]:
        folder = folder.expanduser().absolute()
        if (folder / JOURNAL).exists():
            yield folder.parent
        elif any(folder.glob(f"*/{JOURNAL}")):
            yield folder
        elif folder.is_dir():
            yield from sorted({path.parent.parent for path in folder.glob(f"*/*/{JOURNAL}")})


if __name__ == "__main__":
    sys.exit(main())
