# SPDX-License-Identifier: Apache-2.0
"""The workers: actors that take names and return rows."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ._convert import Converter, Record
from ._isolated import Isolated
from ._plan import Item
from ._rows import row, table


class Worker:
    """Converts units of work, one image per thread.

    Parameters
    ----------
    converter : Converter
        The recipe, its options and the file systems.
    threads : int
        The number of images at once.
    isolated : bool
        Whether each file is converted in a process of its own.
    memory : int, optional
        The maximum address space of such a process in bytes.
    """

    def __init__(
        self, converter: Converter, threads: int, isolated: bool, memory: int | None = None
    ) -> None:
        self._converter = converter
        self._threads = threads
        self._isolated = isolated
        self._memory = memory
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._pool = ThreadPoolExecutor(threads)

    def __call__(self, batch: Any) -> Any:
        """Convert the files named in a batch, and return a row for each record."""
        items = [Item.from_json(text) for unit in batch["unit"].to_pylist() for text in unit]
        results = self._in_processes(items) if self._isolated else self._here(items)
        rows = [
            row(record, item.index, attempts, self._name)
            for item, (records, attempts) in zip(items, results, strict=True)
            for record in records
        ]
        return table(rows)

    def _here(self, items: list[Item]) -> list[tuple[list[Record], int]]:
        if len(items) == 1:
            return [self._converter.convert(items[0], self._threads)]
        return list(self._pool.map(self._converter.convert, items))

    def _in_processes(self, items: list[Item]) -> list[tuple[list[Record], int]]:
        shares = [items[start :: self._threads] for start in range(self._threads)]
        results = dict(pair for share in self._pool.map(self._share, shares) for pair in share)
        return [results[item.index] for item in items]

    def _share(self, items: list[Item]) -> list[tuple[int, tuple[list[Record], int]]]:
        process = Isolated(self._converter, self._memory)
        try:
            return [(item.index, process.convert(item)) for item in items]
        finally:
            process.close()
