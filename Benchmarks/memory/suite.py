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


def resize_commands(imgconv, picture, directory):
    """The command of each program that fits a picture into 1600 x 1600: {name: command}."""
    ours, theirs = directory / f"imgconv-small{picture.suffix}", directory / f"vips-small{picture.suffix}"
    commands = {"imgconv": [imgconv, "resize", "--size", "1600x1600", picture, ours]}
    thumbnail = shutil.which("vipsthumbnail")
    if thumbnail:
        target = f"{theirs}{VIPS_SUFFIX[picture.suffix]}"
        commands["vipsthumbnail"] = [thumbnail, picture, "--size", "1600", "-o", target]
    return commands


def resize_peaks(options, imgconv, directory):
    """Prints the peak memory of 100 and 12 megapixels reduced to 1600 pixels; true if imgconv's is within its limit."""
    passed = True
    for kind in (".png", ".jpg"):
        for name, width, height in ((f"large-12000x8400{kind}", 12000, 8400), (f"photo-12mp{kind}", 4000, 3000)):
            picture, = pictures.make(options.corpus, [name], width, height)
            runs = costs.alternate(resize_commands(imgconv, picture, directory), min(options.rounds, 3))
            for program, each in runs.items():
                what = f"{name} to 1600 pixels, {program}: CPU {costs.medians(each).cpu:.2f} s, highest peak"
                peak = max(cost.memory for cost in each)
                if program == "imgconv":
                    passed = verdict(what, peak, targets.RESIZE_MEMORY, " MiB") and passed
                else:
                    print(f"{what} {peak:.1f} MiB", flush=True)
    return passed


def run(options, imgconv, directory):
    """The suite: peak memory at two heights, the CPU time per pixel compared with a smaller picture, then resize."""
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
    return resize_peaks(options, imgconv, directory) and passed
