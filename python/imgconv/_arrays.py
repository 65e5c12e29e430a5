# SPDX-License-Identifier: Apache-2.0
"""NumPy arrays as the library sees them: an address, a type, extents and strides."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _native

Image = NDArray[Any]

_CODES: dict[np.dtype[Any], int] = {
    np.dtype(np.uint8): 1,
    np.dtype(np.uint16): 2,
    np.dtype(np.float16): 3,
    np.dtype(np.float32): 4,
}
DTYPES: dict[int, np.dtype[Any]] = {code: dtype for dtype, code in _CODES.items()}


def as_image(image: ArrayLike, name: str = "the image") -> Image:
    """Return an array of a type that the library has, without a copy where possible.

    Raises
    ------
    TypeError
        If the samples are of another type.
    ValueError
        If the array is empty or has more than four axes.
    """
    array = image if isinstance(image, np.ndarray) else np.asarray(image)
    if array.dtype not in _CODES:
        native = array.dtype.newbyteorder("=")
        if native not in _CODES:
            raise TypeError(f"{name} has the type {array.dtype}; {_remedy(array.dtype)}")
        array = array.astype(native)
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    if array.ndim > 4:
        raise ValueError(f"{name} has {array.ndim} axes")
    return array


def _remedy(dtype: np.dtype[Any]) -> str:
    if dtype == np.bool_:
        return "use image.astype(numpy.uint8) * 255"
    if dtype.kind == "f":
        return "use image.astype(numpy.float32)"
    if dtype.kind in "iu":
        return "use image.astype(numpy.uint8) for 0 to 255, or numpy.uint16 for 0 to 65535"
    return "use numpy.uint8, numpy.uint16, numpy.float16 or numpy.float32"


def struct(array: Image, planes: bool, alpha: bool = False) -> _native.ArrayStruct:
    """Describe an array of two or three axes to the library; the array must outlive the struct.

    Raises
    ------
    ValueError
        If the number of axes is another.
    """
    if array.ndim == 2:
        height, width = array.shape
        channels, (row, column), channel = 1, array.strides, array.itemsize
    elif array.ndim == 3 and planes:
        channels, height, width = array.shape
        channel, row, column = array.strides
    elif array.ndim == 3:
        height, width, channels = array.shape
        row, column, channel = array.strides
    else:
        form = "(C, H, W)" if planes else "(H, W, C)"
        raise ValueError(f"the image has {array.ndim} axes; it must be (H, W) or {form}")
    return _native.ArrayStruct(
        array.__array_interface__["data"][0],
        _CODES[array.dtype],
        int(alpha),
        channels,
        height,
        width,
        channel,
        row,
        column,
    )


def make_output(
    found: _native.ArrayStruct, dtype: np.dtype[Any], like: Image, planes: bool
) -> Image:
    """Make the array of a result: with two axes if the image has two and the result has one channel."""
    channels, height, width = found.channels, found.height, found.width
    if like.ndim == 2 and channels == 1:
        return np.empty((height, width), dtype)
    return np.empty((channels, height, width) if planes else (height, width, channels), dtype)


def check_output(out: object, found: _native.ArrayStruct, like: Image, planes: bool) -> Image:
    """Return an array that a caller gave for a result.

    Raises
    ------
    TypeError
        If it is no array, or its type is none that the library has.
    ValueError
        If it has another shape than the result, or is read-only.
    """
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a numpy.ndarray, not {type(out).__name__}")
    if out.dtype not in _CODES:
        raise TypeError(f"out has the type {out.dtype}; {_remedy(out.dtype)}")
    channels, height, width = found.channels, found.height, found.width
    shape: tuple[int, ...] = (channels, height, width) if planes else (height, width, channels)
    shapes = [shape] + ([(height, width)] if channels == 1 else [])
    if out.shape not in shapes:
        raise ValueError(f"out has the shape {out.shape}, the result has {shapes[like.ndim == 2 and channels == 1]}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")
    return out
