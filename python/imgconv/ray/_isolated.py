# SPDX-License-Identifier: Apache-2.0
"""Files converted in processes of their own, for those whose worker was lost."""

from __future__ import annotations

import base64
import json
import os
import pickle
import signal
import subprocess
import sys
from typing import Any

from ._convert import Converter, Record
from ._plan import Item

#: How often a file may kill its process before it counts as failed.
TRIES = 2
#: How many members of an archive may kill their process before the archive counts as failed.
MEMBERS = 20


class Isolated:
    """Converts one file at a time in a child process, which is replaced when it dies.

    Parameters
    ----------
    converter : Converter
        The recipe, its options and the file systems; it must be picklable.
    memory : int, optional
        The maximum address space of the child in bytes.
    """

    def __init__(self, converter: Converter, memory: int | None = None) -> None:
        self._converter = converter
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def convert(self, item: Item) -> tuple[list[Record], int]:
        """Convert a file; see `Converter.convert`.  A file that kills its process becomes a record."""
        skipped: list[int] = []
        reason = ""
        attempts = 0
        alone = 0
        while alone < TRIES and len(skipped) <= MEMBERS:
            attempts += 1
            started: dict[int, str] = {}
            answer = self._ask(item, skipped, started)
            if answer is not None:
                return answer["records"], attempts
            reason = self._death()
            if len(started) == 1:
                # One member was being converted: it is left out from now on.
                skipped.extend(started)
            else:
                alone += 1
        return [self._converter.failure(item, reason, "internal", 70)], attempts

    def _ask(self, item: Item, skipped: list[int], started: dict[int, str]) -> dict[str, Any] | None:
        """Send a request and read until its answer; ``None`` if the child died."""
        try:
            child = self._child or self._start()
            assert child.stdin is not None and child.stdout is not None
            request = {"item": item.to_json(), "skipped": skipped}
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
            for line in child.stdout:
                answer: dict[str, Any] = json.loads(line)
                if "records" in answer:
                    return answer
                if answer["ended"]:
                    started.pop(answer["member"], None)
                else:
                    started[answer["member"]] = answer["name"]
        except (BrokenPipeError, ValueError):
            pass
        return None

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
        child = subprocess.Popen(
            [sys.executable, "-m", "imgconv.ray._one"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._child = child
        assert child.stdin is not None
        settings = pickle.dumps((self._converter, self._memory))
        child.stdin.write(base64.b64encode(settings) + b"\n")
        return child

    def _death(self) -> str:
        child, self._child = self._child, None
        if child is None:
            return "its process could not be started"
        for pipe in (child.stdin, child.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass
        try:
            code = child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            code = child.wait()
        return f"killed its process ({describe(code)})"

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._death()


def describe(code: int) -> str:
    """Name the end of a process: a signal or an exit status."""
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit status {code}"
