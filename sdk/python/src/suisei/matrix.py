"""Builds the JSON of a confusion matrix: rows are the actual classes, columns the predicted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MAX_CLASSES = 2000


def confusion_matrix(
    y_true: Any = None, y_predicted: Any = None, matrix: Any = None, labels: Any = None
) -> dict[str, Any]:
    """`{"labels", "matrix", "rows", "columns"}` from two lists of classes, or from a matrix.

    A class is a number or a text; a row of scores stands for its greatest. Raises ValueError for
    lists of different lengths and for classes that `labels` does not name.
    """
    if matrix is not None:
        rows = [[_number(cell) for cell in _items(row)] for row in _items(matrix)]
        size = len(rows)
        if any(len(row) != size for row in rows):
            raise ValueError("a confusion matrix must be square")
        names = _names(labels) if labels is not None else [str(index) for index in range(size)]
        if len(names) != size:
            raise ValueError(f"the matrix has {size} classes, but there are {len(names)} labels")
        return _result(names, rows)
    if y_true is None or y_predicted is None:
        raise ValueError("a confusion matrix needs y_true and y_predicted, or a matrix")
    actual = [_class(item) for item in _items(y_true)]
    predicted = [_class(item) for item in _items(y_predicted)]
    if len(actual) != len(predicted):
        raise ValueError(f"y_true has {len(actual)} classes, y_predicted has {len(predicted)}")
    names, place = _places(actual + predicted, labels)
    if len(names) > MAX_CLASSES:
        raise ValueError(f"{len(names)} classes, {MAX_CLASSES} are allowed")
    rows = [[0] * len(names) for _ in names]
    for true, guess in zip(actual, predicted):
        rows[place[true]][place[guess]] += 1
    return _result(names, rows)


def _places(classes: list[Any], labels: Any) -> tuple[list[str], dict[Any, int]]:
    """The names in order, and where each class belongs."""
    found = set(classes)
    if labels is None:
        ordered = sorted(found, key=lambda item: (isinstance(item, str), item))
        return [str(item) for item in ordered], {item: at for at, item in enumerate(ordered)}
    names = _names(labels)
    by_name = {name: at for at, name in enumerate(names)}
    place: dict[Any, int] = {}
    for item in found:
        if isinstance(item, str) or str(item) in by_name:
            if str(item) not in by_name:
                raise ValueError(f"no label is named `{item}`")
            place[item] = by_name[str(item)]
        elif isinstance(item, int) and 0 <= item < len(names):
            place[item] = item
        else:
            raise ValueError(f"there is no label for class `{item}`")
    return names, place


def _class(item: Any) -> Any:
    """A class as a number or text; of a row of scores the place of the greatest."""
    scores = _items(item) if _is_row(item) else None
    if scores is not None:
        return max(range(len(scores)), key=lambda at: scores[at])
    number = item.item() if hasattr(item, "item") else item
    if isinstance(number, float) and number.is_integer():
        return int(number)
    return number if isinstance(number, (int, float, str)) else str(number)


def _is_row(item: Any) -> bool:
    if isinstance(item, (list, tuple)):
        return True
    return len(getattr(item, "shape", ())) == 1


def _items(value: Any) -> Sequence[Any]:
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value)


def _names(labels: Any) -> list[str]:
    return [str(label) for label in _items(labels)]


def _number(cell: Any) -> int | float:
    number = float(cell)
    return int(number) if number.is_integer() else number


def _result(labels: list[str], rows: list[list[Any]]) -> dict[str, Any]:
    return {"labels": labels, "matrix": rows, "rows": "actual", "columns": "predicted"}
