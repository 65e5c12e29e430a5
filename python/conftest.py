# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import imgconv


@pytest.fixture(autouse=True)
def _names(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace.update(imgconv=imgconv, numpy=np)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(17)
