"""Where to send and where to keep journals: arguments, environment, config file, local server.

Reads only; `write_config` is for `suisei login`. A key goes only to the server that it came with.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

CONFIG_KEYS = ("url", "api_key", "workspace", "project")
MODES = ("online", "offline", "disabled")
DEFAULT_PROJECT = "default"


class Target(NamedTuple):
    """A server and how to prove who we are."""

    url: str
    api_key: str | None
    origin: str
    """Where this comes from: `argument`, `environment`, `config` or `local`."""


def data_folder() -> Path:
    """The platform's folder for application data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def journals_folder(directory: Any = None) -> Path:
    """The folder that holds the journals."""
    chosen = directory or os.environ.get("SUISEI_DIR")
    path = Path(chosen).expanduser() if chosen else data_folder() / "suisei" / "journals"
    return path.absolute()


def config_path() -> Path:
    """The user's config file."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "suisei" / "config.toml"


def read_config(path: Path | None = None) -> dict[str, str]:
    """The config file's settings; empty where there is none."""
    try:
        text = (path or config_path()).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {key: value for key, value in parse_toml(text).items() if key in CONFIG_KEYS and value}


def write_config(settings: dict[str, str], path: Path | None = None) -> Path:
    """Writes the config file, readable by its owner alone."""
    path = path or config_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {json.dumps(settings[key])}\n" for key in CONFIG_KEYS if settings.get(key)]
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(lines)
    os.replace(temporary, path)
    return path


def parse_toml(text: str) -> dict[str, str]:
    """`key = "text"` lines, as far as this config file needs them. Keys below a `[section]` are
    named `section.key`."""
    found: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("[") and "]" in line:
            section = line[1 : line.index("]")].strip() + "."
        elif line and not line.startswith("#") and "=" in line:
            key, _, value = line.partition("=")
            found[section + key.strip().strip('"')] = _toml_text(value.strip())
    return found


def _toml_text(value: str) -> str:
    if value.startswith("'"):
        return value[1:].partition("'")[0]
    if value.startswith('"'):
        try:
            return str(json.JSONDecoder().raw_decode(value)[0])
        except ValueError:
            return value.strip('"')
    return value.partition("#")[0].strip()


def local_server() -> dict[str, Any] | None:
    """What a server on this machine says about itself, if there is one."""
    folder = os.environ.get("SUISEI_DATA") or data_folder() / "suisei"
    try:
        found = json.loads((Path(folder) / "run" / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("url"), str) else None


def local_server_lives() -> bool:
    """Whether the process that `local_server` names is there."""
    found = local_server()
    if found is None:
        return False
    try:
        os.kill(int(found["pid"]), 0)
    except (KeyError, TypeError, ValueError, ProcessLookupError):
        return False
    except OSError:
        return True  # It lives, and belongs to somebody else.
    return True


def resolve(url: str | None = None, api_key: str | None = None) -> Target | None:
    """The server to send to; None when there is none to be found."""
    config = read_config()
    local = local_server() or {}
    candidates = {
        "argument": url,
        "environment": os.environ.get("SUISEI_URL"),
        "config": config.get("url"),
        "local": local.get("url"),
    }
    origin = next((name for name, candidate in candidates.items() if candidate), None)
    if origin is None:
        return None
    chosen = clean_url(str(candidates[origin]))
    key = api_key or os.environ.get("SUISEI_API_KEY")
    if not key and chosen == clean_url(config.get("url", "")):
        key = config.get("api_key")
    if not key and chosen == clean_url(str(local.get("url", ""))):
        key = local.get("token")
    return Target(chosen, key, origin)


def clean_url(url: str) -> str:
    """The address of a server without its last slash, with a scheme."""
    url = url.strip().rstrip("/")
    if url.endswith("/api/v1"):
        url = url[: -len("/api/v1")]
    if url and "://" not in url:
        url = "http://" + url
    return url


def setting(argument: str | None, variable: str, key: str) -> str | None:
    """An argument, else an environment variable, else an entry of the config file."""
    return argument or os.environ.get(variable) or read_config().get(key)
