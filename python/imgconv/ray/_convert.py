# SPDX-License-Identifier: Apache-2.0
"""The conversion of one file between file systems: every failure becomes a record."""

from __future__ import annotations

import errno
import fcntl
import itertools
import os
import random
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import Error, Recipe
from ._plan import Item

Record = dict[str, Any]
OnMember = Callable[[int, str, Record | None], None]

FORMATS = {
    ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".jfif": "jpeg",
    ".npy": "npy", ".pgm": "pgm", ".ppm": "ppm", ".pam": "pam", ".pnm": "pnm",
}  # fmt: skip

#: Seconds before the first repetition; each further one waits twice as long.
FIRST_DELAY = 0.5

_PERMANENT = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)
_PERMANENT_WORDS = ("ACCESS_DENIED", "AccessDenied", "NoSuchBucket", "NO_SUCH_BUCKET", "NoSuchKey")
_temporary_numbers = itertools.count()


class _WriteError(Exception):
    """An operating system error, raised from the writing side."""


@dataclass(frozen=True)
class Converter:
    """What every worker knows: the recipe, its options, and the two file systems.

    Attributes
    ----------
    recipe : imgconv.Recipe
        The filters.
    options : dict
        Keyword arguments of ``Recipe.file``.
    identifier, archive_identifier : str
        What reports have for images and for archives.
    source, target : pyarrow.fs.FileSystem
        Where inputs are and outputs go.
    is_local : tuple of bool
        Whether inputs and outputs are files of the operating system.
    errors_as_members : bool
        Whether a failed member of an archive is replaced by ``KEY.error.json``.
    retries : int
        How often a read or write error is tried again.
    """

    recipe: Recipe
    options: dict[str, Any]
    identifier: str
    archive_identifier: str
    source: Any
    target: Any
    is_local: tuple[bool, bool]
    errors_as_members: bool = False
    retries: int = 2
    first_delay: float = field(default=FIRST_DELAY)

    def convert(
        self,
        item: Item,
        jobs: int = 1,
        on_member: OnMember | None = None,
        skipped: Sequence[int] = (),
        skipped_reason: str | None = None,
    ) -> tuple[list[Record], int]:
        """Convert an image or an archive.

        Returns
        -------
        records, attempts
            The records of members, if any, and that of the file, which comes last; and how often it was tried.
        """
        started = time.monotonic()
        for attempt in itertools.count(1):
            try:
                records = self._once(item, jobs, on_member, skipped, skipped_reason)
                break
            except Exception as error:  # noqa: BLE001 - every failure is a row
                if attempt > self.retries or not _is_transient(error):
                    records = [self._failure(item, error)]
                    break
            time.sleep(self.first_delay * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))
        records[-1].setdefault("ms", round((time.monotonic() - started) * 1000, 3))
        return records, attempt

    def _once(
        self,
        item: Item,
        jobs: int,
        on_member: OnMember | None,
        skipped: Sequence[int],
        reason: str | None,
    ) -> list[Record]:
        if item.is_archive:
            return self._archive(item, jobs, on_member, skipped, reason)
        if all(self.is_local):
            with _writing():
                os.makedirs(os.path.dirname(item.target), exist_ok=True)
            return [self._named(item, self.recipe.file(item.source, item.target, **self.options).record)]
        return [self._bytes(item)]

    def _bytes(self, item: Item) -> Record:
        with self.source.open_input_stream(item.source) as stream:
            content = _content(stream, item.size)
        options = dict(self.options)
        extension = os.path.splitext(item.target)[1].lower()
        wanted: Any = options.pop("format", None) or FORMATS.get(extension)
        output, result = self.recipe.convert(content, wanted, name=_utf8(item.input), **options)
        with _writing():
            self._write(item, output)
        record = self._named(item, result.record)
        record["input_size"], record["input_mtime_ns"] = len(content), item.mtime_ns
        record["output_size"] = len(output)
        record["output_crc32"] = f"{zlib.crc32(output):08x}"
        return record

    def _write(self, item: Item, content: bytes) -> None:
        """Write an output, which appears complete or not at all."""
        if not self.is_local[1]:
            with self.target.open_output_stream(item.target) as stream:
                stream.write(content)
            return
        with _new_file(item.target) as file:
            file.write(content)

    def _archive(
        self,
        item: Item,
        jobs: int,
        on_member: OnMember | None,
        skipped: Sequence[int],
        reason: str | None,
    ) -> list[Record]:
        members: list[Record] = []

        def note(index: int, name: str, record: Record | None) -> None:
            if record is not None:
                members.append(self._named(item, record))
            if on_member is not None:
                on_member(index, name, record)

        with tempfile.TemporaryDirectory(prefix="imgconv-") as scratch:
            source, target = item.source, item.target
            if not self.is_local[0]:
                source = os.path.join(scratch, "in.tar")
                with self.source.open_input_stream(item.source) as stream, open(source, "wb") as file:
                    _copy(stream, file)
            if self.is_local[1]:
                with _writing():
                    os.makedirs(os.path.dirname(target), exist_ok=True)
            else:
                target = os.path.join(scratch, "out.tar")
            result = self.recipe.archive(
                source, target, jobs=jobs, errors_as_members=self.errors_as_members, on_member=note,
                skipped=skipped, skipped_reason=reason, **self.options,
            )  # fmt: skip
            record = self._named(item, result.record)
            if not self.is_local[0]:
                record["input_size"] = os.stat(source).st_size
                record["input_mtime_ns"] = item.mtime_ns
            if not self.is_local[1]:
                with _writing():
                    self._upload(target, item.target)
        return [*members, record]

    def _upload(self, path: str, target: str) -> None:
        with open(path, "rb") as file, self.target.open_output_stream(target) as stream:
            _copy(file, stream)

    def _named(self, item: Item, record: Record) -> Record:
        """Give a record of the library the names and the identifier that it has in the report."""
        record["input"], record["output"] = item.input, item.output
        record["recipe"] = self.archive_identifier if item.is_archive else self.identifier
        if "member" not in record:
            record["index"] = item.index
        return record

    def failure(self, item: Item, reason: str, kind: str, exit_code: int) -> Record:
        """Make the record of a file that failed."""
        return self._named(
            item,
            {
                "record": "archive" if item.is_archive else "file",
                "status": "failed",
                "reason": reason,
                "kind": kind,
                "exit_code": exit_code,
            },
        )

    def _failure(self, item: Item, error: Exception) -> Record:
        if isinstance(error, Error):
            record = dict(error.record or {})
            reason = record.get("reason") or str(error)
            kind = record.get("kind") or KINDS.get(error.code, "internal")
            return self.failure(item, reason, kind, error.code)
        cause = error.__cause__ if isinstance(error, _WriteError) else error
        if isinstance(cause, (OSError, MemoryError)):
            code = _code_of(cause, isinstance(error, _WriteError))
            return self.failure(item, _reason(cause), KINDS[code], code)
        return self.failure(item, f"{type(error).__name__}: {error}".split("\n")[0], "internal", 70)


