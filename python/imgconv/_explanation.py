# SPDX-License-Identifier: Apache-2.0
"""Explanations of recipes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class Explanation:
    """What a recipe does to an input of one shape.

    ``str()`` gives it as text, `data` as numbers, and `svg` as a picture, which notebooks show.
    """

    def __init__(
        self, explain: Callable[[tuple[int, ...], Any], str], shape: tuple[int, ...]
    ) -> None:
        self._explain = explain
        self._shape = shape
        self._text = explain(shape, "text")

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text

    @property
    def data(self) -> dict[str, Any]:
        """Shapes, receptive field, cost and memory of each stage."""
        facts: dict[str, Any] = json.loads(self._explain(self._shape, "json"))
        return facts

    @property
    def svg(self) -> str:
        """The taps and receptive fields as an SVG picture."""
        return self._explain(self._shape, "svg")

    def _repr_svg_(self) -> str:
        return self.svg
