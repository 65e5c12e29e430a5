# SPDX-License-Identifier: Apache-2.0
"""Recipes: one or more filters, applied to arrays, files and bytes."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import ArrayLike

from . import _archive, _arrays, _calls, _native, _options
from ._arrays import Image
from ._explanation import Explanation
from ._result import Result, warn

if TYPE_CHECKING:
    from typing_extensions import Unpack

lib = _native.lib

# In the class, `bytes` is a method.
Data = bytes
Buffer = bytes | bytearray | memoryview

#: Bytes of a file that are converted in a second, at least.
_BYTES_A_SECOND = 4.0e6


class Recipe:
    """One or more filters that run fused, in one pass over an image.

    A recipe is immutable.  Any number of threads may use one, it can be pickled, and it works after a fork.

    Parameters
    ----------
    text : str
        The recipe on one line: ``"blur sigma=2 | edge"``.

    Raises
    ------
    RecipeError
        If the text is invalid, with the position.
    UnreadableError
        If a file of weights cannot be read.

    Examples
    --------
    >>> import numpy, imgconv
    >>> recipe = imgconv.Recipe("resize size=50% | sharpen amount=0.5")
    >>> recipe(numpy.zeros((480, 640, 3), numpy.uint8)).shape
    (240, 320, 3)
    """

    __slots__ = ("_cost", "_directory", "_handle", "_shape", "_text", "_yaml")

    def __init__(self, text: str) -> None:
        self._begin(text, yaml=False, directory=None)

    @classmethod
    def from_yaml(cls, text: str, directory: str | os.PathLike[str] | None = None) -> Recipe:
        """Read a recipe in YAML; names of weights files start from ``directory``."""
        recipe = cls.__new__(cls)
        recipe._begin(text, yaml=True, directory=None if directory is None else os.fspath(directory))
        return recipe

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Recipe:
        """Read a recipe file in YAML; names of weights files start from its directory."""
        file = Path(path)
        return cls.from_yaml(file.read_text(encoding="utf-8"), file.parent)

    def _begin(self, text: str, yaml: bool, directory: str | None) -> None:
        self._handle: int | None = None
        self._text, self._yaml, self._directory = text, yaml, directory
        self._cost: tuple[tuple[int, ...], float] | None = None
        self._shape: tuple[tuple[object, ...], _native.ArrayStruct] | None = None
        if not isinstance(text, str):
            raise TypeError(f"a recipe is a string, not {type(text).__name__}")
        data = text.encode()
        handle, error = ctypes.c_void_p(), _native.ErrorStruct()
        if yaml:
            start = None if directory is None else os.fsencode(directory)
            status = lib.imgconv_recipe_parse_yaml(data, len(data), start, handle, error)
        else:
            status = lib.imgconv_recipe_parse(data, len(data), handle, error)
        _native.check(status, error)
        self._handle = handle.value

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle:
            lib.imgconv_recipe_free(handle)

    def __repr__(self) -> str:
        return f"Recipe.from_yaml({self._text!r})" if self._yaml else f"Recipe({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and self.identifier == other.identifier

    def __hash__(self) -> int:
        return hash(self.identifier)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_parsed, (self._text, self._yaml, self._directory))

    # ---- Arrays ----

    def __call__(
        self,
        image: ArrayLike,
        out: Image | None = None,
        *,
        planes: bool = False,
        alpha: bool = False,
        map: _options.Map = "clamp",
        **limits: Unpack[_options.Limits],
    ) -> Image:
        """Filter an array.

        Integers stand for ``value / 255`` and ``value / 65535``; floats are taken as they are.  Results of integers are
        mapped, rounded to nearest, ties to even, and clamped.  Nothing is copied on the way in, whatever the strides.

        Parameters
        ----------
        image : array of uint8, uint16, float16 or float32
            ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
        out : array, optional
            Where the result goes: of its shape, any type and any strides.  It may be the image itself.
        planes : bool
            Whether the channels come first.
        alpha : bool
            Whether the last channel is alpha, not premultiplied.
        map : str
            How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
        **limits
            ``threads``, ``timeout``, ``max_pixels``, ``memory``: see `Limits`.

        Returns
        -------
        array
            ``out``, or a new array of the image's type.

        Raises
        ------
        TypeError, ValueError
            If an array has a type, a shape or a layout that cannot be.
        UnreadableError
            If the recipe does not fit the image, such as its number of channels.
        LimitError
            After a timeout, or without enough memory.

        Warns
        -----
        NoteWarning
            If 1 % or more of the samples were clamped.
        """
        array = _arrays.as_image(image)
        source = _arrays.struct(array, planes, alpha)
        chosen = {"map": map, **limits} if limits or map != "clamp" else {}
        options, error = _options.struct(chosen), _native.ErrorStruct()
        found = self._result_shape(None if chosen else (array.shape, planes, alpha), options, source)
        if out is None:
            result = _arrays.make_output(found, array.dtype, array, planes)
        else:
            result = _arrays.check_output(out, found, array, planes)
        target = _arrays.struct(result, planes, bool(found.has_alpha))
        notes = ctypes.c_void_p()

        def call() -> int:
            status: int = lib.imgconv_apply(self._handle, options, source, target, notes, error)
            return status

        status = _calls.run(call, options, self._seconds(array, source, found))
        _native.check(status, error)
        warn(notes)
        return result

    def _result_shape(
        self, key: tuple[object, ...] | None, options: _native.OptionsStruct, source: _native.ArrayStruct
    ) -> _native.ArrayStruct:
        """Return the shape of a result; the recipe keeps that of the last key, which is `None` with options."""
        last = self._shape
        if last is not None and last[0] == key:
            return last[1]
        error, found = _native.ErrorStruct(), _native.ArrayStruct()
        _native.check(
            lib.imgconv_result_shape(self._handle, options, source, found, error), error
        )
        if key is not None:
            self._shape = (key, found)
        return found

    def _seconds(
        self, array: Image, source: _native.ArrayStruct, found: _native.ArrayStruct
    ) -> float:
        """Estimate the time of a call; the recipe keeps the estimate for the last shape."""
        if array.size < 2048:
            return 0
        if self._cost is not None and self._cost[0] == array.shape:
            return self._cost[1]
        count, error = ctypes.c_int64(), _native.ErrorStruct()
        _native.check(lib.imgconv_cost(self._handle, source, count, error), error)
        samples = max(array.size, found.channels * found.height * found.width)
        seconds = _calls.expected_seconds(samples, count.value)
        self._cost = (array.shape, seconds)
        return seconds

    def shape(self, shape: Sequence[int], *, planes: bool = False, alpha: bool = False) -> tuple[int, ...]:
        """Return the shape of the result for an image of a shape, without filtering.

        Examples
        --------
        >>> imgconv.Recipe("resize size=800x800").shape((3000, 4000, 3))
        (600, 800, 3)
        """
        source = _native.ArrayStruct(type=1, has_alpha=int(alpha))
        extents = tuple(int(extent) for extent in shape)
        if len(extents) == 2:
            source.channels, source.height, source.width = 1, *extents
        elif len(extents) == 3 and planes:
            source.channels, source.height, source.width = extents
        elif len(extents) == 3:
            source.height, source.width, source.channels = extents
        else:
            raise ValueError(f"a shape has two or three extents, not {len(extents)}")
        error, found = _native.ErrorStruct(), _native.ArrayStruct()
        _native.check(lib.imgconv_result_shape(self._handle, None, source, found, error), error)
        channels, height, width = found.channels, found.height, found.width
        if len(extents) == 2 and channels == 1:
            return (height, width)
        return (channels, height, width) if planes else (height, width, channels)

    # ---- Files and bytes ----

    def file(
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        *,
        format: _options.Format | None = None,
        **options: Unpack[_options.Conversion],
    ) -> Result:
        """Convert a file, as the command does: the output appears complete, or not at all.

        Parameters
        ----------
        source, target : path
            The input and the output.
        format : str, optional
            The format of the output (that of its extension, else that of the input).
        **options
            See `Conversion`.

        Returns
        -------
        Result
            The notes and the record of the file.

        Raises
        ------
        Error
            With the record in ``record``.

        Examples
        --------
        >>> recipe.file("photo.jpg", "soft.png", threads=2).notes  # doctest: +SKIP
        []
        """
        names = os.fsencode(source), os.fsencode(target)
        if b"\0" in names[0] or b"\0" in names[1]:
            raise ValueError("a file name has no null byte")
        chosen = _options.struct({**options, "format": format})
        error, record = _native.ErrorStruct(), ctypes.c_void_p()

        def call() -> int:
            status: int = lib.imgconv_convert_file(self._handle, chosen, *names, record, error)
            return status

        status = _calls.run(call, chosen, _file_seconds(names[0]))
        facts = _native.take_json(record)
        _native.check(status, error, facts)
        return Result(facts)

    def bytes(
        self,
        data: Buffer,
        format: _options.Format | None = None,
        *,
        name: str = "input",
        **options: Unpack[_options.Conversion],
    ) -> Data:
        """Convert the bytes of a file to the bytes of a file.

        They are those that `file` writes.

        Parameters
        ----------
        data : bytes
            A PNG, JPEG, NPY or Netpbm file.
        format : str, optional
            The format of the result (that of the input).
        name : str
            The input's name in messages.
        **options
            See `Conversion`.
        """
        return self.convert(data, format, name=name, **options)[0]

    def convert(
        self,
        data: Buffer,
        format: _options.Format | None = None,
        *,
        name: str = "input",
        **options: Unpack[_options.Conversion],
    ) -> tuple[Data, Result]:
        """Convert the bytes of a file, as `bytes`, and return the notes and the record too."""
        content = data if isinstance(data, Data) else Data(data)
        chosen = _options.struct({**options, "format": format})
        error, record, output = _native.ErrorStruct(), ctypes.c_void_p(), ctypes.c_void_p()

        def call() -> int:
            status: int = lib.imgconv_convert_bytes(
                self._handle, chosen, content, len(content), name.encode(), output, record, error
            )
            return status

        status = _calls.run(call, chosen, len(content) / _BYTES_A_SECOND)
        facts = _native.take_json(record)
        _native.check(status, error, facts)
        return _native.take(output), Result(facts)

    def archive(
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        *,
        jobs: int = 1,
        name: str | None = None,
        errors_as_members: bool = False,
        on_member: Callable[[int, str, dict[str, Any] | None], None] | None = None,
        skipped: Sequence[int] = (),
        skipped_reason: str | None = None,
        format: _options.Format | None = None,
        **options: Unpack[_options.Conversion],
    ) -> Result:
        """Filter the images of a tar archive, in order, and copy all other members.

        Parameters
        ----------
        source, target : path
            The input and the output, which appears complete, or not at all.
        jobs : int
            Members at once.
        name : str, optional
            The template of output names (``"{dir}/{stem}{ext}"``).
        errors_as_members : bool
            Whether a failed member is replaced by ``KEY.error.json``.
        on_member : callable, optional
            Called with the index and the name of a member and ``None`` when its conversion starts, and with its record
            when it ends.  An exception in it stops the call.
        skipped : sequence of int, optional
            Members to record as failed without decoding them, with ``skipped_reason``.
        **options
            See `Conversion`.

        Returns
        -------
        Result
            The record of the archive, which counts the members that failed.
        """
        return _archive.convert(
            self._handle, os.fsencode(source), os.fsencode(target), jobs, name, errors_as_members,
            on_member, skipped, skipped_reason, {**options, "format": format},
        )

    # ---- Facts ----

    @property
    def identifier(self) -> str:
        """An identifier of the filters and their parameters: that of reports, for default options."""
        return self.identifier_for()

    def identifier_for(
        self, *, format: _options.Format | None = None, **options: Unpack[_options.Conversion]
    ) -> str:
        """Return the identifier of everything that affects an output's bytes, as in reports."""
        chosen = _options.struct({**options, "format": format})
        result, error = ctypes.c_void_p(), _native.ErrorStruct()
        _native.check(
            lib.imgconv_recipe_identifier(self._handle, chosen, result, error), error
        )
        return _native.take(result).decode()

    def explain(self, shape: Sequence[int] = (3, 480, 640)) -> Explanation:
        """Explain the recipe for an input of ``(channels, height, width)``.

        Examples
        --------
        >>> imgconv.Recipe("blur sigma=2").explain((3, 480, 640)).data["receptiveField"]["width"]
        17
        """
        return Explanation(self._explained, tuple(int(extent) for extent in shape))

    def _explained(self, shape: tuple[int, ...], format: Literal["text", "json", "svg"]) -> str:
        if len(shape) != 3:
            raise ValueError("the shape is (channels, height, width)")
        result, error = ctypes.c_void_p(), _native.ErrorStruct()
        status = lib.imgconv_explain(self._handle, *shape, format.encode(), result, error)
        _native.check(status, error)
        return _native.take(result).decode()


def _parsed(text: str, yaml: bool, directory: str | None) -> Recipe:
    return Recipe.from_yaml(text, directory) if yaml else Recipe(text)


def _file_seconds(path: bytes) -> float:
    try:
        return os.stat(path).st_size / _BYTES_A_SECOND
    except OSError:
        return 0
