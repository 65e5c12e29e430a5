# SPDX-License-Identifier: Apache-2.0
"""Passes over a cluster: the first in workers, two more in processes of their own for what workers lost."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ray
import ray.data

from ._convert import Converter
from ._plan import Item, group
from ._worker import Worker

logger = logging.getLogger("imgconv.ray")

#: The passes: whether files are converted in processes of their own, and how often Ray repeats a unit whose worker
#: was lost.  A picture that kills its worker does so at most once; then it is in a process of its own.
PASSES = ((False, 0), (True, 1), (True, 1))


@dataclass(frozen=True)
class Resources:
    """How much of the cluster a job takes: the threads of a worker, and the number of workers."""

    threads: int
    workers: int


def resources(threads: int | None, workers: int | None) -> Resources:
    """Choose one worker per node, with a thread for each CPU of the smallest one, unless told otherwise."""
    counts = [
        int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node.get("Alive", False)
    ]
    counts = [count for count in counts if count > 0] or [1]
    threads = threads or min(counts)
    return Resources(threads, workers or max(1, sum(count // threads for count in counts)))


def rows(
    items: list[Item],
    converter: Converter,
    size: Resources,
    files_per_task: int,
    memory: int | None,
) -> Iterator[list[dict[str, Any]]]:
    """Convert files, and deliver their rows as units of work end.

    Every file has its rows once, whatever its worker did; a file that has none after the last pass is recorded as failed.
    """
    pending = {item.index: item for item in items}
    failure = ""
    for number, (isolated, repetitions) in enumerate(PASSES):
        if not pending:
            return
        if number > 0:
            # Small units, so that all workers have some.
            files_per_task = max(1, min(files_per_task, -(-len(pending) // (4 * size.workers))))
            logger.warning("%d files were lost with their workers; each is tried alone", len(pending))
        units = group(pending.values(), files_per_task)
        before = len(pending)
        try:
            for found in _one_pass(units, converter, size, isolated, repetitions, memory):
                fresh = [row for row in found if row["index"] in pending]
                for row in fresh:
                    pending.pop(row["index"], None)
                yield fresh
        except Exception as error:  # noqa: BLE001 - whatever Ray raises, the next pass goes on
            # Not the exception itself: its frames would keep the workers of this pass.
            failure = type(error).__name__
            logger.warning("a pass ended early: %s", str(error).strip().split("\n")[-1])
            if number > 0 and len(pending) == before == len(items):
                # Nothing was ever converted: the cluster does not work.
                raise
    yield from _lost(list(pending.values()), converter, failure)


def _lost(
    items: list[Item], converter: Converter, failure: str
) -> Iterator[list[dict[str, Any]]]:
    from ._rows import row

    reason = "its worker was lost in every pass"
    if failure:
        reason += f" ({failure})"
    for item in items:
        record = converter.failure(item, reason, "internal", 70)
        yield [row(record, item.index, len(PASSES), "")]


def _one_pass(
    units: list[list[Item]],
    converter: Converter,
    size: Resources,
    isolated: bool,
    repetitions: int,
    memory: int | None,
) -> Iterator[list[dict[str, Any]]]:
    names = [{"unit": [item.to_json() for item in unit]} for unit in units]
    workers = min(size.workers, len(units))
    with _settings(), warnings.catch_warnings():
        # Ray has no other way to say how often an actor restarts; pyproject.toml excludes the version without this one.
        warnings.filterwarnings("ignore", message="`ray_remote_args` is deprecated")
        # A dataset has the settings of the time when it is made.
        dataset = ray.data.from_items(names, override_num_blocks=len(names))
        results = dataset.map_batches(
            Worker,
            fn_constructor_args=(converter, size.threads, isolated, memory),
            batch_size=None,
            batch_format="pyarrow",
            zero_copy_batch=True,
            num_cpus=size.threads,
            compute=ray.data.ActorPoolStrategy(
                min_size=1, max_size=workers, initial_size=workers, max_tasks_in_flight_per_actor=2
            ),
            max_restarts=-1,
            max_task_retries=repetitions,
        )
        for batch in results.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            yield batch.to_pylist()


@contextmanager
def _settings() -> Iterator[None]:
    """Let Ray go on when it loses a block, as the next pass has its files."""
    context = ray.data.DataContext.get_current()
    before = context.max_errored_blocks
    context.max_errored_blocks = -1
    try:
        yield
    finally:
        context.max_errored_blocks = before
