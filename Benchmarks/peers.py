# SPDX-License-Identifier: Apache-2.0
"""Measures imgconv against other programs, both in turn on the same pictures.

    python3 Benchmarks/peers.py                     whole runs against vips
    python3 Benchmarks/peers.py --suite memory      peak memory on large pictures
    python3 Benchmarks/peers.py --suite kernels     filters alone against OpenCV
    python3 Benchmarks/peers.py --folder PHOTOS     whole runs on real photos

Trust ratios of CPU time; wall times mean something on an idle machine only.  A peer that is not installed is
named and left out.  README.md says what each figure means.  Needs NumPy and Pillow, for kernels also OpenCV.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

import corpus
import kernels
import measure

ROOT = pathlib.Path(__file__).resolve().parent.parent
VIPS_SUFFIX = {".jpg": "[Q=90]", ".png": "[compression=1,filter=sub]"}
WHOLE_LIMIT = 1.0  # CPU time against vips, JPEG
MEMORY_LIMIT = 40  # MiB


def missing(what, how):
    print(f"!!! {what} is not installed ({how}): NOT MEASURED", file=sys.stderr, flush=True)


def load():
    """One line about how busy the machine is, for whoever reads the figures later."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


# Whole runs

def warn_without_vips():
    if not shutil.which("vips"):
        missing("vips", "apt-get install libvips-tools")


def blur_commands(imgconv, picture, folder):
    """The same blur as each program is told to do it: {name: (command, output)}."""
    ours, theirs = folder / f"imgconv{picture.suffix}", folder / f"vips{picture.suffix}"
    kind = ".jpg" if picture.suffix.lower() in (".jpg", ".jpeg") else ".png"
    commands = {"imgconv": ([imgconv, "blur", "--sigma", "2", picture, ours], ours)}
    vips = shutil.which("vips")
    if vips:
        line = [vips, "gaussblur", picture, f"{theirs}{VIPS_SUFFIX[kind]}", "2", "--min-ampl", "0.01"]
        commands["vips"] = (line, theirs)
    return commands


def difference(first, second):
    """The mean distance of two outputs in levels: programs that do the same work are near each other."""
    with Image.open(first) as a, Image.open(second) as b:
        if a.size != b.size or a.mode != b.mode:
            sys.exit(f"{first.name} is {a.mode} {a.size}, {second.name} {b.mode} {b.size}")
        height = min(a.height, 1000)
        a, b = (np.asarray(i.crop((0, 0, i.width, height))).astype(np.int16) for i in (a, b))
    return float(np.abs(a - b).mean())


def compare_runs(imgconv, picture, folder, rounds):
    """Measures a picture, prints a line for each program; the ratio of CPU times, or None without a peer."""
    commands = blur_commands(imgconv, picture, folder)
    costs = measure.alternate({name: line for name, (line, _) in commands.items()}, rounds)
    print(f"{picture.name}, {picture.stat().st_size / 1e6:.2f} MB, {rounds} rounds, {load()}")
    print(f"  {'':<8} {'CPU s':>7} {'wall s':>7} {'MiB':>6} {'MB out':>7}")
    for name, runs in costs.items():
        middle, size = measure.medians(runs), commands[name][1].stat().st_size / 1e6
        print(f"  {name:<8} {middle.cpu:>7.3f} {middle.wall:>7.3f} {middle.memory:>6.1f} {size:>7.2f}")
    if "vips" not in costs:
        return None
    cpu, low, high = measure.ratio(*([cost.cpu for cost in costs[name]] for name in ("imgconv", "vips")))
    wall = measure.ratio(*([cost.wall for cost in costs[name]] for name in ("imgconv", "vips")))[0]
    apart = difference(commands["imgconv"][1], commands["vips"][1])
    print(f"  imgconv / vips: CPU {cpu:.2f} (pairs {low:.2f} to {high:.2f}), wall {wall:.2f}; "
          f"outputs differ by {apart:.2f} levels on average", flush=True)
    if apart > 2:
        sys.exit("the programs do not do the same work")
    return cpu


