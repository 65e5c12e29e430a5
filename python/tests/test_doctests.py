# SPDX-License-Identifier: Apache-2.0
"""The examples in docstrings."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import numpy
import pytest

import imgconv

MODULES = ["imgconv"] + [
    f"imgconv.{module.name}" for module in pkgutil.iter_modules(imgconv.__path__) if module.name.startswith("_")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module, extraglobs={"imgconv": imgconv, "numpy": numpy})
    assert result.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    modules = [importlib.import_module(name) for name in MODULES]
    found = [test for module in modules for test in finder.find(module) if test.examples]
    assert len(found) >= 8
