"""Descriptions of where an experiment ran: Python, command, host, packages, variables.

Only variables on a list are recorded: anything else may hold a secret.
"""

from __future__ import annotations

import os
import platform
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MAX_ARGUMENTS = 500
MAX_ARGUMENT = 1000
VARIABLES = (
    "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "CUBLAS_WORKSPACE_CONFIG",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "PYTHONHASHSEED",
    "RANK",
    "LOCAL_RANK",
    "WORLD_SIZE",
    "LOCAL_WORLD_SIZE",
    "GROUP_RANK",
    "SLURM_JOB_ID",
    "SLURM_JOB_NAME",
    "SLURM_ARRAY_JOB_ID",
    "SLURM_ARRAY_TASK_ID",
    "SLURM_PROCID",
    "SLURM_NTASKS",
    "SLURM_NNODES",
    "SLURM_JOB_PARTITION",
    "CONDA_DEFAULT_ENV",
    "XLA_FLAGS",
    "TF_DETERMINISTIC_OPS",
    "JAX_PLATFORMS",
    "TORCH_CUDNN_V8_API_ENABLED",
    "NCCL_DEBUG",
)


def python() -> dict[str, Any]:
    """The interpreter."""
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "executable": sys.executable or "",
    }


def command() -> dict[str, Any]:
    """How this process was started."""
    try:
        cwd = os.getcwd()
    except OSError:
        cwd = ""  # Removed since.
    script = script_path()
    arguments = getattr(sys, "orig_argv", None) or [sys.executable, *sys.argv]
    return {
        "argv": [argument[:MAX_ARGUMENT] for argument in arguments[:MAX_ARGUMENTS]],
        "script": str(script) if script else "",
        "cwd": cwd,
        "pid": os.getpid(),
    }


def script_path() -> Path | None:
    """The file that Python was started with; None in a notebook or an interactive session."""
    name = sys.argv[0] if sys.argv else ""
    if not name or name in ("-c", "-m", "-"):
        return None
    path = Path(name).absolute()
    return path if path.is_file() else None


def variables() -> dict[str, str]:
    """The environment variables that say how a run is set up."""
    return {name: os.environ[name] for name in VARIABLES if name in os.environ}


def packages(paths: Sequence[str] | None = None) -> list[list[str]]:
    """Names and versions of the installed packages that `paths` (by default `sys.path`) reach."""
    from importlib import metadata

    found: dict[str, str] = {}
    search = metadata.distributions() if paths is None else metadata.distributions(path=[*paths])
    for distribution in search:
        try:
            name, version = distribution.metadata["Name"], distribution.version
        except Exception:
            continue  # Broken metadata of one package; the others still count.
        if name and version:
            found.setdefault(name, version)
    return [[name, found[name]] for name in sorted(found, key=str.lower)]


def host() -> dict[str, Any]:
    """The machine."""
    from .system import gpus

    found: dict[str, Any] = {
        "hostname": socket.gethostname(),
        "os": _system_name(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "cpu": _processor_name(),
        "cpu_count": os.cpu_count() or 0,
        "gpus": gpus(),
    }
    memory = _memory_bytes()
    if memory:
        found["memory_bytes"] = memory
    return found


def _system_name() -> str:
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}"
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return platform.system()
    named = dict(line.split("=", 1) for line in lines if "=" in line)
    return named.get("PRETTY_NAME", platform.system()).strip('"')


def _processor_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith(("model name", "Model")):
                return line.partition(":")[2].strip()
    except (OSError, UnicodeDecodeError):
        pass
    return platform.processor() or platform.machine()


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
