# SPDX-License-Identifier: Apache-2.0
"""Image files and arrays, without filters."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays, _calls, _native, _options
from ._arrays import Image
from ._result import warn

if TYPE_CHECKING:
    from typing_extensions import Unpack

lib = _native.lib


def _source(file: str | os.PathLike[str] | bytes | bytearray | memoryview) -> _native.SourceStruct:
    if isinstance(file, (bytes, bytearray, memoryview)):
        content = bytes(file)
        return _native.SourceStruct(None, content, len(content), None)
    name = os.fsencode(file)
    if b"\0" in name:
        raise ValueError("a file name has no null byte")
    return _native.SourceStruct(name, None, 0, None)


def read(
    file: str | os.PathLike[str] | bytes | bytearray | memoryview,
    *,
    planes: bool = False,
    orient: Literal["keep", "apply"] = "keep",
    lenient: bool = False,
    **limits: Unpack[_options.Limits],
) -> Image:
    """Read an image into an array.

    Parameters
    ----------
    file : path or bytes
        A PNG, JPEG, NPY or Netpbm file, or its bytes.
    planes : bool
        Whether the channels come first.
    orient : str
        Keep the pixels as they are stored, or turn them upright by the orientation tag.
    lenient : bool
        Whether a damaged PNG or JPEG is decoded as far as possible; a warning says what is lost.
    **limits
        See `Limits`.

    Returns
    -------
    array
        ``(H, W)`` for one channel, else ``(H, W, C)`` or, with ``planes=True``, ``(C, H, W)``.  The type is that of
        the file: ``uint8``, ``uint16``, ``float16`` or ``float32``.

    Examples
    --------
    >>> imgconv.read(imgconv.encode(numpy.zeros((2, 3), numpy.uint8), "png")).shape
    (2, 3)
    """
    source = _source(file)
    options = _options.struct({"orient": orient, "lenient": lenient, **limits})
    error, found, notes = _native.ErrorStruct(), _native.ArrayStruct(), ctypes.c_void_p()
    _native.check(lib.imgconv_info(source, options, found, None, error), error)
    channels, height, width = found.channels, found.height, found.width
    shape: tuple[int, ...] = (channels, height, width) if planes else (height, width, channels)
    extents = (height, width) if channels == 1 else shape
    result: Image = np.empty(extents, _arrays.DTYPES[int(found.type)])
    target = _arrays.struct(result, planes, bool(found.has_alpha))

    def call() -> int:
        status: int = lib.imgconv_read(source, options, target, notes, error)
        return status

    _native.check(_calls.run(call, options, _calls.expected_seconds(result.size)), error)
    warn(notes)
    return result


def write(
    path: str | os.PathLike[str],
    image: ArrayLike,
    *,
    planes: bool = False,
    alpha: bool | None = None,
    format: _options.Format | None = None,
    **options: Unpack[_options.Encoding],
) -> None:
    """Write an array to a file, in a format or that of its extension.

    Floats from 0 to 1 become integers where the format holds integers.

    Parameters
    ----------
    path : path
        The output, which appears complete, or not at all.
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    planes : bool
        Whether the channels come first.
    alpha : bool, optional
        Whether the last channel is alpha (yes for 2 or 4 channels).
    format : str, optional
        The format (that of the extension).
    **options
        See `Encoding`.

    Raises
    ------
    OutputError
        If the format cannot hold the image, or the file cannot be written.
    """
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError("a file name has no null byte")
    array, source = _image(image, planes, alpha)
    chosen = _options.struct({**options, "format": format})
    error, notes = _native.ErrorStruct(), ctypes.c_void_p()

    def call() -> int:
        status: int = lib.imgconv_write_file(source, chosen, name, notes, error)
        return status

    _native.check(_calls.run(call, chosen, _calls.expected_seconds(2 * array.size)), error)
    warn(notes)


def encode(
    image: ArrayLike,
    format: _options.Format,
    *,
    planes: bool = False,
    alpha: bool | None = None,
    **options: Unpack[_options.Encoding],
) -> bytes:
    """Return the bytes of a file of an array; see `write`."""
    array, source = _image(image, planes, alpha)
    chosen = _options.struct({**options, "format": format})
    error, notes, output = _native.ErrorStruct(), ctypes.c_void_p(), ctypes.c_void_p()

    def call() -> int:
        status: int = lib.imgconv_write_bytes(source, chosen, output, notes, error)
        return status

    _native.check(_calls.run(call, chosen, _calls.expected_seconds(2 * array.size)), error)
    warn(notes)
    return _native.take(output)


def _image(image: ArrayLike, planes: bool, alpha: bool | None) -> tuple[Image, _native.ArrayStruct]:
    array = _arrays.as_image(image)
    source = _arrays.struct(array, planes)
    source.has_alpha = int(source.channels in (2, 4) if alpha is None else alpha)
    return array, source


def info(file: str | os.PathLike[str] | bytes | bytearray | memoryview) -> dict[str, Any]:
    """Return the format, the size, the color model and the metadata of an image, without reading its samples.

    Examples
    --------
    >>> imgconv.info(imgconv.encode(numpy.zeros((2, 3), numpy.uint8), "png"))["width"]
    3
    """
    result, error = ctypes.c_void_p(), _native.ErrorStruct()
    _native.check(lib.imgconv_info(_source(file), None, None, result, error), error)
    facts: dict[str, Any] = _native.take_json(result)
    return facts


def sweep(directory: str | os.PathLike[str]) -> None:
    """Remove the temporary files that killed processes left in a directory; those of living processes stay."""
    error = _native.ErrorStruct()
    _native.check(lib.imgconv_sweep(os.fsencode(directory), error), error)
