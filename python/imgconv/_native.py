# SPDX-License-Identifier: Apache-2.0
"""The library behind this package: its structs and functions, as ``imgconv.h`` declares them."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from ctypes import POINTER, c_char, c_char_p, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path
from typing import Any

from . import _errors

ABI = 1


class ErrorStruct(ctypes.Structure):
    """``imgconv_error``"""

    _fields_ = [
        ("code", c_int32),
        ("detail", c_int32),
        ("number", c_int64),
        ("line", c_int32),
        ("column", c_int32),
        ("message", c_char * 1000),
    ]


class ArrayStruct(ctypes.Structure):
    """``imgconv_array``"""

    _fields_ = [
        ("data", c_void_p),
        ("type", c_int32),
        ("has_alpha", c_int32),
        ("channels", c_int64),
        ("height", c_int64),
        ("width", c_int64),
        ("channel_stride", c_int64),
        ("row_stride", c_int64),
        ("column_stride", c_int64),
    ]


class OptionsStruct(ctypes.Structure):
    """``imgconv_options``"""

    _fields_ = [
        ("size", c_size_t),
        ("threads", c_int32),
        ("depth", c_int32),
        ("max_pixels", c_int64),
        ("memory", c_int64),
        ("timeout_ms", c_int64),
        ("stop", c_void_p),
        ("map", c_char_p),
        ("format", c_char_p),
        ("dtype", c_char_p),
        ("subsampling", c_char_p),
        ("compression", c_char_p),
        ("orient", c_char_p),
        ("strip", c_char_p),
        ("keep", c_char_p),
        ("quality", c_int32),
        ("progressive", c_int32),
        ("keep_existing", c_int32),
        ("preserve_mtime", c_int32),
        ("no_sync", c_int32),
        ("lenient", c_int32),
    ]


class ConvolutionStruct(ctypes.Structure):
    """``imgconv_convolution``"""

    _fields_ = [
        ("size", c_size_t),
        ("weights", c_void_p),
        ("bias", c_void_p),
        ("weights_shape", c_int64 * 4),
        ("stride", c_int64 * 2),
        ("dilation", c_int64 * 2),
        ("padding", c_int64 * 4),
        ("output_padding", c_int64 * 2),
        ("groups", c_int64),
        ("transposed", c_int32),
        ("border", c_char_p),
    ]


class SourceStruct(ctypes.Structure):
    """``imgconv_source``"""

    _fields_ = [("path", c_char_p), ("bytes", c_char_p), ("size", c_size_t), ("name", c_char_p)]


MemberCallback = ctypes.CFUNCTYPE(c_int32, c_void_p, c_int64, c_char_p, c_char_p)


class ArchiveOptionsStruct(ctypes.Structure):
    """``imgconv_archive_options``"""

    _fields_ = [
        ("size", c_size_t),
        ("jobs", c_int32),
        ("errors_as_members", c_int32),
        ("name", c_char_p),
        ("callback", MemberCallback),
        ("context", c_void_p),
        ("skipped", POINTER(c_int64)),
        ("skipped_count", c_int64),
        ("skipped_reason", c_char_p),
    ]


def _load() -> ctypes.CDLL:
    """Load the library beside this file, or the one that ``IMGCONV_LIBRARY`` names."""
    name = "libimgconv.dylib" if sys.platform == "darwin" else "libimgconv.so"
    path = os.environ.get("IMGCONV_LIBRARY") or str(Path(__file__).with_name(name))
    try:
        # CDLL releases the GIL during a call.
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"cannot load the imgconv library: {error}") from error
    found = library.imgconv_abi()
    if found != ABI:
        raise ImportError(f"{path} has version {found} of the interface, this package needs {ABI}")
    return library


lib = _load()

_handle, _result = c_void_p, POINTER(c_void_p)
_error, _options = POINTER(ErrorStruct), POINTER(OptionsStruct)
_array, _source = POINTER(ArrayStruct), POINTER(SourceStruct)

_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "imgconv_version": (c_char_p, []),
    "imgconv_bytes_data": (c_void_p, [_handle]),
    "imgconv_bytes_size": (c_size_t, [_handle]),
    "imgconv_bytes_free": (None, [_handle]),
    "imgconv_stop_make": (c_void_p, []),
    "imgconv_stop_turn_on": (None, [_handle]),
    "imgconv_stop_free": (None, [_handle]),
    "imgconv_recipe_parse": (c_int32, [c_char_p, c_size_t, _result, _error]),
    "imgconv_recipe_parse_yaml": (c_int32, [c_char_p, c_size_t, c_char_p, _result, _error]),
    "imgconv_recipe_convolution": (c_int32, [POINTER(ConvolutionStruct), _result, _error]),
    "imgconv_recipe_free": (None, [_handle]),
    "imgconv_recipe_identifier": (c_int32, [_handle, _options, _result, _error]),
    "imgconv_filters": (c_int32, [_result, _error]),
    "imgconv_explain": (
        c_int32,
        [_handle, c_int64, c_int64, c_int64, c_char_p, _result, _error],
    ),
    "imgconv_result_shape": (c_int32, [_handle, _options, _array, _array, _error]),
    "imgconv_cost": (c_int32, [_handle, _array, POINTER(c_int64), _error]),
    "imgconv_apply": (c_int32, [_handle, _options, _array, _array, _result, _error]),
    "imgconv_convert_file": (
        c_int32,
        [_handle, _options, c_char_p, c_char_p, _result, _error],
    ),
    "imgconv_convert_bytes": (
        c_int32,
        [_handle, _options, c_char_p, c_size_t, c_char_p, _result, _result, _error],
    ),
    "imgconv_info": (c_int32, [_source, _options, _array, _result, _error]),
    "imgconv_read": (c_int32, [_source, _options, _array, _result, _error]),
    "imgconv_write_file": (c_int32, [_array, _options, c_char_p, _result, _error]),
    "imgconv_write_bytes": (c_int32, [_array, _options, _result, _result, _error]),
    "imgconv_sweep": (c_int32, [c_char_p, _error]),
    "imgconv_convert_archive": (
        c_int32,
        [_handle, _options, POINTER(ArchiveOptionsStruct), c_char_p, c_char_p, _result, _error],
    ),
}

for _name, (_restype, _argtypes) in _FUNCTIONS.items():
    _function = getattr(lib, _name)
    _function.restype = _restype
    _function.argtypes = _argtypes


def check(status: int, error: ErrorStruct, record: dict[str, Any] | None = None) -> None:
    """Raise the exception for a status; do nothing for 0."""
    if status == 0:
        return
    kind = _errors.KINDS.get(status, _errors.InternalError)
    if status == 64 and error.line > 0:
        kind = _errors.RecipeError
    detail = _errors.DETAILS[error.detail] if error.detail < len(_errors.DETAILS) else ""
    failure = kind(
        error.message.decode(errors="replace"),
        detail=detail,
        number=error.number,
        line=error.line,
        column=error.column,
        record=record,
    )
    failure.code = status
    raise failure


def take(result: c_void_p) -> bytes:
    """Copy the bytes of a result, and free it."""
    try:
        return ctypes.string_at(lib.imgconv_bytes_data(result), lib.imgconv_bytes_size(result))
    finally:
        lib.imgconv_bytes_free(result)


def take_json(result: c_void_p) -> Any:
    """Parse the JSON of a result, and free it; ``None`` without a result."""
    return json.loads(take(result)) if result else None


def take_notes(result: c_void_p) -> list[str]:
    """Return the notes of a result, and free it."""
    if not result:
        return []
    if lib.imgconv_bytes_size(result) <= 2:  # []
        lib.imgconv_bytes_free(result)
        return []
    notes: list[str] = take_json(result)
    return notes
