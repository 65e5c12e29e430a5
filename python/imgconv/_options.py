# SPDX-License-Identifier: Apache-2.0
"""The options of calls, as keyword arguments."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from . import _native

Map = Literal["clamp", "abs", "signed", "normalize"]
Format = Literal["png", "jpeg", "npy", "pgm", "ppm", "pam", "pnm"]


class Limits(TypedDict, total=False):
    """The options of every call.

    Attributes
    ----------
    threads : int
        The maximum number of threads for one image (1).  No bit of the result depends on it.
    timeout : float
        The maximum time of the call in seconds (no limit).
    max_pixels : int
        The maximum number of pixels of an input and of a result (2**30).
    memory : int
        The maximum number of bytes that the call may hold (no limit).
    """

    threads: int
    timeout: float | None
    max_pixels: int | None
    memory: int | None


class Encoding(Limits, total=False):
    """The options of every call that makes a file.

    Attributes
    ----------
    depth : 8 or 16
        Bits per integer sample (those of the input).
    quality : int or "keep"
        JPEG quality from 1 to 100, or the quantization tables of a JPEG input (90).
    subsampling : str
        JPEG chroma: ``"auto"``, ``"444"``, ``"422"`` or ``"420"`` (``"auto"``).
    progressive : bool
        Write progressive JPEG (no).
    compression : str
        PNG: ``"fastest"``, ``"fast"``, ``"balanced"`` or ``"small"`` (``"balanced"``).
    dtype : str
        The numbers of NPY files: ``"f2"`` or ``"f4"`` (``"f4"``).
    overwrite : bool
        Replace an output file that exists (yes).
    sync : bool
        Flush an output file to its device before it gets its name (yes).
    """

    depth: Literal[8, 16] | None
    quality: int | Literal["keep"]
    subsampling: Literal["auto", "444", "422", "420"]
    progressive: bool
    compression: Literal["fastest", "fast", "balanced", "small"]
    dtype: Literal["f2", "f4"]
    overwrite: bool
    sync: bool


class Conversion(Encoding, total=False):
    """The options of every call that converts a file.

    Attributes
    ----------
    map : str
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"`` (``"clamp"``).
    orient : str
        Keep the orientation tag, or turn the pixels upright: ``"keep"`` or ``"apply"`` (``"keep"``).
    strip, keep : str or sequence of str
        Classes of metadata to drop, and exceptions, such as ``strip="private"`` (none).
    preserve_mtime : bool
        Give the output the input's modification time (no).
    lenient : bool
        Decode what can be salvaged from a damaged PNG or JPEG; a note of the result says what is lost (no).
    """

    map: Map
    orient: Literal["keep", "apply"]
    strip: str | Sequence[str]
    keep: str | Sequence[str]
    preserve_mtime: bool
    lenient: bool


_TEXTS = ("map", "format", "dtype", "subsampling", "compression", "orient")
_FLAGS = {
    "progressive": ("progressive", False),
    "overwrite": ("keep_existing", True),
    "preserve_mtime": ("preserve_mtime", False),
    "lenient": ("lenient", False),
    "sync": ("no_sync", True),
}


def struct(options: dict[str, Any]) -> _native.OptionsStruct:
    """Make the struct for some options.

    Raises
    ------
    TypeError
        For an option that does not exist, or of another type.
    ValueError
        For a number out of range.
    """
    result = _native.OptionsStruct(size=ctypes.sizeof(_native.OptionsStruct))
    for name, value in options.items():
        if value is None:
            continue
        if name in _TEXTS:
            setattr(result, name, _text(name, value))
        elif name in ("strip", "keep"):
            words = value if isinstance(value, str) else ",".join(value)
            setattr(result, name, _text(name, words))
        elif name in _FLAGS:
            field, inverted = _FLAGS[name]
            setattr(result, field, int(bool(value) != inverted))
        elif name in ("threads", "depth", "max_pixels", "memory"):
            setattr(result, name, _positive(name, value))
        elif name == "quality":
            result.quality = -1 if value == "keep" else _positive(name, value)
        elif name == "timeout":
            result.timeout_ms = _milliseconds(value)
        else:
            raise TypeError(f"there is no option {name!r}")
    return result


def _text(name: str, value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return value.encode()


def _positive(name: str, value: object) -> int:
    number = value.__index__() if hasattr(value, "__index__") else None
    if not isinstance(number, int):
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}")
    if not 0 < number < 1 << 63:
        raise ValueError(f"{name} is {number}; it must be positive")
    if name in ("threads", "depth", "quality") and number >= 1 << 31:
        raise ValueError(f"{name} is {number}, which is too large")
    return number


def _milliseconds(seconds: Any) -> int:
    number = float(seconds)
    if not number > 0:
        raise ValueError(f"timeout is {seconds}; it must be positive")
    return max(1, round(min(number, 1e9) * 1000))
