# SPDX-License-Identifier: Apache-2.0
"""Where files are: local directories and buckets, behind one interface."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyarrow import fs


@dataclass(frozen=True)
class Place:
    """A directory or a file on a file system.

    Attributes
    ----------
    filesystem : pyarrow.fs.FileSystem
        The file system.
    path : str
        The path on it.
    shown : str
        The name as the user wrote it, without a slash at its end; reports have names that begin with it.
    local : bool
        Whether workers can open ``path`` with the operating system.
    """

    filesystem: Any
    path: str
    shown: str
    local: bool


@dataclass(frozen=True)
class Found:
    """A file that a directory contains: its path below the directory, its size, and when it was modified."""

    name: str
    size: int
    mtime_ns: int


def resolve(name: str | os.PathLike[str], filesystem: Any = None) -> Place:
    """Find the file system of a name: a local path, or a URI such as ``s3://bucket/key``.

    Parameters
    ----------
    name : path or URI
        With ``filesystem``, a path on it.
    filesystem : pyarrow.fs.FileSystem, optional
        The file system to use in place of that of the name.
    """
    text = os.fspath(name)
    shown = text.rstrip("/") or "/"
    scheme, separator, rest = text.partition("://")
    if filesystem is not None:
        path = rest if separator else text
        local = isinstance(filesystem, fs.LocalFileSystem)
        return Place(filesystem, path.rstrip("/") or "/", shown, local)
    if not separator:
        return Place(fs.LocalFileSystem(), os.path.abspath(text), shown, True)
    if scheme == "s3":
        return Place(_s3(), rest.rstrip("/"), shown, False)
    found, path = fs.FileSystem.from_uri(text)
    return Place(found, path.rstrip("/") or "/", shown, isinstance(found, fs.LocalFileSystem))


def _s3() -> Any:
    """Make the file system for ``s3://``, with the credentials, the region and the endpoint of AWS's variables."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    # A delayed open writes a small object by one request, and not by a multipart upload.
    return fs.S3FileSystem(allow_delayed_open=True, endpoint_override=endpoint)


def walk(place: Place) -> Iterator[Found]:
    """List the files below a directory in no particular order, without hidden ones and linked directories."""
    if place.local:
        yield from _walk_local(place.path)
        return
    below = place.path.rstrip("/") + "/"
    for entry in place.filesystem.get_file_info(fs.FileSelector(place.path, recursive=True)):
        name = entry.path.removeprefix(below)
        if entry.type == fs.FileType.File and not _is_hidden(name):
            yield Found(name, entry.size or 0, entry.mtime_ns or 0)


def _walk_local(root: str) -> Iterator[Found]:
    pending = [""]
    while pending:
        directory = pending.pop()
        with os.scandir(os.path.join(root, directory)) as entries:
            for entry in entries:
                name = os.path.join(directory, entry.name)
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(name)
                elif entry.is_file():
                    status = entry.stat()
                    yield Found(name, status.st_size, status.st_mtime_ns)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def status(filesystem: Any, local: bool, paths: list[str]) -> list[Found | None]:
    """Look files up, many at once; ``None`` for one that is missing or not a file."""
    if local:
        return [_status_local(path) for path in paths]
    return [
        Found(entry.path, entry.size or 0, entry.mtime_ns or 0)
        if entry.type == fs.FileType.File
        else None
        for entry in filesystem.get_file_info(paths)
    ]


def _status_local(path: str) -> Found | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Found(path, found.st_size, found.st_mtime_ns) if os.path.isfile(path) else None
