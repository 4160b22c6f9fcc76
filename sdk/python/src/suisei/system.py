"""What the machine is doing: processor, memory, disk, network, GPU.

Reads `/proc` and asks `nvidia-smi`; where there is neither, it measures what is left. A measure
that cannot be taken is missing, never zero. It runs in the recorder process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

_PROC = Path("/proc")
_GPU_FIELDS = (
    "index",
    "utilization.gpu",
    "memory.used",
    "temperature.gpu",
    "power.draw",
)
_SECTOR_BYTES = 512


def _read(path: str) -> str:
    return (_PROC / path).read_text(encoding="utf-8", errors="replace")


class Sampler:
    """Measures a process with its descendants, and its host. The first sample has no rates."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before: dict[str, float] = {}
        self._before_at = 0.0
        self._ticks = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
        self._page = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096

    def sample(self) -> dict[str, float]:
        """Names and values of the metrics that could be measured now."""
        found: dict[str, float] = {}
        counters: dict[str, float] = {}
        measures = (self._processor, self._memory, self._processes, self._network, self._disk)
        for measure in measures if _PROC.is_dir() else (self._by_ps,):
            try:
                measure(found, counters)
            except (OSError, ValueError, IndexError, KeyError, subprocess.SubprocessError):
                continue
        if hasattr(os, "getloadavg"):
            found["sys.load"] = os.getloadavg()[0]
        self._rates(found, counters)
        return found

    def _rates(self, found: dict[str, float], counters: dict[str, float]) -> None:
        now = time.monotonic()
        before, seconds = self._before, now - self._before_at
        self._before, self._before_at = counters, now
        if not before or seconds <= 0:
            return
        change = {
            name: max(0.0, counters[name] - before[name]) for name in counters.keys() & before
        }
        if change.get("all_ticks"):
            idle = change.get("idle_ticks", 0.0)
            found["sys.cpu.percent"] = 100.0 * (1.0 - idle / change["all_ticks"])
        if "process_ticks" in change:
            used = change["process_ticks"] / self._ticks
            found["sys.process.cpu.percent"] = 100.0 * used / seconds
        for name in ("network.received", "network.sent", "disk.read", "disk.written"):
            if name in change:
                found[f"sys.{name}_bytes_per_second"] = change[name] / seconds

    def _processor(self, found: dict[str, float], counters: dict[str, float]) -> None:
        ticks = [float(field) for field in _read("stat").split("\n", 1)[0].split()[1:9]]
        counters["all_ticks"] = sum(ticks)
        counters["idle_ticks"] = ticks[3] + ticks[4]

    def _memory(self, found: dict[str, float], counters: dict[str, float]) -> None:
        lines = (line.split() for line in _read("meminfo").splitlines())
        kibibytes = {line[0].rstrip(":"): float(line[1]) for line in lines if len(line) > 1}
        used = kibibytes["MemTotal"] - kibibytes["MemAvailable"]
        found["sys.memory.used_bytes"] = used * 1024
        found["sys.memory.percent"] = 100.0 * used / kibibytes["MemTotal"]

    def _processes(self, found: dict[str, float], counters: dict[str, float]) -> None:
        ticks = memory = 0.0
        for pid in self._family():
            try:
                fields = _read(f"{pid}/stat").rpartition(")")[2].split()
            except OSError:
                continue  # It ended in between.
            ticks += float(fields[11]) + float(fields[12])
            memory += float(fields[21]) * self._page
        counters["process_ticks"] = ticks
        found["sys.process.memory_bytes"] = memory

    def _family(self) -> list[int]:
        """The process and its descendants, but not the helpers of this package."""
        family, place = [self._pid], 0
        while place < len(family) and len(family) < 1000:
            pid = family[place]
            place += 1
            try:
                tasks = os.listdir(_PROC / str(pid) / "task")
                for task in tasks:
                    children = _read(f"{pid}/task/{task}/children").split()
                    family += [int(child) for child in children if not self._is_helper(child)]
            except OSError:
                continue
        return family

    def _is_helper(self, pid: str) -> bool:
        if int(pid) == os.getpid():
            return True
        try:
            return "suisei.sender" in _read(f"{pid}/cmdline")
        except OSError:
            return False

    def _network(self, found: dict[str, float], counters: dict[str, float]) -> None:
        received = sent = 0.0
        for line in _read("net/dev").splitlines()[2:]:
            name, _, rest = line.partition(":")
            if name.strip() != "lo":
                fields = rest.split()
                received += float(fields[0])
                sent += float(fields[8])
        counters["network.received"] = received
        counters["network.sent"] = sent

    def _disk(self, found: dict[str, float], counters: dict[str, float]) -> None:
        blocks = set(os.listdir("/sys/block"))
        read = written = 0.0
        for line in _read("diskstats").splitlines():
            fields = line.split()
            if fields[2] in blocks and not fields[2].startswith(("loop", "ram", "dm-", "zram")):
                read += float(fields[5])
                written += float(fields[9])
        counters["disk.read"] = read * _SECTOR_BYTES
        counters["disk.written"] = written * _SECTOR_BYTES

    def _by_ps(self, found: dict[str, float], counters: dict[str, float]) -> None:
        command = ["ps", "-o", "rss=,%cpu=", "-p", str(self._pid)]
        memory, percent = _run(command).split()
        found["sys.process.memory_bytes"] = float(memory) * 1024
        found["sys.process.cpu.percent"] = float(percent)


def gpu_metrics() -> dict[str, float]:
    """What `nvidia-smi` measures on each GPU. Takes a while; empty where there is none."""
    found: dict[str, float] = {}
    for fields in _nvidia(_GPU_FIELDS):
        prefix = f"sys.gpu.{fields[0]}."
        scales = (("percent", 1), ("memory_used_bytes", 1 << 20), ("temperature", 1), ("watts", 1))
        for (name, scale), text in zip(scales, fields[1:]):
            try:
                found[prefix + name] = float(text) * scale
            except ValueError:
                continue  # `[N/A]`: this GPU cannot tell.
    return found


def gpus() -> list[dict[str, Any]]:
    """The GPUs of this host: `name` and `memory_bytes`."""
    found: list[dict[str, Any]] = []
    for name, memory in _nvidia(("name", "memory.total")):
        gpu: dict[str, Any] = {"name": name}
        try:
            gpu["memory_bytes"] = int(float(memory) * (1 << 20))
        except ValueError:
            pass
        found.append(gpu)
    return found


def _nvidia(fields: tuple[str, ...]) -> list[list[str]]:
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    query = [program, f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]
    try:
        lines = _run(query).splitlines()
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [[field.strip() for field in line.split(",")] for line in lines]
    return [row for row in rows if len(row) == len(fields)]


def _run(command: list[str], cwd: str | None = None) -> str:
    return subprocess.run(
        command,
        capture_output=True,
        check=True,
        cwd=cwd,
        timeout=10,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
    ).stdout
