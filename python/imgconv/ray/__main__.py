# SPDX-License-Identifier: Apache-2.0
"""The command ``python -m imgconv.ray RECIPE SOURCE TARGET``."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

import ray
import ray.exceptions

from .. import Error, InvalidError, Recipe, UnreadableError
from ._job import Outcome, failures_of, run

_PLACES = ("K", "M", "G", "T")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """End with the exit code of a usage error."""
        self.exit(64, f"imgconv: {message}\n")


def _size(text: str) -> int:
    """Read a number of bytes such as 500M; powers of 1024."""
    upper = text.upper().removesuffix("B")
    power = _PLACES.index(upper[-1]) + 1 if upper[-1:] in _PLACES and upper else 0
    return int(float(upper[: len(upper) - bool(power)]) * 1024**power)


def _quality(text: str) -> int | str:
    return text if text == "keep" else int(text)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m imgconv.ray",
        description="Filter files on a Ray cluster.  RAY_ADDRESS names the cluster; without one, it is a cluster that runs on this machine, or a new one.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("recipe", help='"blur sigma=2 | edge", or the name of a .yaml file')
    add("source", help="a directory, a file of names (.txt, .jsonl, .parquet), or one file; s3:// works")
    add("target", help="the output directory; s3:// works")
    add("--report", help="append a record for each file to a local JSON Lines file, and resume from it")
    add("--no-resume", action="store_true", help="overwrite the report, and convert all files")
    add("--manifest", help="write the results to a Parquet file")
    add("--name", default="{dir}/{stem}{ext}", help="template of output names ({dir}/{stem}{ext})")
    add("--include", action="append", help="take only matching files from a directory; repeatable")
    add("--column", default="input", help="column of names in the file of names (input)")
    add("--errors-as-members", action="store_true", help="replace failed members by KEY.error.json")
    add("--files-per-task", type=int, default=100, help="images in a unit of work (100)")
    add("--threads-per-worker", type=int, help="images at once in a worker (CPUs of the smallest node)")
    add("--concurrency", type=int, help="number of workers (as many as the CPUs allow)")
    add("--retries", type=int, default=2, help="repetitions after an error of reading or writing (2)")
    add("--isolated-memory", type=_size, help="max address space of a process that tries a file alone")
    options = parser.add_argument_group("options of each image, as the command has them")
    add = options.add_argument
    add("--format", choices=("png", "jpeg", "npy", "pgm", "ppm", "pam", "pnm"))
    add("--depth", type=int, choices=(8, 16))
    add("--quality", type=_quality)
    add("--subsampling", choices=("auto", "444", "422", "420"))
    add("--progressive", action="store_true", default=None)
    add("--compression", choices=("fastest", "fast", "balanced", "small"))
    add("--dtype", choices=("f2", "f4"))
    add("--map", choices=("clamp", "abs", "signed", "normalize"))
    add("--orient", choices=("keep", "apply"))
    add("--strip", metavar="CLASS,...")
    add("--keep", metavar="CLASS,...")
    add("--lenient", action="store_true", default=None)
    add("--timeout", type=float, metavar="SECONDS")
    add("--max-pixels", type=int, metavar="N")
    add("--memory", type=_size, metavar="BYTES", help="max memory of one image")
    add("--no-sync", dest="sync", action="store_false", default=None)
    return parser


_OPTIONS = (
    "format", "depth", "quality", "subsampling", "progressive", "compression", "dtype", "map", "orient", "strip",
    "keep", "lenient", "timeout", "max_pixels", "memory", "sync",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the command, and return its exit code: 0, 1 (failed files), 2 (no input), 64, 65, 70, 73, 74 or 130."""
    values = vars(_parser().parse_args(arguments))
    given = {name: values.pop(name) for name in _OPTIONS}
    options = {name: value for name, value in given.items() if value is not None}
    try:
        recipe = _recipe(values.pop("recipe"))
        source, target = values.pop("source"), values.pop("target")
        resume = not values.pop("no_resume")
        outcome = run(recipe, source, target, resume=resume, options=options, **values)
        # What Ray prints as it ends comes before the last line.
        ray.shutdown()
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except (InvalidError, TypeError) as error:
        return _fail(str(error), 64)
    except (FileNotFoundError, UnreadableError) as error:
        return _fail(str(error), 65)
    except ValueError as error:
        return _fail(str(error), 64)
    except (Error, OSError) as error:
        return _fail(str(error), getattr(error, "code", 0) or 74)
    except ray.exceptions.RayError as error:
        return _fail(f"the cluster runs no worker: {str(error).strip().splitlines()[-1]}", 70)
    return _finish(outcome)


def _recipe(text: str) -> Recipe:
    return Recipe.from_file(text) if text.endswith((".yaml", ".yml")) else Recipe(text)


def _finish(outcome: Outcome) -> int:
    for line in failures_of(outcome):
        print(line, file=sys.stderr)
    counts = outcome.counts
    if not any(counts.values()):
        return _fail("no input matches", 2)
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(
        f"imgconv: {counts['done']} done, {counts['failed']} failed{skipped}, in {outcome.seconds:.1f} s",
        file=sys.stderr,
    )
    return 1 if counts["failed"] else 0


def _fail(message: str, code: int) -> int:
    print(f"imgconv: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
