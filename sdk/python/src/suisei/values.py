"""What users hand in, as numbers and JSON: floats, steps, parameters.

Objects of NumPy, PyTorch and the like are known by what they can do, never by import.
Everything here raises ValueError or TypeError for what it cannot use; the caller says so once.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterator, Mapping
from typing import Any

from . import wire
from .limits import cut_start

_NOT_NUMBERS = (str, bytes, bytearray, memoryview)


def to_float(value: Any) -> float:
    """A number from anything that is one number."""
    if isinstance(value, _NOT_NUMBERS):
        raise TypeError(f"a value must be a number, not {type(value).__name__}")
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError):
        pass
    item = getattr(value, "item", None)
    if item is None:
        raise TypeError(f"a value must be a number, not {type(value).__name__}")
    return float(item())


def to_step(step: Any) -> int:
    """A step from anything that is a whole number."""
    try:
        number = operator.index(step)
    except TypeError:
        exact = to_float(step)
        if not exact.is_integer():
            raise ValueError(f"a step must be a whole number, not `{step}`") from None
        number = int(exact)
    if not wire.MISSING < number < -wire.MISSING:
        raise ValueError(f"a step must fit in 64 bits, not `{number}`")
    return number


def to_scalar(value: Any) -> Any:
    """A parameter's value: null, bool, number or text."""
    if value is None or isinstance(value, (bool, int, float)):
        return wire.plain(value)
    if isinstance(value, str):
        return cut_start(value)
    if isinstance(value, (list, tuple, dict, set)):
        return to_scalar(wire.json_bytes(wire.plain(_unwrap(value))).decode("utf-8"))
    single = _unwrap(value)
    if single is not value:
        return to_scalar(single)
    return to_scalar(str(value))


def flatten(parameters: Any, prefix: str | None = None) -> Iterator[tuple[str, Any]]:
    """Names and values of nested parameters, the names joined with dots."""
    items = _mapping(parameters)
    if items is None:
        raise TypeError(f"parameters must be a dictionary, not {type(parameters).__name__}")
    for key, value in items.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        nested = _mapping(value)
        if nested:
            yield from flatten(nested, name)
        else:
            yield name, value


def _mapping(value: Any) -> Mapping[Any, Any] | None:
    if isinstance(value, Mapping):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if type(value).__name__ in ("Namespace", "SimpleNamespace"):
        return vars(value)
    return None


def _unwrap(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unwrap(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_unwrap(item) for item in value]
    if hasattr(value, "item") and getattr(value, "size", 1) == 1:
        try:
            return value.item()
        except Exception:
            return value
    if hasattr(value, "tolist"):
        return value.tolist()
    return value
