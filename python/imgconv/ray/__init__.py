# SPDX-License-Identifier: Apache-2.0
"""Filter files on a Ray cluster: ``pip install imgconv[ray]``.

    import imgconv.ray
    rows = imgconv.ray.filter_files("resize size=1600x1600", "s3://photos/2026", "s3://photos/small", report="r.jsonl")

or ``python -m imgconv.ray RECIPE SOURCE TARGET``.
"""

from ._job import Outcome, filter_files, run

__all__ = ["Outcome", "filter_files", "run"]
