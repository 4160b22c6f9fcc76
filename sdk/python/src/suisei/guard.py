"""Keeps what goes wrong in a call from reaching the training loop."""

from __future__ import annotations

import functools
from typing import Any, Callable, TypeVar, cast

from .notices import warn_once

_Method = TypeVar("_Method", bound=Callable[..., Any])


def never_raises(method: _Method) -> _Method:
    """Turns an exception into a warning, once."""

    @functools.wraps(method)
    def guarded(self: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return method(self, *arguments, **named)
        except Exception as error:
            complain(method.__name__, error)
            return None

    return cast(_Method, guarded)


def complain(method: str, error: Exception) -> None:
    """Says once that something could not be recorded, and why."""
    text = str(error) or type(error).__name__
    warn_once(f"{method} {text[:100]}", f"{method}: {text}; not recorded")
