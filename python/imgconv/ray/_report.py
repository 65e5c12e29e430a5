# SPDX-License-Identifier: Apache-2.0
"""Reports in JSON Lines, as the command writes them with ``--report``, and what an earlier one says is done."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import time
from typing import Any

from .. import __version__
from ._convert import Record
from ._plan import Item

FORMAT = 1


class Report:
    """A report that grows as files end.

    Each record is a line, written by one system call, so that a reader, or a run that continues it after a
    crash, sees whole lines; at most the last one is torn.

    Parameters
    ----------
    path : str
        The file; it is continued if ``resume`` is set, else overwritten.
    resume : bool
        Whether to read what is there.

    Raises
    ------
    ValueError
        If the file is not a report, or another run writes it.
    """

    def __init__(self, path: str, resume: bool) -> None:
        self._file = open(path, "a+b", buffering=0)
        self._synced = 0.0
        #: The last record of each file by its name.
        self.last: dict[str, Record] = {}
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise ValueError(f"{path}: another run writes this report") from None
        try:
            self._begin(path, resume)
        except BaseException:
            self._file.close()
            raise

    def _begin(self, path: str, resume: bool) -> None:
        self._file.seek(0)
        first = self._file.readline(1 << 20)
        if first and _parsed(first).get("record") != "run":
            raise ValueError(f"{path}: not a report of imgconv")
        if _parsed(first).get("format", FORMAT) > FORMAT:
            raise ValueError(f"{path}: the report is of a newer version")
        if not resume:
            self._file.truncate(0)
            return
        self._read()

    def _read(self) -> None:
        """Read all records, and complete or cut off a torn last line."""
        self._file.seek(0)
        end = 0
        line = b""
        with open(os.dup(self._file.fileno()), "rb") as lines:
            for line in lines:
                record = _parsed(line)
                if record.get("record") in ("file", "archive") and "member" not in record:
                    self.last[_exact(record, "input")] = record
                end += len(line)
        if line and not line.endswith(b"\n"):
            if _parsed(line):
                self._write(b"\n")
            else:
                self._file.truncate(end - len(line))

    def begin(self, command: list[str], identifier: str, jobs: int) -> None:
        """Write the record that begins a run."""
        self.write(
            {
                "record": "run",
                "format": FORMAT,
                "program": "imgconv",
                "version": __version__,
                "command": command,
                "recipe": identifier,
                "folder": os.getcwd(),
                "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "jobs": jobs,
            }
        )
        os.fsync(self._file.fileno())

    def write(self, *records: Record) -> None:
        """Append records; they reach the device within about a second."""
        for record in records:
            text = json.dumps(_printable(record), ensure_ascii=False, separators=(",", ":"))
            self._write(text.encode() + b"\n")
        if time.monotonic() - self._synced >= 1:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()

    def end(self, status: str, counts: dict[str, int], ms: float) -> None:
        """Write the record that ends a run, and close the file."""
        self.write({"record": "summary", "status": status, **counts, "ms": round(ms, 3)})
        self.close()

    def close(self) -> None:
        """Flush the file to its device, and close it."""
        if not self._file.closed:
            os.fsync(self._file.fileno())
            self._file.close()

    def _write(self, data: bytes) -> None:
        while data:
            data = data[self._file.write(data) or 0 :]


def is_done(record: Record | None, item: Item, identifier: str, output_size: int | None) -> bool:
    """Whether a record says that a file is done, and neither the file nor its output has changed since.

    Parameters
    ----------
    record : dict or None
        The last record of the file.
    output_size : int or None
        The size of the output in bytes; ``None`` if there is none.
    """
    return (
        record is not None
        and record.get("status") == "done"
        and record.get("recipe") == identifier
        and _exact(record, "output") == item.output
        and not record.get("failed_members")
        and record.get("input_size") == item.size
        and record.get("input_mtime_ns") == item.mtime_ns
        and output_size is not None
        and record.get("output_size") == output_size
    )


def _parsed(line: bytes) -> Record:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _exact(record: Record, name: str) -> str:
    exact = record.get(name + "_bytes")
    text = record.get(name)
    return os.fsdecode(base64.b64decode(exact)) if exact else text if isinstance(text, str) else ""


def _printable(record: Record) -> dict[str, Any]:
    """Replace what is not UTF-8 in names, and add the exact bytes."""
    result = dict(record)
    for name in ("input", "output", "member", "output_member"):
        text = record.get(name)
        if not isinstance(text, str) or not any("\ud800" <= letter <= "\udfff" for letter in text):
            continue
        data = os.fsencode(text)
        result[name] = data.decode(errors="replace")
        result[name + "_bytes"] = base64.b64encode(data).decode()
    return result
