# SPDX-License-Identifier: Apache-2.0
"""Rows of results: the columns of the dataset and of the Parquet manifest."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from ._convert import Record

SCHEMA = pa.schema(
    [
        ("index", pa.int64()),
        ("input", pa.string()),
        ("output", pa.string()),
        ("member", pa.string()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("kind", pa.string()),
        ("size", pa.int64()),
        ("crc32", pa.string()),
        ("ms", pa.float64()),
        ("attempts", pa.int32()),
        ("worker", pa.string()),
        ("record", pa.string()),
    ]
)


def row(record: Record, index: int, attempts: int, worker: str) -> dict[str, Any]:
    """Make the row of a record; ``record`` holds all of it as JSON."""
    return {
        "index": index,
        "input": _utf8(record.get("input")),
        "output": _utf8(record.get("output")),
        "member": _utf8(record.get("member")),
        "status": record["status"],
        "reason": _utf8(record.get("reason")),
        "kind": record.get("kind"),
        "size": record.get("output_size"),
        "crc32": record.get("output_crc32"),
        "ms": record.get("ms"),
        "attempts": attempts,
        "worker": worker,
        "record": json.dumps(record),
    }


def table(rows: list[dict[str, Any]]) -> Any:
    """Make an Arrow table of rows."""
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _utf8(text: object) -> str | None:
    if not isinstance(text, str):
        return None
    return text.encode(errors="surrogateescape").decode(errors="replace")
