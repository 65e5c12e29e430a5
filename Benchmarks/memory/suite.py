# SPDX-License-Identifier: Apache-2.0
"""Peak memory of large pictures, and the CPU time per pixel.  Needs NumPy and Pillow."""
import shutil
import statistics

from ..common import costs, pictures, targets
from ..common.verdicts import missing, verdict
from ..files.suite import drawn

VIPS_SUFFIX = {".jpg": "[Q=90]", ".png": "[compression=1,filter=sub]"}


def warn_without_vips():
    if not shutil.which("vips"):
        missing("vips", "apt-get install libvips-tools")


def blur_commands(imgconv, picture, directory):
    """The command of each program for the same blur: {name: command}."""
    ours, theirs = directory / f"imgconv{picture.suffix}", directory / f"vips{picture.suffix}"
    commands = {"imgconv": [imgconv, "blur", "--sigma", "2", picture, ours]}
    vips = shutil.which("vips")
    if vips:
        target = f"{theirs}{VIPS_SUFFIX[picture.suffix]}"
        commands["vips"] = [vips, "gaussblur", picture, target, "2", "--min-ampl", "0.01"]
    return commands


def run(options, imgconv, directory):
    """The suite: peak memory at two heights, and the CPU time per pixel compared with a smaller picture."""
    warn_without_vips()
    print(f"peak memory of blur --sigma 2; the launcher's floor is {costs.floor():.1f} MiB")
    passed = True
    for small in drawn(options.corpus, "12mp"):
        large, low = [pictures.make(options.corpus, [f"large-12000x{height}{small.suffix}"], 12000, height)[0]
                      for height in (8400, 2100)]
        commands = {path: blur_commands(imgconv, path, directory) for path in (large, low, small)}
        runs = costs.alternate({path: each["imgconv"] for path, each in commands.items()}, min(options.rounds, 5))
        for path in (large, low):
            what = f"{path.name} imgconv: CPU {costs.medians(runs[path]).cpu:.2f} s, highest peak"
            peak = max(cost.memory for cost in runs[path])
            passed = verdict(what, peak, targets.LARGE_MEMORY, " MiB") and passed
            if "vips" in commands[path]:
                cost = costs.run(commands[path]["vips"])
                print(f"{path.name} vips: CPU {cost.cpu:.2f} s, peak {cost.memory:.1f} MiB", flush=True)
        pixel = statistics.median(costs.ratios(runs[large], runs[small], "cpu")) * 12e6 / (12000 * 8400)
        what = f"{large.name} imgconv: CPU per pixel, compared with 12 megapixels"
        passed = verdict(what, pixel, targets.LARGE_CPU, "x") and passed
    return passed