KINDS = {65: "unreadable", 70: "internal", 73: "cannot-create", 74: "read-write", 75: "limit"}


def _code_of(error: BaseException, is_writing: bool) -> int:
    if isinstance(error, MemoryError):
        return 75
    if not _is_permanent(error):
        return 74
    return 73 if is_writing else 65


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "not enough memory"
    if isinstance(error, OSError) and error.errno and error.errno in errno.errorcode:
        text = os.strerror(error.errno)
        return text[:1].lower() + text[1:]
    return (str(error) or type(error).__name__).split("\n")[0][:500]


def _is_permanent(error: BaseException) -> bool:
    return isinstance(error, _PERMANENT) or any(word in str(error) for word in _PERMANENT_WORDS)


def _is_transient(error: Exception) -> bool:
    """Whether a repetition may help: for errors of reading and writing, not for damaged images."""
    if isinstance(error, Error):
        return error.code == 74
    cause = error.__cause__ if isinstance(error, _WriteError) else error
    return isinstance(cause, OSError) and not _is_permanent(cause)


class _writing:
    """Marks operating system errors as errors of the output."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise _WriteError from error


class _new_file:
    """A hidden temporary file beside an output, locked, that gets the output's name once it is complete."""

    def __init__(self, path: str) -> None:
        directory, name = os.path.split(path)
        os.makedirs(directory, exist_ok=True)
        number = next(_temporary_numbers)
        # The sweep of the library knows these names, and leaves files with a lock alone.
        self._temporary = os.path.join(directory, f".{name}.imgconv-{os.getpid()}-9{number}.tmp")
        self._path = path

    def __enter__(self) -> Any:
        self._file = open(self._temporary, "xb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return self._file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self._file.flush()
                os.fsync(self._file.fileno())
                os.rename(self._temporary, self._path)
            else:
                os.unlink(self._temporary)
        finally:
            self._file.close()


def _content(stream: Any, size: int) -> bytes:
    """Read a file that was listed with a size, in one request if the size is still true."""
    content: bytes = stream.read(max(size, 0) + 1)
    return content if 0 <= len(content) <= size else content + stream.read()


def _copy(source: Any, target: Any) -> None:
    while block := source.read(1 << 24):
        target.write(block)


def _utf8(name: str) -> str:
    return name.encode(errors="surrogateescape").decode(errors="replace")
