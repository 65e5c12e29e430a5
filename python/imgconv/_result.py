# SPDX-License-Identifier: Apache-2.0
"""What calls tell besides their results: records and notes."""

from __future__ import annotations

import ctypes
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import _native

_PACKAGE = str(Path(__file__).parent)


class NoteWarning(UserWarning):
    """A note on a result, such as on samples that were clamped."""


@dataclass(frozen=True)
class Result:
    """What became of a file.

    Attributes
    ----------
    record : dict
        The record that a report of the command has for the file: sizes, shapes, checksum, notes.
    """

    record: dict[str, Any] = field(repr=False)

    @property
    def notes(self) -> list[str]:
        """What could not be kept, one sentence each."""
        return list(self.record.get("notes", []))


def warn(notes: ctypes.c_void_p) -> None:
    """Warn of each note of a call, at the line outside this package that made it; free the notes."""
    found = _native.take_notes(notes)
    if not found:
        return
    level = 1
    frame = sys._getframe(0)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        level += 1
    for note in found:
        warnings.warn(note, NoteWarning, stacklevel=level)
