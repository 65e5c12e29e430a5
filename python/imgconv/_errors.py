# SPDX-License-Identifier: Apache-2.0
"""The exceptions of this package."""

from __future__ import annotations

from typing import Any

__all__ = [
    "Error",
    "InternalError",
    "InvalidError",
    "LimitError",
    "OutputError",
    "RecipeError",
    "StoppedError",
    "UnreadableError",
]


class Error(Exception):
    """A call that failed.

    Attributes
    ----------
    code : int
        The kind of the error: the exit code that the command ends with.
    detail : str
        What exactly went wrong, where a program may want to answer: ``"pixels"``, ``"memory"``, ``"out of memory"``,
        ``"timeout"``, ``"exists"``, ``"is input"``, ``"extension"``, ``"depth"``, ``"filter"``, ``"shape"`` or ``""``.
    number : int
        The number behind the detail, such as the pixels of an image that has too many; else 0.
    line, column : int
        The position in a recipe, from 1; else 0.
    record : dict or None
        The record of a file that could not be converted, as in a report.
    """

    code = 0

    def __init__(
        self,
        message: str,
        *,
        detail: str = "",
        number: int = 0,
        line: int = 0,
        column: int = 0,
        record: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.detail = detail
        self.number = number
        self.line = line
        self.column = column
        self.record = record

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), str(self), self.__dict__))


def _rebuilt(kind: type[Error], message: str, state: dict[str, Any]) -> Error:
    error = kind(message)
    error.__dict__.update(state)
    return error


class InvalidError(Error, ValueError):
    """An argument or an option is invalid."""

    code = 64


class RecipeError(InvalidError):
    """A recipe is invalid; ``line`` and ``column`` say where."""


class UnreadableError(Error, ValueError):
    """The input cannot be opened, is damaged, or does not fit the recipe."""

    code = 65


class InternalError(Error):
    """A bug in imgconv."""

    code = 70


class OutputError(Error):
    """The output cannot be created (73), or writing failed midway (74)."""

    code = 73


class LimitError(Error):
    """A limit, a timeout, or not enough memory."""

    code = 75


class StoppedError(Error):
    """The call was stopped."""

    code = 130


KINDS: dict[int, type[Error]] = {
    64: InvalidError,
    65: UnreadableError,
    70: InternalError,
    73: OutputError,
    74: OutputError,
    75: LimitError,
    130: StoppedError,
}

DETAILS = (
    "",
    "pixels",
    "memory",
    "out of memory",
    "timeout",
    "exists",
    "is input",
    "extension",
    "depth",
    "filter",
    "shape",
)
