# SPDX-License-Identifier: Apache-2.0
"""A job: a directory, a list or archives, filtered on a Ray cluster."""

from __future__ import annotations

import json
import os
import posixpath
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .. import Conversion, Error, Recipe, sweep
from ._convert import Converter
from ._passes import resources, rows
from ._places import Place, resolve, status, walk
from ._plan import Item, make_plan
from ._report import Report, is_done
from ._rows import row, table

if TYPE_CHECKING:
    from typing_extensions import Unpack


#: The rows that are kept as dictionaries before they become a table.
ROWS_PER_TABLE = 1000


@dataclass
class Outcome:
    """What became of a job.

    Attributes
    ----------
    counts : dict
        ``done``, ``failed``, ``skipped``, ``dropped`` and ``not_started`` files.
    failures : list of (str, str)
        The names of failed files and members, with reasons.
    seconds : float
        How long it took.
    """

    counts: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0
    _tables: list[Any] = field(default_factory=list)

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Add rows; as an Arrow table they take a tenth of the memory."""
        self._tables.append(table(rows))

    def table(self) -> Any:
        """Return an Arrow table with a row for each file and each member, in the order of the plan."""
        import pyarrow as pa

        return pa.concat_tables([table([]), *self._tables]).sort_by("index")


def filter_files(
    recipe: str | Recipe,
    source: str | os.PathLike[str] | Sequence[str],
    target: str | os.PathLike[str],
    *,
    filesystem: Any = None,
    target_filesystem: Any = None,
    name: str = "{dir}/{stem}{ext}",
    include: Sequence[str] | None = None,
    column: str = "input",
    report: str | os.PathLike[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
    resume: bool = True,
    retries: int = 2,
    errors_as_members: bool = False,
    files_per_task: int = 100,
    threads_per_worker: int | None = None,
    concurrency: int | None = None,
    isolated_memory: int | None = None,
    **options: Unpack[Conversion],
) -> Any:
    """Filter files on a Ray cluster, and return a dataset with a row for each.

    Names go through Ray, and not bytes: the workers read and write the files themselves.  A file that fails is a row with
    a status, not an exception.  A picture that kills its worker is tried again alone, in a process of its own, and is
    then recorded as failed.

    Parameters
    ----------
    recipe : str or Recipe
        The filters, such as ``"resize size=1600x1600 | sharpen"``.
    source : str, path or sequence of str
        A directory, which is searched for images and tar archives; a text (``.txt``), JSON Lines (``.jsonl``) or Parquet
        file of names; one file; or names.  ``s3://bucket/prefix`` works everywhere.
    target : str or path
        The output directory.
    filesystem, target_filesystem : pyarrow.fs.FileSystem, optional
        File systems for the source and for the target, in place of those of their names.
    name : str
        The template of output names; ``{dir}``, ``{stem}``, ``{ext}`` and ``{root}``.
    include : sequence of str, optional
        Shell patterns of the files to take from a directory.
    column : str
        The column of names in a JSON Lines or Parquet file.
    report : path, optional
        A local file that grows as files end: the report of the command, for ``--resume`` and ``imgconv verify``.
    manifest : path or URI, optional
        A Parquet file with the rows of the result, written at the end.
    resume : bool
        Whether to skip the files that the report lists as done with this recipe and that have not changed since.
    retries : int
        How often a file is tried again after an error of reading or writing.
    errors_as_members : bool
        Whether a failed member of an archive is replaced by ``KEY.error.json``.
    files_per_task : int
        The number of images in a unit of work.  A tar archive is one of its own.
    threads_per_worker : int, optional
        The number of CPUs of a worker and of images at once in it (the CPUs of the smallest node).
    concurrency : int, optional
        The number of workers (as many as the CPUs allow).
    isolated_memory : int, optional
        The maximum address space, in bytes, of the process that tries a picture alone.
    **options
        See `imgconv.Conversion`; ``threads`` is set by the workers.

    Returns
    -------
    ray.data.Dataset
        Rows of ``index``, ``input``, ``output``, ``member`` (in an archive), ``status`` (``"done"``, ``"failed"`` or
        ``"skipped"``), ``reason``, ``kind``, ``size`` (bytes written), ``crc32``, ``ms``, ``attempts``, ``worker`` and
        ``record`` (all that the report says, as JSON).

    Raises
    ------
    imgconv.RecipeError
        If the recipe is invalid.
    FileNotFoundError
        If the source does not exist.
    ValueError
        If two inputs would make one output, or an option or a report is invalid.

    Examples
    --------
    >>> rows = filter_files("blur sigma=2", "photos/", "soft/", report="soft.jsonl")  # doctest: +SKIP
    >>> rows.filter(lambda row: row["status"] == "failed").show()  # doctest: +SKIP
    """
    import ray.data

    outcome = run(
        recipe, source, target, filesystem=filesystem, target_filesystem=target_filesystem, name=name,
        include=include, column=column, report=report, manifest=manifest, resume=resume, retries=retries,
        errors_as_members=errors_as_members, files_per_task=files_per_task,
        threads_per_worker=threads_per_worker, concurrency=concurrency, isolated_memory=isolated_memory,
        options=dict(options),
    )  # fmt: skip
    return ray.data.from_arrow(outcome.table())


def run(
    recipe: str | Recipe,
    source: str | os.PathLike[str] | Sequence[str],
    target: str | os.PathLike[str],
    *,
    filesystem: Any = None,
    target_filesystem: Any = None,
    name: str = "{dir}/{stem}{ext}",
    include: Sequence[str] | None = None,
    column: str = "input",
    report: str | os.PathLike[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
    resume: bool = True,
    retries: int = 2,
    errors_as_members: bool = False,
    files_per_task: int = 100,
    threads_per_worker: int | None = None,
    concurrency: int | None = None,
    isolated_memory: int | None = None,
    options: dict[str, Any] | None = None,
) -> Outcome:
    """Do what `filter_files` does, and return the outcome.  Ray must be connected, or it is started on this machine."""
    import ray

    started = time.monotonic()
    _check_counts(files_per_task, retries, threads_per_worker, concurrency)
    filters = Recipe(recipe) if isinstance(recipe, str) else recipe
    goal = resolve(target, target_filesystem)
    wanted = dict(options or {})
    items, place = make_plan(source, goal, filesystem, name, wanted.get("format"), include, column)
    converter = _converter(filters, wanted, place, goal, errors_as_members, retries, items)
    _sweep(goal, items)
    log = Report(os.fspath(report), resume) if report is not None else None
    outcome = Outcome()
    counts = Counter(done=0, failed=0, skipped=0, dropped=0, not_started=0)
    ended = "interrupted"
    try:
        left = _left(items, converter, goal, log, outcome)
        counts["skipped"] = len(items) - len(left)
        if log is not None:
            log.begin(sys.argv, converter.identifier, len(items))
        if left:
            if not ray.is_initialized():
                ray.init(logging_level="warning")
            size = resources(threads_per_worker, concurrency)
            for found in rows(left, converter, size, files_per_task, isolated_memory):
                _record(found, log, outcome, counts)
        ended = "complete"
    finally:
        outcome.seconds = time.monotonic() - started
        outcome.counts = dict(counts)
        if log is not None:
            remaining = len(items) - counts["done"] - counts["failed"] - counts["skipped"]
            log.end(ended, {**counts, "not_started": remaining}, outcome.seconds * 1000)
    if manifest is not None:
        write_manifest(outcome.table(), resolve(manifest))
    return outcome


def _check_counts(*counts: int | None) -> None:
    names = ("files_per_task", "retries", "threads_per_worker", "concurrency")
    for name, count in zip(names, counts, strict=True):
        least = 0 if name == "retries" else 1
        if count is not None and count < least:
            raise ValueError(f"{name} is {count}; it must be at least {least}")


def _converter(
    recipe: Recipe,
    options: dict[str, Any],
    place: Place,
    target: Place,
    errors_as_members: bool,
    retries: int,
    items: list[Item],
) -> Converter:
    identifier = recipe.identifier_for(**options)
    archive = identifier
    if any(item.is_archive for item in items):
        archive = _archive_identifier(recipe, options, errors_as_members)
    return Converter(
        recipe, options, identifier, archive, place.filesystem, target.filesystem,
        (place.local, target.local), errors_as_members, retries,
    )  # fmt: skip


def _archive_identifier(recipe: Recipe, options: dict[str, Any], errors_as_members: bool) -> str:
    """Return the identifier that reports have for archives, which that of an empty archive tells."""
    with tempfile.TemporaryDirectory(prefix="imgconv-") as scratch:
        empty = os.path.join(scratch, "empty.tar")
        with open(empty, "wb") as file:
            file.write(bytes(1024))
        output = os.path.join(scratch, "out.tar")
        result = recipe.archive(empty, output, errors_as_members=errors_as_members, **options)
        return str(result.record["recipe"])


def _sweep(target: Place, items: list[Item]) -> None:
    """Remove what killed workers left in local output directories."""
    if not target.local:
        return
    for directory in {posixpath.dirname(item.target) for item in items}:
        with suppress(Error):
            sweep(directory)


def _left(
    items: list[Item],
    converter: Converter,
    target: Place,
    report: Report | None,
    outcome: Outcome,
) -> list[Item]:
    """Return the files that are not done; the others get a row."""
    if report is None or not report.last:
        return items
    sizes = _output_sizes(items, target)
    left: list[Item] = []
    skipped: list[dict[str, Any]] = []
    for item in items:
        record = report.last.get(item.input)
        identifier = converter.archive_identifier if item.is_archive else converter.identifier
        if record is not None and is_done(record, item, identifier, sizes.get(item.target)):
            skipped.append(row({**record, "status": "skipped"}, item.index, 0, ""))
        else:
            left.append(item)
        if len(skipped) == ROWS_PER_TABLE:
            outcome.add(skipped)
            skipped = []
    outcome.add(skipped)
    return left


def _output_sizes(items: list[Item], target: Place) -> dict[str, int]:
    """Look up the outputs: one by one on a local disk, by listing the directory elsewhere."""
    if target.local:
        looked = status(target.filesystem, True, [item.target for item in items])
        return {found.name: found.size for found in looked if found is not None}
    with suppress(FileNotFoundError):
        return {posixpath.join(target.path, found.name): found.size for found in walk(target)}
    return {}


def _record(
    found: list[dict[str, Any]], report: Report | None, outcome: Outcome, counts: Counter[str]
) -> None:
    outcome.add(found)
    for entry in found:
        record = json.loads(entry["record"])
        if report is not None:
            report.write(record)
        if entry["status"] == "failed":
            shown = record["input"]
            if "member" in record:
                shown += f": {record['member']}"
            outcome.failures.append((shown, record.get("reason", "")))
        if entry["member"] is None:
            failed = entry["status"] == "failed" or bool(record.get("failed_members"))
            counts["failed" if failed else "done"] += 1


def write_manifest(entries: Any, place: Place) -> None:
    """Write an Arrow table to a Parquet file, which appears complete or not at all."""
    from pyarrow import parquet

    if not place.local:
        with place.filesystem.open_output_stream(place.path) as stream:
            parquet.write_table(entries, stream)
        return
    temporary = f"{place.path}.{os.getpid()}.tmp"
    parquet.write_table(entries, temporary)
    os.replace(temporary, place.path)


def failures_of(outcome: Outcome) -> Iterator[str]:
    """Return a line for each failed file."""
    for name, reason in outcome.failures:
        shown = name.encode(errors="backslashreplace").decode()
        yield f"imgconv: {shown}: {reason}"
