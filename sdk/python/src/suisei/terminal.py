"""Pseudo-terminals that stand before a real terminal, so that programs still see one."""

from __future__ import annotations

import os

try:
    import fcntl
    import termios
except ImportError:  # Windows has none of these, and no pseudo-terminal to use them on.
    fcntl = termios = None  # type: ignore[assignment]

_SIZE_BYTES = 8


def open_like(real: int) -> tuple[int, int]:
    """A pseudo-terminal (reading end, writing end) that passes bytes unchanged and has the size
    of `real`. Raises OSError where there are none."""
    if termios is None:
        raise OSError("no pseudo-terminals here")
    reading, writing = os.openpty()
    try:
        mode = termios.tcgetattr(writing)
        mode[1] &= ~termios.OPOST  # The real terminal translates line ends.
        mode[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(writing, termios.TCSANOW, mode)
    except termios.error:
        pass
    copy_size(real, writing)
    return reading, writing


def copy_size(real: int, copy: int) -> None:
    """Gives a pseudo-terminal the rows and columns of the real terminal."""
    if termios is None:
        return
    try:
        size = fcntl.ioctl(real, termios.TIOCGWINSZ, b"\0" * _SIZE_BYTES)
        if size != fcntl.ioctl(copy, termios.TIOCGWINSZ, b"\0" * _SIZE_BYTES):
            fcntl.ioctl(copy, termios.TIOCSWINSZ, size)
    except OSError:
        pass
