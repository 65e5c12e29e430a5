# SPDX-License-Identifier: Apache-2.0
"""The kernels suite of peers.py: filters in memory, on one thread, in turn with OpenCV.

Started alone, it is the OpenCV side: it reads names, one a line, runs each case once and prints the name and the
nanoseconds of CPU time an output sample.  Needs NumPy and OpenCV.
"""
import statistics
import subprocess
import sys
import time

# Case and CPU time against OpenCV at most.  None: OpenCV's work is another, or it has none.
LIMITS = {
    "gaussian-2": 1.0, "gaussian-5": 0.6, "gaussian-20": 0.08, "sobel": 0.45, "general-3x3": 0.6,
    "general-5x5": 0.55, "dilated-3x3-8": 0.1, "matrix": 1.0, "bicubic-up-2": 0.85, "bilinear-down-2": None,
    "dense-16-16": None,
}
DENSE_SHARE = 0.5  # of the peak of multiplications and additions, at least


def opencv_cases():
    """{name: (function that runs once, output samples)}."""
    import cv2
    import numpy as np
    cv2.setNumThreads(1)
    random = np.random.default_rng(1)
    image = random.integers(0, 256, (1000, 4000, 3), dtype=np.uint8)
    small = random.integers(0, 256, (500, 2000, 3), dtype=np.uint8)
    result, half = np.empty_like(image), np.empty_like(small)
    three, five = (random.uniform(-1, 1, (n, n)).astype(np.float32) / n for n in (3, 5))
    dilated = np.zeros((17, 17), np.float32)
    dilated[::8, ::8] = three
    matrix = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]], np.float32)

    def gaussian(sigma):
        return lambda: cv2.GaussianBlur(image, (0, 0), sigma, dst=result)

    def general(kernel):
        return lambda: cv2.filter2D(image, -1, kernel, dst=result)

    def sobel():
        x, y = cv2.Sobel(image, cv2.CV_32F, 1, 0), cv2.Sobel(image, cv2.CV_32F, 0, 1)
        cv2.convertScaleAbs(cv2.magnitude(x, y), dst=result)

    work = {
        "gaussian-2": gaussian(2), "gaussian-5": gaussian(5), "gaussian-20": gaussian(20), "sobel": sobel,
        "general-3x3": general(three), "general-5x5": general(five), "dilated-3x3-8": general(dilated),
        "matrix": lambda: cv2.transform(image, matrix, dst=result),
        "bicubic-up-2": lambda: cv2.resize(small, (4000, 1000), dst=result, interpolation=cv2.INTER_CUBIC),
        "bilinear-down-2": lambda: cv2.resize(image, (2000, 500), dst=half, interpolation=cv2.INTER_LINEAR),
    }
    return {name: (run, half.size if "down" in name else result.size) for name, run in work.items()}


def opencv():
    """The OpenCV side, until its input ends."""
    cases = opencv_cases()
    for line in sys.stdin:
        run, samples = cases[line.strip()]
        start = time.process_time()
        run()
        print(line.strip(), (time.process_time() - start) / samples * 1e9, sep="\t", flush=True)


class Side:
    """A process that runs the case whose name it is told and answers with figures."""

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


def compare(ours, theirs, rounds, verdict):
    """Runs all cases, OpenCV (if any) in turn with ours, and prints a line for each; true if all keep their limits."""
    copied, fused, separate = (
        max(column) / 1e9 for column in zip(*(ours.run("roofline") for _ in range(2 * rounds))))
    print(f"one core at most: copies {copied:.1f} GB/s; {fused:.0f} GFLOP/s contracted, {separate:.0f} GFLOP/s separate")
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
            passed = judge(pairs, limit, verdict) and passed
        elif name == "dense-16-16":
            share = 2 * products / separate / spent
            print(f"of the peak {share:.2f} (at least {DENSE_SHARE}) {'ok' if share >= DENSE_SHARE else 'UNDER'}")
            passed = share >= DENSE_SHARE and passed
        else:
            print()
    return passed


def judge(pairs, limit, verdict):
    """Prints the ratio of the pairs beside its limit; true if it keeps within."""
    ratios = sorted(ours[0] / theirs[0] for ours, theirs in pairs)
    what = f"ratio ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    if limit is None:
        print(f"{what} {statistics.median(ratios):.2f}")
        return True
    return verdict(what, statistics.median(ratios), limit, "")


if __name__ == "__main__":
    opencv()
