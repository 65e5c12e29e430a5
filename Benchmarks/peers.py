# SPDX-License-Identifier: Apache-2.0
"""Measures imgconv against other programs, both in turn on the same pictures.

    python3 Benchmarks/peers.py                     whole runs against all peers
    python3 Benchmarks/peers.py --suite kernels     filters alone against OpenCV
    python3 Benchmarks/peers.py --suite codecs      codecs alone against libpng and libjpeg
    python3 Benchmarks/peers.py --suite batch       many pictures against pools of processes
    python3 Benchmarks/peers.py --suite start-up    how long nothing takes
    python3 Benchmarks/peers.py --suite memory      peak memory on large pictures
    python3 Benchmarks/peers.py --folder PHOTOS     whole runs on photos, "12mp" or "2mp" in their names

Trust ratios of CPU time; wall times mean something on an idle machine only.  A peer that is not installed is
named and left out.  README.md says what each figure means.  Needs NumPy and Pillow, for kernels also OpenCV.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

import batch
import codecs_suite
import corpus
import kernels
import measure
import targets
import whole

ROOT = pathlib.Path(__file__).resolve().parent.parent
VIPS_SUFFIX = {".jpg": "[Q=90]", ".png": "[compression=1,filter=sub]"}


def missing(what, how):
    print(f"!!! {what} is not installed ({how}): NOT MEASURED", file=sys.stderr, flush=True)


def load():
    """One line about how busy the machine is, for whoever reads the figures later."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


# Memory

def warn_without_vips():
    if not shutil.which("vips"):
        missing("vips", "apt-get install libvips-tools")


def blur_commands(imgconv, picture, folder):
    """The same blur as each program is told to do it: {name: command}."""
    ours, theirs = folder / f"imgconv{picture.suffix}", folder / f"vips{picture.suffix}"
    commands = {"imgconv": [imgconv, "blur", "--sigma", "2", picture, ours]}
    vips = shutil.which("vips")
    if vips:
        target = f"{theirs}{VIPS_SUFFIX[picture.suffix]}"
        commands["vips"] = [vips, "gaussblur", picture, target, "2", "--min-ampl", "0.01"]
    return commands


def memory(options, imgconv, folder):
    """Peak memory at two heights, and the CPU time of a pixel beside that of a smaller picture."""
    warn_without_vips()
    print(f"peak memory of blur --sigma 2; the launcher's floor is {measure.floor():.1f} MiB")
    passed = True
    for small in whole.pictures(options.corpus, "12mp"):
        large, low = [corpus.make(options.corpus, [f"large-12000x{height}{small.suffix}"], 12000, height)[0]
                      for height in (8400, 2100)]
        commands = {path: blur_commands(imgconv, path, folder) for path in (large, low, small)}
        costs = measure.alternate({path: each["imgconv"] for path, each in commands.items()}, min(options.rounds, 5))
        for path in (large, low):
            what = f"{path.name} imgconv: CPU {measure.medians(costs[path]).cpu:.2f} s, highest peak"
            peak = max(cost.memory for cost in costs[path])
            passed = verdict(what, peak, targets.LARGE_MEMORY, " MiB") and passed
            if "vips" in commands[path]:
                cost = measure.run(commands[path]["vips"])
                print(f"{path.name} vips: CPU {cost.cpu:.2f} s, peak {cost.memory:.1f} MiB", flush=True)
        pixel = statistics.median(measure.ratios(costs[large], costs[small], "cpu")) * 12e6 / (12000 * 8400)
        what = f"{large.name} imgconv: CPU of a pixel beside 12 megapixels"
        passed = verdict(what, pixel, targets.LARGE_CPU, "x") and passed
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


SUITES = {"kernels": kernel_suite, "codecs": codecs_suite.run, "whole": whole.run, "batch": batch.run,
          "start-up": batch.start_up, "memory": memory}


def main():
    temporary = pathlib.Path(tempfile.gettempdir())
    parser = argparse.ArgumentParser(description="imgconv against other programs")
    parser.add_argument("--suite", choices=SUITES, action="append", help="what to measure (default: whole)")
    parser.add_argument("--imgconv", help="the binary (default: that of make build, another build, then PATH)")
    parser.add_argument("--bench-kernels", type=pathlib.Path, help="the program of the kernels suite")
    parser.add_argument("--corpus", type=pathlib.Path, default=temporary / "imgconv-corpus",
                        help="where the drawn pictures are kept (default: in the temporary folder)")
    parser.add_argument("--folder", type=pathlib.Path, help="photos for the whole suite, not drawn ones")
    parser.add_argument("--rounds", type=int, default=7, help="counted runs of each program (default: 7)")
    options = parser.parse_args()
    suites = options.suite or ["whole"]
    imgconv = None if set(suites) == {"kernels"} else measure.find_imgconv(options.imgconv)
    with tempfile.TemporaryDirectory(prefix="imgconv-peers-") as folder:
        outcomes = [SUITES[suite](options, imgconv, pathlib.Path(folder)) for suite in suites]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
