# SPDX-License-Identifier: Apache-2.0
"""Filters in memory, on one thread, in turn with OpenCV.  Needs NumPy and OpenCV."""
import pathlib
import shutil
import statistics
import subprocess
import sys

from ..common import costs
from ..common.verdicts import load, missing, verdict

OPENCV = pathlib.Path(__file__).resolve().parent / "opencv.py"
PROGRAM = costs.ROOT / "Benchmarks" / ".build" / "release" / "bench-kernels"
# Case and the highest ratio of CPU time to OpenCV's.  None: OpenCV does other work, or has no such filter.
LIMITS = {
    "gaussian-2": 1.0, "gaussian-5": 0.6, "gaussian-20": 0.08, "sobel": 0.45, "general-3x3": 0.6,
    "general-5x5": 0.55, "dilated-3x3-8": 0.1, "matrix": 1.0, "bicubic-up-2": 0.85, "bilinear-down-2": None,
    "dense-16-16": None,
}
DENSE_SHARE = 0.5  # of the peak of multiplications and additions, at least


class Side:
    """A process that reads the name of a case, runs it and prints figures."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, name):
        print(name, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip().split("\t")
        if answer[0] != name:
            sys.exit(f"{self.process.args[0]} has no answer for {name}: {answer}")
        return [float(figure) for figure in answer[1:]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def has_opencv():
    return subprocess.run([sys.executable, "-c", "import cv2"], capture_output=True).returncode == 0


def medians(rows):
    """The median of each column."""
    return [statistics.median(column) for column in zip(*rows)]


def compare(ours, theirs, rounds):
    """Runs all cases, in turn with OpenCV if installed, and prints a line for each; true if all are within limits."""
    copied, fused, separate = (
        max(column) / 1e9 for column in zip(*(ours.run("roofline") for _ in range(2 * rounds))))
    print(f"one core at most: copies {copied:.1f} GB/s; {fused:.0f} GFLOP/s contracted, "
          f"{separate:.0f} GFLOP/s separate")
    print(f"  {'':<18}{'imgconv':>8} {'OpenCV':>8} {'GB/s':>6} {'GFLOP/s':>8} {'share':>6}")
    passed = True
    for name, limit in LIMITS.items():
        peer = theirs if name != "dense-16-16" else None
        pairs = [(ours.run(name), peer.run(name) if peer else None) for _ in range(rounds + 1)][1:]
        spent, products, moved = medians([pair[0] for pair in pairs])
        floor = max(moved / copied, 2 * products / separate)
        other = f"{medians([pair[1] for pair in pairs])[0]:.3f}" if peer else "-"
        print(f"  {name:<18}{spent:>8.3f} {other:>8} {moved / spent:>6.1f} {2 * products / spent:>8.1f} "
              f"{floor / spent:>6.0%}  ", end="", flush=True)
        if peer:
            passed = judge(pairs, limit) and passed
        elif name == "dense-16-16":
            share = 2 * products / separate / spent
            print(f"of the peak {share:.2f} (at least {DENSE_SHARE}) {'ok' if share >= DENSE_SHARE else 'UNDER'}")
            passed = share >= DENSE_SHARE and passed
        else:
            print()
    return passed


def judge(pairs, limit):
    """Prints the ratio of the pairs and its limit; true if it is within the limit."""
    ratios = sorted(ours[0] / theirs[0] for ours, theirs in pairs)
    what = f"ratio ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    if limit is None:
        print(f"{what} {statistics.median(ratios):.2f}")
        return True
    return verdict(what, statistics.median(ratios), limit, "")


def run(options, imgconv, directory):
    """The suite.  True if all cases are within their limits."""
    program = options.bench_kernels or PROGRAM
    if not shutil.which(program):
        missing("bench-kernels", "swift build -c release --package-path Benchmarks")
        return False
    sides = [Side([program, "-"])]
    if has_opencv():
        sides.append(Side([sys.executable, OPENCV]))
    else:
        missing("OpenCV", "pip install opencv-python-headless")
    print(f"kernels, 4000 x 1000 x 3, one thread, {options.rounds} rounds, {load()}")
    passed = compare(sides[0], sides[1] if len(sides) > 1 else None, options.rounds)
    for side in sides:
        side.close()
    return passed
