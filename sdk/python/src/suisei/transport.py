"""The HTTP calls that the sender makes, as `docs/api.md` describes them.

Every call is safe to repeat. Failures come out as three kinds: `Unreachable` (try again),
`Busy` (try again, not before a given time) and `Refused` (trying again will not help).
"""

from __future__ import annotations

import gzip
import http.client
import json
import ssl
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote, urlsplit

from . import __version__, wire
from .config import Target

BATCH_TYPE = "application/vnd.suisei.batch"
TIMEOUT_SECONDS = 30.0
COMPRESS_FROM = 4096
ASK_FIRST_BYTES = 64 << 10
"""Smaller contents are sent without asking whether the server has them."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Unreachable(Exception):
    """No usable answer came; the message says why."""


class Busy(Exception):
    """The server asks to come back in `seconds`."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class Refused(Exception):
    """The server will not take this; `status` is its answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Receipt(NamedTuple):
    """The answer to a batch."""

    next_seq: int
    rejected: list[dict[str, Any]]


class Transport:
    """One connection to one server, kept open between calls. For one thread."""

    def __init__(
        self, target: Target, timeout: float = TIMEOUT_SECONDS, compress: bool | None = None
    ) -> None:
        self.target = target
        parts = urlsplit(target.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(0, f"this is not the address of a server: `{target.url}`")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._root = parts.path.rstrip("/") + "/api/v1"
        self._timeout = timeout
        self._compress = self._host not in _LOOPBACK if compress is None else compress
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Drops the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def session(self) -> dict[str, Any]:
        """Who we are to the server."""
        return self._json("GET", "/session")

    def create(self, header: dict[str, Any]) -> dict[str, Any]:
        """Makes the experiment of a journal's header, or finds it."""
        wanted = {"key": header["experiment"]}
        for field in ("project", "workspace", "created"):
            if header.get(field) is not None:
                wanted[field] = header[field]
        return self._json("POST", "/experiments", wire.json_bytes(wanted), "application/json")

    def batch(self, key: str, writer: str, first_seq: int, records: bytes) -> Receipt:
        """Sends records; returns when the server has them on disk."""
        body = wire.batch_start(writer, first_seq) + records
        headers = {}
        if self._compress and len(body) >= COMPRESS_FROM:
            body = gzip.compress(body, 4)
            headers["Content-Encoding"] = "gzip"
        path = f"/experiments/{quote(key)}/batches"
        answer = self._json("POST", path, body, BATCH_TYPE, headers)
        try:
            return Receipt(int(answer["next_seq"]), list(answer.get("rejected") or ()))
        except (KeyError, TypeError, ValueError):
            raise Unreachable("the server's receipt makes no sense") from None

    def heartbeat(self, key: str, writer: str) -> None:
        """Says that the writer is alive."""
        body = wire.json_bytes({"writer": writer})
        self._json("POST", f"/experiments/{quote(key)}/heartbeat", body, "application/json")

    def blob(self, key: str, digest: str, path: Path) -> None:
        """Makes sure that the server has the content of an asset."""
        route = f"/experiments/{quote(key)}/blobs/{digest}"
        if path.stat().st_size > ASK_FIRST_BYTES:
            try:
                self._json("HEAD", route)
                return
            except Refused as error:
                if error.status not in (404, 405):
                    raise
        with path.open("rb") as file:
            headers = {"Content-Length": str(path.stat().st_size)}
            self._json("PUT", route, file, "application/octet-stream", headers)

    def _json(
        self,
        method: str,
        path: str,
        body: bytes | IO[bytes] | None = None,
        content_type: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        sent = {"User-Agent": f"suisei-python/{__version__}", **(headers or {})}
        if self.target.api_key:
            sent["Authorization"] = f"Bearer {self.target.api_key}"
        if content_type:
            sent["Content-Type"] = content_type
        status, reason, retry_after, data = self._exchange(method, path, body, sent)
        if 200 <= status < 300:
            return _object(data)
        error = _object(data).get("error")
        details = error if isinstance(error, dict) else {}
        message = str(details.get("message") or reason or "no reason given")
        if details.get("hint"):
            message += f" ({details['hint']})"
        if status == 429:
            raise Busy(message, retry_after)
        if status >= 500 or status in (408, 425) or 300 <= status < 400:
            raise Unreachable(f"the server answered {status}: {message}")
        raise Refused(status, message)

    def _exchange(
        self, method: str, path: str, body: bytes | IO[bytes] | None, headers: dict[str, str]
    ) -> tuple[int, str, float, bytes]:
        """One request. A connection that was kept open may be dead already: then once again."""
        for attempt in (0, 1):
            fresh = self._connection is None
            try:
                connection = self._connection or self._connect()
                self._connection = connection
                connection.request(method, self._root + path, body, headers)
                response = connection.getresponse()
                data = response.read()
                if response.will_close:
                    self.close()
                seconds = _seconds(response.getheader("Retry-After"))
                return response.status, response.reason, seconds, data
            except ssl.SSLCertVerificationError as error:
                self.close()
                raise Refused(0, f"the server's certificate is not trusted: {error}") from None
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if fresh or attempt or isinstance(error, TimeoutError):
                    raise Unreachable(_reason(error)) from None
                if body is not None and not isinstance(body, bytes):
                    body.seek(0)
        raise Unreachable("no answer")

    def _connect(self) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)


def _reason(error: Exception) -> str:
    """What went wrong, in words for people."""
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return words[:1].lower() + words[1:]


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(text: str | None) -> float:
    try:
        return min(max(float(text or 1.0), 0.05), 120.0)
    except ValueError:
        return 5.0  # A date; the sender's own patience will do.
