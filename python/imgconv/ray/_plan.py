# SPDX-License-Identifier: Apache-2.0
"""The plan of a job: which files there are, and what their outputs are called."""

from __future__ import annotations

import fnmatch
import json
import os
import posixpath
import string
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ._places import Found, Place, resolve, status, walk

#: The extensions of images in directories, as the command has them.
EXTENSIONS = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".pgm", ".ppm", ".pam", ".pnm")
MANIFESTS = (".txt", ".jsonl", ".ndjson", ".parquet")
NEW_EXTENSION = {"jpeg": ".jpg"}


@dataclass(frozen=True, slots=True)
class Item:
    """One file to convert: an image, or a tar archive of images.

    Attributes
    ----------
    index : int
        The position in the plan, from 0.
    input, output : str
        The names in reports.
    source, target : str
        The paths on the file systems.
    size, mtime_ns : int
        The size of the input in bytes and its time of modification, as listed; -1 if it is missing.
    """

    index: int
    input: str
    output: str
    source: str
    target: str
    size: int
    mtime_ns: int

    @property
    def is_archive(self) -> bool:
        """Whether this is a tar archive."""
        return self.source.lower().endswith(".tar")

    def to_json(self) -> str:
        """Return the item as a line of JSON, in ASCII whatever its names."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Item:
        """Read what `to_json` returns."""
        return Item(**json.loads(text))


def make_plan(
    source: str | os.PathLike[str] | Sequence[str],
    target: Place,
    filesystem: Any,
    name: str,
    format: str | None,
    include: Sequence[str] | None,
    column: str,
) -> tuple[list[Item], Place]:
    """List the inputs in bytewise order and name their outputs.

    Returns
    -------
    items, place
        The files, and the directory or the file system that they are on.

    Raises
    ------
    ValueError
        If two inputs would make one output, an output is an input, or the template is wrong.
    FileNotFoundError
        If the source does not exist.
    """
    output_name(name, "a.png", "", format)  # A wrong template is an error even if there are no files.
    place, listed, is_list = _inputs(source, target, filesystem, include, column)
    items: list[Item] = []
    taken: dict[str, str] = {}
    root = "" if is_list else posixpath.basename(place.shown)
    for name_below, found in listed:
        shown = name_below if is_list else posixpath.join(place.shown, name_below)
        path = _path_of(name_below, filesystem) if is_list else posixpath.join(place.path, name_below)
        below = _directories_kept(name_below) if is_list else name_below
        output = output_name(name, below, root, format)
        if taken.setdefault(output, shown) != shown:
            raise ValueError(f"{taken[output]} and {shown} would both make {output}")
        item = Item(
            index=len(items),
            input=shown,
            output=posixpath.join(target.shown, output),
            source=path,
            target=posixpath.join(target.path, output),
            size=found.size if found else -1,
            mtime_ns=found.mtime_ns if found else -1,
        )
        if item.target == item.source and place.filesystem == target.filesystem:
            raise ValueError(f"{shown} would overwrite itself")
        items.append(item)
    return items, place


def _inputs(
    source: str | os.PathLike[str] | Sequence[str],
    target: Place,
    filesystem: Any,
    include: Sequence[str] | None,
    column: str,
) -> tuple[Place, list[tuple[str, Found | None]], bool]:
    if isinstance(source, (str, os.PathLike)):
        place = resolve(source, filesystem)
        kind = place.filesystem.get_file_info(place.path).type.name
        if kind == "NotFound":
            raise FileNotFoundError(f"{place.shown}: no such file or directory")
        if kind == "Directory":
            return place, _directory(place, target, include), False
        if place.path.lower().endswith(MANIFESTS):
            names = read_manifest(place, column)
        else:
            names = [os.fspath(source)]
    else:
        names = [os.fspath(name) for name in source]
    names = list(dict.fromkeys(names))
    place = resolve(names[0] if names else ".", filesystem)
    found: list[Found | None] = []
    for start in range(0, len(names), 1000):
        paths = [_path_of(name, filesystem) for name in names[start : start + 1000]]
        found += status(place.filesystem, place.local, paths)
    return place, list(zip(names, found, strict=True)), True


def _directory(
    place: Place, target: Place, include: Sequence[str] | None
) -> list[tuple[str, Found | None]]:
    """List what a directory contains, in bytewise order; the target inside it is not searched."""
    inner = posixpath.relpath(target.path, place.path) + "/"
    if place.filesystem != target.filesystem or inner.startswith("../"):
        inner = "/"
    if inner == "./":
        raise ValueError(f"{target.shown} is the source itself")
    files = [
        found
        for found in walk(place)
        if _is_wanted(found.name, include) and not found.name.startswith(inner)
    ]
    files.sort(key=lambda found: os.fsencode(found.name))
    return [(found.name, found) for found in files]


def _is_wanted(name: str, include: Sequence[str] | None) -> bool:
    if include:
        base = posixpath.basename(name)
        return any(fnmatch.fnmatchcase(name if "/" in glob else base, glob) for glob in include)
    return name.lower().endswith((*EXTENSIONS, ".tar"))


def _path_of(name: str, filesystem: Any) -> str:
    if "://" in name:
        return name.partition("://")[2]
    return name if filesystem is not None else os.path.abspath(name)


def _directories_kept(name: str) -> str:
    """Keep the directories that a name is listed with, from the last ``..`` on."""
    parts = name.partition("://")[2].split("/") if "://" in name else name.split("/")
    if ".." in parts:
        parts = parts[len(parts) - parts[::-1].index("..") :]
    return "/".join(part for part in parts if part not in ("", "."))


def output_name(template: str, name: str, root: str, format: str | None) -> str:
    """Fill a template such as ``{dir}/{stem}{ext}`` for the path of a file below its directory.

    Raises
    ------
    ValueError
        If a field is unknown, or the result leaves the output directory.
    """
    directory, base = posixpath.split(name)
    stem, extension = posixpath.splitext(base)
    if format is not None and extension.lower() != ".tar":
        extension = NEW_EXTENSION.get(format, "." + format)
    fields = {"dir": directory, "stem": stem, "ext": extension, "root": root}
    for _, field, _, _ in string.Formatter().parse(template):
        if field is not None and field not in fields:
            raise ValueError(f"the template {template} has an unknown field {{{field}}}")
    parts = [part for part in template.format(**fields).split("/") if part not in ("", ".")]
    if ".." in parts or not parts:
        raise ValueError(f"the template {template} leaves the output directory")
    return "/".join(parts)


def read_manifest(place: Place, column: str) -> list[str]:
    """Read the names in a text file (one a line), in JSON Lines, or in a column of a Parquet file.

    Raises
    ------
    ValueError
        If a line or the file has no such column.
    """
    if place.path.lower().endswith(".parquet"):
        from pyarrow import parquet

        with place.filesystem.open_input_file(place.path) as file:
            schema = parquet.ParquetFile(file).schema_arrow
            if column not in schema.names:
                raise ValueError(f"{place.shown}: no column {column!r}")
            names: list[str] = parquet.read_table(file, columns=[column])[column].to_pylist()
            return names
    with place.filesystem.open_input_stream(place.path) as stream:
        lines = os.fsdecode(stream.read()).split("\n")
    if place.path.lower().endswith(".txt"):
        return [line for line in lines if line]
    return [_column(place, number, line, column) for number, line in enumerate(lines, 1) if line]


def _column(place: Place, number: int, line: str, column: str) -> str:
    try:
        name = json.loads(line)[column]
    except (ValueError, KeyError, TypeError):
        name = None
    if not isinstance(name, str):
        raise ValueError(f"{place.shown}: line {number} has no {column!r}")
    return name


def group(items: Iterable[Item], files_per_task: int) -> list[list[Item]]:
    """Divide files into units of work: each archive is one, and some images are one together."""
    units: list[list[Item]] = []
    images: list[Item] = []
    for item in items:
        if item.is_archive:
            units.append([item])
            continue
        images.append(item)
        if len(images) == files_per_task:
            units.append(images)
            images = []
    if images:
        units.append(images)
    return units
