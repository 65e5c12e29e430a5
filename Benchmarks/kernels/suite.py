# SPDX-License-Identifier: Apache-2.0
"""Filters in memory, on one thread, in turn with OpenCV, cykooz-resizer and Pillow.  Needs NumPy and the peers."""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from ..common import costs
from ..common.verdicts import load, missing, verdict

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = costs.ROOT / "Benchmarks" / ".build" / "release" / "bench-kernels"
# Name: (module, package, the program that runs its cases).
PEERS = {
    "OpenCV": ("cv2", "opencv-python-headless", [HERE / "opencv.py"]),
    "cykooz-resizer": ("cykooz_resizer", "cykooz.resizer", [HERE / "resizers.py", "cykooz-resizer"]),
    "Pillow": ("PIL", "pillow", [HERE / "resizers.py", "Pillow"]),
}
# Case, peer and the highest ratio of CPU time to the peer's.  No limit: the peer does other work.
CASES = (
    ("gaussian-2", "OpenCV", 1.05), ("gaussian-5", "OpenCV", 0.4), ("gaussian-20", "OpenCV", 0.05),
    ("sobel", "OpenCV", 0.2), ("general-3x3", "OpenCV", 0.85), ("general-5x5", "OpenCV", 0.65),
    ("dilated-3x3-8", "OpenCV", 0.1), ("matrix", "OpenCV", 1.25), ("bicubic-up-2", "OpenCV", 0.6),
    ("bilinear-down-2", "OpenCV", 1.6), ("area-down-2", "OpenCV", 1.0), ("lanczos3-1333", "cykooz-resizer", 1.5), ("lanczos3-1333", "Pillow", 0.2),
    ("dense-16-16", None, None),
)
LOWER = "x86-64-v3"  # the level of the CPU that is measured beside AVX-512: AVX2
DENSE_SHARE = 0.5  # of the peak of multiplications and additions, at least


class Side:
    """A process that reads the name of a case, runs it and prints figures."""

    def __init__(self, command, **variables):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **variables})

    def run(self, name):
        print(name, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip().split("\t")
        if answer[0] != name:
            sys.exit(f"{self.process.args[0]} has no answer for {name}: {answer}")
        return [float(figure) for figure in answer[1:]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def installed():
    """The process of each peer that is installed; the others are named on standard error."""
    sides = {}
    for name, (module, package, command) in PEERS.items():
        if subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode:
            missing(name, f"pip install {package}")
        else:
            sides[name] = Side([sys.executable, *command])
    return sides


def levels(command):
    """The process of the best level of this CPU, and of AVX2 if that is another: {name: process}."""
    found = {"": Side(command)}
    cpu = pathlib.Path("/proc/cpuinfo")
    if "IMGCONV_CPU" not in os.environ and cpu.exists() and " avx512vl" in cpu.read_text(encoding="utf-8"):
        found["AVX2"] = Side(command, IMGCONV_CPU=LOWER)
    return found


def medians(rows):
    """The median of each column."""
    return [statistics.median(column) for column in zip(*rows)]


def compare(ours, peers, rounds):
    """Runs all cases, in turn with installed peers, and prints a line for each; true if all are within limits.

    `ours` has the process of the best level of the CPU first; the others have no limits.
    """
    copied, fused, separate = (
        max(column) / 1e9 for column in zip(*(ours[""].run("roofline") for _ in range(2 * rounds))))
    print(f"one core at most: copies {copied:.1f} GB/s; {fused:.0f} GFLOP/s contracted, "
          f"{separate:.0f} GFLOP/s separate")
    print(f"  {'':<16}{'imgconv':>8} {'peer':>8} {'GB/s':>6} {'GFLOP/s':>8} {'share':>6}")
    passed = True
    for name, peer_name, limit in CASES:
        peer = peers.get(peer_name)
        sides = [*ours.values(), *([peer] if peer else [])]
        figures = [[side.run(name) for side in sides] for _ in range(rounds + 1)][1:]
        for number, level in enumerate(ours):
            pairs = [(row[number], row[-1] if peer else None) for row in figures]
            spent, products, moved = medians([pair[0] for pair in pairs])
            floor = max(moved / copied, 2 * products / separate)
            other = f"{medians([pair[1] for pair in pairs])[0]:.3f}" if peer else "-"
            print(f"  {f'  {level}' if level else name:<16}{spent:>8.3f} {other:>8} {moved / spent:>6.1f} "
                  f"{2 * products / spent:>8.1f} {floor / spent:>6.0%}  ", end="", flush=True)
            if peer:
                passed = judge(peer_name, pairs, None if level else limit) and passed
            elif name == "dense-16-16" and not level:
                share = 2 * products / separate / spent
                outcome = "ok" if share >= DENSE_SHARE else "UNDER"
                print(f"of the peak {share:.2f} (at least {DENSE_SHARE}) {outcome}")
                passed = share >= DENSE_SHARE and passed
            else:
                print()
    return passed


def judge(peer, pairs, limit):
    """Prints the ratio of the pairs and its limit; true if it is within the limit."""
    ratios = sorted(ours[0] / theirs[0] for ours, theirs in pairs)
    what = f"{peer} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
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
    ours, peers = levels([program, "-"]), installed()
    print(f"kernels, 4000 x 1000 x 3, one thread, {options.rounds} rounds, {load()}")
    passed = compare(ours, peers, options.rounds)
    for side in (*ours.values(), *peers.values()):
        side.close()
    return passed
