# SPDX-License-Identifier: Apache-2.0
"""The child process of `imgconv.ray._isolated`: requests on standard input, answers on standard output."""

from __future__ import annotations

import base64
import json
import os
import pickle
import resource
import sys
from typing import Any

from ._convert import Converter
from ._plan import Item


def main() -> None:
    """Answer requests until standard input ends."""
    # Whatever a library prints must not be read as an answer.
    answers = os.dup(1)
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    converter: Converter
    converter, memory = pickle.loads(base64.b64decode(requests.readline()))
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for line in requests:
        request = json.loads(line)
        _answer(answers, converter, Item.from_json(request["item"]), request["skipped"])


def _answer(answers: int, converter: Converter, item: Item, skipped: list[int]) -> None:
    def note(index: int, name: str, record: dict[str, Any] | None) -> None:
        _send(answers, {"member": index, "name": name, "ended": record is not None})

    reason = "killed its process" if skipped else None
    records, attempts = converter.convert(
        item, on_member=note if item.is_archive else None, skipped=skipped, skipped_reason=reason
    )
    _send(answers, {"records": records, "attempts": attempts})


def _send(answers: int, value: dict[str, Any]) -> None:
    data = json.dumps(value).encode() + b"\n"
    while data:
        data = data[os.write(answers, data) :]


if __name__ == "__main__":
    main()
