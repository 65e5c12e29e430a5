# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of clusters."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
# Workers import what the tests define.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))

import harness  # noqa: E402


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """A cluster of two nodes with a CPU each."""
    with harness.cluster(2, 1) as result:
        yield result


@pytest.fixture(scope="session")
def binary() -> str:
    """The command, which ``IMGCONV`` names."""
    path = os.environ.get("IMGCONV")
    if not path:
        pytest.skip("IMGCONV names no command to compare with")
    return path
