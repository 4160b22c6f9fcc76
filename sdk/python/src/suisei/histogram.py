"""Counts values in bins of equal width, for the JSON of a histogram."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

DEFAULT_BINS = 64
MAX_BINS = 4096


def histogram(values: Any, bins: int = DEFAULT_BINS) -> dict[str, Any]:
    """`{"version": 1, "edges", "counts", "nan", "infinite"}` of numbers of any shape.

    Edges run from the smallest to the greatest finite value; there is one more of them than of
    counts. A value on an edge belongs to the bin above it, the greatest to the last bin. NaN and
    infinite values are counted apart. Raises ValueError for a number of bins that is not 1 to
    4,096, TypeError for what holds no numbers.
    """
    if not 1 <= int(bins) <= MAX_BINS:
        raise ValueError(f"{bins} bins, 1 to {MAX_BINS} are allowed")
    array = _array(values)
    counted = _counted(array, int(bins)) if array is not None else _counted_slowly(values, bins)
    edges, counts, nan, infinite = counted
    return {"version": 1, "edges": edges, "counts": counts, "nan": nan, "infinite": infinite}


def _array(values: Any) -> Any:
    """The values as a flat numpy array, where they are one already or can be one cheaply."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().double()
    if not hasattr(values, "__array__"):
        return None
    import numpy

    return numpy.asarray(values, dtype=numpy.float64).ravel()


def _counted(array: Any, bins: int) -> tuple[list[float], list[int], int, int]:
    import numpy

    finite = array[numpy.isfinite(array)]
    nan = int(numpy.isnan(array).sum())
    infinite = int(array.size - finite.size - nan)
    if finite.size == 0:
        return [0.0, 1.0], [0], nan, infinite
    edges = _edges(float(finite.min()), float(finite.max()), bins)
    counts, _ = numpy.histogram(finite, bins=numpy.array(edges))
    return edges, [int(count) for count in counts], nan, infinite


def _counted_slowly(values: Any, bins: int) -> tuple[list[float], list[int], int, int]:
    numbers = [float(value) for value in _flat(values)]
    finite = [value for value in numbers if math.isfinite(value)]
    nan = sum(1 for value in numbers if math.isnan(value))
    infinite = len(numbers) - len(finite) - nan
    if not finite:
        return [0.0, 1.0], [0], nan, infinite
    edges = _edges(min(finite), max(finite), int(bins))
    counts = [0] * (len(edges) - 1)
    low, width = edges[0], edges[-1] / 2 - edges[0] / 2
    for value in finite:
        place = int((value / 2 - low / 2) / width * len(counts)) if width > 0 else 0
        place = min(max(place, 0), len(counts) - 1)
        # Rounding may be off by one bin; the edges decide.
        if value < edges[place]:
            place -= 1
        elif place + 1 < len(counts) and value >= edges[place + 1]:
            place += 1
        counts[place] += 1
    return edges, counts, nan, infinite


def _edges(low: float, high: float, bins: int) -> list[float]:
    """Ascending edges; one bin around values that are all the same."""
    if high <= low:
        room = max(abs(low) * 1e-6, 0.5)
        return [low - room, low + room]
    # In halves, so that the full range of floats fits.
    edges = [2 * (low / 2 + (high / 2 - low / 2) * (at / bins)) for at in range(bins + 1)]
    edges[0], edges[-1] = low, high
    kept = [edges[0]]
    kept.extend(edge for before, edge in zip(edges, edges[1:]) if edge > before)
    return kept


def _flat(values: Any) -> Iterable[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        else:
            yield value
