"""Builds the JSON of a curve."""

from __future__ import annotations

import math
from typing import Any

MAX_POINTS = 1_000_000


def curve(name: str, x: Any, y: Any) -> dict[str, Any]:
    """`{"name", "x", "y"}` of two lists or arrays of numbers, joined in their order.

    Raises ValueError for lists of different lengths, TypeError for what is no number. NaN and
    infinities become the strings that the wire format has for them.
    """
    xs, ys = _numbers(x), _numbers(y)
    if len(xs) != len(ys):
        raise ValueError(f"x has {len(xs)} numbers, y has {len(ys)}")
    if len(xs) > MAX_POINTS:
        raise ValueError(f"{len(xs)} points, {MAX_POINTS} are allowed")
    return {"name": str(name), "x": xs, "y": ys}


def _numbers(values: Any) -> list[float | str]:
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    if hasattr(values, "tolist"):
        values = values.tolist()
    return [_number(float(value)) for value in values]


def _number(value: float) -> float | str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
