"""Turns what users call an image or a file into bytes with a content type.

Pillow images, NumPy and PyTorch arrays and matplotlib figures are known by what they can do.
Everything here raises ValueError or TypeError for what it cannot use; the caller says so once.
"""

from __future__ import annotations

import io
import mimetypes
import os
from pathlib import Path
from typing import Any, NamedTuple

from . import png

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "image/svg+xml"),
)


class Content(NamedTuple):
    """The bytes of an asset, and what is known about them."""

    data: bytes
    content_type: str
    metadata: dict[str, Any]


def image(value: Any) -> Content:
    """An image from a path, bytes, a Pillow image, a figure or an array of pixels."""
    if isinstance(value, (str, os.PathLike)):
        data = Path(value).expanduser().read_bytes()
        return Content(data, _image_type(data, str(value)), {})
    if isinstance(value, (bytes, bytearray, memoryview)):
        data = bytes(value)
        return Content(data, _image_type(data, ""), {})
    if hasattr(value, "savefig"):
        buffer = io.BytesIO()
        value.savefig(buffer, format="png", bbox_inches="tight")
        return Content(buffer.getvalue(), "image/png", {})
    if hasattr(value, "save") and hasattr(value, "mode") and hasattr(value, "size"):
        return _from_pillow(value)
    if hasattr(value, "read"):
        return image(_bytes_of(value))
    return _from_array(value)


def file_bytes(value: Any) -> bytes | None:
    """The bytes of an asset given as bytes or as an open file; None when it is a path."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if hasattr(value, "read"):
        return _bytes_of(value)
    return None


def guess_type(name: str) -> str | None:
    """The content type that a file name suggests."""
    return mimetypes.guess_type(name)[0]


def _bytes_of(file: Any) -> bytes:
    data = file.read()
    return data.encode("utf-8", "replace") if isinstance(data, str) else bytes(data)


def _image_type(data: bytes, name: str) -> str:
    for signature, content_type in _SIGNATURES:
        if data.startswith(signature):
            return content_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    guessed = guess_type(name) or ""
    if guessed.startswith("image/"):
        return guessed
    raise ValueError("these bytes are no image of a known kind; use log_asset for other files")


def _from_pillow(value: Any) -> Content:
    buffer = io.BytesIO()
    if value.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16"):
        value = value.convert("RGB")
    value.save(buffer, format="PNG")
    return Content(
        buffer.getvalue(), "image/png", {"width": value.size[0], "height": value.size[1]}
    )


def _from_array(value: Any) -> Content:
    for step in ("detach", "cpu"):  # A PyTorch tensor, perhaps on a GPU.
        if hasattr(value, step):
            value = getattr(value, step)()
    if not hasattr(value, "shape") and not isinstance(value, (list, tuple)):
        raise TypeError(f"cannot make an image of {type(value).__name__}")
    import numpy

    pixels = numpy.asarray(value)
    if pixels.ndim == 3 and pixels.shape[0] in (1, 3, 4) and pixels.shape[2] not in (1, 3, 4):
        pixels = pixels.transpose(1, 2, 0)  # Channels came first.
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.ndim != 3 or pixels.shape[2] not in png.COLOUR_TYPES or 0 in pixels.shape:
        shape = "×".join(str(size) for size in getattr(value, "shape", ())) or "unknown"
        raise ValueError(f"an image is height × width, or with 1 to 4 channels, not `{shape}`")
    pixels, metadata = _to_8_bit(numpy, pixels)
    height, width, channels = pixels.shape
    data = png.encode(pixels.tobytes(), width, height, channels)
    return Content(data, "image/png", {"width": width, "height": height, **metadata})


def _to_8_bit(numpy: Any, pixels: Any) -> tuple[Any, dict[str, Any]]:
    """Floats between 0 and 1 and integers between 0 and 255 are taken as they are; any other
    range is stretched, and noted."""
    if pixels.dtype == numpy.uint8:
        return pixels, {}
    if pixels.dtype == bool:
        return pixels.astype(numpy.uint8) * 255, {}
    is_float = pixels.dtype.kind == "f"
    pixels = pixels.astype(numpy.float64)
    finite = numpy.isfinite(pixels)
    if not finite.any():
        raise ValueError("every pixel of the image is NaN or infinite")
    low, high = float(pixels[finite].min()), float(pixels[finite].max())
    pixels = numpy.nan_to_num(pixels, nan=low, posinf=high, neginf=low)
    if is_float and low >= 0.0 and high <= 1.0:
        return numpy.rint(pixels * 255.0).astype(numpy.uint8), {}
    if low >= 0.0 and high <= 255.0:
        return numpy.rint(pixels).astype(numpy.uint8), {}
    scaled = (pixels - low) * (255.0 / ((high - low) or 1.0))
    return numpy.rint(scaled).astype(numpy.uint8), {"range": [low, high]}
