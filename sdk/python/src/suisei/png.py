"""Writes PNG files, so that arrays become images without an imaging library."""

from __future__ import annotations

import struct
import zlib

COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""Channels of a pixel → PNG's number: grey, grey with alpha, RGB, RGB with alpha."""


def encode(pixels: bytes, width: int, height: int, channels: int) -> bytes:
    """A PNG of 8-bit pixels, given row by row. Raises ValueError for sizes that do not fit."""
    row = width * channels
    if channels not in COLOUR_TYPES or width < 1 or height < 1 or len(pixels) != row * height:
        raise ValueError(f"not an image of 8-bit pixels: `{width}×{height}×{channels}`")
    head = struct.pack(">IIBBBBB", width, height, 8, COLOUR_TYPES[channels], 0, 0, 0)
    # Every row begins with the number of its filter; 0 is none.
    rows = b"".join(b"\0" + pixels[at : at + row] for at in range(0, len(pixels), row))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _part(b"IHDR", head),
            _part(b"IDAT", zlib.compress(rows, 6)),
            _part(b"IEND", b""),
        )
    )


def _part(tag: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(tag + data)
    return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", checksum)