def whole_runs(options, imgconv, folder):
    warn_without_vips()
    if options.folder:
        kinds = (".jpg", ".jpeg", ".png")
        pictures = sorted(path for path in options.folder.iterdir() if path.suffix.lower() in kinds)
        if not pictures:
            sys.exit(f"no JPEG or PNG in {options.folder}")
    else:
        pictures = corpus.make(options.corpus, ["photo-12mp.jpg", "photo-12mp.png"], 4000, 3000)
    passed = True
    for picture in pictures:
        cpu = compare_runs(imgconv, picture, folder, options.rounds)
        if cpu is not None and picture.suffix.lower() != ".png":
            passed = verdict(f"{picture.name}: CPU time against vips", cpu, WHOLE_LIMIT, "x") and passed
    return passed


# Memory

def memory(options, imgconv, folder):
    warn_without_vips()
    print(f"peak memory of blur --sigma 2; the launcher's floor is {measure.floor():.1f} MiB")
    passed = True
    for height in (8400, 2100):
        names = [f"large-12000x{height}.png", f"large-12000x{height}.jpg"]
        for picture in corpus.make(options.corpus, names, 12000, height):
            for name, (line, _) in blur_commands(imgconv, picture, folder).items():
                cost = measure.run(line)
                what = f"{picture.name} {name}: CPU {cost.cpu:.2f} s, peak"
                if name == "imgconv":
                    passed = verdict(what, cost.memory, MEMORY_LIMIT, " MiB") and passed
                else:
                    print(f"{what} {cost.memory:.1f} MiB", flush=True)
    return passed


# Kernels

def kernel_suite(options, *_):
    ours = options.bench_kernels or ROOT / "Benchmarks" / ".build" / "release" / "bench-kernels"
    if not shutil.which(ours):
        missing("bench-kernels", "swift build -c release --package-path Benchmarks")
        return False
    sides = [kernels.Side([ours, "-"])]
    if kernels.has_opencv():
        sides.append(kernels.Side([sys.executable, kernels.__file__]))
    else:
        missing("OpenCV", "pip install opencv-python-headless")
    print(f"kernels, 4000 x 1000 x 3, one thread, {options.rounds} rounds, {load()}")
    passed = kernels.compare(sides[0], sides[1] if len(sides) > 1 else None, options.rounds, verdict)
    for side in sides:
        side.close()
    return passed


def verdict(what, figure, limit, unit):
    """Prints a figure beside its limit; true if it keeps within."""
    outcome = "ok" if figure <= limit else "OVER"
    print(f"{what} {figure:.2f}{unit} (limit {limit:g}{unit}) {outcome}", flush=True)
    return figure <= limit


SUITES = {"runs": whole_runs, "memory": memory, "kernels": kernel_suite}


def main():
    temporary = pathlib.Path(tempfile.gettempdir())
    parser = argparse.ArgumentParser(description="imgconv against other programs")
    parser.add_argument("--suite", choices=SUITES, action="append", help="what to measure (default: runs)")
    parser.add_argument("--imgconv", help="the binary (default: the newest release build, then PATH)")
    parser.add_argument("--bench-kernels", type=pathlib.Path, help="the program of the kernels suite")
    parser.add_argument("--corpus", type=pathlib.Path, default=temporary / "imgconv-corpus",
                        help="where the drawn pictures are kept (default: in the temporary folder)")
    parser.add_argument("--folder", type=pathlib.Path, help="photos for the runs suite, not drawn ones")
    parser.add_argument("--rounds", type=int, default=7, help="counted runs of each program (default: 7)")
    options = parser.parse_args()
    suites = options.suite or ["runs"]
    imgconv = None if set(suites) == {"kernels"} else measure.find_imgconv(options.imgconv)
    with tempfile.TemporaryDirectory(prefix="imgconv-peers-") as folder:
        outcomes = [SUITES[suite](options, imgconv, pathlib.Path(folder)) for suite in suites]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
