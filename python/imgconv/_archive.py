# SPDX-License-Identifier: Apache-2.0
"""Tar archives."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Callable, Sequence
from typing import Any

from . import _calls, _native, _options
from ._result import Result

OnMember = Callable[[int, str, dict[str, Any] | None], None]


def convert(
    handle: int | None,
    source: bytes,
    target: bytes,
    jobs: int,
    name: str | None,
    errors_as_members: bool,
    on_member: OnMember | None,
    skipped: Sequence[int],
    skipped_reason: str | None,
    options: dict[str, Any],
) -> Result:
    """Convert an archive; see `Recipe.archive`."""
    if b"\0" in source or b"\0" in target:
        raise ValueError("a file name has no null byte")
    chosen = _options.struct(options)
    failures: list[BaseException] = []
    archive = _native.ArchiveOptionsStruct(
        size=ctypes.sizeof(_native.ArchiveOptionsStruct),
        jobs=jobs,
        errors_as_members=int(errors_as_members),
        name=None if name is None else name.encode(),
        skipped_count=len(skipped),
        skipped_reason=None if skipped_reason is None else skipped_reason.encode(),
    )
    if skipped:
        archive.skipped = (ctypes.c_int64 * len(skipped))(*skipped)
    if on_member is not None:
        archive.callback = _callback(on_member, failures)
    error, record = _native.ErrorStruct(), ctypes.c_void_p()

    def call() -> int:
        status: int = _native.lib.imgconv_convert_archive(
            handle, chosen, archive, source, target, record, error
        )
        return status

    # An archive may be long, whatever its size.
    status = _calls.run(call, chosen, _calls.LONG)
    facts = _native.take_json(record)
    if failures:
        raise failures[0]
    _native.check(status, error, facts)
    return Result(facts)


def _callback(on_member: OnMember, failures: list[BaseException]) -> Any:
    def called(_: int | None, member: int, name: bytes, record: bytes | None) -> int:
        try:
            facts = None if record is None else json.loads(record)
            on_member(member, name.decode(errors="surrogateescape"), facts)
        except BaseException as failure:  # noqa: BLE001 - it is raised in the caller
            failures.append(failure)
            return 1
        return 0

    return _native.MemberCallback(called)
