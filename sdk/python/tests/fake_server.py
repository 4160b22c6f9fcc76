"""A small server that keeps what `docs/api.md` and `docs/wire.md` say, with trouble on demand.

It decodes batches by itself, so that it checks the writer instead of trusting it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
import threading
import time
import zlib
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "test-key-test-key-test-key-test-key"
NO_VALUE = -(1 << 63)


def decode_records(data: bytes, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Events of a run of records, and where the last whole one ends."""
    series: dict[int, dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    while offset + 9 <= len(data):
        length, checksum = struct.unpack_from("<II", data, offset)
        body = data[offset + 8 : offset + 8 + length]
        if length == 0 or len(body) < length or zlib.crc32(body) != checksum:
            break
        kind, payload = body[0], body[1:]
        if kind == 1:
            series[struct.unpack_from("<I", payload)[0]] = json.loads(payload[4:])
        elif kind == 2:
            events += decode_points(payload, series)
        elif kind == 3:
            events.append(json.loads(payload))
        else:
            raise ValueError(f"unknown kind {kind}")
        offset += 8 + length
    return events, offset


def decode_points(payload: bytes, series: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    count, flags = struct.unpack_from("<IB", payload)
    at = 5
    columns = []
    layout = ["I", "q", "d"] + ["q"] * (flags & 1) + ["d"] * (flags >> 1 & 1)
    for letter in layout:
        columns.append(struct.unpack_from(f"<{count}{letter}", payload, at))
        at += struct.calcsize(f"<{count}{letter}")
    assert at == len(payload), "points of the wrong size"
    numbers, times, values = columns[:3]
    steps = columns[3] if flags & 1 else (NO_VALUE,) * count
    epochs = columns[-1] if flags & 2 else (float("nan"),) * count
    found = []
    for row in range(count):
        event = {"kind": "metric", **series[numbers[row]], "value": values[row]}
        if times[row] != NO_VALUE:
            event["time"] = times[row]
        if steps[row] != NO_VALUE:
            event["step"] = steps[row]
        if epochs[row] == epochs[row]:
            event["epoch"] = epochs[row]
        found.append(event)
    return found


def decode_journal(data: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Header and events of a journal."""
    magic, version, reserved, length = struct.unpack_from("<4sHHI", data)
    assert (magic, version, reserved) == (b"SUIJ", 1, 0)
    header = json.loads(data[12 : 12 + length])
    events, _ = decode_records(data, 12 + length)
    return header, events


def decode_batch(data: bytes) -> tuple[str, int, list[dict[str, Any]]]:
    """Writer, first sequence number and events of a binary batch."""
    magic, version, length, first = struct.unpack_from("<4sHHQ", data)
    assert (magic, version) == (b"SUIB", 1)
    writer = data[16 : 16 + length].decode("ascii")
    events, stop = decode_records(data, 16 + length)
    assert stop == len(data), f"a batch ends at {len(data)}, its records at {stop}"
    return writer, first, events


class Store:
    """What the server keeps; it outlives a restart."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.experiments: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, dict[int, dict[str, Any]]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        self.statuses: list[dict[str, Any]] = []
        self.blobs: dict[str, bytes] = {}
        self.duplicates = 0
        self.heartbeats = 0
        self.requests: list[tuple[str, str]] = []
        self.compressed = 0

    def next_seq(self, key: str, writer: str) -> int:
        known = self.events[key][writer]
        seq = len(known) if len(known) - 1 in known else 0
        while seq in known:
            seq += 1
        return seq

    def take(self, key: str, writer: str, first: int, events: list[dict[str, Any]]) -> int:
        """Keeps events; returns how many were known already."""
        known = self.events[key][writer]
        before = len(known)
        for seq, event in enumerate(events, first):
            if seq in known:
                assert same(known[seq], event), f"event {seq} changed"
            elif event["kind"] == "status":
                self.statuses.append(event)
            known[seq] = event
        doubled = len(events) - (len(known) - before)
        self.duplicates += doubled
        return doubled

    def all(self, key: str, kind: str | None = None) -> list[dict[str, Any]]:
        """All events of an experiment, writer after writer, in order."""
        with self.lock:
            found = []
            for writer in sorted(self.events[key]):
                known = self.events[key][writer]
                assert sorted(known) == list(range(len(known))), f"{writer} has gaps"
                found += [known[seq] for seq in sorted(known)]
            return [event for event in found if kind is None or event["kind"] == kind]

    def points(self, key: str, name: str) -> list[tuple[int | None, float]]:
        """(step, value) of one metric."""
        return [
            (event.get("step"), event["value"])
            for event in self.all(key, "metric")
            if event["name"] == name
        ]


def same(left: Any, right: Any) -> bool:
    """Equality in which NaN equals NaN."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


class FakeServer:
    """Runs on a port of this machine. `trouble` is asked before each request is handled."""

    def __init__(self, store: Store | None = None, port: int = 0) -> None:
        self.store = store or Store()
        self.key = TOKEN
        self.delay = 0.0
        self.failures: list[str] = []
        """What goes wrong with the next batches: `500`, `429`, `401`, `404`, `413`, `reset`
        (before it is taken), `reset-after` (after it was taken), `garbage`."""
        self.always: str | None = None
        self.max_batch = 16 << 20
        handler = type("Handler", (_Handler,), {"server_state": self})
        self._http = _Server(("127.0.0.1", port), handler)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        for connection in list(self._http.connections):
            try:
                connection.shutdown(2)
            except OSError:
                pass

    def wait_for(self, condition: Any, seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self.store.lock:
                if condition(self.store):
                    return
            time.sleep(0.02)
        raise AssertionError("the server did not get there in time")

    def trouble(self) -> str | None:
        if self.always:
            return self.always
        return self.failures.pop(0) if self.failures else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *arguments: Any) -> None:
        self.connections: set[Any] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class _Reset(Exception):
    pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: FakeServer

    def log_message(self, *arguments: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._handle(b"")

    def do_HEAD(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    do_PUT = do_POST

    def _handle(self, body: bytes) -> None:
        state = self.server_state
        store = state.store
        if state.delay:
            time.sleep(state.delay)
        with store.lock:
            store.requests.append((self.command, self.path))
        try:
            status, answer = self._route(state, store, body)
        except _Reset:
            self.close_connection = True
            self.connection.close()
            return
        data = b"" if self.command == "HEAD" else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(data)

    def _route(self, state: FakeServer, store: Store, body: bytes) -> tuple[int, Any]:
        if self.headers.get("Authorization") != f"Bearer {state.key}":
            return _error(401, "unauthorized", "the API key is not known")
        parts = self.path.split("?")[0].strip("/").split("/")
        assert parts[:2] == ["api", "v1"], self.path
        route = parts[2:]
        with store.lock:
            if route == ["session"]:
                return 200, {"user": {"name": "tester"}, "workspaces": ["default"]}
            if route == ["experiments"]:
                return self._create(store, json.loads(body))
            key = route[1]
            if key not in store.experiments:
                return _error(404, "not_found", "no such experiment")
            if route[2] == "heartbeat":
                store.heartbeats += 1
                return 200, {}
            if route[2] == "blobs":
                return self._blob(store, route[3], body)
        assert route[2] == "batches", self.path
        return self._batch(state, store, key, body)

    def _create(self, store: Store, wanted: dict[str, Any]) -> tuple[int, Any]:
        key = wanted["key"]
        fresh = key not in store.experiments
        if fresh:
            store.experiments[key] = wanted
        return (201 if fresh else 200), {"key": key, "id": 1, "created": fresh}

    def _blob(self, store: Store, digest: str, body: bytes) -> tuple[int, Any]:
        if self.command == "HEAD":
            return (200, {}) if digest in store.blobs else (404, {})
        if hashlib.sha256(body).hexdigest() != digest:
            return _error(422, "invalid", "the content does not have this hash")
        store.blobs[digest] = body
        return 201, {}

    def _batch(self, state: FakeServer, store: Store, key: str, body: bytes) -> tuple[int, Any]:
        trouble = state.trouble()
        if trouble == "reset":
            raise _Reset
        if trouble == "garbage":
            return 200, ["not", "a", "receipt"]
        if trouble and trouble.isdigit():
            return _error(int(trouble), "trouble", f"trouble {trouble}")
        if len(body) > state.max_batch:
            return _error(413, "too_large", "the body is too large")
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
            store.compressed += 1
        assert self.headers["Content-Type"] == "application/vnd.suisei.batch"
        writer, first, events = decode_batch(body)
        rejected = []
        for seq, event in enumerate(events, first):
            if "rejected" in str(event.get("name")):
                rejected.append({"seq": seq, "code": "bad_name", "message": "not this name"})
            if event["kind"] == "asset":
                assert event["sha256"] in store.blobs, "the content comes first"
                assert len(store.blobs[event["sha256"]]) == event["size"]
        with store.lock:
            doubled = store.take(key, writer, first, events)
            receipt = {
                "accepted": len(events) - doubled,
                "duplicates": doubled,
                "rejected": rejected,
                "next_seq": store.next_seq(key, writer),
            }
        if trouble == "reset-after":
            raise _Reset
        return 200, receipt


def _error(status: int, code: str, message: str) -> tuple[int, Any]:
    return status, {"error": {"code": code, "message": message}}
