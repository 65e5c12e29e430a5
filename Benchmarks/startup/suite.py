# SPDX-License-Identifier: Apache-2.0
"""The time that imgconv takes to start and exit, and to filter a tiny picture."""
import shutil
import statistics
import sys

from ..common import costs, targets


def icon(imgconv, directory):
    """The CPU time of a blur of a JPEG of 64 x 64, most of which is to start.  True if the target is met."""
    picture = directory / "icon.jpg"
    scene = costs.ROOT / "samples" / "scene.jpg"
    costs.run([imgconv, "resize", "--size", "64x64", "--fit", "stretch", scene, picture])
    blur = [imgconv, "blur", picture, directory / "blurred.jpg"]
    own = statistics.median(cost.cpu for cost in costs.alternate({"imgconv": blur}, 200)["imgconv"]) * 1000
    met = own <= targets.ICON
    print(f"`imgconv blur` of a JPEG of 64 x 64 takes {own:.1f} ms of CPU time ({targets.ICON}), "
          f"{'met' if met else '**missed**'}.")
    return met


def run(options, imgconv, directory):
    """The suite: a tiny blur; `imgconv --version` and an empty C program.

    True if the targets are met; without a compiler, the first is enough.
    """
    is_icon_met = icon(imgconv, directory)
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        print("no C compiler: start-up NOT MEASURED", file=sys.stderr)
        return is_icon_met
    source, empty = directory / "empty.c", directory / "empty"
    source.write_text("int main(void) { return 0; }\n", encoding="ascii")
    costs.run([compiler, "-O2", source, "-o", empty])
    runs = costs.alternate({"imgconv": [imgconv, "--version"], "empty": [empty]}, 25)
    own, other = (statistics.median(cost.wall for cost in runs[name]) for name in ("imgconv", "empty"))
    met = own <= targets.START_UP * other
    print(f"`imgconv --version` takes {own * 1000:.1f} ms, a C program that does nothing "
          f"{other * 1000:.1f} ms: {own / other:.1f} times ({targets.START_UP}), {'met' if met else '**missed**'}.")
    return met and is_icon_met
