# SPDX-License-Identifier: Apache-2.0
"""Steps of recipes from Python values."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import Image
from ._options import Map
from ._recipe import Recipe

Border = Literal["zero", "replicate", "symmetric", "reflect", "wrap", "trim"] | str
Alpha = bool | Literal["premultiply", "independent", "keep"]

#: A recipe takes microseconds to parse; the ones used last are kept.
_recipe = lru_cache(maxsize=256)(Recipe)


def apply(
    name: str,
    parameters: dict[str, Any],
    image: ArrayLike,
    border: Border | None,
    linear: bool,
    exact: bool,
    out: Image | None,
    planes: bool,
    alpha: Alpha,
    map: Map,
    threads: int,
) -> Image:
    """Apply a recipe of one step; parameters that are ``None`` have their defaults."""
    words = [name]
    for key, value in parameters.items():
        if value is not None and value is not False:
            words.append(_word(key, value))
    if border is not None:
        words.append(_word("border", border))
    if isinstance(alpha, str):
        words.append(_word("alpha", alpha))
    if linear:
        words.append("linear")
    if exact:
        words.append("exact")
    recipe = _recipe(" ".join(words))
    return recipe(
        image, out, planes=planes, alpha=bool(alpha), map=map, threads=threads
    )


def _word(name: str, value: Any) -> str:
    key = name.replace("_", "-")
    if value is True:
        return key
    text = _text(name, value)
    if '"' in text and "'" in text:
        raise ValueError(f"{name} has both kinds of quotes: {text}")
    quote = "'" if '"' in text else '"'
    return f"{key}={quote}{text}{quote}"


def _text(name: str, value: Any) -> str:
    """Write a value as recipes do: numbers with commas, rows with semicolons."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    if isinstance(value, (list, tuple, np.ndarray)) and len(value) > 0:
        return _list(name, value)
    raise TypeError(f"{name} is {value!r}; a number, a string or a list was expected")


def _list(name: str, value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim > 2:
        raise ValueError(f"{name} has {value.ndim} axes; use conv2d for weights of four axes")
    rows = [row for row in value if isinstance(row, (list, tuple, np.ndarray))]
    if not rows:
        return ",".join(_text(name, item) for item in value)
    if len(rows) < len(value):
        raise TypeError(f"{name} has both numbers and rows")
    return "; ".join(_text(name, row) for row in rows)
