# SPDX-License-Identifier: Apache-2.0
"""The time that imgconv takes to start and exit."""
import shutil
import statistics
import sys

from ..common import costs, targets


def run(options, imgconv, directory):
    """The suite: `imgconv --version` and an empty C program.  True if the target is met or there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        print("no C compiler: start-up NOT MEASURED", file=sys.stderr)
        return True
    source, empty = directory / "empty.c", directory / "empty"
    source.write_text("int main(void) { return 0; }\n", encoding="ascii")
    costs.run([compiler, "-O2", source, "-o", empty])
    runs = costs.alternate({"imgconv": [imgconv, "--version"], "empty": [empty]}, 25)
    own, other = (statistics.median(cost.wall for cost in runs[name]) for name in ("imgconv", "empty"))
    met = own <= targets.START_UP * other
    print(f"`imgconv --version` takes {own * 1000:.1f} ms, a C program that does nothing "
          f"{other * 1000:.1f} ms: {own / other:.1f} times ({targets.START_UP}), {'met' if met else '**missed**'}.")
    return met
