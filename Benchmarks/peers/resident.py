# SPDX-License-Identifier: Apache-2.0
"""Filters files with a Python library in a process that stays, so that its start does not count.

    resident.py LIBRARY

LIBRARY is imgconv or one of those in `filter.py`.  Reads lines "OPERATION IN OUT PROFILE" with tabs between, and answers
each with the seconds of CPU time of all threads and of wall time that the call took.
"""
import pathlib
import resource
import sys
import time

import filter as peers


def recipe(operation):
    """The recipe of an operation of `programs.py`."""
    if operation.startswith("blur"):
        return f"blur sigma={operation[4:]}"
    if operation == "mix":
        return "mix preset=sepia"
    if operation == "edge":
        return "edge"
    if operation.startswith(peers.RESIZE):
        side = operation.removeprefix(peers.RESIZE)
        return f"resize size={side}x{side}"
    raise ValueError(operation)


def imgconv(operation, source, target, profile):
    import imgconv as package
    # The peers do not wait for the device either.
    jpeg = {"quality": 90, "subsampling": "420"} if target.suffix == ".jpg" else {}
    package.Recipe(recipe(operation)).file(source, target, sync=False, **jpeg)


def cpu():
    """The CPU seconds of this process so far, in user space and in the kernel."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    run = {**peers.LIBRARIES, "imgconv": imgconv}[sys.argv[1]]
    if sys.argv[1] == "pyvips":
        import pyvips
        # Otherwise a second call would find the first one's result.
        pyvips.cache_set_max(0)
    for line in sys.stdin:
        operation, source, target, profile = line.rstrip("\n").split("\t")
        before, started = cpu(), time.perf_counter()
        run(operation, pathlib.Path(source), pathlib.Path(target), profile)
        print(cpu() - before, time.perf_counter() - started, sep="\t", flush=True)


if __name__ == "__main__":
    main()
